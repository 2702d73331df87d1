//go:build load

package loadtest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// server is a service that does nothing but keep a ledger of the messages it gets, over
// TLS and both versions of HTTP.
type server struct {
	*httptest.Server

	fault func(w http.ResponseWriter, process func()) bool // responds, or returns false
	conns atomic.Int64                                     // opened so far
	cuts  bool                                             // whether clients cancel requests

	mu     sync.Mutex
	ledger map[string]int // how often each message has arrived
	broken []string       // bodies that are not what a client sent
}

// maxConns is the number of connections that the clients of a server may have at a time.
const maxConns = 50

// newServer starts a server. fault may be nil.
func newServer(t *testing.T, http2 bool, fault func(http.ResponseWriter, func()) bool) *server {
	t.Helper()
	s := &server{fault: fault, ledger: map[string]int{}}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	s.EnableHTTP2 = http2
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.conns.Add(1)
		}
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	if transport, ok := s.Client().Transport.(*http.Transport); ok {
		transport.MaxConnsPerHost, transport.MaxIdleConnsPerHost = maxConns, maxConns
	}
	return s
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	if s.fault != nil && s.fault(w, func() { s.process(r) }) {
		return
	}
	w.WriteHeader(http.StatusCreated)
	_, _ = fmt.Fprintf(w, `{"id":%q}`, s.process(r))
}

// process reads a message, enters it in the ledger and returns its key.
func (s *server) process(r *http.Request) string {
	var message struct {
		Content string `json:"content"`
	}
	var key, padding string
	var length int
	body, err := io.ReadAll(r.Body)
	if err != nil && s.cuts {
		return ""
	}
	if err == nil {
		err = json.Unmarshal(body, &message)
	}
	if err == nil && !strings.HasSuffix(message.Content, " 0 ") {
		_, err = fmt.Sscanf(message.Content, "%s %d %s", &key, &length, &padding)
	}
	key, _, _ = strings.Cut(message.Content, " ")
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || len(padding) != length {
		s.broken = append(s.broken, fmt.Sprintf("%d bytes of %d: %v", len(body), r.ContentLength, err))
	}
	s.ledger[key]++
	return key
}

// count returns how often a message has arrived.
func (s *server) count(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ledger[key]
}

// client returns a client of the server.
func (s *server) client(t *testing.T, retry policy.RetryOptions) *chat.Client {
	t.Helper()
	credential, err := acs.NewTokenCredential("e30.eyJleHAiOjQxMDI0NDQ4MDB9.c2ln") // {"exp":4102444800}: expires in 2100
	if err != nil {
		t.Fatal(err)
	}
	client, err := chat.NewClient(s.URL, credential, &chat.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: s.Client(), Retry: retry}})
	if err != nil {
		t.Fatal(err)
	}
	return client
}
