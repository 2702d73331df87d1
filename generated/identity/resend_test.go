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
)

// TestCreateUserSentOnce protects from users that nobody knows of: the service
// cannot list its users, and so a second one would stay for ever.
func TestCreateUserSentOnce(t *testing.T) {
	for name, fault := range map[string]answer{
		"408": {status: 408}, "500": {status: 500}, "503": {status: 503, header: map[string]string{"Retry-After": "0"}},
		"broken connection": {broken: io.ErrUnexpectedEOF},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, fault)
			_, err := newClient(t, s).CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
			s.only()
			if fault.broken != nil {
				wantEqual(t, "is the transport's error", errors.Is(err, fault.broken), true)
				return
			}
			if failure, ok := errors.AsType[*acs.Error](err); !ok || failure.StatusCode != fault.status {
				t.Errorf("got %v, want an *acs.Error with %d", err, fault.status)
			}
		})
	}
}

// TestCreateUserSentAgain protects the tries that are safe, and the way to give
// up that caution.
func TestCreateUserSentAgain(t *testing.T) {
	always := func(o *identity.ClientOptions) { o.ResendAlways = true }
	for name, c := range map[string]struct {
		fault  answer
		change []func(*identity.ClientOptions)
	}{
		"429":         {answer{status: 429}, nil},
		"no dial":     {answer{broken: &net.OpError{Op: "dial", Err: errors.New("refused")}}, nil},
		"503, always": {answer{status: 503}, []func(*identity.ClientOptions){always}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, c.fault, c.fault, created())
			got, err := newClient(t, s, c.change...).CreateUser(t.Context(), nil)
			wantNoError(t, err)
			wantEqual(t, "user", got.User, user())
			wantEqual(t, "last try", s.requests[2].uri+s.requests[2].body, s.requests[0].uri+s.requests[0].body)
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
			s := newService(t, answer{status: 503}, answer{broken: io.ErrUnexpectedEOF}, op.success)
			wantNoError(t, op.call(t.Context(), newClient(t, s)))
			wantEqual(t, "last try", s.requests[2].uri+s.requests[2].body, s.requests[0].uri+s.requests[0].body)
		})
	}
}

// TestEachTryIsSigned protects from signatures that are too old by the time of
// a retry: each try is signed at its own time, and the service checks each one.
func TestEachTryIsSigned(t *testing.T) {
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wait := answer{status: 429, header: map[string]string{"Retry-After": "600"}}
				s := newService(t, wait, wait, op.success)
				patient := func(o *identity.ClientOptions) { o.Retry.MaxRetryDelay = time.Hour }
				begin := time.Now()
				wantNoError(t, op.call(t.Context(), newClient(t, s, patient)))
				signatures := map[string]bool{}
				for i, r := range s.requests {
					date, err := http.ParseTime(r.header.Get("X-Ms-Date"))
					wantNoError(t, err)
					wantEqual(t, "date of a try", date, begin.UTC().Add(time.Duration(i)*10*time.Minute))
					signatures[r.header.Get("Authorization")] = true
					wantEqual(t, "signatures of a try", len(r.header.Values("Authorization")), 1)
				}
				wantEqual(t, "different signatures", len(signatures), 3)
			})
		})
	}
}
