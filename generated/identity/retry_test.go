package identity_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestCreateUserSentOnce protects from users that nobody knows of: the service
// cannot list its users, and so a second one would stay for ever.
func TestCreateUserSentOnce(t *testing.T) {
	for name, fault := range map[string]servicetest.Answer{
		"408": {Status: 408}, "500": {Status: 500}, "503": {Status: 503, Header: map[string]string{"Retry-After": "0"}},
		"broken connection": {Broken: io.ErrUnexpectedEOF},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, fault)
			_, err := newClient(t, s).CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
			s.Only(t)
			if fault.Broken != nil {
				servicetest.WantEqual(t, "is the transport's error", errors.Is(err, fault.Broken), true)
				return
			}
			if failure, ok := errors.AsType[*acs.Error](err); !ok || failure.StatusCode != fault.Status {
				t.Errorf("got %v, want an *acs.Error with %d", err, fault.Status)
			}
		})
	}
}

// TestCreateUserSentAgain protects the tries that are safe, and the way to give
// up that caution.
func TestCreateUserSentAgain(t *testing.T) {
	always := func(o *identity.ClientOptions) { o.RetryNonIdempotent = true }
	for name, c := range map[string]struct {
		fault  servicetest.Answer
		change []func(*identity.ClientOptions)
	}{
		"429":         {servicetest.Answer{Status: 429}, nil},
		"no dial":     {servicetest.Answer{Broken: &net.OpError{Op: "dial", Err: errors.New("refused")}}, nil},
		"503, always": {servicetest.Answer{Status: 503}, []func(*identity.ClientOptions){always}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, c.fault, c.fault, created())
			got, err := newClient(t, s, c.change...).CreateUser(t.Context(), nil)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "user", got.User, user())
			servicetest.WantEqual(t, "last try", s.Requests[2].URI+s.Requests[2].Body, s.Requests[0].URI+s.Requests[0].Body)
		})
	}
}

// TestRepeatable protects the retries of everything that does no harm twice.
func TestRepeatable(t *testing.T) {
	for name, op := range operations() {
		if name == "CreateUser" {
			continue // it makes a second user
		}
		t.Run(name, func(t *testing.T) {
			s := newService(t, servicetest.Answer{Status: 503}, servicetest.Answer{Broken: io.ErrUnexpectedEOF}, op.success)
			servicetest.WantNoError(t, op.call(t.Context(), newClient(t, s)))
			servicetest.WantEqual(t, "last try", s.Requests[2].URI+s.Requests[2].Body, s.Requests[0].URI+s.Requests[0].Body)
		})
	}
}

// TestEachTryIsSigned protects from signatures that are too old by the time of
// a retry: each try is signed at its own time, and the service checks each one.
func TestEachTryIsSigned(t *testing.T) {
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wait := servicetest.Answer{Status: 429, Header: map[string]string{"Retry-After": "600"}}
				s := newService(t, wait, wait, op.success)
				patient := func(o *identity.ClientOptions) { o.Retry.MaxRetryDelay = time.Hour }
				begin := time.Now()
				servicetest.WantNoError(t, op.call(t.Context(), newClient(t, s, patient)))
				signatures := map[string]bool{}
				for i, r := range s.Requests {
					date, err := http.ParseTime(r.Header.Get("X-Ms-Date"))
					servicetest.WantNoError(t, err)
					servicetest.WantEqual(t, "date of a try", date, begin.UTC().Add(time.Duration(i)*10*time.Minute))
					signatures[r.Header.Get("Authorization")] = true
					servicetest.WantEqual(t, "signatures of a try", len(r.Header.Values("Authorization")), 1)
				}
				servicetest.WantEqual(t, "different signatures", len(signatures), 3)
			})
		})
	}
}
