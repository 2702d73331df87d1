package override_test

import (
	"reflect"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
)

func TestAuth(t *testing.T) {
	for name, tc := range map[string]struct {
		text, effect string
		accessKey    bool
	}{
		"tokens":          {"", "package: accepts Entra ID tokens for a/.default, b", false},
		"access keys":     {"  accessKey: true\n", "package: accepts Entra ID tokens for a/.default, b, and access keys", true},
		"no access keys":  {"  accessKey: false\n", "package: accepts Entra ID tokens for a/.default, b", false},
		"for its version": {"  applies: [\"2025-03-15\"]\n", "package: accepts Entra ID tokens for a/.default, b", false},
	} {
		t.Run(name, func(t *testing.T) {
			pkg := apply(t, file("auth", "- scopes: [a/.default, b]\n"+tc.text))
			checkEffects(t, pkg, tc.effect)
			if pkg.Auth != model.TokenAuth || !reflect.DeepEqual(pkg.Scopes, []string{"a/.default", "b"}) || pkg.AccessKey != tc.accessKey {
				t.Errorf("got %v for %q, access key %t", pkg.Auth, pkg.Scopes, pkg.AccessKey)
			}
		})
	}
}

func TestAuthProblems(t *testing.T) {
	const prefix = "overrides/chat/auth.yaml:"
	checkProblems(t, "auth", []problemCase{
		{"no tokens", "- accessKey: true\n", prefix + "1:3: entry: scopes or userToken: true is required " +
			"(scopes are for Microsoft Entra ID tokens, userToken is for the service's own user access tokens)"},
		{"no user tokens", "- userToken: false\n", prefix + "1:3: entry: scopes or userToken: true is required " +
			"(scopes are for Microsoft Entra ID tokens, userToken is for the service's own user access tokens)"},
		{"two kinds of tokens", "- scopes: [a]\n  userToken: true\n", prefix + "2:3: userToken: cannot be combined with scopes (remove the one that the service does not accept)"},
		{"empty scopes", "- scopes: []\n", prefix + "1:11: scopes: must not be empty (give a value, or remove the key)"},
		{"an empty scope", "- scopes: [\"\"]\n", prefix + "1:12: scopes: must not be empty (give a value, or remove the key)"},
		{"one scope", "- scopes: a\n", prefix + "1:11: scopes: must be a list, is a string (put the value in brackets, or begin each with a dash)"},
		{"no flag", "- scopes: [a]\n  accessKey: base64\n", prefix + "2:14: accessKey: must be true or false, is a string"},
		{"a target", "- scopes: [a]\n  operation: Thread_Add\n", prefix + "2:3: operation: no such key (the keys are scopes, userToken, accessKey, why, applies)"},
		{"twice", "- scopes: [a]\n- scopes: [b]\n", prefix + "3:3: package: another entry already changes it (the first is at overrides/chat/auth.yaml:1:3)"},
	})
}

func TestUserToken(t *testing.T) {
	pkg := apply(t, file("auth", "- userToken: true\n  accessKey: true\n"))
	checkEffects(t, pkg, "package: accepts user access tokens, and access keys")
	if pkg.Auth != model.TokenAuth || pkg.Scopes != nil || !pkg.AccessKey {
		t.Errorf("got %v for %q, access key %t", pkg.Auth, pkg.Scopes, pkg.AccessKey)
	}
}

// A client that sends no credential to a service that requires one fails at its
// first call only.
func TestSecurityNeedsAuth(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"no entry":            {"", "spec.json:3:5: key: no override selects the credential for this security scheme (add an entry to auth.yaml in the overrides of package sample)"},
		"an entry":            {"- userToken: true\n  why: So it is.\n", ""},
		"for another version": {"- userToken: true\n  applies: [\"1999-01-01\"]\n  why: So it is.\n", "spec.json:3:5: key: no override selects the credential for this security scheme (add an entry to auth.yaml in the overrides of package sample)"},
		"an invalid entry":    {"- userToken: 1\n  why: So it is.\n", "auth.yaml:1:14: userToken: must be true or false, is a number"},
	} {
		t.Run(name, func(t *testing.T) {
			pkg := &model.Package{Name: "sample", SecurityScheme: "key", SecurityPos: diag.Pos{File: "spec.json", Line: 3, Col: 5}}
			var files []override.File
			if tc.text != "" {
				files = []override.File{{Name: "auth.yaml", Data: []byte(tc.text)}}
			}
			var errs diag.List
			override.Apply(pkg, files, &errs)
			got := ""
			if err := errs.Err(); err != nil {
				got = err.Error()
			}
			if got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}
