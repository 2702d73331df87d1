package fault_test

import (
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/fault"
)

func operations() []string { return []string{"SendMessage", "ListMessages"} }

// Rules as users write them.
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

// A rule that cannot be is quoted, with what is wrong and what would be right.
func TestParseErrors(t *testing.T) {
	const (
		kind  = " (want a status from 400 to 599, drop, lose or latency=TIME)"
		rate  = " (want a number over 0 and up to 1)"
		after = " (want retry-after=2s or the like, in whole seconds)"
	)
	tests := map[string]string{
		"":                                 "want OPERATION:FAULT, as in SendMessage:429",
		"SendMessage":                      "want OPERATION:FAULT, as in SendMessage:429",
		"sendmessage:429":                  `no such operation: "sendmessage" (want SendMessage, ListMessages or *)`,
		":429":                             `no such operation: "" (want SendMessage, ListMessages or *)`,
		"*:200":                            `no such fault: "200"` + kind,
		"*:600":                            `no such fault: "600"` + kind,
		"*:+429":                           `no such fault: "+429"` + kind,
		"*:":                               `no such fault: ""` + kind,
		"*:Drop":                           `no such fault: "Drop"` + kind,
		"*:drop=1":                         `no such fault: "drop=1"` + kind,
		"*:latency":                        `no such time to wait: "" (want latency=200ms or the like)`,
		"*:latency=soon":                   `no such time to wait: "soon" (want latency=200ms or the like)`,
		"*:latency=-1s":                    `no such time to wait: "-1s" (want latency=200ms or the like)`,
		"*:429:0":                          `no such rate: "0"` + rate,
		"*:429:1.1":                        `no such rate: "1.1"` + rate,
		"*:429:NaN":                        `no such rate: "NaN"` + rate,
		"*:429:":                           `no such rate: ""` + rate,
		"*:429:often":                      `no such rate: "often"` + rate,
		"*:429:0.1:0.2":                    "rate is there twice",
		"*:429:retry-after=1s:rate=1:0.5":  "rate is there twice",
		"*:429:retry-after=1s:retry-after": `no such rate: "retry-after"` + rate,
		"*:429:retry-after=1":              `no such time to wait: "1"` + after,
		"*:429:retry-after=0s":             `no such time to wait: "0s"` + after,
		"*:429:retry-after=1.5s":           `no such time to wait: "1.5s"` + after,
		"*:drop:retry-after=1s":            "retry-after needs a status",
		"*:429:body=x":                     `no such parameter: "body" (want retry-after)`,
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			_, err := fault.Parse(text, operations())
			if full := `fault "` + text + `": ` + want; err == nil || err.Error() != full {
				t.Errorf("error %v, want %s", err, full)
			}
		})
	}
}

// No text crashes Parse, and what it reads it can write and read again.
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
			t.Errorf("%q: %+v is written %q, which is %+v, error %v", text, rule, rule.String(), again, err)
		}
	})
}
