package wire_test

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// point is an object whose encoder knows the Go names that are not the usual ones.
type point struct {
	X     float64
	Where []point
	Named map[string]float64
}

func (p *point) encode(e *wire.Encoder) {
	e.BeginObject()
	wire.RequiredAs(e, "coordinate", "X", &p.X, wire.EncodeFloat64)
	wire.Optional(e, "where", &p.Where, wire.EncodeSlice((*point).encode))
	wire.OptionalAs(e, "byName", "Named", &p.Named, wire.EncodeMap(wire.EncodeFloat64[float64]))
	e.EndObject()
}

// An error in encoding a body is one of the argument, as the caller writes it: a
// parameter, or an option, with the fields, items and values of maps in it.
func TestEncodingArgument(t *testing.T) {
	nan := point{X: math.NaN()}
	list := []point{{}, {Where: []point{nan}}}
	object := func(encode func(*wire.Encoder)) func(*wire.Encoder) {
		return func(e *wire.Encoder) {
			e.BeginObject()
			encode(e)
			e.EndObject()
		}
	}
	slice := wire.EncodeSlice((*point).encode)
	tests := map[string]struct {
		encode func(*wire.Encoder)
		want   string
	}{
		"parameter":         {object(func(e *wire.Encoder) { wire.Required(e, "point", &nan, (*point).encode) }), "point.X"},
		"renamed parameter": {object(func(e *wire.Encoder) { wire.RequiredAs(e, "point", "origin", &nan, (*point).encode) }), "origin.X"},
		"option":            {object(func(e *wire.Encoder) { wire.Optional(e, "point", &nan, (*point).encode) }), "options.Point.X"},
		"renamed option":    {object(func(e *wire.Encoder) { wire.OptionalAs(e, "point", "Origin", &nan, (*point).encode) }), "options.Origin.X"},
		"items":             {object(func(e *wire.Encoder) { wire.Required(e, "points", &list, slice) }), "points[1].Where[0].X"},
		"value of a map": {object(func(e *wire.Encoder) {
			wire.Required(e, "point", &point{Named: map[string]float64{"a\"/b": math.Inf(1)}}, (*point).encode)
		}), `point.Named["a\"/b"]`},
		"whole body":          {func(e *wire.Encoder) { wire.EncodeArgument(e, "point", &nan, (*point).encode) }, "point.X"},
		"whole body, itself":  {func(e *wire.Encoder) { wire.EncodeArgument(e, "x", &nan.X, wire.EncodeFloat64) }, "x"},
		"whole body, option":  {func(e *wire.Encoder) { wire.EncodeArgument(e, "options.Points", &list, slice) }, "options.Points[1].Where[0].X"},
		"not an ASCII letter": {object(func(e *wire.Encoder) { wire.Optional(e, "änderung", &nan.X, wire.EncodeFloat64) }), "options.Änderung"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			err := callWith(t, func(r *wire.Request) { r.Body("application/json", tc.encode) })
			reason := "JSON cannot represent the number NaN"
			if strings.Contains(tc.want, "Named") {
				reason = "JSON cannot represent the number +Inf"
			}
			wantError(t, err, "Client.Test: "+tc.want+": "+reason)
			e, ok := errors.AsType[*wire.ArgumentError](fmt.Errorf("wrapped: %w", err))
			call, isCall := errors.AsType[*wire.CallError](err)
			if !ok || e.Argument != tc.want || !isCall || call.Outcome != wire.OutcomeNotDone || call.ClientRequestID != "" {
				t.Errorf("got %#v of %#v", e, call)
			}
		})
	}
}

// callWith calls a service that must not be reached.
func callWith(t *testing.T, build func(*wire.Request)) error {
	t.Helper()
	config := newConfig("https://example.com")
	config.Options.Transport = transportFunc(func(*http.Request) (*http.Response, error) { return nil, errors.New("sent") })
	req := wire.NewRequest(http.MethodPost, "/a")
	build(req)
	_, err := wire.Call[struct{}](t.Context(), newThread(t, config).internal, "Client.Test", req, nil, http.StatusOK)
	return err
}

// An error in encoding that is not in an argument is returned as it is.
func TestEncodingWithoutArgument(t *testing.T) {
	err := callWith(t, func(r *wire.Request) { r.Body("application/json", func(e *wire.Encoder) { e.Raw([]byte("{")) }) })
	wantError(t, err, "Client.Test: invalid raw JSON")
}

// As a value of its own, an object has the names of JSON in errors.
func TestEncodingPath(t *testing.T) {
	p := point{Where: []point{{Named: map[string]float64{"a/b": math.NaN()}}}}
	_, err := wire.Marshal(p.encode)
	wantError(t, err, "/where/0/byName/a~1b: JSON cannot represent the number NaN")
}

// Methods that call others have the errors of calls, too.
func TestShortcutErrors(t *testing.T) {
	for err, want := range map[error]struct {
		text    string
		outcome wire.Outcome
	}{
		wire.NewArgumentError("Client.Test", "topic", "must not be empty"): {"Client.Test: topic: must not be empty", wire.OutcomeNotDone},
		wire.NewResponseError("Client.Test", "the response has no id"):     {"Client.Test: the response has no id", wire.OutcomeDone},
	} {
		wantError(t, err, want.text)
		if e, ok := errors.AsType[*wire.CallError](err); !ok || e.Outcome != want.outcome {
			t.Errorf("got %#v", err)
		}
	}
}

// A long value is cut in errors.
func TestQuote(t *testing.T) {
	for text, want := range map[string]string{
		"a\n\"b":                       `"a\n\"b"`,
		strings.Repeat("x", 200):       `"` + strings.Repeat("x", 200) + `"`,
		strings.Repeat("é", 101):       `"` + strings.Repeat("é", 100) + `..."`,
		"x" + strings.Repeat("é", 100): `"x` + strings.Repeat("é", 99) + `..."`,
	} {
		if got := wire.Quote(text); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A continuation token is an argument. A next link, which the service returns, is not.
func TestTokenArgument(t *testing.T) {
	for token, first := range map[string]string{"https://evil.com/a": "{}", "": `{"value":[],"nextLink":"https://evil.com/a"}`} {
		_, err := countItems(t.Context(), newThread(t, newScriptedConfig(first)), &listOptions{ContinuationToken: token})
		e, ok := errors.AsType[*wire.ArgumentError](err)
		if ok != (token != "") || ok && e.Argument != "options.ContinuationToken" {
			t.Errorf("token %q: got %#v of %v", token, e, err)
		}
		if call, ok := errors.AsType[*wire.CallError](err); !ok || call.Outcome != wire.OutcomeNotDone {
			t.Errorf("token %q: got %#v", token, err)
		}
	}
}
