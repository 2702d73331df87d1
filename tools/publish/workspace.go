package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// workModule is a module in the workspace.
type workModule struct {
	module.Version        // its path, and the version that the others require
	dir            string // relative to the root, with slashes; "." for the root
	requires       []module.Version
}

// tag returns the git tag of a version of the module.
func (m *workModule) tag(version string) string {
	return path.Join(m.dir, version)
}

// readWorkspace returns the modules of go.work, each after those that it requires.
// All of them have the version of the replace directives in go.work.
func readWorkspace(root string) ([]*workModule, error) {
	file := filepath.Join(root, "go.work")
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	work, err := modfile.ParseWork("go.work", data, nil)
	if err != nil {
		return nil, err
	}
	version, err := workVersion(work)
	if err != nil {
		return nil, err
	}
	var modules []*workModule
	for _, use := range work.Use {
		m, err := readModule(root, path.Clean(use.Path))
		if err != nil {
			return nil, err
		}
		m.Version.Version = version
		modules = append(modules, m)
	}
	return sortByRequires(modules)
}

// workVersion returns the version of the replace directives in go.work, which must
// all have the same.
func workVersion(work *modfile.WorkFile) (string, error) {
	version := ""
	for _, r := range work.Replace {
		if version != "" && r.Old.Version != version {
			return "", fmt.Errorf("go.work: replaces %s at %s, but other modules at %s", r.Old.Path, r.Old.Version, version)
		}
		version = r.Old.Version
	}
	if version == "" {
		return "", errors.New("go.work: replaces no module at a version")
	}
	return version, nil
}

// readModule reads the go.mod in dir.
func readModule(root, dir string) (*workModule, error) {
	name := path.Join(dir, "go.mod")
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	file, err := modfile.Parse(name, data, nil)
	if err != nil {
		return nil, err
	}
	if file.Module == nil {
		return nil, fmt.Errorf("%s: no module line", name)
	}
	if len(file.Replace) > 0 {
		return nil, fmt.Errorf("%s: replace is not allowed, because importers would not get it (use go.work)", name)
	}
	m := &workModule{Version: module.Version{Path: file.Module.Mod.Path}, dir: dir}
	for _, r := range file.Require {
		m.requires = append(m.requires, r.Mod)
	}
	return m, nil
}

// sortByRequires sorts the modules so that each comes after those that it requires.
func sortByRequires(modules []*workModule) ([]*workModule, error) {
	var sorted []*workModule
	for len(modules) > 0 {
		i := slices.IndexFunc(modules, func(m *workModule) bool { return len(m.requiredAmong(modules)) == 0 })
		if i < 0 {
			return nil, fmt.Errorf("%s: the modules require each other in a cycle", modules[0].Path)
		}
		sorted = append(sorted, modules[i])
		modules = slices.Delete(slices.Clone(modules), i, i+1)
	}
	return sorted, nil
}

// requiredAmong returns the modules among modules that m requires.
func (m *workModule) requiredAmong(modules []*workModule) []module.Version {
	return slices.DeleteFunc(slices.Clone(m.requires), func(r module.Version) bool {
		return !slices.ContainsFunc(modules, func(other *workModule) bool { return other.Path == r.Path })
	})
}

// repositoryRoot returns the top folder of the repository.
func repositoryRoot(ctx context.Context) (string, error) {
	out, err := runCommand(ctx, ".", nil, "git", "rev-parse", "--show-toplevel")
	return strings.TrimSpace(string(out)), err
}

// runCommand runs a command and returns its standard output.
func runCommand(ctx context.Context, dir string, env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // git and go, with arguments from this program
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s%s", name, strings.Join(args, " "), err, out, bytes.TrimSpace(stderr.Bytes()))
	}
	return out, nil
}
