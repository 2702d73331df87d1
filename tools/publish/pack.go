package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// tidy brings go.mod and go.sum of each module up to date.
func tidy(ctx context.Context, out io.Writer, root string) error {
	proxy, err := os.MkdirTemp("", "publish-proxy-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(proxy) //nolint:errcheck // a leftover in the temporary folder does no harm
	return publish(ctx, root, proxy, func(m *workModule, stage string) error {
		for _, name := range []string{"go.mod", "go.sum"} {
			changed, err := copyBack(filepath.Join(stage, name), filepath.Join(root, filepath.FromSlash(m.dir), name))
			if err != nil {
				return err
			}
			if !changed {
				continue
			}
			if _, err := fmt.Fprintln(out, path.Join(m.dir, name)); err != nil {
				return err
			}
		}
		return nil
	})
}

// pack packs each module into a module proxy in the folder proxy. It fails if
// the go.mod or go.sum of any of them is not tidy.
func pack(ctx context.Context, out io.Writer, root, proxy string) error {
	proxy, err := filepath.Abs(proxy)
	if err != nil {
		return err
	}
	var untidy []error
	err = publish(ctx, root, proxy, func(m *workModule, stage string) error {
		for _, name := range []string{"go.mod", "go.sum"} {
			want, err := readOptional(filepath.Join(stage, name))
			if err != nil {
				return err
			}
			got, err := readOptional(filepath.Join(root, filepath.FromSlash(m.dir), name))
			if err != nil {
				return err
			}
			if !bytes.Equal(got, want) {
				untidy = append(untidy, fmt.Errorf("%s: not tidy (run make tidy)", path.Join(m.dir, name)))
			}
		}
		_, err := fmt.Fprintln(out, m.Version)
		return err
	})
	return errors.Join(append(untidy, err)...)
}

// publish copies each module into a folder of its own, tidies it there, calls
// done, and adds the module to the proxy, so that later modules can require it.
func publish(ctx context.Context, root, proxy string, done func(m *workModule, stage string) error) error {
	modules, err := readWorkspace(root)
	if err != nil {
		return err
	}
	files, err := listFiles(ctx, root)
	if err != nil {
		return err
	}
	env, err := environment(ctx, proxy, modules)
	if err != nil {
		return err
	}
	stages, err := os.MkdirTemp("", "publish-")
	if err != nil {
		return err
	}
	defer removeCache(ctx, stages, env)
	env = append(env, "GOMODCACHE="+filepath.Join(stages, "cache"))
	for i, m := range modules {
		stage := filepath.Join(stages, fmt.Sprint("module", i))
		if err := copyFiles(root, stage, moduleFiles(files, m.dir)); err != nil {
			return err
		}
		if err := dropHashes(filepath.Join(stage, "go.sum"), modules); err != nil {
			return err
		}
		if _, err := runCommand(ctx, stage, env, "go", "mod", "tidy"); err != nil {
			return fmt.Errorf("%s: %w", m.Path, err)
		}
		if err := done(m, stage); err != nil {
			return err
		}
		if err := addToProxy(proxy, m.Version, stage); err != nil {
			return fmt.Errorf("%s: %w", m.Path, err)
		}
	}
	return nil
}

// removeCache removes the folder with the module cache, whose files are
// read-only.
func removeCache(ctx context.Context, stages string, env []string) {
	env = append(env, "GOMODCACHE="+filepath.Join(stages, "cache"))
	_, _ = runCommand(context.WithoutCancel(ctx), os.TempDir(), env, "go", "clean", "-modcache")
	_ = os.RemoveAll(stages)
}

// environment returns the environment of a go command that gets our modules from
// the proxy, and all other modules from the download cache or the network.
func environment(ctx context.Context, proxy string, modules []*workModule) ([]string, error) {
	data, err := runCommand(ctx, os.TempDir(), []string{"GOWORK=off"}, "go", "env", "-json", "GOMODCACHE", "GOPROXY")
	if err != nil {
		return nil, err
	}
	var env struct {
		ModCache string `json:"GOMODCACHE"`
		Proxy    string `json:"GOPROXY"`
	}
	if err := json.Unmarshal(data, &env); err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	var own []string
	for _, m := range modules {
		own = append(own, m.Path)
	}
	downloads := filepath.Join(env.ModCache, "cache", "download")
	return []string{
		"GOWORK=off", "GOFLAGS=-mod=mod",
		"GOPROXY=" + fileURL(proxy) + "," + fileURL(downloads) + "," + env.Proxy,
		"GONOSUMDB=" + strings.Join(own, ","),
	}, nil
}

func fileURL(folder string) string { return "file://" + filepath.ToSlash(folder) }

// listFiles returns the files of the repository, committed or not, except for
// those that git ignores.
func listFiles(ctx context.Context, root string) ([]string, error) {
	out, err := runCommand(ctx, root, nil, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return nil, err
	}
	var files []string
	for name := range strings.SplitSeq(strings.TrimRight(string(out), "\x00"), "\x00") {
		if info, err := os.Lstat(filepath.Join(root, filepath.FromSlash(name))); err == nil && info.Mode().IsRegular() {
			files = append(files, name)
		}
	}
	return files, nil
}

// moduleFiles returns the files of the module in dir, by their names in the
// module. Files of nested modules are left out. A module without its own LICENSE
// gets that of the repository, as it does from the go command.
func moduleFiles(files []string, dir string) map[string]string {
	names := map[string]string{}
	if slices.Contains(files, "LICENSE") {
		names["LICENSE"] = "LICENSE"
	}
	for _, file := range files {
		if moduleDir(files, file) != dir {
			continue
		}
		names[strings.TrimPrefix(file, dir+"/")] = file
	}
	return names
}

// moduleDir returns the folder of the module that a file belongs to.
func moduleDir(files []string, file string) string {
	dir := path.Dir(file)
	for dir != "." && !slices.Contains(files, path.Join(dir, "go.mod")) {
		dir = path.Dir(dir)
	}
	return dir
}

// copyFiles copies files of the repository into a folder, under other names.
func copyFiles(root, folder string, names map[string]string) error {
	for name, file := range names {
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		if err != nil {
			return err
		}
		target := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// dropHashes removes the hashes of our modules from a go.sum file, because they
// may be out of date.
func dropHashes(file string, modules []*workModule) error {
	data, err := readOptional(file)
	if err != nil || data == nil {
		return err
	}
	var kept strings.Builder
	for line := range strings.Lines(string(data)) {
		if !slices.ContainsFunc(modules, func(m *workModule) bool { return strings.HasPrefix(line, m.Path+" ") }) {
			kept.WriteString(line)
		}
	}
	return os.WriteFile(file, []byte(kept.String()), 0o644)
}

// copyBack copies one file to another and reports whether that changed the other
// one. If neither exists, it does nothing.
func copyBack(from, to string) (bool, error) {
	want, err := readOptional(from)
	if err != nil {
		return false, err
	}
	got, err := readOptional(to)
	if err != nil || bytes.Equal(got, want) {
		return false, err
	}
	return true, os.WriteFile(to, want, 0o644)
}

// readOptional returns the content of a file, or nil if the file does not exist.
func readOptional(file string) ([]byte, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

// addToProxy packs the module in a folder into a module proxy.
func addToProxy(proxy string, m module.Version, folder string) error {
	escaped, err := module.EscapePath(m.Path)
	if err != nil {
		return err
	}
	dir := filepath.Join(proxy, filepath.FromSlash(escaped), "@v")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var packed bytes.Buffer
	if err := zip.CreateFromDir(&packed, m, folder); err != nil {
		return err
	}
	mod, err := os.ReadFile(filepath.Join(folder, "go.mod"))
	if err != nil {
		return err
	}
	for name, data := range map[string][]byte{
		m.Version + ".info": fmt.Appendf(nil, `{"Version":%q}`, m.Version),
		m.Version + ".mod":  mod,
		m.Version + ".zip":  packed.Bytes(),
		"list":              []byte(m.Version + "\n"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
