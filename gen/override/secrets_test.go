package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

func TestSecrets(t *testing.T) {
	pkg := sample()
	if got := problemsOf(pkg, file("secrets", `
- definition: Member
  property: name
  expect: {type: string, required: false}
- definition: ChatThread
  property: topic
`)); got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "Member.name: a secret", "ChatThread.topic: a secret")
	if fields := fieldsOf(t, pkg, "Member"); !fields["name"].Secret || fields["age"].Secret || !pkg.HasSecrets {
		t.Errorf("name %+v, age %+v, package %v", fields["name"], fields["age"], pkg.HasSecrets)
	}
}

// withToken returns a model in which the age of a Member is a time.
func withToken(t *testing.T) *model.Package {
	t.Helper()
	pkg := sample()
	fieldsOf(t, pkg, "Member")["age"].Type = &model.Type{Kind: model.Time}
	return pkg
}

func TestSecretsExpiry(t *testing.T) {
	pkg := withToken(t)
	if got := problemsOf(pkg, file("secrets", "- definition: Member\n  property: name\n  expiry: age\n")); got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "Member.name: a token that expires on age")
	fields := fieldsOf(t, pkg, "Member")
	for _, d := range pkg.Decls {
		if s, ok := d.(*model.Struct); ok && s.Name == "Member" && (s.AzureToken == nil || *s.AzureToken != model.AzureToken{Token: fields["name"], Expiry: fields["age"]}) {
			t.Errorf("got %+v", s.AzureToken)
		}
	}
}

func TestSecretsTwoTokens(t *testing.T) {
	pkg := withToken(t)
	fieldsOf(t, pkg, "Member")["person"].Type = &model.Type{Kind: model.String}
	const want = "overrides/chat/secrets.yaml:7:11: Member: already has a token with an expiry (remove expiry from one of the entries)"
	if got := problemsOf(pkg, file("secrets", "- definition: Member\n  property: name\n  expiry: age\n- definition: Member\n  property: person\n  expiry: age\n")); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestSecretsProblems(t *testing.T) {
	const prefix = "overrides/chat/secrets.yaml:"
	checkProblems(t, "secrets", []problemCase{
		{"no definition", "- property: name\n", prefix + "1:3: entry: definition is missing"},
		{"no property", "- definition: Member\n", prefix + "1:3: entry: property is missing"},
		{"no such property", "- definition: Member\n  property: nam\n", prefix + "2:3: nam: no such property of Member (did you mean name?)"},
		{"a number", "- definition: Member\n  property: age\n", prefix + "1:3: Member.age: is not a string that is always set; its type is int32 (remove the entry)"},
		{"an expectation", "- definition: Member\n  property: name\n  expect: {required: true}\n",
			prefix + "3:12: Member.name: required is false, not true as expected (check that the entry is still correct)"},
		{"no such expiry", "- definition: Member\n  property: name\n  expiry: ages\n", prefix + "3:3: ages: no such property of Member (did you mean age?)"},
		{"expiry is a number", "- definition: Member\n  property: name\n  expiry: age\n",
			prefix + "3:3: Member.age: is not a time that is always set; its type is int32 (name a time that is always set)"},
	})
}
