package fault_test

import (
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/fault"
)

func operations() []string {
	return []string{"SendMessage", "ListMessages", "GetMessage", "AddParticipants"}
}

// TestParse checks valid rules.
func TestParse(t *testing.T) {
	tests := map[string]fault.Rule{
		"SendMessage:429:0.1:retry-after=2s":   {Operation: "SendMessage", Kind: fault.Status, Rate: 0.1, Status: 429, RetryAfter: 2 * time.Second},
		"SendMessage:429:retry-after=1m0s:0.1": {Operation: "SendMessage", Kind: fault.Status, Rate: 0.1, Status: 429, RetryAfter: time.Minute},
		"ListMessages:503":                     {Operation: "ListMessages", Kind: fault.Status, Rate: 1, Status: 503},
		"*:latency=200ms":                      {Operation: "*", Kind: fault.Latency, Rate: 1, Duration: 200 * time.Millisecond},
		"SendMessage:drop:0.5":                 {Operation: "SendMessage", Kind: fault.Drop, Rate: 0.5},
		"SendMessage:lose:rate=0.5":            {Operation: "SendMessage", Kind: fault.Lose, Rate: 0.5},
		"*:400:1":                              {Operation: "*", Kind: fault.Status, Rate: 1, Status: 400},
		"SendMessage:early-429:retry-after=1s": {Operation: "SendMessage", Kind: fault.Early, Rate: 1, Status: 429, RetryAfter: time.Second},
		"SendMessage:503:nth=2":                {Operation: "SendMessage", Kind: fault.Status, Rate: 1, Status: 503, Nth: 2},
		"*:black-hole:every=3:first=9:from=2":  {Operation: "*", Kind: fault.BlackHole, Rate: 1, Every: 3, First: 9, From: 2},
		"SendMessage:cut-answer":               {Operation: "SendMessage", Kind: fault.CutAnswer, Rate: 1},
		"ListMessages:null-item":               {Operation: "ListMessages", Kind: fault.NullItem, Rate: 1},
		"*:null-item":                          {Operation: "*", Kind: fault.NullItem, Rate: 1},
		"*:gzip-bomb":                          {Operation: "*", Kind: fault.GzipBomb, Rate: 1},
		"GetMessage:lag=2s":                    {Operation: "GetMessage", Kind: fault.Lag, Rate: 1, Duration: 2 * time.Second},
		"AddParticipants:refuse=503:0.5:then=ok": {
			Operation: "AddParticipants", Kind: fault.Refuse, Rate: 0.5, Status: 503, ThenOK: true,
		},
		"SendMessage:429:user=8:acs:a_b": {Operation: "SendMessage", Kind: fault.Status, Rate: 1, Status: 429, User: "8:acs:a_b"},
		"SendMessage:drop:nth=1:user=8:acs:a_b:thread=19:c@thread.v2": {
			Operation: "SendMessage", Kind: fault.Drop, Rate: 1, Nth: 1, User: "8:acs:a_b", Thread: "19:c@thread.v2",
		},
		"*:599:1e-3": {Operation: "*", Kind: fault.Status, Rate: 0.001, Status: 599},
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
		format    = "invalid format (want OPERATION:FAULT, for example SendMessage:429)"
		operation = " (want SendMessage, ListMessages, GetMessage, AddParticipants or *)"
		kind      = " (want a status from 400 to 599, early-STATUS, drop, lose, cut-answer, black-hole, null-item, gzip-bomb, " +
			"latency=DURATION, lag=DURATION or refuse=STATUS)"
		rate   = " (want a number greater than 0 and at most 1)"
		after  = " (want whole seconds, for example retry-after=2s)"
		number = " (want a whole number from 1, for example "
		id     = "the ID is missing (for example, user=8:acs:RESOURCE_USER or thread=19:ID@thread.v2)"
		last   = " follows an ID (want user=ID and then thread=ID at the end of the rule)"
	)
	tests := map[string]string{
		"":                                 format,
		"SendMessage":                      format,
		"SendMessage:user=8:acs:a_b":       format,
		"Frobnicate:429":                   `unknown operation "Frobnicate"` + operation,
		":429":                             `unknown operation ""` + operation,
		"sendmessage:429":                  `unknown operation "sendmessage" (did you mean SendMessage?)`,
		"ListMesages:429":                  `unknown operation "ListMesages" (did you mean ListMessages?)`,
		"*:200":                            `invalid fault "200"` + kind,
		"*:600":                            `invalid fault "600"` + kind,
		"*:+429":                           `invalid fault "+429"` + kind,
		"*:":                               `invalid fault ""` + kind,
		"*:Drop":                           `invalid fault "Drop" (did you mean drop?)`,
		"*:drop=1":                         `invalid fault "drop=1" (did you mean drop?)`,
		"*:blackhole":                      `invalid fault "blackhole" (did you mean black-hole?)`,
		"*:latancy=1s":                     `invalid fault "latancy=1s" (did you mean latency?)`,
		"*:early-200":                      `invalid status "200" (want 400 to 599, for example early-429)`,
		"*:refuse":                         `invalid status "" (want 400 to 599, for example refuse=503)`,
		"*:latency":                        `invalid duration "" (for example, latency=200ms)`,
		"*:latency=soon":                   `invalid duration "soon" (for example, latency=200ms)`,
		"*:latency=-1s":                    `invalid duration "-1s" (for example, latency=200ms)`,
		"*:lag=2":                          `invalid duration "2" (for example, lag=200ms)`,
		"*:429:0":                          `invalid rate "0"` + rate,
		"*:429:1.1":                        `invalid rate "1.1"` + rate,
		"*:429:NaN":                        `invalid rate "NaN"` + rate,
		"*:429:":                           `invalid rate ""` + rate,
		"*:429:often":                      `invalid rate "often"` + rate,
		"*:429:0.1:0.2":                    "rate is specified twice",
		"*:429:retry-after=1s:rate=1:0.5":  "rate is specified twice",
		"*:429:nth=1:nth=2":                "nth is specified twice",
		"*:429:nth=0":                      `invalid number "0"` + number + "nth=2)",
		"*:429:every=0.5":                  `invalid number "0.5"` + number + "every=2)",
		"*:429:first=-1":                   `invalid number "-1"` + number + "first=2)",
		"*:429:from=":                      `invalid number ""` + number + "from=2)",
		"*:429:retry-after=1s:retry-after": `invalid rate "retry-after"` + rate,
		"*:429:retry-after=1":              `invalid duration "1"` + after,
		"*:429:retry-after=0s":             `invalid duration "0s"` + after,
		"*:429:retry-after=1.5s":           `invalid duration "1.5s"` + after,
		"*:drop:retry-after=1s":            "retry-after requires a status",
		"*:429:then=ok":                    "then requires refuse=STATUS",
		"*:refuse=503:then=fail":           `invalid then "fail" (want then=ok)`,
		"*:429:body=x":                     `unknown parameter "body" (want rate, nth, every, first, from, retry-after, then, user or thread)`,
		"*:429:evry=2":                     `unknown parameter "evry" (did you mean every?)`,
		"SendMessage:null-item":            "null-item does not apply to SendMessage (want ListMessages or *)",
		"AddParticipants:lag=1s":           "lag does not apply to AddParticipants (want ListMessages, GetMessage or *)",
		"SendMessage:refuse=503":           "refuse does not apply to SendMessage (want AddParticipants or *)",
		"*:429:user=":                      id,
		"*:429:user=:thread=19:c":          id,
		"*:429:user=8:acs:a_b:thread=":     id,
		"*:429:user=8:acs:a_b:nth=2":       "nth" + last,
		"*:429:thread=19:c:user=8:acs:a_b": "user" + last,
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
		"AddParticipants:refuse=503:0.5:then=ok", "*:early-429:nth=2:every=3:first=4:from=5:user=8:acs:a_b:thread=19:c", "GetMessage:lag=1s", "*:gzip-bomb",
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
