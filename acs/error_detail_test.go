package acs_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
)

// Every format that the service uses can be decoded, and unknown or invalid properties do not affect the others.
func TestDecodeErrorDetail(t *testing.T) {
	tests := map[string]struct {
		json string
		want acs.ErrorDetail
	}{
		"document": {
			`{"code":"c","message":"m","target":"t","details":[{"code":"d"}],"innererror":{"code":"i"}}`,
			acs.ErrorDetail{Code: "c", Message: "m", Target: "t", Details: []acs.ErrorDetail{{Code: "d"}}, InnerError: &acs.ErrorDetail{Code: "i"}},
		},
		"service": {
			`{"Code":"c","Message":"m","Target":"t","Details":[],"InnerError":{"Code":"i"}}`,
			acs.ErrorDetail{Code: "c", Message: "m", Target: "t", InnerError: &acs.ErrorDetail{Code: "i"}},
		},
		"previews": {
			`{"Code":"c","Message":"m","InnerErrors":[{"Code":"i"},null]}`,
			acs.ErrorDetail{Code: "c", Message: "m", Details: []acs.ErrorDetail{{Code: "i"}, {}}},
		},
		"rejected participant": {
			`{"code":"403","message":"Permissions check failed","target":"8:acs:a","innererror":{}}`,
			acs.ErrorDetail{Code: "403", Message: "Permissions check failed", Target: "8:acs:a", InnerError: &acs.ErrorDetail{}},
		},
		"numeric code":      {`{"code":403}`, acs.ErrorDetail{Code: "403"}},
		"nulls":             {`{"code":null,"message":null,"target":null,"details":null,"innererror":null}`, acs.ErrorDetail{}},
		"unexpected types":  {`{"code":true,"message":{"a": 1},"target":[1],"details":{"a":1},"innererror":"deep"}`, acs.ErrorDetail{Code: "true", Message: `{"a": 1}`, Target: "[1]", InnerError: &acs.ErrorDetail{Message: "deep"}}},
		"unknown members":   {`{"traceId":"x","code":"c"}`, acs.ErrorDetail{Code: "c"}},
		"empty object":      {`{}`, acs.ErrorDetail{}},
		"null":              {`null`, acs.ErrorDetail{}},
		"text":              {`"no"`, acs.ErrorDetail{Message: "no"}},
		"white space":       {" { \"code\" : \"c\" , \"details\" : [ { \"code\" : \"d\" } ] } ", acs.ErrorDetail{Code: "c", Details: []acs.ErrorDetail{{Code: "d"}}}},
		"escaped names":     {`{"\u0063ode":"c"}`, acs.ErrorDetail{Code: "c"}},
		"innererror array":  {`{"innererror":[]}`, acs.ErrorDetail{InnerError: &acs.ErrorDetail{Message: "[]"}}},
		"details string":    {`{"details":"none"}`, acs.ErrorDetail{}},
		"string in details": {`{"details":["d"]}`, acs.ErrorDetail{Details: []acs.ErrorDetail{{Message: "d"}}}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			var got acs.ErrorDetail
			if err := wire.Unmarshal([]byte(tc.json), &got, acs.DecodeErrorDetail); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

func TestDecodeErrorDetailNotJSON(t *testing.T) {
	var got acs.ErrorDetail
	err := wire.Unmarshal([]byte(`{"code":"c"`), &got, acs.DecodeErrorDetail)
	if err == nil || !reflect.DeepEqual(got, acs.ErrorDetail{}) {
		t.Errorf("got %+v, error %v", got, err)
	}
}

// Decoding stops at a maximum depth, so that a deeply nested body cannot exhaust the stack.
func TestDecodeErrorDetailDepth(t *testing.T) {
	const depth = 5000
	text := strings.Repeat(`{"innererror":`, depth) + "{}" + strings.Repeat("}", depth)
	var got acs.ErrorDetail
	if err := wire.Unmarshal([]byte(text), &got, acs.DecodeErrorDetail); err != nil {
		t.Fatal(err)
	}
	levels := 0
	for d := &got; d.InnerError != nil; d = d.InnerError {
		levels++
	}
	if levels != 17 {
		t.Errorf("%d levels, want 17", levels)
	}
}

// Errors are encoded with the property names of the REST document.
func TestEncodeErrorDetail(t *testing.T) {
	tests := map[string]struct {
		detail acs.ErrorDetail
		want   string
	}{
		"empty": {acs.ErrorDetail{}, `{}`},
		"full": {
			acs.ErrorDetail{Code: "c", Message: "m", Target: "t", Details: []acs.ErrorDetail{{Code: "d"}}, InnerError: &acs.ErrorDetail{}},
			`{"code":"c","message":"m","target":"t","details":[{"code":"d"}],"innererror":{}}`,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := wire.Marshal(func(e *wire.Encoder) { acs.EncodeErrorDetail(&tc.detail, e) })
			if err != nil || string(got) != tc.want {
				t.Errorf("got %s, error %v, want %s", got, err, tc.want)
			}
		})
	}
}

// String returns a single line without control characters, and truncates long parts.
func TestErrorDetailString(t *testing.T) {
	tests := map[string]struct {
		detail acs.ErrorDetail
		want   string
	}{
		"full":           {acs.ErrorDetail{Code: "403", Message: "Permissions check failed", Target: "8:acs:a"}, "403: Permissions check failed (8:acs:a)"},
		"code":           {acs.ErrorDetail{Code: "403"}, "403"},
		"message":        {acs.ErrorDetail{Message: "No."}, "No."},
		"target":         {acs.ErrorDetail{Target: "8:acs:a"}, "no code and no message (8:acs:a)"},
		"empty":          {acs.ErrorDetail{}, "no code and no message"},
		"lines":          {acs.ErrorDetail{Message: "a\r\n\tb\x1b[31m\u2028c"}, "a b [31m c"},
		"200 characters": {acs.ErrorDetail{Message: strings.Repeat("é", 200)}, strings.Repeat("é", 200)},
		"long":           {acs.ErrorDetail{Message: strings.Repeat("é", 201), Target: "t"}, strings.Repeat("é", 200) + "... (t)"},
		"long codes":     {acs.ErrorDetail{Code: strings.Repeat("c", 201)}, strings.Repeat("c", 200) + "..."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tc.detail.String(); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// Encoding and decoding a detail does not change its text.
func FuzzDecodeErrorDetail(f *testing.F) {
	for _, seed := range []string{`{"Code":1,"InnerErrors":[{"code":"a"}],"innererror":{"message":"b"}}`, `"x"`, `[`, `{"details":[[]]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var detail acs.ErrorDetail
		if !utf8.Valid(data) || wire.Unmarshal(data, &detail, acs.DecodeErrorDetail) != nil {
			return
		}
		text, err := wire.Marshal(func(e *wire.Encoder) { acs.EncodeErrorDetail(&detail, e) })
		if err != nil {
			t.Fatal(err)
		}
		var again acs.ErrorDetail
		if err := wire.Unmarshal(text, &again, acs.DecodeErrorDetail); err != nil || again.String() != detail.String() {
			t.Errorf("%q became %q, error %v", detail, again, err)
		}
	})
}

// encoding/json uses the property names of the REST document.
func TestErrorDetailJSON(t *testing.T) {
	data, err := json.Marshal(acs.ErrorDetail{
		Code: "403", Message: "no", Target: "8:acs:a", Details: []acs.ErrorDetail{{Code: "1"}}, InnerError: &acs.ErrorDetail{},
	})
	const want = `{"code":"403","message":"no","target":"8:acs:a","details":[{"code":"1"}],"innererror":{}}`
	if err != nil || string(data) != want {
		t.Errorf("got %s, %v, want %s", data, err, want)
	}
}
