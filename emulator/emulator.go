// Package emulator is an Azure Communication Services Chat and Identity service
// on this machine, in memory or with its state in a file, for tests and for
// trying things out. It speaks HTTPS as the service does, so any client in any
// language can use it.
//
// In a Go test, [Start] runs one:
//
//	service := emulator.Start(t)
//	options := azcore.ClientOptions{Transport: service.Client}
//	users, err := identity.NewClientFromConnectionString(service.ConnectionString, &identity.ClientOptions{ClientOptions: options})
//	...
//	fred, err := chat.NewClient(service.Endpoint, credential, &chat.ClientOptions{ClientOptions: options})
//
// The command chat-emulator runs one for other programs. docs/emulator.md says
// what it does, and where it differs from the service.
package emulator

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/emulator/internal/store"
)

// Options are the settings of an Emulator. The zero value is good for use.
type Options struct {
	// AccessKey signs identity calls, in base64. Empty: a random one.
	AccessKey string
	// State is a file that keeps the state across restarts, but not the access
	// key: give one, or clients need a new connection string. Nothing that was
	// answered is lost, however the process ends. Empty: the state is in memory.
	State string
	// RateLimits answers 429 beyond the service's rates.
	RateLimits bool
	// Faults are rules by which calls fail; docs/emulator.md has their grammar.
	Faults []string
	// Now is the clock of users, tokens, threads and messages. Signatures and the
	// certificate go by that of the machine, as clients do. Nil: time.Now.
	Now func() time.Time
}

// Emulator is one resource of the service. It is an http.Handler and safe for
// concurrent use.
type Emulator struct {
	key      acs.AccessKey
	chat     service
	identity service
	state    *store.File // nil: none
	handler  http.Handler
}

// New returns an emulator. An access key that is no base64, a rule that is none,
// and a state file that cannot be read are errors.
func New(options Options) (*Emulator, error) {
	e := &Emulator{}
	var err error
	if e.key, err = accessKey(options.AccessKey); err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	engineOptions := engine.Options{Now: options.Now, RateLimits: options.RateLimits}
	if options.State != "" {
		if e.state, err = store.Open(options.State); err != nil {
			return nil, fmt.Errorf("emulator: %w", err)
		}
		engineOptions.Store = e.state
	}
	x, err := engine.New(engineOptions)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("emulator: %w", err), e.Close())
	}
	e.chat, e.identity = newChat(x), newIdentity(x, e.key)
	if e.handler, err = e.withFaults(options.Faults); err != nil {
		return nil, errors.Join(fmt.Errorf("emulator: %w", err), e.Close())
	}
	return e, nil
}

func accessKey(text string) (acs.AccessKey, error) {
	if text == "" {
		random := make([]byte, 32)
		_, _ = rand.Read(random) // never fails
		text = base64.StdEncoding.EncodeToString(random)
	}
	return acs.ParseAccessKey(text)
}

// Close closes the state file. Calls that are answered afterwards fail.
func (e *Emulator) Close() error {
	if e.state == nil {
		return nil
	}
	return e.state.Close()
}

// ConnectionString returns what clients of the identity service need, for the
// endpoint at which the emulator is reached.
func (e *Emulator) ConnectionString(endpoint string) string {
	return "endpoint=" + endpoint + ";accesskey=" + e.key.Base64()
}

// ServeHTTP answers a request as the service does.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) { e.handler.ServeHTTP(w, r) }

// serve sends a request to the service that it is for.
func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	setCommonHeaders(w.Header(), r)
	e.service(r).ServeHTTP(w, r)
}

// service returns the service that a request is for: Identity, or Chat, which also
// handles unknown paths by answering 404.
func (e *Emulator) service(r *http.Request) service {
	if strings.HasPrefix(r.URL.Path, "/identities") || strings.HasPrefix(r.URL.Path, "/teamsUser/") {
		return e.identity
	}
	return e.chat
}

// operation names the operation that a request is for, as fault rules do:
// "SendMessage", "ListMessages".
func (e *Emulator) operation(r *http.Request) string {
	name := e.service(r).transport.Operation(r)
	return strings.TrimSuffix(strings.TrimPrefix(name, "New"), "Pager")
}
