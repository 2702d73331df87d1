package emulator_test

import (
	"errors"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// TestClock checks that the clock can be set, moved forward and back, and that it runs
// on.
func TestClock(t *testing.T) {
	now := fixedTime()
	e, err := emulator.New(emulator.Options{Now: func() time.Time { return now }})
	wantNoError(t, err)
	clock := e.Clock()
	wantEqual(t, "at the start", clock.Now(), fixedTime())
	clock.Advance(time.Hour)
	wantEqual(t, "advanced", clock.Now(), fixedTime().Add(time.Hour))
	clock.Advance(-2 * time.Hour)
	wantEqual(t, "moved back", clock.Now(), fixedTime().Add(-time.Hour))
	set := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	clock.Set(set)
	wantEqual(t, "set", clock.Now(), set)
	now = now.Add(time.Second)
	wantEqual(t, "a second later", clock.Now(), set.Add(time.Second))
	for range 3 {
		clock.Advance(1<<63 - 1) // does not overflow
	}
	wantEqual(t, "far in the future", clock.Now().After(set.AddDate(200, 0, 0)), true)
}

// TestClockDefault checks that the clock starts at the time of the system.
func TestClockDefault(t *testing.T) {
	e, err := emulator.New(emulator.Options{})
	wantNoError(t, err)
	if difference := time.Since(e.Clock().Now()); difference < 0 || difference > time.Minute {
		t.Errorf("the clock is %v behind", difference)
	}
}

// TestClockExpiry checks that tokens expire by the clock.
func TestClockExpiry(t *testing.T) {
	s := start(t, emulator.Options{})
	fred := s.newUser(identity.ScopeChat)
	client := s.chatClient(fred)
	s.Emulator.Clock().Advance(25 * time.Hour)
	_, err := client.CreateThread(t.Context(), "Lunch", nil)
	if !errors.Is(err, acs.ErrUnauthorized) {
		t.Errorf("got error %v", err)
	}
	s.Emulator.Clock().Advance(-2 * time.Hour)
	_, err = client.CreateThread(t.Context(), "Lunch", nil)
	wantNoError(t, err)
}

// TestClockRateLimits checks that rate limits follow the clock.
func TestClockRateLimits(t *testing.T) {
	s := start(t, emulator.Options{Now: fixedTime, RateLimits: true})
	fred := s.newUser(identity.ScopeChat)
	for range 10 {
		s.newThread(fred)
	}
	create := func() int { return s.callChat(fred, "POST", "/chat/threads", `{"topic":"Lunch"}`).status }
	wantEqual(t, "above the limit", create(), 429)
	s.Emulator.Clock().Advance(11 * time.Second)
	wantEqual(t, "later", create(), 201)
}
