package gen_test

import (
	"path"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// go.work takes the place of published versions: it has to name the versions
// that the go.mod files require, or the workspace would not be used.
func TestWorkspaceVersions(t *testing.T) {
	work, err := modfile.ParseWork("go.work", readFile(t, "../go.work"), nil)
	if err != nil {
		t.Fatal(err)
	}
	replaced := map[string]string{}
	for _, r := range work.Replace {
		replaced[r.Old.Path] = r.Old.Version
		if want := "./" + strings.TrimPrefix(r.Old.Path, module); r.New.Path != want {
			t.Errorf("go.work replaces %s by %s, want %s", r.Old, r.New.Path, want)
		}
	}
	required := map[string]bool{}
	for _, folder := range workspaceFolders(t) {
		for _, r := range goMod(t, folder).Require {
			if !strings.HasPrefix(r.Mod.Path, module) {
				continue
			}
			required[r.Mod.Path] = true
			if replaced[r.Mod.Path] != r.Mod.Version {
				t.Errorf("%s/go.mod requires %s, but go.work replaces version %q", folder, r.Mod, replaced[r.Mod.Path])
			}
		}
	}
	for name := range replaced {
		if !required[name] {
			t.Errorf("go.work replaces %s, which no module requires", name)
		}
	}
}

// The published modules have no replace lines, which importers would not get, and do
// not require the generator's module.
func TestModulesStandAlone(t *testing.T) {
	root := strings.TrimSuffix(module, "/")
	for _, folder := range workspaceFolders(t) {
		file := goMod(t, folder)
		if len(file.Replace) > 0 {
			t.Errorf("%s/go.mod has a replace line", folder)
		}
		for _, r := range file.Require {
			if r.Mod.Path == root {
				t.Errorf("%s/go.mod requires %s", folder, r.Mod)
			}
		}
	}
}

// goMod reads the go.mod in a folder of the repository.
func goMod(t *testing.T, folder string) *modfile.File {
	t.Helper()
	name := path.Join(folder, "go.mod")
	file, err := modfile.Parse(name, readFile(t, path.Join("..", name)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
