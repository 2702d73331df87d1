package acs_test

import (
	"context"
	"errors"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
)

// refreshFunc is the type of the first parameter of NewRefreshingCredential.
type refreshFunc = func(context.Context) (azcore.AccessToken, error)

// failingRefresh is a refreshFunc that fails.
func failingRefresh(context.Context) (azcore.AccessToken, error) {
	return azcore.AccessToken{}, errors.New("offline")
}

// newRefreshingCredential creates a credential that is closed at the end of the test.
func newRefreshingCredential(t *testing.T, refresh refreshFunc, options *acs.RefreshingCredentialOptions) *acs.TokenCredential {
	t.Helper()
	credential, err := acs.NewRefreshingCredential(refresh, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = credential.Close() })
	return credential
}

// The constructor rejects a missing refresh function and an invalid initial token.
func TestRefreshingCredentialArguments(t *testing.T) {
	_, err := acs.NewRefreshingCredential(nil, nil)
	wantError(t, err, "acs: refresh is nil")

	refresh := func(context.Context) (azcore.AccessToken, error) { return azcore.AccessToken{Token: "opaque"}, nil }
	_, err = acs.NewRefreshingCredential(refresh, &acs.RefreshingCredentialOptions{InitialToken: azcore.AccessToken{Token: " "}})
	wantError(t, err, "acs: InitialToken: token is empty")

	_, err = acs.NewRefreshingCredential(refresh, &acs.RefreshingCredentialOptions{AssumedLifetime: -time.Second})
	wantError(t, err, "acs: invalid AssumedLifetime -1s (want a positive duration, or 0 for 10m0s)")
}

// With more than 2 minutes of its lifetime left, a token is returned without a refresh. The first call after that starts one.
func TestRefreshOnDemand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		initial := jwtExpiringAt(time.Now().Add(20 * time.Minute))
		next := jwtExpiringAt(time.Now().Add(time.Hour))
		calls := 0
		credential := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
			calls++
			return azcore.AccessToken{Token: next}, nil
		}, &acs.RefreshingCredentialOptions{InitialToken: azcore.AccessToken{Token: initial}})

		wantToken(t, credential, initial)
		time.Sleep(18*time.Minute - time.Nanosecond)
		wantToken(t, credential, initial)
		synctest.Wait()
		if calls != 0 {
			t.Errorf("refreshed %d times with more than 2 minutes left", calls)
		}
		time.Sleep(time.Nanosecond)
		wantToken(t, credential, initial) // without waiting for the refresh
		synctest.Wait()
		wantToken(t, credential, next)
		wantToken(t, credential, next)
		if calls != 1 {
			t.Errorf("refreshed %d times, want 1", calls)
		}
	})
}

// The expiry of a token is its ExpiresOn, or its exp claim, or else assumed.
func TestRefreshedTokenExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		claim, given := time.Now().Add(time.Hour), time.Now().Add(2*time.Hour)
		tests := []struct {
			name     string
			token    azcore.AccessToken
			lifetime time.Duration
			want     time.Time
		}{
			{"given", azcore.AccessToken{Token: "opaque", ExpiresOn: given.In(time.FixedZone("", 3600))}, 0, given},
			{"given for a token with a claim", azcore.AccessToken{Token: jwtExpiringAt(claim), ExpiresOn: given}, 0, given},
			{"claim", azcore.AccessToken{Token: jwtExpiringAt(claim)}, 24 * time.Hour, claim},
			{"assumed", azcore.AccessToken{Token: "opaque"}, 0, time.Now().Add(10 * time.Minute)},
			{"option", azcore.AccessToken{Token: "opaque"}, 24 * time.Hour, time.Now().Add(24 * time.Hour)},
		}
		for _, test := range tests {
			credential := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) { return test.token, nil },
				&acs.RefreshingCredentialOptions{AssumedLifetime: test.lifetime})
			initial := newRefreshingCredential(t, failingRefresh, &acs.RefreshingCredentialOptions{
				InitialToken: test.token, AssumedLifetime: test.lifetime,
			})
			want := azcore.AccessToken{Token: test.token.Token, ExpiresOn: test.want.Round(0).UTC()}
			for _, credential := range []*acs.TokenCredential{credential, initial} {
				if got, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{}); err != nil || got != want {
					t.Errorf("%s: got %v, %v, want %v", test.name, got, err, want)
				}
			}
		}
	})
}

// A token whose assumed lifetime is a day is refreshed once a day, regardless of how many calls there are.
func TestAssumedLifetime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		credential := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
			calls++
			return azcore.AccessToken{Token: "opaque"}, nil
		}, &acs.RefreshingCredentialOptions{AssumedLifetime: 24 * time.Hour})
		for range 47 * 60 {
			wantToken(t, credential, "opaque")
			time.Sleep(time.Minute)
		}
		if calls != 2 {
			t.Errorf("refreshed %d times in 47 hours, want 2", calls)
		}
	})
}

// While a refresh is in flight, calls get the token at hand without waiting, until it expires.
func TestValidTokenDuringRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		initial := jwtExpiringAt(time.Now().Add(time.Minute))
		credential := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
			time.Sleep(90 * time.Second)
			return azcore.AccessToken{Token: "next"}, nil
		}, &acs.RefreshingCredentialOptions{InitialToken: azcore.AccessToken{Token: initial}})
		start := time.Now()
		for range 60 {
			wantToken(t, credential, initial)
			time.Sleep(time.Second)
		}
		wantToken(t, credential, "next")
		if waited := time.Since(start); waited != 90*time.Second {
			t.Errorf("the new token came after %v, want 90s", waited)
		}
	})
}

// While a refresh does not help, calls get the token at hand as long as it is valid, and every 30 seconds one of them starts a
// refresh. A call without a valid token always starts one and gets its error.
func TestRefreshPause(t *testing.T) {
	tests := map[string]refreshFunc{
		"error": failingRefresh,
		"panic": func(context.Context) (azcore.AccessToken, error) { panic("out of range") },
		"expired token": func(context.Context) (azcore.AccessToken, error) {
			return azcore.AccessToken{Token: "old", ExpiresOn: time.Now()}, nil
		},
		"earlier expiry": func(context.Context) (azcore.AccessToken, error) {
			return azcore.AccessToken{Token: "short", ExpiresOn: time.Now().Add(1)}, nil
		},
	}
	for name, refresh := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var calls atomic.Int32
				initial := azcore.AccessToken{Token: "good", ExpiresOn: time.Now().Add(5 * time.Minute)}
				credential := newRefreshingCredential(t, func(ctx context.Context) (azcore.AccessToken, error) {
					calls.Add(1)
					return refresh(ctx)
				}, &acs.RefreshingCredentialOptions{InitialToken: initial})
				for range 3000 { // ten calls per second
					wantToken(t, credential, "good")
					time.Sleep(time.Second / 10)
				}
				if got := calls.Load(); got != 4 { // 120, 90, 60 and 30 seconds before the expiry
					t.Errorf("refreshed %d times while the token was valid, want 4", got)
				}
				if name == "earlier expiry" {
					return
				}
				for range 3 {
					if _, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{}); err == nil {
						t.Error("no error without a valid token")
					}
				}
				if got := calls.Load(); got != 7 {
					t.Errorf("refreshed %d times, want 7", got)
				}
			})
		})
	}
}

// A server that caches tokens returns the same one until it expires. In its last two minutes, calls must not refresh all the time.
func TestRefreshReturnsCachedToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		token := jwtExpiringAt(time.Now().Add(90 * time.Second))
		calls := 0
		credential := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
			calls++
			return azcore.AccessToken{Token: token}, nil
		}, nil)
		for range 100 {
			wantToken(t, credential, token)
			synctest.Wait()
		}
		if calls != 1 {
			t.Errorf("100 calls refreshed %d times, want 1", calls)
		}
		time.Sleep(30 * time.Second)
		wantToken(t, credential, token)
		synctest.Wait()
		if calls != 2 {
			t.Errorf("refreshed %d times after 30 seconds, want 2", calls)
		}
	})
}

// All callers share one refresh. A caller whose context ends returns immediately, and the refresh continues for the others.
func TestSharedRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		credential := newRefreshingCredential(t, func(ctx context.Context) (azcore.AccessToken, error) {
			calls.Add(1)
			select {
			case <-time.After(time.Minute):
				return azcore.AccessToken{Token: "fresh"}, nil
			case <-ctx.Done():
				return azcore.AccessToken{}, ctx.Err()
			}
		}, nil)

		var group sync.WaitGroup
		shortContext, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		group.Go(func() { // the caller whose context ends is the one that starts the refresh
			_, err := credential.GetToken(shortContext, policy.TokenRequestOptions{})
			wantError(t, err, "acs: wait for token: context deadline exceeded")
			if waited := time.Since(start); waited != time.Second {
				t.Errorf("returned after %v, want 1s", waited)
			}
		})
		synctest.Wait()
		for range 50 {
			group.Go(func() { wantToken(t, credential, "fresh") })
		}
		group.Wait()
		if got := calls.Load(); got != 1 {
			t.Errorf("refreshed %d times, want 1", got)
		}
	})
}

// The context of a refresh has neither the values nor the deadline of a caller's context.
func TestRefreshContext(t *testing.T) {
	type key struct{}
	synctest.Test(t, func(t *testing.T) {
		credential := newRefreshingCredential(t, func(ctx context.Context) (azcore.AccessToken, error) {
			if _, limited := ctx.Deadline(); limited || ctx.Value(key{}) != nil {
				t.Error("refresh got the caller's context")
			}
			return azcore.AccessToken{Token: "fresh"}, nil
		}, nil)
		ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), key{}, 1), time.Hour)
		defer cancel()
		if _, err := credential.GetToken(ctx, policy.TokenRequestOptions{}); err != nil {
			t.Error(err)
		}
	})
}

// Every kind of failed refresh is returned to the caller, and the next call refreshes again.
func TestRefreshFailure(t *testing.T) {
	tests := []struct {
		name    string
		refresh refreshFunc
		want    string
		wraps   error
	}{
		{"error", func(context.Context) (azcore.AccessToken, error) {
			return azcore.AccessToken{Token: "s3cr3t"}, io.ErrUnexpectedEOF
		},
			"acs: refresh token: unexpected EOF", io.ErrUnexpectedEOF},
		{"empty token", func(context.Context) (azcore.AccessToken, error) { return azcore.AccessToken{}, nil },
			"acs: refresh token: token is empty", nil},
		{"expired token", func(context.Context) (azcore.AccessToken, error) {
			return azcore.AccessToken{Token: jwtExpiringAt(time.Now())}, nil
		},
			"acs: refresh token: the new token expired at 2000-01-01T00:00:00Z", nil},
		{"panic with an error", func(context.Context) (azcore.AccessToken, error) { panic(io.ErrClosedPipe) },
			"acs: refresh token: refresh panicked: io: read/write on closed pipe", io.ErrClosedPipe},
		{"panic with a value", func(context.Context) (azcore.AccessToken, error) { panic("out of range") },
			"acs: refresh token: refresh panicked: out of range", nil},
		{"Goexit", func(context.Context) (azcore.AccessToken, error) { runtime.Goexit(); return azcore.AccessToken{}, nil },
			"acs: refresh token: refresh called runtime.Goexit", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				refresh := test.refresh
				credential := newRefreshingCredential(t, func(ctx context.Context) (azcore.AccessToken, error) { return refresh(ctx) }, nil)
				err := wantTokenError(t, credential, test.want)
				if test.wraps != nil && !errors.Is(err, test.wraps) {
					t.Errorf("%v does not wrap %v", err, test.wraps)
				}
				refresh = func(context.Context) (azcore.AccessToken, error) { return azcore.AccessToken{Token: "fresh"}, nil }
				wantToken(t, credential, "fresh")
			})
		})
	}
}

// Close cancels the refresh in flight and unblocks its callers immediately, even if refresh ignores its context.
func TestCloseDuringRefresh(t *testing.T) {
	tests := map[string]func(ctx context.Context, unblock chan struct{}) (azcore.AccessToken, error){
		"observes context": func(ctx context.Context, _ chan struct{}) (azcore.AccessToken, error) {
			<-ctx.Done()
			return azcore.AccessToken{}, ctx.Err()
		},
		"ignores context": func(_ context.Context, unblock chan struct{}) (azcore.AccessToken, error) {
			<-unblock
			return azcore.AccessToken{Token: "too late"}, nil
		},
	}
	for name, refresh := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				unblock := make(chan struct{})
				credential := newRefreshingCredential(t, func(ctx context.Context) (azcore.AccessToken, error) { return refresh(ctx, unblock) },
					&acs.RefreshingCredentialOptions{RefreshProactively: true})

				var group sync.WaitGroup
				for range 3 {
					group.Go(func() { wantTokenError(t, credential, "acs: token credential is closed") })
				}
				synctest.Wait()
				_ = credential.Close()
				group.Wait()
				close(unblock)
				synctest.Wait()
				wantTokenError(t, credential, "acs: token credential is closed")
			})
		})
	}
}
