package scaffold

import "testing"

// A name that a person would give to the package.
func TestPackageName(t *testing.T) {
	for _, c := range []struct{ title, spec, want string }{
		{"Azure Communication SMS Service", "communicationservicessms.json", "sms"},
		{"CommunicationIdentityClient", "CommunicationIdentity.json", "identity"},
		{"The Rooms API of Contoso", "x.json", "roomscontoso"},
		{"Azure Service", "spec/call-automation.json", "callautomation"},
		{"", "spec/Phone.Numbers.yaml", "phonenumbers"},
		{"Azure Service", "spec/2026.json", ""},
		{"Go 1.0", "go.json", "go10"},
		{"Func", "map.json", ""},
		{"Сервис", "sms.json", "sms"},
	} {
		if got := packageName(c.title, c.spec); got != c.want {
			t.Errorf("%q, %s: got %q, want %q", c.title, c.spec, got, c.want)
		}
	}
}

// Reading an encoded text returns the original text.
func TestYAMLText(t *testing.T) {
	for text, want := range map[string]string{
		"spec/sms.json": "spec/sms.json", "../spec/a b.json": "../spec/a b.json", "Sms": "Sms",
		"yes": `"yes"`, "NULL": `"NULL"`, "1.5": `"1.5"`, "a: b": `"a: b"`, "a #b": `"a #b"`, "": `""`, "x ": `"x "`, "/abs": `"/abs"`,
	} {
		if got := yamlText(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
