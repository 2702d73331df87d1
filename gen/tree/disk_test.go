package tree_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/chatgen-go/chatgen/gen/tree"
)

// Only regular files of a limited size are read: others could block for ever or
// exhaust the memory.
func TestDiskReadFile(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, size := range map[string]int64{"large": 64<<20 + 1, "small": 3} {
		file, err := os.Create(name)
		if err == nil {
			err = errors.Join(file.Truncate(size), file.Close()) // the file takes no space on the disk
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ name, want string }{
		{"small", ""},
		{"large", "read large: is larger than 64 MB"},
		{"none", "stat none: no such file or directory"},
		{os.DevNull, "open " + os.DevNull + ": is not a regular file"},
	} {
		data, err := tree.Disk{}.ReadFile(test.name)
		if test.want != "" {
			if err == nil || err.Error() != test.want {
				t.Errorf("%s: got %v, want %s", test.name, err, test.want)
			}
			continue
		}
		info, statErr := os.Stat(test.name)
		if err != nil || statErr != nil || int64(len(data)) != info.Size() {
			t.Errorf("%s: got %d bytes, %v, %v", test.name, len(data), err, statErr)
		}
	}
}

// Files outside of the roots are not read, also through links, and the error does not
// depend on whether they exist.
func TestWithin(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"module/spec/a.json", "common/b.json", "secret/c.json"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(name), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{
		"module/inside.json": "spec/a.json", "module/common": filepath.Join(dir, "common"), "module/secret": filepath.Join("..", "secret"),
		"module/dangling.json": filepath.Join("..", "secret", "none.json"), "outer": "module",
	} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
	}
	files := tree.Within(tree.Disk{}, "module", "common", "none")
	for _, test := range []struct{ name, want string }{
		{"module/spec/a.json", ""},
		{"module/inside.json", ""},
		{"module/common/b.json", ""},
		{"outer/spec/a.json", ""},
		{"module/spec/../../common/b.json", ""},
		{"module/spec/none.json", "stat module/spec/none.json: no such file or directory"},
		{"secret/c.json", "open secret/c.json: is outside of the module and of the roots in chatgen.yaml"},
		{"secret/none.json", "open secret/none.json: is outside of the module and of the roots in chatgen.yaml"},
		{"module/../secret/c.json", "open module/../secret/c.json: is outside of the module and of the roots in chatgen.yaml"},
		{"module/secret/c.json", "open module/secret/c.json: is outside of the module and of the roots in chatgen.yaml"},
		{"module/dangling.json", "open module/dangling.json: is outside of the module and of the roots in chatgen.yaml"},
	} {
		data, err := files.ReadFile(test.name)
		switch {
		case test.want == "" && (err != nil || len(data) == 0):
			t.Errorf("%s: got %v", test.name, err)
		case test.want != "" && (err == nil || err.Error() != test.want || data != nil):
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
}

// A revision has no links, so its files are compared by their paths.
func TestWithinRevision(t *testing.T) {
	repository(t)
	rev, err := tree.Revision(t.Context(), ".", "v1")
	if err != nil {
		t.Fatal(err)
	}
	files := tree.Within(rev, filepath.Join("spec", "deep"))
	if data, err := files.ReadFile("spec/deep/b.json"); err != nil || string(data) != "b" {
		t.Errorf("got %q, %v", data, err)
	}
	if _, err := files.ReadFile("spec/a.json"); !errors.Is(err, tree.ErrForbidden) {
		t.Errorf("got %v", err)
	}
}
