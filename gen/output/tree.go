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

// planEdits reads the folder and returns the edits to make, or a diagnostic for
// every existing file that conflicts with an emitted file.
func planEdits(root folderRoot, dir string, want []File) ([]edit, error) {
	have, err := readAllGenerated(root.FS(), emittedFolders(want))
	if err != nil {
		return nil, fmt.Errorf("%s: find generated files: %w", dir, err)
	}
	var problems diag.List
	for _, f := range want {
		if _, exists := have[f.Name]; exists {
			continue
		}
		name, problem, err := findConflict(root, f.Name)
		if err != nil {
			return nil, fmt.Errorf("%s: check %s: %w", dir, f.Name, err)
		}
		if problem != "" {
			problems.Add(diag.Pos{File: path.Join(dir, name)}, name, problem, "rename it or move it away")
		}
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return diffFiles(have, want), nil
}

// findConflict returns the path of the existing file or folder that an emitted
// file cannot replace, and why it cannot. Both are empty if the name is free.
func findConflict(root folderRoot, name string) (existing, problem string, err error) {
	parts := strings.Split(name, "/")
	for i := range parts {
		existing = path.Join(parts[:i+1]...)
		isFile := i == len(parts)-1
		info, err := root.Lstat(existing)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return "", "", nil
		case err != nil:
			return "", "", err
		case !isFile && !info.IsDir():
			return existing, "is not a folder, but a generated file belongs below it", nil
		case isFile && !info.Mode().IsRegular():
			return existing, "is not a regular file, so it is not overwritten", nil
		}
	}
	return existing, "has no generated header, so it is not overwritten", nil
}

// emittedFolders returns every folder that contains an emitted file.
func emittedFolders(want []File) map[string]bool {
	folders := map[string]bool{".": true}
	for _, f := range want {
		for dir := path.Dir(f.Name); !folders[dir]; dir = path.Dir(dir) {
			folders[dir] = true
		}
	}
	return folders
}

// readAllGenerated returns the generated files of the package, by name. The
// folders in emitted are always searched.
func readAllGenerated(fsys fs.FS, emitted map[string]bool) (map[string][]byte, error) {
	have := map[string][]byte{}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if emitted[name] {
				return nil
			}
			return skipUnowned(fsys, name)
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

// skipUnowned returns fs.SkipDir for a folder that cannot contain generated
// files of this package; the package comment lists such folders.
func skipUnowned(fsys fs.FS, dir string) error {
	base := path.Base(dir)
	if base == "testdata" || base == "vendor" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return fs.SkipDir
	}
	if _, err := fs.Lstat(fsys, path.Join(dir, "go.mod")); err == nil {
		return fs.SkipDir
	}
	readme := path.Join(dir, "README.md")
	if info, err := fs.Lstat(fsys, readme); err != nil || !info.Mode().IsRegular() {
		return nil //nolint:nilerr // a folder without README.md belongs to this package
	}
	data, err := readGenerated(fsys, readme)
	if data != nil {
		return fs.SkipDir
	}
	return err
}

// readGenerated returns the content of a generated file, or nil if the file has
// no generated header. It reads only the beginning of the latter, which may be
// large.
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

// hasHeader reports whether data begins with the generated header. The header
// may end with CR LF, as in a checkout on Windows: such a file differs from the
// emitted one, but it is still generated.
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
