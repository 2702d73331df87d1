package acs_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
)

// identifierCase is an identifier in the test data.
type identifierCase struct {
	Type string

	ID          string
	PhoneNumber string
	IsAnonymous bool
	AssertedID  string
	AppID       string
	UserID      string
	TenantID    string
	ResourceID  string
	Cloud       acs.Cloud
	Raw         string
}

func (c identifierCase) identifier(t *testing.T) acs.Identifier {
	t.Helper()
	switch c.Type {
	case "UserIdentifier":
		return acs.UserIdentifier{ID: c.ID}
	case "PhoneNumberIdentifier":
		return acs.PhoneNumberIdentifier{PhoneNumber: c.PhoneNumber, IsAnonymous: c.IsAnonymous, AssertedID: c.AssertedID, Raw: c.Raw}
	case "TeamsUserIdentifier":
		return acs.TeamsUserIdentifier{UserID: c.UserID, IsAnonymous: c.IsAnonymous, Cloud: c.Cloud, Raw: c.Raw}
	case "TeamsAppIdentifier":
		return acs.TeamsAppIdentifier{AppID: c.AppID, Cloud: c.Cloud, Raw: c.Raw}
	case "TeamsExtensionUserIdentifier":
		return acs.TeamsExtensionUserIdentifier{
			UserID: c.UserID, TenantID: c.TenantID, ResourceID: c.ResourceID, Cloud: c.Cloud, Raw: c.Raw,
		}
	case "UnknownIdentifier":
		return acs.UnknownIdentifier{ID: c.ID}
	default:
		t.Fatalf("testdata: invalid type %q", c.Type)
		return nil
	}
}

// readCases reads the cases in a file in testdata, and checks that there are n cases.
func readCases[T any](t *testing.T, name string, n int) []T {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []T `json:"cases"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if len(file.Cases) != n {
		t.Fatalf("%s: %d cases, want %d", name, len(file.Cases), n)
	}
	return file.Cases
}

// Raw IDs are parsed like in the official JavaScript package, and the RawID of the result is the same raw ID.
func TestParseIdentifier(t *testing.T) {
	type testCase struct {
		RawID      string
		Identifier identifierCase
		Wire       json.RawMessage
	}
	for _, tc := range readCases[testCase](t, "raw_ids.json", 59) {
		t.Run(tc.RawID, func(t *testing.T) {
			got := acs.ParseIdentifier(tc.RawID)
			if want := tc.Identifier.identifier(t); got != want {
				t.Errorf("got %#v, want %#v", got, want)
			}
			if got.RawID() != tc.RawID || got.String() != tc.RawID {
				t.Errorf("raw ID %q, string %q", got.RawID(), got)
			}
			wantSameJSON(t, marshalJSON(t, got), tc.Wire)
		})
	}
}

// RawID returns Raw if it is set, or else builds the raw ID from the other fields.
func TestRawID(t *testing.T) {
	tests := map[string]struct {
		id   acs.Identifier
		want string
	}{
		"Raw takes precedence":       {acs.TeamsUserIdentifier{UserID: "a", IsAnonymous: true, Raw: "r"}, "r"},
		"anonymous in any cloud":     {acs.TeamsUserIdentifier{UserID: "a", IsAnonymous: true, Cloud: acs.CloudDoD}, "8:teamsvisitor:a"},
		"cloud by name":              {acs.TeamsUserIdentifier{UserID: "a", Cloud: "public"}, "8:orgid:a"},
		"cloud without a constant":   {acs.TeamsUserIdentifier{UserID: "a", Cloud: "mars"}, "8:orgid:a"},
		"app in gcch":                {acs.TeamsAppIdentifier{AppID: "a", Cloud: acs.CloudGCCH}, "28:gcch:a"},
		"app with raw ID":            {acs.TeamsAppIdentifier{AppID: "a", Raw: "r"}, "r"},
		"extension user in gcch":     {acs.TeamsExtensionUserIdentifier{UserID: "u", TenantID: "t", ResourceID: "r", Cloud: acs.CloudGCCH}, "8:gcch-acs:r_t_u"},
		"extension user with raw ID": {acs.TeamsExtensionUserIdentifier{UserID: "u", Raw: "r"}, "r"},
		"pointer":                    {&acs.UserIdentifier{ID: "8:acs:a"}, "8:acs:a"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tc.id.RawID(); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCloudString(t *testing.T) {
	for cloud, want := range map[acs.Cloud]string{acs.CloudPublic: "public", acs.CloudDoD: "dod", acs.CloudGCCH: "gcch", "mars": "mars"} {
		if got := cloud.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Equal compares raw IDs and ignores types and other fields.
func TestEqual(t *testing.T) {
	user := acs.UserIdentifier{ID: "8:acs:a"}
	var pointer *acs.UserIdentifier
	tests := map[string]struct {
		a, b acs.Identifier
		want bool
	}{
		"same":                  {user, acs.ParseIdentifier("8:acs:a"), true},
		"other user":            {user, acs.UserIdentifier{ID: "8:acs:b"}, false},
		"other type":            {user, acs.UnknownIdentifier{ID: "8:acs:a"}, true},
		"other fields":          {acs.PhoneNumberIdentifier{PhoneNumber: "1"}, acs.PhoneNumberIdentifier{Raw: "4:1"}, true},
		"pointer":               {user, &user, true},
		"nil and nil":           {nil, nil, true},
		"nil and an identifier": {nil, user, false},
		"an identifier and nil": {user, nil, false},
		"nil and nil pointer":   {nil, pointer, true},
		"nil pointer and user":  {pointer, user, false},
		"nil and empty":         {nil, acs.UnknownIdentifier{}, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := acs.Equal(tc.a, tc.b); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

// The RawID of a parsed identifier is the parsed text.
func FuzzParseIdentifier(f *testing.F) {
	for _, seed := range []string{
		"", "4:", "4:+1_2", "4:anonymous", "8:acs:a", "8:acs:a_b_c", "8:dod-acs:a_b_c", "8:gcch-acs:__", "8:spool:a", "8:orgid:a",
		"8:dod:", "8:gcch:a", "8:teamsvisitor:a", "28:orgid:a", "28:dod:a", "28:gcch:a", "28:a", "8:orgid:a:b", "\xff:\x00:",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, rawID string) {
		id := acs.ParseIdentifier(rawID)
		if got := id.RawID(); got != rawID {
			t.Errorf("raw ID %q of %#v, want %q", got, id, rawID)
		}
	})
}
