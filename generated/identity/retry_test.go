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

// TestCreateUserNotRetried checks that CreateUser is not retried after a failure with which the
// service may have created the user: users cannot be listed, so a second one could not be found and
// deleted.
func TestCreateUserNotRetried(t *testing.T) {
	for name, response := range map[string]servicetest.Response{
		"408": {Status: 408}, "500": {Status: 500}, "503": {Status: 503, Header: map[string]string{"Retry-After": "0"}},
		"closed connection": {Err: io.ErrUnexpectedEOF},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, response)
			_, err := newClient(t, s).CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
			s.OnlyRequest(t)
			if response.Err != nil {
				servicetest.WantEqual(t, "is the transport's error", errors.Is(err, response.Err), true)
				return
			}
			if failure, ok := errors.AsType[*acs.Error](err); !ok || failure.StatusCode != response.Status {
				t.Errorf("got %v, want an *acs.Error with %d", err, response.Status)
			}
		})
	}
}

// TestCreateUserRetried checks that CreateUser is retried after a failure with which the service cannot
// have created the user, and after any failure with RetryNonIdempotent.
func TestCreateUserRetried(t *testing.T) {
	retryAll := func(o *identity.ClientOptions) { o.RetryNonIdempotent = true }
	for name, c := range map[string]struct {
		response servicetest.Response
		change   []func(*identity.ClientOptions)
	}{
		"429":                     {servicetest.Response{Status: 429}, nil},
		"dial error":              {servicetest.Response{Err: &net.OpError{Op: "dial", Err: errors.New("refused")}}, nil},
		"503, RetryNonIdempotent": {servicetest.Response{Status: 503}, []func(*identity.ClientOptions){retryAll}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, c.response, c.response, userResponse())
			got, err := newClient(t, s, c.change...).CreateUser(t.Context(), nil)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "user", got.User, user())
			servicetest.WantEqual(t, "last attempt", s.Requests[2].URI+s.Requests[2].Body, s.Requests[0].URI+s.Requests[0].Body)
		})
	}
}

// TestIdempotentRetried checks that idempotent requests are retried.
func TestIdempotentRetried(t *testing.T) {
	for name, op := range operations() {
		if name == "CreateUser" {
			continue // not idempotent
		}
		t.Run(name, func(t *testing.T) {
			s := newService(t, servicetest.Response{Status: 503}, servicetest.Response{Err: io.ErrUnexpectedEOF}, op.success)
			servicetest.WantNoError(t, op.call(t.Context(), newClient(t, s)))
			servicetest.WantEqual(t, "last attempt", s.Requests[2].URI+s.Requests[2].Body, s.Requests[0].URI+s.Requests[0].Body)
		})
	}
}

// TestEachAttemptIsSigned checks that each attempt gets a new signature with the current time, so that
// the signature of a retry is not too old.
func TestEachAttemptIsSigned(t *testing.T) {
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tooMany := servicetest.Response{Status: 429, Header: map[string]string{"Retry-After": "600"}}
				s := newService(t, tooMany, tooMany, op.success)
				longDelay := func(o *identity.ClientOptions) { o.Retry.MaxRetryDelay = time.Hour }
				start := time.Now()
				servicetest.WantNoError(t, op.call(t.Context(), newClient(t, s, longDelay)))
				signatures := map[string]bool{}
				for i, r := range s.Requests {
					date, err := http.ParseTime(r.Header.Get("X-Ms-Date"))
					servicetest.WantNoError(t, err)
					earliest := start.UTC().Add(time.Duration(i) * 10 * time.Minute)
					latest := earliest.Add(time.Duration(i) * 5 * time.Second)
					servicetest.WantEqual(t, "attempts are signed at their time", date.Before(earliest) || date.After(latest), false)
					signatures[r.Header.Get("Authorization")] = true
					servicetest.WantEqual(t, "signatures of an attempt", len(r.Header.Values("Authorization")), 1)
				}
				servicetest.WantEqual(t, "different signatures", len(signatures), 3)
			})
		})
	}
}
