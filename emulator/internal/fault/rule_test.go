package fault_test

import (
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/fault"
)

func operations() []string { return []string{"SendMessage", "ListMessages"} }

// TestParse checks valid rules.
func TestParse(t *testing.T) {
	tests := map[string]fault.Rule{
		"SendMessage:429:0.1:retry-after=2s":   {Operation: "SendMessage", Kind: fault.Status, Rate: 0.1, Status: 429, RetryAfter: 2 * time.Second},
		"SendMessage:429:retry-after=1m0s:0.1": {Operation: "SendMessage", Kind: fault.Status, Rate: 0.1, Status: 429, RetryAfter: time.Minute},
		"ListMessages:503":                     {Operation: "ListMessages", Kind: fault.Status, Rate: 1, Status: 503},
		"*:latency=200ms":                      {Operation: "*", Kind: fault.Latency, Rate: 1, Latency: 200 * time.Millisecond},
		"SendMessage:drop:0.5":                 {Operation: "SendMessage", Kind: fault.Drop, Rate: 0.5},
		"SendMessage:lose:rate=0.5":            {Operation: "SendMessage", Kind: fault.Lose, Rate: 0.5},
		"*:400:1":                              {Operation: "*", Kind: fault.Status, Rate: 1, Status: 400},
		"*:599:1e-3":                           {Operation: "*", Kind: fault.Status, Rate: 0.001, Status: 599},
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			got, err := fault.Parse(text, operations())
			if err != nil || got != want {
				t.Errorf("got %+v, error %v, want %+v", got, err, want)
			}
		})
	}
}

// TestParseErrors checks that errors contain the rule, its invalid part, and the
// accepted values.
func TestParseErrors(t *testing.T) {
	const (
		kind  = " (want a status from 400 to 599, drop, lose or latency=DURATION)"
		rate  = " (want a number greater than 0 and at most 1)"
		after = " (want whole seconds, for example retry-after=2s)"
	)
	tests := map[string]string{
		"":                                 "invalid format (want OPERATION:FAULT, for example SendMessage:429)",
		"SendMessage":                      "invalid format (want OPERATION:FAULT, for example SendMessage:429)",
		"sendmessage:429":                  `unknown operation "sendmessage" (want SendMessage, ListMessages or *)`,
		":429":                             `unknown operation "" (want SendMessage, ListMessages or *)`,
		"*:200":                            `invalid fault "200"` + kind,
		"*:600":                            `invalid fault "600"` + kind,
		"*:+429":                           `invalid fault "+429"` + kind,
		"*:":                               `invalid fault ""` + kind,
		"*:Drop":                           `invalid fault "Drop"` + kind,
		"*:drop=1":                         `invalid fault "drop=1"` + kind,
		"*:latency":                        `invalid duration "" (for example, latency=200ms)`,
		"*:latency=soon":                   `invalid duration "soon" (for example, latency=200ms)`,
		"*:latency=-1s":                    `invalid duration "-1s" (for example, latency=200ms)`,
		"*:429:0":                          `invalid rate "0"` + rate,
		"*:429:1.1":                        `invalid rate "1.1"` + rate,
		"*:429:NaN":                        `invalid rate "NaN"` + rate,
		"*:429:":                           `invalid rate ""` + rate,
		"*:429:often":                      `invalid rate "often"` + rate,
		"*:429:0.1:0.2":                    "rate is specified twice",
		"*:429:retry-after=1s:rate=1:0.5":  "rate is specified twice",
		"*:429:retry-after=1s:retry-after": `invalid rate "retry-after"` + rate,
		"*:429:retry-after=1":              `invalid duration "1"` + after,
		"*:429:retry-after=0s":             `invalid duration "0s"` + after,
		"*:429:retry-after=1.5s":           `invalid duration "1.5s"` + after,
		"*:drop:retry-after=1s":            "retry-after requires a status",
		"*:429:body=x":                     `unknown parameter "body" (want rate or retry-after)`,
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			_, err := fault.Parse(text, operations())
			if full := `fault rule "` + text + `": ` + want; err == nil || err.Error() != full {
				t.Errorf("error %v, want %s", err, full)
			}
		})
	}
}

// FuzzParse checks that Parse does not panic, and that it parses the String of a
// rule to the same rule.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"SendMessage:429:0.1:retry-after=2s", "ListMessages:503", "*:latency=200ms", "SendMessage:drop:0.5", "*:lose", "*:429:rate=1e-300", ":::=",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rule, err := fault.Parse(text, operations())
		if err != nil {
			return
		}
		again, err := fault.Parse(rule.String(), operations())
		if err != nil || again != rule {
			t.Errorf("%q: %+v has the string %q, which is parsed to %+v, error %v", text, rule, rule.String(), again, err)
		}
	})
}
