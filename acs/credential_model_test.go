package acs_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
)

// modelServer issues tokens in a random schedule and checks how the credential calls it.
type modelServer struct {
	t         *testing.T
	proactive bool

	mu      sync.Mutex
	random  *rand.Rand
	running bool
	best    time.Time // when the token at hand expires
	pause   time.Time // no refresh on demand may start before
	issued  int       // tokens
	calls   int       // of GetToken
	started int       // refreshes
}

// refresh is the refresh function of the credential.
func (s *modelServer) refresh(ctx context.Context) (azcore.AccessToken, error) {
	delay, lifetime, fails := s.begin()
	select {
	case <-time.After(delay):
	case <-ctx.Done():
		return azcore.AccessToken{}, ctx.Err()
	}
	return s.end(lifetime, fails)
}

func (s *modelServer) begin() (delay, lifetime time.Duration, fails bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.running {
		s.t.Error("two refreshes at once")
	}
	if !s.proactive && now.Before(s.pause) && now.Before(s.best) {
		s.t.Errorf("a refresh %v before the end of the pause", s.pause.Sub(now))
	}
	s.running = true
	s.started++
	delays := []time.Duration{0, 0, time.Second, 20 * time.Second, 5 * time.Minute}
	lifetimes := []time.Duration{-time.Second, 10 * time.Second, 90 * time.Second, 3 * time.Minute, 20 * time.Minute, 24 * time.Hour}
	return delays[s.random.IntN(len(delays))], lifetimes[s.random.IntN(len(lifetimes))], s.random.IntN(3) == 0
}

func (s *modelServer) end(lifetime time.Duration, fails bool) (azcore.AccessToken, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = false
	now := time.Now()
	token := s.issue(now.Add(lifetime))
	if !fails && token.ExpiresOn.After(s.best) {
		s.best = token.ExpiresOn
	}
	if fails || s.best.Sub(now) <= 2*time.Minute {
		s.pause = now.Add(30 * time.Second)
	}
	if fails {
		return azcore.AccessToken{}, errors.New("offline")
	}
	return token, nil
}

// issue returns a new token. s.mu must be held, except before the credential is created.
func (s *modelServer) issue(expiresOn time.Time) azcore.AccessToken {
	s.issued++
	return azcore.AccessToken{Token: fmt.Sprint(s.issued), ExpiresOn: expiresOn.UTC().Round(0)}
}

// getToken gets a token and checks it.
func (s *modelServer) getToken(credential *acs.TokenCredential, timeout time.Duration) {
	ctx, cancel := context.WithTimeout(s.t.Context(), timeout)
	defer cancel()
	s.mu.Lock()
	s.calls++
	valid := s.best.After(time.Now())
	s.mu.Unlock()
	start := time.Now()
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{})
	switch now := time.Now(); {
	case err == nil && !token.ExpiresOn.After(now):
		s.t.Errorf("the token expired %v ago", now.Sub(token.ExpiresOn))
	case err != nil && valid:
		s.t.Errorf("failed with a valid token at hand: %v", err)
	case valid && now != start:
		s.t.Errorf("waited %v with a valid token at hand", now.Sub(start))
	}
}

// newModel returns a server, and a credential that it issues tokens for.
func newModel(t *testing.T, seed uint64) (*modelServer, *acs.TokenCredential) {
	t.Helper()
	random := newRandom(seed, 0)
	s := &modelServer{t: t, random: random, proactive: random.IntN(2) == 0}
	options := &acs.RefreshingCredentialOptions{RefreshProactively: s.proactive}
	if random.IntN(2) == 0 {
		s.best = time.Now().Add(time.Duration(random.IntN(40)-10) * time.Minute)
		options.InitialToken = s.issue(s.best)
	}
	return s, newRefreshingCredential(t, s.refresh, options)
}

// newRandom returns a random source whose results can be repeated. It is not safe for concurrent use.
func newRandom(seed, user uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, user))
}

// steps returns random delays: mostly short ones, some in which a token expires, and some in which a computer sleeps.
func steps(random *rand.Rand, n int) []time.Duration {
	scales := []time.Duration{time.Millisecond, time.Second, time.Second, time.Minute, time.Minute, 20 * time.Minute, 30 * time.Hour}
	all := make([]time.Duration, n)
	for i := range all {
		all[i] = time.Duration(random.Int64N(int64(scales[random.IntN(len(scales))])))
	}
	return all
}

// In random schedules of calls, refreshes and failures, no call gets an expired token, none fails or waits while there is a valid
// one, refreshes do not overlap, and they observe the pauses.
func TestCredentialModel(t *testing.T) {
	for seed := range uint64(200) {
		synctest.Test(t, func(t *testing.T) {
			s, credential := newModel(t, seed)
			var group sync.WaitGroup
			for caller := range uint64(3) {
				delays := steps(newRandom(seed, 1+caller), 60)
				group.Go(func() {
					for i, delay := range delays {
						time.Sleep(delay)
						s.getToken(credential, delays[len(delays)-1-i]+time.Second)
					}
				})
			}
			group.Wait()
			_ = credential.Close()
			synctest.Wait()
			if !s.proactive && s.started > s.calls {
				t.Errorf("%d refreshes for %d calls", s.started, s.calls)
			}
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		})
	}
}

// If tokens are revoked at random, and refreshes succeed, no request fails, and each revocation costs at most one refresh.
func TestCredentialModelRevocations(t *testing.T) {
	for seed := range uint64(50) {
		synctest.Test(t, func(t *testing.T) {
			random := newRandom(seed, 0)
			service := &tokenService{}
			var settled time.Time // when the pause after a refresh is over
			issued, revocations := 0, 0
			credential := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
				time.Sleep(time.Duration(random.IntN(20)) * time.Second)
				service.mu.Lock()
				defer service.mu.Unlock()
				issued++
				settled = time.Now().Add(30 * time.Second)
				service.accepted = fmt.Sprint(issued)
				return azcore.AccessToken{Token: service.accepted, ExpiresOn: time.Now().Add(1000 * time.Hour)}, nil
			}, nil)
			client := newServiceClient(t, service, credential)
			var group sync.WaitGroup
			for caller := range uint64(3) {
				delays := steps(newRandom(seed, 1+caller), 40)
				group.Go(func() {
					for _, delay := range delays {
						time.Sleep(delay % time.Hour)
						if err := send(t.Context(), client); err != nil {
							t.Errorf("seed %d: %v", seed, err)
						}
						service.mu.Lock()
						if delay%3 == 0 && time.Now().After(settled) && service.accepted != "" {
							service.accepted = ""
							revocations++
						}
						service.mu.Unlock()
					}
				})
			}
			group.Wait()
			if revocations == 0 || issued > 1+revocations {
				t.Errorf("seed %d: %d refreshes for %d revocations", seed, issued, revocations)
			}
		})
	}
}
