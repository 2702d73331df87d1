package serve_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
)

// count is the response of an operation whose result is not an object.
type count struct{ Value int32 }

func (c *count) decode(d *wire.Decoder) { wire.DecodeInt32(&c.Value, d) }

func (c *client) beginCreate(t *testing.T) (*runtime.Poller[thread], error) {
	t.Helper()
	return wire.Begin(t.Context(), c.internal, wire.NewRequest(http.MethodPost, "/threads"), wire.LongRunning[thread]{
		Name: "Client.BeginCreate", Decode: (*thread).decode, Statuses: []int{http.StatusAccepted},
	})
}

// create begins an operation and waits for its end.
func (c *client) create(t *testing.T) (thread, error) {
	t.Helper()
	poller, err := c.beginCreate(t)
	if err != nil {
		return thread{}, err
	}
	return poller.PollUntilDone(t.Context(), &runtime.PollUntilDoneOptions{Frequency: time.Nanosecond})
}

// newOperationServer returns a fake whose Begin function returns what fill sets.
func newOperationServer(fill func(*fake.PollerResponder[thread], *fake.ErrorResponder)) *fakeServer {
	return &fakeServer{Begin: func() (resp fake.PollerResponder[thread], errResp fake.ErrorResponder) {
		fill(&resp, &errResp)
		return resp, errResp
	}}
}

// The responses of an operation come one by one, and each operation has its own.
func TestBegin(t *testing.T) {
	tests := map[string]func(*fake.PollerResponder[thread], *fake.ErrorResponder){
		"only the result": func(resp *fake.PollerResponder[thread], _ *fake.ErrorResponder) {
			resp.SetTerminalResponse(http.StatusOK, thread{ID: "a"}, nil)
		},
		"polls": func(resp *fake.PollerResponder[thread], _ *fake.ErrorResponder) {
			resp.AddNonTerminalResponse(http.StatusAccepted, nil)
			resp.AddNonTerminalResponse(http.StatusOK, nil)
			resp.AddNonTerminalResponse(http.StatusAccepted, nil)
			resp.SetTerminalResponse(http.StatusCreated, thread{ID: "a"}, nil)
		},
		"lost responses": func(resp *fake.PollerResponder[thread], _ *fake.ErrorResponder) {
			resp.AddNonTerminalResponse(http.StatusAccepted, nil)
			resp.AddPollingError(serve.ErrResponseLost)
			resp.AddPollingError(&serve.Error{StatusCode: http.StatusServiceUnavailable})
			resp.SetTerminalResponse(http.StatusOK, thread{ID: "a"}, nil)
		},
	}
	for name, fill := range tests {
		for kind, c := range newClients(t, newOperationServer(fill)) {
			t.Run(name+" "+kind, func(t *testing.T) {
				for range 2 {
					if got, err := c.create(t); err != nil || got.ID != "a" {
						t.Errorf("got %v, error %v", got, err)
					}
				}
			})
		}
	}
}

// A result that is no object, and one without a body.
func TestBeginResults(t *testing.T) {
	status := http.StatusOK
	server := &fakeServer{Count: func() (resp fake.PollerResponder[count]) {
		resp.SetTerminalResponse(status, count{7}, nil)
		return resp
	}}
	for name, c := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			for code, want := range map[int]int32{http.StatusOK: 7, http.StatusNoContent: 0} {
				status = code
				poller, err := wire.Begin(t.Context(), c.internal, wire.NewRequest(http.MethodPost, "/count"), wire.LongRunning[count]{
					Name: "Client.BeginCount", Decode: (*count).decode, Statuses: []int{http.StatusOK},
				})
				if err != nil {
					t.Fatal(err)
				}
				if got, err := poller.PollUntilDone(t.Context(), nil); err != nil || got.Value != want {
					t.Errorf("got %v, error %v, want %d", got, err, want)
				}
			}
		})
	}
}

// The errors of an operation, and those of a test that uses the fake incorrectly.
func TestBeginErrors(t *testing.T) {
	tests := map[string]struct {
		fill func(*fake.PollerResponder[thread], *fake.ErrorResponder)
		want string
	}{
		"rejected": {func(_ *fake.PollerResponder[thread], errResp *fake.ErrorResponder) {
			errResp.SetResponseError(http.StatusConflict, "Taken")
		}, "POST /threads: 409 Conflict: Taken: Conflict"},
		"polling error first": {func(resp *fake.PollerResponder[thread], _ *fake.ErrorResponder) {
			resp.AddPollingError(errors.New("no network"))
			resp.SetTerminalResponse(http.StatusOK, thread{ID: "a"}, nil)
		}, "Client.BeginCreate: no network"},
		"failed": {func(resp *fake.PollerResponder[thread], _ *fake.ErrorResponder) {
			resp.AddNonTerminalResponse(http.StatusAccepted, nil)
			resp.SetTerminalError(http.StatusConflict, "Taken")
		}, "Client.BeginCreate: GET /threads: 409 Conflict: Taken: Conflict"},
		"nothing": {func(*fake.PollerResponder[thread], *fake.ErrorResponder) {}, "Client.BeginCreate: the fake's BeginCreate sets neither a response nor an error"},
		"other status": {func(resp *fake.PollerResponder[thread], _ *fake.ErrorResponder) {
			resp.AddNonTerminalResponse(http.StatusOK, nil)
		}, "Client.BeginCreate: the fake's BeginCreate sets the status 200 (want one of [202])"},
		"other terminal status": {func(resp *fake.PollerResponder[thread], _ *fake.ErrorResponder) {
			resp.SetTerminalResponse(http.StatusAccepted, thread{}, nil)
		}, "Client.BeginCreate: the fake's BeginCreate sets the terminal status 202 (want 200, 201 or 204)"},
		"no end": {func(resp *fake.PollerResponder[thread], _ *fake.ErrorResponder) {
			resp.AddNonTerminalResponse(http.StatusAccepted, nil)
		}, "Client.BeginCreate: fake poller response is emtpy"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, endpoint, newTransport(newOperationServer(tc.fill)))
			_, err := c.create(t)
			wantError(t, err, tc.want)
		})
	}
}

// The terminal response, or the error in its place, is repeated.
func TestBeginRepeated(t *testing.T) {
	for name, tc := range map[string]struct {
		fill   func(*fake.PollerResponder[thread], *fake.ErrorResponder)
		status int
	}{
		"result": {func(resp *fake.PollerResponder[thread], _ *fake.ErrorResponder) {
			resp.SetTerminalResponse(http.StatusOK, thread{ID: "a"}, nil)
		}, http.StatusOK},
		"error": {func(resp *fake.PollerResponder[thread], _ *fake.ErrorResponder) {
			resp.AddNonTerminalResponse(http.StatusAccepted, nil)
			resp.SetTerminalError(http.StatusConflict, "Taken")
		}, http.StatusConflict},
	} {
		t.Run(name, func(t *testing.T) {
			transport := newTransport(newOperationServer(tc.fill))
			begun, err := doRequest(t, transport, http.MethodPost, "/threads", "")
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				resp, err := doRequest(t, transport, http.MethodGet, begun.Header.Get("Location")[len(endpoint):], "")
				if err != nil || resp.StatusCode != tc.status {
					t.Errorf("got %v, error %v, want status %d", resp, err, tc.status)
				}
			}
		})
	}
}

// A link that the fake has not made is an error.
func TestUnknownOperation(t *testing.T) {
	resp, err := doRequest(t, newTransport(&fakeServer{}), http.MethodGet, "/threads?fake-operation=x", "")
	wantResponse(t, resp, err, http.StatusBadRequest, failureBody(t, "BadRequest", `unknown operation "x"`))
}

// The error of a failed operation is an error of the service.
func TestBeginServiceError(t *testing.T) {
	c := newClient(t, endpoint, newTransport(newOperationServer(func(resp *fake.PollerResponder[thread], _ *fake.ErrorResponder) {
		resp.AddNonTerminalResponse(http.StatusAccepted, nil)
		resp.SetTerminalError(http.StatusConflict, "Taken")
	})))
	_, err := c.create(t)
	if e, ok := errors.AsType[*acs.Error](err); !ok || e.Code != "Taken" || acs.OutcomeOf(err) != acs.OutcomeUnknown {
		t.Errorf("got %#v", err)
	}
}
