package output

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// plan reads the folder and returns what has to change there, or a diagnostic
// for everything that stands in the way of an emitted file.
func plan(root disk, dir string, want []File) ([]edit, error) {
	have, err := generated(root.FS(), ownFolders(want))
	if err != nil {
		return nil, fmt.Errorf("%s: look for generated files: %w", dir, err)
	}
	var problems diag.List
	for _, f := range want {
		if _, ours := have[f.Name]; ours {
			continue
		}
		taken, fault, err := obstacle(root, f.Name)
		if err != nil {
			return nil, fmt.Errorf("%s: look for %s: %w", dir, f.Name, err)
		}
		if fault != "" {
			problems.Add(diag.Pos{File: path.Join(dir, taken)}, taken, fault, "rename it or move it away")
		}
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return edits(have, want), nil
}

// obstacle returns the path and the fault of what stands where an emitted file
// or one of its folders belongs, and nothing if the place is free.
func obstacle(root disk, name string) (taken, fault string, err error) {
	parts := strings.Split(name, "/")
	for i := range parts {
		taken = path.Join(parts[:i+1]...)
		last := i == len(parts)-1
		info, err := root.Lstat(taken)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return "", "", nil
		case err != nil:
			return "", "", err
		case !last && !info.IsDir():
			return taken, "is not a folder, but a generated file belongs below it", nil
		case last && !info.Mode().IsRegular():
			return taken, "is not a regular file, so it is not overwritten", nil
		}
	}
	return taken, "has no generated header, so it is not overwritten", nil
}

// ownFolders returns every folder that holds an emitted file.
func ownFolders(want []File) map[string]bool {
	own := map[string]bool{".": true}
	for _, f := range want {
		for dir := path.Dir(f.Name); !own[dir]; dir = path.Dir(dir) {
			own[dir] = true
		}
	}
	return own
}

// generated returns the generated files of the package, by name.
func generated(fsys fs.FS, own map[string]bool) (map[string][]byte, error) {
	have := map[string][]byte{}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if own[name] {
				return nil
			}
			return skipForeign(fsys, name)
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		data, err := readGenerated(fsys, name)
		if data != nil {
			have[name] = data
		}
		return err
	})
	return have, err
}

// skipForeign returns fs.SkipDir for a folder that cannot hold files of this
// package; the package comment lists them.
func skipForeign(fsys fs.FS, dir string) error {
	base := path.Base(dir)
	if base == "testdata" || base == "vendor" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return fs.SkipDir
	}
	if _, err := fs.Lstat(fsys, path.Join(dir, "go.mod")); err == nil {
		return fs.SkipDir
	}
	readme := path.Join(dir, "README.md")
	if info, err := fs.Lstat(fsys, readme); err != nil || !info.Mode().IsRegular() {
		return nil //nolint:nilerr // a folder without that file is this package's
	}
	data, err := readGenerated(fsys, readme)
	if data != nil {
		return fs.SkipDir
	}
	return err
}

// readGenerated returns nil for a file that has no generated header. It reads
// no more of such a file than it must: it may be large.
func readGenerated(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	var data []byte
	text := bufio.NewReader(file)
	head, err := text.Peek(len(MarkdownHeader) + 1)
	if hasHeader(name, head) {
		data, err = io.ReadAll(text)
	} else if errors.Is(err, io.EOF) {
		err = nil
	}
	return data, errors.Join(err, file.Close())
}

// hasHeader also takes a header that a checkout ended with CR LF: such a file
// differs from the emitted one, but it is still ours.
func hasHeader(name string, data []byte) bool {
	header := MarkdownHeader
	switch path.Ext(name) {
	case ".go":
		header = Header
	case ".lock":
		header = LockHeader
	}
	rest, found := bytes.CutPrefix(data, []byte(header))
	return found && (len(rest) == 0 || rest[0] == '\n' || rest[0] == '\r')
}
