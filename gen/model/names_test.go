package model

import (
	"slices"
	"testing"
)

// Names are the API: these pin how the document's become Go's.
func TestExported(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"chatThreadId", "ChatThreadID"},
		{"ChatThreadID", "ChatThreadID"},
		{"previewUrl", "PreviewURL"},
		{"innererror", "Innererror"},
		{"api-version", "APIVersion"},
		{"IDToken", "IDToken"},
		{"threadIDs", "ThreadIDs"},
		{"UserIDsByName", "UserIDsByName"},
		{"3d-model", "X3dModel"},
		{"x_y.z", "XYZ"},
		{"größe", "Größe"},
		{"日本", "X日本"},
		{"*/", ""},
		{"", ""},
	} {
		if got := Exported(c.in); got != c.want {
			t.Errorf("Exported(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestArg(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"ThreadID", "threadID"},
		{"ID", "id"},
		{"URLPath", "urlPath"},
		{"Type", "typeValue"},
		{"Options", "optionsValue"},
		{"Len", "lenValue"},
		{"", ""},
	} {
		if got := Arg(c.in); got != c.want {
			t.Errorf("Arg(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	got := Words("merge-patch+json ChatThreadIDs2Go")
	want := []string{"merge", "patch", "json", "Chat", "Thread", "IDs2", "Go"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
