package acs_test

import (
	"encoding"
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
)

func marshalJSON(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// wantSameJSON checks that two JSON texts have the same value.
func wantSameJSON(t *testing.T, got, want []byte) {
	t.Helper()
	var g, w any
	if err := json.Unmarshal(got, &g); err != nil {
		t.Fatalf("%s: %v", got, err)
	}
	if err := json.Unmarshal(want, &w); err != nil {
		t.Fatalf("%s: %v", want, err)
	}
	if !reflect.DeepEqual(g, w) {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Identifiers in responses are decoded like in the official JavaScript package.
func TestIdentifierDecode(t *testing.T) {
	type testCase struct {
		Name       string
		Wire       json.RawMessage
		Identifier identifierCase
		RawID      string
		Error      string
	}
	for _, tc := range readCases[testCase](t, "wire_decode.json", 23) {
		t.Run(tc.Name, func(t *testing.T) {
			got, err := acs.UnmarshalIdentifier(tc.Wire)
			if tc.Error != "" {
				wantError(t, err, tc.Error)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if want := tc.Identifier.identifier(t); got != want || got.RawID() != tc.RawID {
				t.Errorf("got %#v with raw ID %q, want %#v with %q", got, got.RawID(), want, tc.RawID)
			}
		})
	}
}

// Identifiers in requests are encoded like in the official JavaScript package.
func TestIdentifierEncode(t *testing.T) {
	type testCase struct {
		Name       string
		Identifier identifierCase
		Wire       json.RawMessage
		RawID      string
	}
	for _, tc := range readCases[testCase](t, "wire_encode.json", 13) {
		t.Run(tc.Name, func(t *testing.T) {
			id := tc.Identifier.identifier(t)
			if got := id.RawID(); got != tc.RawID {
				t.Errorf("raw ID %q, want %q", got, tc.RawID)
			}
			wantSameJSON(t, marshalJSON(t, id), tc.Wire)
		})
	}
}

// Users in the forms that the service writes are read at once. White space or an escape
// makes no difference.
func TestIdentifierDecodeUserForms(t *testing.T) {
	forms := map[string]string{
		"raw ID":          `{"rawId":"8:acs:r","communicationUser":{"id":"8:acs:u"}}`,
		"kind":            `{"kind":"communicationUser","rawId":"8:acs:r","communicationUser":{"id":"8:acs:u"}}`,
		"white space":     `{"rawId":"8:acs:r", "communicationUser":{"id":"8:acs:u"}}`,
		"escaped ID":      `{"rawId":"8:acs:r","communicationUser":{"id":"8:acs:\u0075"}}`,
		"escaped raw ID":  `{"rawId":"8:acs:\u0072","communicationUser":{"id":"8:acs:u"}}`,
		"unknown in user": `{"rawId":"8:acs:r","communicationUser":{"id":"8:acs:u","new":1}}`,
		"unknown":         `{"rawId":"8:acs:r","communicationUser":{"id":"8:acs:u"},"new":1}`,
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			got, err := acs.UnmarshalIdentifier([]byte(form))
			if want := (acs.UserIdentifier{ID: "8:acs:u"}); err != nil || got != want {
				t.Errorf("got %#v, %v, want %#v", got, err, want)
			}
			for end := range form {
				if got, err := acs.UnmarshalIdentifier([]byte(form[:end])); err == nil {
					t.Errorf("%s: got %#v, want an error", form[:end], got)
				}
			}
		})
	}
	_, err := acs.UnmarshalIdentifier([]byte(`{"rawId":"8:acs:r","communicationUser":{"id":4}}`))
	wantError(t, err, "/communicationUser/id: want a string, got a number")
}

// Unusual and invalid identifiers, which the service does not send.
func TestIdentifierDecodeUnusual(t *testing.T) {
	tests := map[string]struct {
		json string
		want acs.Identifier
		err  string
	}{
		"unknown members":            {`{"new":{"a":[1]},"rawId":"4:1","phoneNumber":{"new":{},"value":"1"}}`, acs.PhoneNumberIdentifier{PhoneNumber: "1"}, ""},
		"unknown in user":            {`{"communicationUser":{"new":[],"id":"u"}}`, acs.UserIdentifier{ID: "u"}, ""},
		"unknown in Teams user":      {`{"rawId":"8:dod:a","microsoftTeamsUser":{"new":[],"userId":"a","isAnonymous":false,"cloud":"dod"}}`, acs.TeamsUserIdentifier{UserID: "a", Cloud: acs.CloudDoD}, ""},
		"unknown in app":             {`{"rawId":"28:gcch:a","microsoftTeamsApp":{"new":[],"appId":"a","cloud":"gcch"}}`, acs.TeamsAppIdentifier{AppID: "a", Cloud: acs.CloudGCCH}, ""},
		"unknown in extension":       {`{"rawId":"8:acs:r_t_u","teamsExtensionUser":{"new":[],"userId":"u","tenantId":"t","resourceId":"r","cloud":"public"}}`, acs.TeamsExtensionUserIdentifier{UserID: "u", TenantID: "t", ResourceID: "r"}, ""},
		"null model":                 {`{"rawId":"x","phoneNumber":null}`, acs.UnknownIdentifier{ID: "x"}, ""},
		"null kind":                  {`{"kind":null,"communicationUser":{"id":"u"}}`, acs.UserIdentifier{ID: "u"}, ""},
		"empty kind":                 {`{"kind":"","rawId":"x","communicationUser":{"id":"u"}}`, acs.UnknownIdentifier{ID: "x"}, ""},
		"matching kind":              {`{"kind":"communicationUser","communicationUser":{"id":"u"}}`, acs.UserIdentifier{ID: "u"}, ""},
		"other kind":                 {`{"kind":"phoneNumber","rawId":"x","communicationUser":{"id":"u"}}`, acs.UnknownIdentifier{ID: "x"}, ""},
		"duplicate model":            {`{"communicationUser":{"id":"a"},"communicationUser":{"id":"b"}}`, acs.UserIdentifier{ID: "b"}, ""},
		"escaped names":              {`{"raw\u0049d":"x","communication\u0055ser":{"\u0069d":"u"}}`, acs.UserIdentifier{ID: "u"}, ""},
		"empty raw ID":               {`{"rawId":""}`, acs.UnknownIdentifier{}, ""},
		"unknown cloud":              {`{"rawId":"28:orgid:a","microsoftTeamsApp":{"appId":"a","cloud":"mars"}}`, acs.TeamsAppIdentifier{AppID: "a", Cloud: "mars"}, ""},
		"anonymous with raw":         {`{"rawId":"8:x","microsoftTeamsUser":{"userId":"a","isAnonymous":true,"cloud":"public"}}`, acs.TeamsUserIdentifier{UserID: "a", IsAnonymous: true, Raw: "8:x"}, ""},
		"app with raw":               {`{"rawId":"r","microsoftTeamsApp":{"appId":"a","cloud":"dod"}}`, acs.TeamsAppIdentifier{AppID: "a", Cloud: acs.CloudDoD, Raw: "r"}, ""},
		"extension with raw":         {`{"rawId":"r","teamsExtensionUser":{"userId":"u","tenantId":"t","resourceId":"r","cloud":"gcch"}}`, acs.TeamsExtensionUserIdentifier{UserID: "u", TenantID: "t", ResourceID: "r", Cloud: acs.CloudGCCH, Raw: "r"}, ""},
		"null":                       {`null`, nil, "identifier: want an object, got null"},
		"not an object":              {`"8:acs:a"`, nil, "want an object, got a string"},
		"empty":                      {``, nil, "invalid or truncated JSON"},
		"numeric raw ID":             {`{"rawId":4}`, nil, "/rawId: want a string, got a number"},
		"null raw ID":                {`{"rawId":null}`, nil, "unknown identifier: rawId is required"},
		"numeric user ID":            {`{"communicationUser":{"id":4}}`, nil, "/communicationUser/id: want a string, got a number"},
		"string model":               {`{"phoneNumber":"1"}`, nil, "/phoneNumber: want an object, got a string"},
		"string isAnonymous":         {`{"phoneNumber":{"isAnonymous":"no"}}`, nil, "/phoneNumber/isAnonymous: want a boolean, got a string"},
		"phone without value":        {`{"rawId":"4:1","phoneNumber":{}}`, nil, "phoneNumber identifier: value is required"},
		"Teams without user":         {`{"rawId":"r","microsoftTeamsUser":{}}`, nil, "microsoftTeamsUser identifier: userId is required"},
		"app without ID":             {`{"rawId":"r","microsoftTeamsApp":{}}`, nil, "microsoftTeamsApp identifier: appId is required"},
		"app without raw ID":         {`{"microsoftTeamsApp":{"appId":"a","cloud":"dod"}}`, nil, "microsoftTeamsApp identifier: rawId is required"},
		"extension without user":     {`{"rawId":"r","teamsExtensionUser":{}}`, nil, "teamsExtensionUser identifier: userId is required"},
		"extension without tenant":   {`{"rawId":"r","teamsExtensionUser":{"userId":""}}`, nil, "teamsExtensionUser identifier: tenantId is required"},
		"extension without resource": {`{"rawId":"r","teamsExtensionUser":{"userId":"","tenantId":""}}`, nil, "teamsExtensionUser identifier: resourceId is required"},
		"extension without raw ID":   {`{"teamsExtensionUser":{"userId":"","tenantId":"","resourceId":"","cloud":"public"}}`, nil, "teamsExtensionUser identifier: rawId is required"},
		"two models":                 {`{"teamsExtensionUser":{},"microsoftTeamsApp":{}}`, nil, "identifier has both teamsExtensionUser and microsoftTeamsApp; only one is allowed"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := acs.UnmarshalIdentifier([]byte(tc.json))
			if tc.err != "" {
				wantError(t, err, tc.err)
			} else if err != nil {
				t.Error(err)
			}
			if got != tc.want {
				t.Errorf("got %#v, want %#v", got, tc.want)
			}
		})
	}
}

// Encoding a nil identifier fails, so that a missing identifier is reported before a request is sent.
func TestEncodeIdentifierNil(t *testing.T) {
	var pointer *acs.PhoneNumberIdentifier
	for name, id := range map[string]acs.Identifier{"nil": nil, "nil pointer": pointer} {
		t.Run(name, func(t *testing.T) {
			_, err := wire.Marshal(func(e *wire.Encoder) {
				e.BeginObject()
				wire.Required(e, "id", &id, acs.EncodeIdentifier)
				e.EndObject()
			})
			wantError(t, err, "/id: must not be nil")
		})
	}
}

// An optional identifier is omitted only if it is nil, not if its fields are empty.
func TestEncodeIdentifierOptional(t *testing.T) {
	tests := map[string]struct {
		id   acs.Identifier
		want string
	}{
		"nil":   {nil, `{}`},
		"set":   {acs.UnknownIdentifier{ID: "x"}, `{"id":{"rawId":"x"}}`},
		"empty": {acs.UserIdentifier{}, `{"id":{"rawId":"","communicationUser":{"id":""}}}`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := wire.Marshal(func(e *wire.Encoder) {
				e.BeginObject()
				wire.Optional(e, "id", &tc.id, acs.EncodeIdentifier)
				e.EndObject()
			})
			if err != nil || string(got) != tc.want {
				t.Errorf("got %s, error %v, want %s", got, err, tc.want)
			}
		})
	}
}

// A null leaves the identifier unchanged, like in all decoders.
func TestDecodeIdentifierNull(t *testing.T) {
	var id acs.Identifier = acs.UnknownIdentifier{ID: "before"}
	if err := wire.Unmarshal([]byte("null"), &id, acs.DecodeIdentifier); err != nil || id.RawID() != "before" {
		t.Errorf("got %v, error %v", id, err)
	}
}

// marshalTest is an identifier and a pointer to the zero value of its type.
type marshalTest struct {
	id   acs.Identifier
	zero any
}

func marshalTests() []marshalTest {
	return []marshalTest{
		{acs.UserIdentifier{ID: "8:acs:a"}, new(acs.UserIdentifier)},
		{acs.PhoneNumberIdentifier{PhoneNumber: "+1"}, new(acs.PhoneNumberIdentifier)},
		{acs.TeamsUserIdentifier{UserID: "a", Cloud: acs.CloudGCCH}, new(acs.TeamsUserIdentifier)},
		{acs.TeamsAppIdentifier{AppID: "a"}, new(acs.TeamsAppIdentifier)},
		{acs.TeamsExtensionUserIdentifier{UserID: "u", TenantID: "t", ResourceID: "r"}, new(acs.TeamsExtensionUserIdentifier)},
		{acs.UnknownIdentifier{ID: "x"}, new(acs.UnknownIdentifier)},
	}
}

// Every type can be encoded to JSON and text, and decoded again.
func TestIdentifierMarshal(t *testing.T) {
	for _, tc := range marshalTests() {
		t.Run(reflect.TypeOf(tc.id).Name(), func(t *testing.T) {
			if err := json.Unmarshal(marshalJSON(t, tc.id), tc.zero); err != nil {
				t.Fatal(err)
			}
			if got := reflect.ValueOf(tc.zero).Elem().Interface(); got != any(tc.id) {
				t.Errorf("JSON: got %#v, want %#v", got, tc.id)
			}
			text, err := tc.id.(encoding.TextMarshaler).MarshalText()
			if err != nil || string(text) != tc.id.RawID() {
				t.Errorf("text %q, error %v", text, err)
			}
			reflect.ValueOf(tc.zero).Elem().SetZero()
			if err := tc.zero.(encoding.TextUnmarshaler).UnmarshalText(text); err != nil {
				t.Fatal(err)
			}
			if got := reflect.ValueOf(tc.zero).Elem().Interface(); got != any(tc.id) {
				t.Errorf("text: got %#v, want %#v", got, tc.id)
			}
		})
	}
}

// Decoding an identifier of another type fails.
func TestIdentifierUnmarshalKind(t *testing.T) {
	want := []string{
		"identifier: want communicationUser, got unknown: \"48:x\"",
		"identifier: want phoneNumber, got unknown: \"48:x\"",
		"identifier: want microsoftTeamsUser, got unknown: \"48:x\"",
		"identifier: want microsoftTeamsApp, got unknown: \"48:x\"",
		"identifier: want teamsExtensionUser, got unknown: \"48:x\"",
	}
	for i, message := range want {
		zero := marshalTests()[i].zero
		wantError(t, json.Unmarshal([]byte(`{"rawId":"48:x"}`), zero), message)
		wantError(t, zero.(encoding.TextUnmarshaler).UnmarshalText([]byte("48:x")), message)
	}
	var unknown acs.UnknownIdentifier
	wantError(t, json.Unmarshal([]byte(`{"communicationUser":{"id":"u"}}`), &unknown),
		`identifier: want unknown, got communicationUser: "u"`)
	wantError(t, json.Unmarshal([]byte(`{}`), &unknown), "unknown identifier: rawId is required")
}

// Identifiers can be used in a program's own JSON, as values, keys and null.
func TestIdentifierInJSON(t *testing.T) {
	type record struct {
		User  acs.UserIdentifier            `json:"user"`
		Any   acs.Identifier                `json:"any"`
		None  acs.Identifier                `json:"none"`
		Names map[acs.UserIdentifier]string `json:"names"`
		Phone *acs.PhoneNumberIdentifier    `json:"phone"`
	}
	got := marshalJSON(t, record{
		User:  acs.UserIdentifier{ID: "8:acs:a"},
		Any:   acs.UnknownIdentifier{ID: "x"},
		Names: map[acs.UserIdentifier]string{{ID: "8:acs:a"}: "Fred"},
	})
	want := `{"user":{"rawId":"8:acs:a","communicationUser":{"id":"8:acs:a"}},"any":{"rawId":"x"},"none":null,"names":{"8:acs:a":"Fred"},"phone":null}`
	if string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
	user := acs.UserIdentifier{ID: "before"}
	if err := json.Unmarshal([]byte("null"), &user); err != nil || user.ID != "before" {
		t.Errorf("null: got %v, error %v", user, err)
	}
}

// The decoder never panics, and decoding an encoded identifier returns the same identifier.
func FuzzUnmarshalIdentifier(f *testing.F) {
	for _, seed := range []string{
		`{"rawId":"8:acs:a","communicationUser":{"id":"8:acs:a"}}`,
		`{"kind":"x","rawId":"4:+1_2","phoneNumber":{"value":"+1","assertedId":"2","isAnonymous":true}}`,
		`{"rawId":"8:orgid:a","microsoftTeamsUser":{"userId":"a","isAnonymous":false,"cloud":"public"}}`,
		`{"rawId":"28:dod:a","microsoftTeamsApp":{"appId":"a","cloud":"dod"}}`,
		`{"rawId":"8:acs:r_t_u","teamsExtensionUser":{"userId":"u","tenantId":"t","resourceId":"r","cloud":"gcch"}}`,
		`{"rawId":"x"}`, `null`, `{}`, `[`, `{"rawId":"\ud800"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		id, err := acs.UnmarshalIdentifier(data)
		if err != nil || !utf8.ValidString(id.RawID()) {
			return // bytes that are not UTF-8 cannot be sent back
		}
		again, err := acs.UnmarshalIdentifier(marshalJSON(t, id))
		if err != nil || !acs.Equal(again, id) {
			t.Errorf("got %#v, error %v, want %#v", again, err, id)
		}
	})
}
