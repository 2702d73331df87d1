package wire_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// A duration is encoded as a number of its unit.
func TestDuration(t *testing.T) {
	tests := map[string]struct {
		value  time.Duration
		encode func(*time.Duration, *wire.Encoder)
		decode func(*time.Duration, *wire.Decoder)
		json   string
	}{
		"minutes":          {24 * time.Hour, wire.EncodeMinutes, wire.DecodeMinutes, `1440`},
		"seconds":          {90 * time.Second, wire.EncodeSeconds, wire.DecodeSeconds, `90`},
		"negative":         {-time.Minute, wire.EncodeMinutes, wire.DecodeMinutes, `-1`},
		"zero":             {0, wire.EncodeSeconds, wire.DecodeSeconds, `0`},
		"more than 32 bit": {3_000_000_000 * time.Second, wire.EncodeSeconds, wire.DecodeSeconds, `3000000000`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			data, err := wire.Marshal(func(e *wire.Encoder) { tc.encode(&tc.value, e) })
			if err != nil || string(data) != tc.json {
				t.Errorf("wrote %s, error %v, want %s", data, err, tc.json)
			}
			var got time.Duration
			if err := wire.Unmarshal([]byte(tc.json), &got, tc.decode); err != nil || got != tc.value {
				t.Errorf("read %s, error %v, want %s", got, err, tc.value)
			}
		})
	}
}

// A zero duration is omitted.
func TestDurationOptional(t *testing.T) {
	for value, want := range map[time.Duration]string{0: `{}`, time.Hour: `{"minutes":60,"seconds":3600}`} {
		got, err := wire.Marshal(func(e *wire.Encoder) {
			e.BeginObject()
			wire.Optional(e, "minutes", &value, wire.EncodeMinutes)
			wire.Optional(e, "seconds", &value, wire.EncodeSeconds)
			e.EndObject()
		})
		if err != nil || string(got) != want {
			t.Errorf("%s: got %s, error %v, want %s", value, got, err, want)
		}
	}
}

// A duration that is not a multiple of the unit is an error, and not rounded.
func TestDurationEncodeError(t *testing.T) {
	tests := map[string]struct {
		value  time.Duration
		encode func(*time.Duration, *wire.Encoder)
		want   string
	}{
		"half a minute":    {90 * time.Second, wire.EncodeMinutes, "/in: 1m30s is not a whole number of minutes"},
		"less than one":    {time.Nanosecond, wire.EncodeMinutes, "/in: 1ns is not a whole number of minutes"},
		"part of a second": {-1500 * time.Millisecond, wire.EncodeSeconds, "/in: -1.5s is not a whole number of seconds"},
		"maximum":          {math.MaxInt64, wire.EncodeSeconds, "/in: 2562047h47m16.854775807s is not a whole number of seconds"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := wire.Marshal(func(e *wire.Encoder) {
				e.BeginObject()
				wire.Optional(e, "in", &tc.value, tc.encode)
				e.EndObject()
			})
			wantError(t, err, tc.want)
		})
	}
}

func TestDurationDecodeError(t *testing.T) {
	tests := map[string]struct {
		json   string
		decode func(*time.Duration, *wire.Decoder)
		want   string
	}{
		"text":             {`"60"`, wire.DecodeMinutes, "want a number, got a string"},
		"fraction":         {`1.5`, wire.DecodeSeconds, "want a 64-bit integer, got 1.5"},
		"too many minutes": {`153722868`, wire.DecodeMinutes, "153722868 minutes are out of range"},
		"too many seconds": {`-9223372037`, wire.DecodeSeconds, "-9223372037 seconds are out of range"},
		"maximum int64":    {`9223372036854775807`, wire.DecodeMinutes, "9223372036854775807 minutes are out of range"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := time.Hour
			wantError(t, wire.Unmarshal([]byte(tc.json), &got, tc.decode), tc.want)
			if got != time.Hour {
				t.Errorf("the value was changed to %s", got)
			}
		})
	}
}

// A null leaves a duration unchanged, like values of all other types.
func TestDurationNull(t *testing.T) {
	got := time.Hour
	if err := wire.Unmarshal([]byte(`null`), &got, wire.DecodeMinutes); err != nil || got != time.Hour {
		t.Errorf("got %s, error %v", got, err)
	}
}

// Only a non-zero value is checked. The range includes its bounds.
func TestBetween(t *testing.T) {
	tests := map[string]struct {
		value time.Duration
		want  string
	}{
		"absent":   {0, "Client.Test: later error"},
		"low":      {time.Hour, "Client.Test: later error"},
		"high":     {24 * time.Hour, "Client.Test: later error"},
		"too low":  {time.Hour - 1, "Client.Test: expiresIn: 59m59.999999999s is not between 1h0m0s and 24h0m0s"},
		"too high": {24*time.Hour + time.Minute, "Client.Test: expiresIn: 24h1m0s is not between 1h0m0s and 24h0m0s"},
		"negative": {-time.Hour, "Client.Test: expiresIn: -1h0m0s is not between 1h0m0s and 24h0m0s"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			wantError(t, requestError(t, func(r *wire.Request) {
				r.DurationInRange("expiresIn", tc.value, time.Hour, 24*time.Hour)
				r.Fail(errors.New("later error")) // reported if there is no earlier error
			}), tc.want)
		})
	}
}
