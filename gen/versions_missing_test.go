package gen

import "testing"

// The error for a document of a version that is not there lists those that are, but only if
// they have the document.
func TestMissingVersion(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "spec/2024-01-01/api.yaml", lossyDocument)
	writeFile(t, "spec/2025-01-01/api.yaml", lossyDocument)
	writeFile(t, "spec/2025-01-01/other.yaml", lossyDocument)
	writeFile(t, "spec/README.md", "")
	for name, want := range map[string]string{
		"spec/2026-01-01/api.yaml":   "spec/2026-01-01/api.yaml: document: cannot be read: no such file (there are the versions 2024-01-01, 2025-01-01)",
		"spec/2026-01-01/other.yaml": "spec/2026-01-01/other.yaml: document: cannot be read: no such file (there are the versions 2025-01-01)",
		"spec/2026-01-01/none.yaml":  "spec/2026-01-01/none.yaml: document: cannot be read: no such file (check the path)",
	} {
		p := Package{Name: "lossy", Spec: name, Import: "example.com/lossy", Version: "v0.1.0"}
		if _, err := Model(t.Context(), p); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
