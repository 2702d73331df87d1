package override_test

import (
	"reflect"
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

func TestAuth(t *testing.T) {
	for name, tc := range map[string]struct {
		text, effect string
		accessKey    bool
	}{
		"tokens":          {"", "package: takes Entra ID tokens for a/.default, b", false},
		"keys, too":       {"  accessKey: true\n", "package: takes Entra ID tokens for a/.default, b, and access keys", true},
		"keys denied":     {"  accessKey: false\n", "package: takes Entra ID tokens for a/.default, b", false},
		"for its version": {"  applies: [\"2025-03-15\"]\n", "package: takes Entra ID tokens for a/.default, b", false},
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

func TestAuthFaults(t *testing.T) {
	const at = "overrides/chat/auth.yaml:"
	checkFaults(t, "auth", []fault{
		{"no scopes", "- accessKey: true\n", at + "1:3: entry: scopes is missing"},
		{"empty scopes", "- scopes: []\n", at + "1:11: scopes: must not be empty"},
		{"an empty scope", "- scopes: [\"\"]\n", at + "1:12: scopes: must not be empty"},
		{"one scope", "- scopes: a\n", at + "1:11: scopes: must be a list, is a string"},
		{"no flag", "- scopes: [a]\n  accessKey: base64\n", at + "2:14: accessKey: must be true or false, is a string"},
		{"a target", "- scopes: [a]\n  operation: Thread_Add\n", at + "2:3: operation: no such key (the keys are scopes, accessKey, why, applies)"},
		{"twice", "- scopes: [a]\n- scopes: [b]\n", at + "3:3: package: another entry changes it, too (the first is at overrides/chat/auth.yaml:1:3)"},
	})
}
