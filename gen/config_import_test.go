package gen

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// importConfig has a package in a folder of the configuration's module, and one
// in a module of its own.
const importConfig = `- name: chat
  spec: spec/chat.json
  out: generated/chat
  version: v0.1.0
- name: users
  spec: spec/users.json
  out: users/v2
  version: v2.1.0
`

// The import path of a package follows from its folder and the go.mod above it.
func TestImportDefault(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "go.mod", "// The SDK.\nmodule \"example.com/sdk\" // quoted\n")
	writeFile(t, "users/v2/go.mod", "module example.com/users/v2\n")
	writeFile(t, "chatgen.yaml", importConfig)
	writeFile(t, "sub/folder/empty", "")
	for _, dir := range []string{".", "sub/folder"} {
		t.Run(dir, func(t *testing.T) {
			t.Chdir(dir)
			file, err := FindConfig()
			if err != nil {
				t.Fatal(err)
			}
			var errs diag.List
			got := ReadConfig(file, &errs)
			if len(got) != 2 || got[0].Import != "example.com/sdk/generated/chat" || got[1].Import != "example.com/users/v2" {
				t.Errorf("got %+v, %v", got, errs.Err())
			}
		})
	}
}

// An import path that a package does not have would make its fake import
// another package.
func TestImportErrors(t *testing.T) {
	const entry = "- name: chat\n  spec: chat.json\n  out: generated/chat\n  version: v0.1.0\n"
	for _, c := range []struct{ name, goMod, text, want string }{
		{
			"another import path", "module example.com/sdk\n", entry + "  import: fmt\n",
			"sub/c.yaml:5:11: fmt: does not match out, whose import path is example.com/sdk/sub/generated/chat by go.mod (remove import, or correct it)",
		},
		{
			"no module line", "go 1.26\n", entry,
			"sub/c.yaml:3:8: generated/chat: go.mod has no module line",
		},
		{
			"a folder that cannot be imported", "module example.com/sdk\n", "- name: chat\n  spec: chat.json\n  out: generated/my chat\n  version: v0.1.0\n",
			"sub/c.yaml:3:8: generated/my chat: not a valid import path: example.com/sdk/sub/generated/my chat (rename the folder)",
		},
		{
			"an import path that matches", "module example.com/sdk\n", entry + "  import: example.com/sdk/sub/generated/chat\n", "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			writeFile(t, "go.mod", c.goMod)
			writeFile(t, "sub/c.yaml", c.text)
			var errs diag.List
			ReadConfig("sub/c.yaml", &errs)
			got := ""
			if err := errs.Err(); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestFindModuleUnreadable(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.MkdirAll("sub/go.mod", 0o755); err != nil {
		t.Fatal(err)
	}
	const want = "sub/go.mod cannot be read: is a directory"
	if _, err := FindModule(filepath.Join("sub", "chat"), tree.Disk{}); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// As with go.mod, a command works in any folder below the configuration.
func TestFindConfig(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	writeFile(t, "a/b/c/empty", "")
	writeFile(t, "a/chatgen.yaml/empty", "") // a folder is not a configuration
	t.Chdir("a/b/c")
	want := "chatgen.yaml: configuration: not found in " + absolutePath(".") + " or any folder above it (create it with chatgen init, or pass --config FILE)"
	if got, err := FindConfig(); err == nil || err.Error() != want {
		t.Errorf("got %q, %v, want %s", got, err, want)
	}
	writeFile(t, "../../../chatgen.yaml", "")
	if got, err := FindConfig(); err != nil || got != "../../../chatgen.yaml" {
		t.Errorf("got %q, %v", got, err)
	}
}
