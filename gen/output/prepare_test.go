package output

import (
	"os"
	"strconv"
	"testing"
)

// A file name that leads outside the folder or into the work folder, or that is
// another file on another operating system, is rejected, and nothing is written.
func TestInvalidNames(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{
		"", ".", "..", "../x.go", "a/../../x.go", "a/../x.go", "/x.go", "/etc/x.go", "a//x.go", "a/", "./x.go",
		`..\x.go`, `a\x.go`, "C:x.go", `C:\x.go`, "C:/x.go", "x.go:stream", "a\nb.go", "a\x00.go", "\xff.go",
		".chatgen-new/new/x.go", "a/.git/x.go", ".x.go",
	} {
		t.Run(name, func(t *testing.T) {
			bad := goFile("client.go", 1)
			if name == "" || name[len(name)-1] != 'o' {
				bad = markdown("a", "text")
			}
			bad.Name = name
			want := strconv.Quote(name) + ": invalid file name (want a slash-separated path below the output folder)"
			checkError(t, writeFiles("chat", []File{goFile("models.go", 1), bad}), want)
			_, err := Compare("chat", []File{bad})
			checkError(t, err, want)
		})
	}
	if entries, err := os.ReadDir("."); len(entries) > 0 || err != nil {
		t.Errorf("the tree is touched: %v, %v", entries, err)
	}
}

// Every file that does not parse is reported with its position.
func TestSyntaxErrors(t *testing.T) {
	files := []File{
		goFile("client.go", 1),
		{"models.go", []byte(Header + "\n\npackage chat\n\nfunc {\n\n}\n)\n")},
		{"pagers.go", []byte(Header + "\n\nvar x = 1\n")},
	}
	checkError(t, writeFiles(t.TempDir(), files), "chatgen bug: models.go:5:6: expected 'IDENT', found '{' (and 1 more errors)\n"+
		"chatgen bug: pagers.go:3:1: expected 'package', found 'var'")
}

func TestPanics(t *testing.T) {
	cases := []struct {
		name  string
		files []File
		want  string
	}{
		{"one name twice", []File{goFile("client.go", 1), goFile("client.go", 2)},
			"chatgen bug: client.go and client.go are the same file on a case-insensitive file system"},
		{"names that differ by case", []File{goFile("fake/client.go", 1), goFile("Fake/Client.go", 2)},
			"chatgen bug: fake/client.go and Fake/Client.go are the same file on a case-insensitive file system"},
		{"no header", []File{{"client.go", []byte("package chat\n")}},
			"chatgen bug: client.go does not begin with the generated header"},
		{"the header of another kind", []File{{"README.md", []byte(Header + "\n")}},
			"chatgen bug: README.md does not begin with the generated header"},
		{"more on the header's line", []File{{"client.go", []byte(Header + " Or do.\n")}},
			"chatgen bug: client.go does not begin with the generated header"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			defer func() {
				if got := recover(); got != c.want {
					t.Errorf("panics with %v, want %s", got, c.want)
				}
			}()
			_, err := Compare(t.TempDir(), c.files)
			t.Errorf("no panic, but %v", err)
		})
	}
}
