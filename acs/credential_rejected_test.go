package acs_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
)

// tokenService is a transport that accepts one token and rejects others with status 401. It records the requests.
type tokenService struct {
	accepted string

	mu       sync.Mutex
	requests []string // "token body"
}

func (s *tokenService) Do(request *http.Request) (*http.Response, error) {
	var body []byte
	if request.Body != nil {
		body, _ = io.ReadAll(request.Body) // the reader is in memory
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	token := request.Header.Get("Authorization")[len("Bearer "):]
	s.requests = append(s.requests, token+" "+string(body))
	if token != s.accepted {
		return newResponse(request, http.StatusUnauthorized, `{"error":{"code":"Unauthorized"}}`), nil
	}
	return newResponse(request, http.StatusOK, ""), nil
}

// newServiceClient returns a client of the service, whose retries are switched off.
func newServiceClient(t *testing.T, service policy.Transporter, credential azcore.TokenCredential) *wire.Client {
	t.Helper()
	client, err := wire.NewClient(wire.Config{
		Module: "test", Version: "v0.0.0", Endpoint: "https://a.example", NewError: acs.NewError, Auth: acs.TokenAuth(credential),
		Options: azcore.ClientOptions{Transport: service, Retry: policy.RetryOptions{MaxRetries: -1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// send sends a request that is not idempotent.
func send(ctx context.Context, client *wire.Client) error {
	request := wire.NewRequest(http.MethodPost, "/messages")
	request.MarkNonIdempotent()
	request.Body("application/json", func(e *wire.Encoder) { e.BeginObject(); e.EndObject() })
	_, err := wire.Call[struct{}](ctx, client, "Client.Send", request, nil, http.StatusOK)
	return err
}

// numberedRefresh returns a refreshFunc that returns token-1, token-2 and so on, and the number of its calls.
func numberedRefresh() (refreshFunc, *atomic.Int32) {
	calls := new(atomic.Int32)
	return func(context.Context) (azcore.AccessToken, error) {
		return azcore.AccessToken{Token: fmt.Sprintf("token-%d", calls.Add(1))}, nil
	}, calls
}

// wantRequests checks the requests that the service has got.
func (s *tokenService) wantRequests(t *testing.T, want ...string) {
	t.Helper()
	if !reflect.DeepEqual(s.requests, want) {
		t.Errorf("requests %q, want %q", s.requests, want)
	}
}

// wantUnauthorized checks that the error is an [acs.Error] with status 401.
func wantUnauthorized(t *testing.T, err error) {
	t.Helper()
	if failure, ok := errors.AsType[*acs.Error](err); !ok || failure.StatusCode != http.StatusUnauthorized {
		t.Errorf("error = %v, want an acs.Error with status 401", err)
	}
}

// A request whose token is rejected is retried with a new token and the whole body.
func TestRejectedTokenIsReplaced(t *testing.T) {
	refresh, calls := numberedRefresh()
	service := &tokenService{accepted: "token-2"}
	client := newServiceClient(t, service, newRefreshingCredential(t, refresh, nil))
	for range 2 {
		if err := send(t.Context(), client); err != nil {
			t.Error(err)
		}
	}
	service.wantRequests(t, "token-1 {}", "token-2 {}", "token-2 {}")
	if got := calls.Load(); got != 2 {
		t.Errorf("refreshed %d times, want 2", got)
	}
}

// Each request is retried once, and a token that replaced a rejected one is itself replaced after 30 seconds at the earliest.
func TestRejectedReplacement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refresh, calls := numberedRefresh()
		service := &tokenService{accepted: "none"}
		client := newServiceClient(t, service, newRefreshingCredential(t, refresh, nil))
		for range 100 {
			wantUnauthorized(t, send(t.Context(), client))
		}
		if got := calls.Load(); got != 2 || len(service.requests) != 101 {
			t.Errorf("%d refreshes and %d requests, want 2 and 101", got, len(service.requests))
		}
		time.Sleep(30 * time.Second)
		service.accepted, service.requests = "token-3", nil
		if err := send(t.Context(), client); err != nil {
			t.Error(err)
		}
		service.wantRequests(t, "token-2 {}", "token-3 {}")
	})
}

// seekOnce is a body that can be read once.
type seekOnce struct {
	io.ReadSeeker
	seeks int
}

func (*seekOnce) Close() error { return nil }

func (s *seekOnce) Seek(offset int64, whence int) (int64, error) {
	if s.seeks++; s.seeks > 3 { // for its length, there and back, and for the first attempt
		return 0, errors.New("the pipe is empty")
	}
	return s.ReadSeeker.Seek(offset, whence)
}

// A body that cannot be read again is an error of its own.
func TestRejectedTokenWithLostBody(t *testing.T) {
	refresh, _ := numberedRefresh()
	tokenPolicy, err := acs.NewTokenPolicy(newRefreshingCredential(t, refresh, nil), "https://a.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	pipeline := runtime.NewPipeline("test", "v0", runtime.PipelineOptions{PerRetry: []policy.Policy{tokenPolicy}},
		&policy.ClientOptions{Transport: &tokenService{accepted: "token-2"}})
	request, err := runtime.NewRequest(t.Context(), http.MethodPost, "https://a.example/messages")
	if err != nil {
		t.Fatal(err)
	}
	if err := request.SetBody(&seekOnce{ReadSeeker: strings.NewReader("hello")}, "text/plain"); err != nil {
		t.Fatal(err)
	}
	_, err = pipeline.Do(request)
	wantError(t, err, "acs: retry after status 401: the pipe is empty")
}

// If there is no other token, the request is not retried.
func TestRejectedTokenWithoutReplacement(t *testing.T) {
	fixed, err := acs.NewTokenCredential("token")
	if err != nil {
		t.Fatal(err)
	}
	same := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
		return azcore.AccessToken{Token: "token"}, nil
	}, nil)
	foreign := credentialFunc(func(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
		return azcore.AccessToken{Token: "token"}, nil
	})
	for name, credential := range map[string]azcore.TokenCredential{"fixed": fixed, "same token": same, "other credential": foreign} {
		t.Run(name, func(t *testing.T) {
			service := &tokenService{accepted: "other"}
			err := send(t.Context(), newServiceClient(t, service, credential))
			wantUnauthorized(t, err)
			if strings.Contains(err.Error(), "refresh") {
				t.Errorf("error = %v, want only that of the service", err)
			}
			service.wantRequests(t, "token {}")
		})
	}
}

// If the refresh fails, the error has both causes, and the rejected token remains at hand: the service may accept it again.
func TestRejectedTokenRefreshFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &tokenService{accepted: "none"}
		client := newServiceClient(t, service, newRefreshingCredential(t, failingRefresh, &acs.RefreshingCredentialOptions{
			InitialToken: azcore.AccessToken{Token: "token"},
		}))
		err := send(t.Context(), client)
		wantUnauthorized(t, err)
		if !strings.HasSuffix(err.Error(), " (acs: refresh token: offline)") {
			t.Errorf("error = %v, want the error of the refresh at its end", err)
		}
		service.accepted = "token"
		if err := send(t.Context(), client); err != nil {
			t.Error(err)
		}
		service.wantRequests(t, "token {}", "token {}")
	})
}

// A call whose context ends during the refresh returns immediately.
func TestRejectedTokenCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		credential := newRefreshingCredential(t, func(ctx context.Context) (azcore.AccessToken, error) {
			<-ctx.Done()
			return azcore.AccessToken{}, ctx.Err()
		}, &acs.RefreshingCredentialOptions{InitialToken: azcore.AccessToken{Token: "token"}})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		client := newServiceClient(t, &tokenService{accepted: "none"}, credential)
		start := time.Now()
		if err := send(ctx, client); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("error = %v after %v, want context.DeadlineExceeded after 1s", err, time.Since(start))
		}
		_ = credential.Close()
		synctest.Wait()
	})
}

// A credential that is closed between the request and its response does not refresh.
func TestRejectedTokenClosed(t *testing.T) {
	refresh, calls := numberedRefresh()
	credential := newRefreshingCredential(t, refresh, &acs.RefreshingCredentialOptions{InitialToken: azcore.AccessToken{Token: "token"}})
	client := newServiceClient(t, transportFunc(func(request *http.Request) (*http.Response, error) {
		_ = credential.Close()
		return newResponse(request, http.StatusUnauthorized, ""), nil
	}), credential)
	err := send(t.Context(), client)
	wantUnauthorized(t, err)
	if !errors.Is(err, acs.ErrCredentialClosed) || calls.Load() != 0 {
		t.Errorf("error = %v after %d refreshes, want ErrCredentialClosed after none", err, calls.Load())
	}
}

// Calls whose token is rejected at the same time share one refresh, and none of them fails.
func TestRejectedTokenSharedRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls, requests atomic.Int32
		credential := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
			calls.Add(1)
			time.Sleep(time.Second)
			return azcore.AccessToken{Token: "good"}, nil
		}, &acs.RefreshingCredentialOptions{InitialToken: azcore.AccessToken{Token: "revoked"}})
		service := &tokenService{accepted: "good"}
		client := newServiceClient(t, transportFunc(func(request *http.Request) (*http.Response, error) {
			response, err := service.Do(request)
			time.Sleep(time.Duration(requests.Add(1)) * 30 * time.Millisecond) // some rejections arrive after the refresh
			return response, err
		}), credential)
		var group sync.WaitGroup
		for i := range 50 {
			group.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				if err := send(t.Context(), client); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if got := calls.Load(); got != 1 {
			t.Errorf("refreshed %d times, want 1", got)
		}
	})
}

// A token that has expired when it is rejected is replaced even during a pause.
func TestRejectedTokenHasExpired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		issued := 0
		credential := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
			issued++
			return azcore.AccessToken{Token: fmt.Sprint(issued), ExpiresOn: time.Now().Add(time.Second)}, nil
		}, nil)
		service := &tokenService{accepted: "2"}
		client := newServiceClient(t, transportFunc(func(request *http.Request) (*http.Response, error) {
			time.Sleep(2 * time.Second)
			return service.Do(request)
		}), credential)
		if err := send(t.Context(), client); err != nil {
			t.Error(err)
		}
	})
}

// A token that replaces a rejected one is used even if it expires earlier.
func TestRejectedTokenShorterReplacement(t *testing.T) {
	service := &tokenService{accepted: "short"}
	credential := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
		return azcore.AccessToken{Token: "short", ExpiresOn: time.Now().Add(time.Hour)}, nil
	}, &acs.RefreshingCredentialOptions{InitialToken: azcore.AccessToken{Token: "revoked", ExpiresOn: time.Now().Add(24 * time.Hour)}})
	client := newServiceClient(t, service, credential)
	for range 2 {
		if err := send(t.Context(), client); err != nil {
			t.Error(err)
		}
	}
	service.wantRequests(t, "revoked {}", "short {}", "short {}")
}

// closableBody is a body that cannot be read after Close, such as a file.
type closableBody struct {
	*strings.Reader
	closed atomic.Bool
}

func (b *closableBody) Read(p []byte) (int, error) {
	if b.closed.Load() {
		return 0, io.ErrClosedPipe
	}
	return b.Reader.Read(p)
}

func (b *closableBody) Close() error {
	b.closed.Store(true)
	return nil
}

// In a pipeline of azcore, the body is rewound, and remains open for azcore's own retries.
func TestRejectedTokenInAzcorePipeline(t *testing.T) {
	var bodies []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, r.Header.Get("Authorization")+" "+string(body))
		w.WriteHeader([]int{http.StatusUnauthorized, http.StatusServiceUnavailable, http.StatusOK}[len(bodies)-1])
	}))
	defer server.Close()
	refresh, _ := numberedRefresh()
	tokenPolicy, err := acs.NewTokenPolicy(newRefreshingCredential(t, refresh, nil), server.URL, &acs.TokenPolicyOptions{InsecureAllowCredentialWithHTTP: true})
	if err != nil {
		t.Fatal(err)
	}
	pipeline := runtime.NewPipeline("test", "v0", runtime.PipelineOptions{PerRetry: []policy.Policy{tokenPolicy}},
		&policy.ClientOptions{Retry: policy.RetryOptions{RetryDelay: time.Nanosecond}})
	request, err := runtime.NewRequest(t.Context(), http.MethodPut, server.URL)
	if err != nil {
		t.Fatal(err)
	}
	body := &closableBody{Reader: strings.NewReader("body")}
	if err := request.SetBody(body, "text/plain"); err != nil {
		t.Fatal(err)
	}
	if response, err := pipeline.Do(request); err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("got %v, %v", response, err)
	}
	if want := []string{"Bearer token-1 body", "Bearer token-2 body", "Bearer token-2 body"}; !reflect.DeepEqual(bodies, want) {
		t.Errorf("sent %q, want %q", bodies, want)
	}
}
