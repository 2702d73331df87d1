// Package emulator emulates the Azure Communication Services Chat and Identity
// services on the local machine, for tests and experiments. It keeps its state in
// memory or in a file. It serves HTTPS, so clients in any language can use it.
//
// In a Go test, use [Start]:
//
//	service := emulator.Start(t)
//	options := azcore.ClientOptions{Transport: service.Client}
//	users, err := identity.NewClientFromConnectionString(service.ConnectionString, &identity.ClientOptions{ClientOptions: options})
//	...
//	fred, err := chat.NewClient(service.Endpoint, credential, &chat.ClientOptions{ClientOptions: options})
//
// For other programs, use the command chat-emulator. docs/emulator.md describes
// the emulator's behavior and how it differs from the service.
package emulator

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/emulator/internal/events"
	"github.com/chatgen-go/chatgen/emulator/internal/fault"
	"github.com/chatgen-go/chatgen/emulator/internal/store"
)

// Options are the options for an Emulator. The zero value is ready to use.
type Options struct {
	// AccessKey is the base64-encoded key that identity requests are signed with. If
	// empty, New generates a random key.
	AccessKey string
	// State is the name of a file that keeps the state across restarts. When the
	// emulator responds to a request, its changes are in the file, so they are not
	// lost even if the process is killed. Until Close, a second file with the suffix
	// .wal belongs to it. The file does not contain the access key: also set AccessKey,
	// or clients need a new connection string after a restart. If empty, the state is
	// kept in memory.
	State string
	// RateLimits enforces the service's rate limits: it rejects requests above them
	// with status 429.
	RateLimits bool
	// StrictLinks rejects a next link that is not byte for byte the one that a
	// response contained, to test that a client does not modify it. The service
	// accepts any equivalent spelling.
	StrictLinks bool
	// HTTP makes Listen serve plain HTTP in place of HTTPS, on loopback addresses only.
	// Clients send tokens and signatures over it only if they are told to.
	HTTP bool
	// CertificateNames are DNS names and IP addresses of the generated certificate, in
	// addition to localhost, 127.0.0.1 and ::1.
	CertificateNames []string
	// Certificate is a certificate chain with its private key, for Listen to use in
	// place of a generated certificate. If nil, Listen generates one.
	Certificate *tls.Certificate
	// Realistic imitates irregular behaviour that has been seen of the service: short
	// and empty pages, items that come again on the next page, errors in every form,
	// and revocations that take effect within 15 minutes. The choices are random, but
	// the same in each run.
	Realistic bool
	// Lag is the lag of reads, up to 1 minute: they see the state of that long ago.
	// Without it, a response reflects every change that was acknowledged before.
	Lag time.Duration
	// Faults are fault-injection rules, for example "SendMessage:429:0.1". Their
	// syntax is in docs/emulator.md.
	Faults []string
	// Events are URLs, http or https, to which the events of Chat are delivered as Azure
	// Event Grid does. Deliveries begin with New and end with Close; see docs/emulator.md.
	Events []string
	// EventsSchema is the schema of the events: "eventgrid" or "cloudevents". If empty,
	// it is "eventgrid".
	EventsSchema string
	// Now returns the time from which [Emulator.Clock] starts, for tokens, threads
	// and messages. If it always returns the same time, the clock stands still until
	// it is moved. Request signatures and the certificate always use the system
	// clock, because clients do. If nil, time.Now is used.
	Now func() time.Time
}

// Format prints the options with a placeholder instead of the access key, and without
// the queries of Events.
func (o Options) Format(f fmt.State, verb rune) {
	type plain Options // without methods
	if o.AccessKey != "" {
		o.AccessKey = "REDACTED"
	}
	o.Events = redactURLs(o.Events)
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain(o))
}

// LogValue returns the options as Format prints them, for log/slog.
func (o Options) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", o)) }

// Emulator is an emulated Azure Communication Services resource. It is an
// http.Handler and safe for concurrent use.
type Emulator struct {
	key      acs.AccessKey
	chat     *service
	identity *service
	// teamsPhone is the part of Identity that older versions do not have.
	teamsPhone *service
	userReader *service
	exchanges  map[string]*service // by path
	authority  *entraAuthority
	engine     *engine.Engine
	state      *store.File        // nil if the state is kept in memory
	events     *events.Dispatcher // nil if events are not delivered
	listen     listenOptions
	clock      *Clock
	faults     *fault.Injector
	calls      callLog

	stream    stream    // for control interfaces
	observing sync.Once // see observe
}

// New returns an emulator. It fails if the access key is not valid base64, the lag is
// out of range, a fault rule, event URL or event schema is invalid, or the state file
// cannot be used.
func New(options Options) (*Emulator, error) {
	e := &Emulator{clock: newClock(options.Now)}
	var err error
	if e.key, err = parseAccessKey(options.AccessKey); err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	if options.Lag < 0 || options.Lag > engine.MaxLag {
		return nil, fmt.Errorf("emulator: invalid lag %v (want 0 to %v)", options.Lag, engine.MaxLag)
	}
	if err := e.openEngine(options); err != nil {
		return nil, errors.Join(fmt.Errorf("emulator: %w", err), e.Close())
	}
	encodeError := encodeChatError
	if options.Realistic {
		encodeError = newErrorForms().encode
	}
	e.authority = newEntraAuthority(e.engine)
	e.chat, e.identity = newChat(e.engine, encodeError), newIdentity(identityVersions(), e.engine, e.key, e.authority)
	e.teamsPhone = newIdentity(teamsPhoneVersions(), e.engine, e.key, e.authority)
	e.userReader = newUserReader(e.engine, e.key, e.authority)
	e.exchanges = newExchanges(e.authority)
	e.chat.strictLinks = options.StrictLinks
	e.listen = listenOptions{options.HTTP, options.CertificateNames, options.Certificate}
	e.faults = e.newInjector()
	if err := e.SetFaults(options.Faults...); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// openEngine opens the state file, starts the delivery of events, and creates the
// engine, as the options require.
func (e *Emulator) openEngine(options Options) (err error) {
	engineOptions := engine.Options{Now: e.clock.Now, RateLimits: options.RateLimits, Realistic: options.Realistic, Lag: options.Lag}
	if options.State != "" {
		if e.state, err = store.Open(options.State); err != nil {
			return err
		}
		engineOptions.Store = e.state
	}
	if e.events, err = newDispatcher(options); err != nil {
		return err
	}
	if e.events != nil {
		engineOptions.Observe = e.events.Publish
	}
	e.engine, err = engine.New(engineOptions)
	if err != nil && options.State != "" {
		return fmt.Errorf("state file %s: %w", options.State, err)
	}
	return err
}

// parseAccessKey parses a base64-encoded key, or generates one if text is empty.
func parseAccessKey(text string) (acs.AccessKey, error) {
	if text == "" {
		random := make([]byte, 32)
		_, _ = rand.Read(random) // never fails
		text = base64.StdEncoding.EncodeToString(random)
	}
	return acs.ParseAccessKey(text)
}

// Close stops the delivery of events and closes the state file. Requests that arrive
// later fail.
func (e *Emulator) Close() error {
	if e.events != nil {
		e.events.Close()
	}
	if e.state == nil {
		return nil
	}
	return e.state.Close()
}

// ConnectionString returns the connection string for identity clients that connect
// to the emulator at the endpoint.
func (e *Emulator) ConnectionString(endpoint string) string {
	return "endpoint=" + endpoint + ";accesskey=" + e.key.Base64()
}

// ServeHTTP handles a request as the service does, or with a fault.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = withRouteCase(r)
	allowOrigins(w.Header())
	s := e.service(r)
	if isPreflight(r) {
		s.servePreflight(w, r)
		return
	}
	r = currentRoute(r)
	w = &responseWriter{ResponseWriter: w, request: r, errorCharset: s.errorCharset, timeout: s.timeout, isHTTP2: r.ProtoMajor == 2}
	if r.ProtoMajor == 1 && r.ContentLength != 0 {
		limitReading(w, r, s.timeout) // also if no operation reads the body
	}
	recorded, r := e.calls.start(w, r, e.clock.Now())
	defer recorded.finish()
	e.faults.ServeHTTP(recorded, r)
}

// serve handles a request without injecting faults.
func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	if tenant, endpoint := tenantOf(r.URL.Path); endpoint != "" {
		e.authority.serveTokens(w, r, tenant, endpoint)
		return
	}
	setCommonHeaders(w.Header(), r)
	e.service(r).ServeHTTP(w, r)
}

// service returns the service that handles a request: an exchange of Entra tokens,
// Identity or Chat. Chat also handles unknown paths, to which it responds with status
// 404.
func (e *Emulator) service(r *http.Request) *service {
	if exchange, ok := e.exchanges[r.URL.Path]; ok {
		return exchange
	}
	if isUserRead(r) {
		return e.userReader
	}
	if strings.HasPrefix(r.URL.Path, "/identities") || strings.HasPrefix(r.URL.Path, "/teamsUser/") {
		return e.identity
	}
	if strings.HasPrefix(r.URL.Path, assignmentsPrefix) {
		return e.teamsPhone
	}
	return e.chat
}

// operation returns the name of the request's operation as used in fault rules,
// for example "SendMessage" or "ListMessages".
func (e *Emulator) operation(r *http.Request) string {
	name := e.service(r).operation(r)
	return strings.TrimSuffix(strings.TrimPrefix(name, "New"), "Pager")
}
