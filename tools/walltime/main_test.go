package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The test binary itself is the command that is timed, because it exists on every
// system.
func TestMain(m *testing.M) {
	switch os.Getenv("WALLTIME_TEST") {
	case "ok":
		return
	case "fail":
		_, _ = os.Stdout.WriteString("no such package\n")
		os.Exit(3)
	}
	m.Run()
}

func TestSummary(t *testing.T) {
	const ms = time.Millisecond
	for name, c := range map[string]struct {
		times []time.Duration
		want  string
	}{
		"one":      {[]time.Duration{7 * ms}, "1 runs: min 7.0 ms, median 7.0 ms, max 7.0 ms"},
		"odd":      {[]time.Duration{9 * ms, ms, 2 * ms}, "3 runs: min 1.0 ms, median 2.0 ms, max 9.0 ms"},
		"even":     {[]time.Duration{4 * ms, ms, 3 * ms, 2 * ms}, "4 runs: min 1.0 ms, median 2.5 ms, max 4.0 ms"},
		"fraction": {[]time.Duration{1234 * time.Microsecond}, "1 runs: min 1.2 ms, median 1.2 ms, max 1.2 ms"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := summary(c.times); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWalltime(t *testing.T) {
	t.Setenv("WALLTIME_TEST", "ok")
	var out bytes.Buffer
	if err := walltime(&out, 2, []string{os.Args[0]}); err != nil {
		t.Fatal(err)
	}
	if want := regexp.MustCompile(`^2 runs: min [\d.]+ ms, median [\d.]+ ms, max [\d.]+ ms\n$`); !want.MatchString(out.String()) {
		t.Errorf("got %q, want a match of %s", out.String(), want)
	}
}

// If the command fails, its output is returned instead of a time.
func TestWalltimeFailedCommand(t *testing.T) {
	t.Setenv("WALLTIME_TEST", "fail")
	var out bytes.Buffer
	err := walltime(&out, 2, []string{os.Args[0], "generate"})
	if want := os.Args[0] + ": exit status 3\nno such package\n"; err == nil || err.Error() != want {
		t.Errorf("got error %v, want %q", err, want)
	}
	if strings.TrimSpace(out.String()) != "" {
		t.Errorf("printed %q", out.String())
	}
}
