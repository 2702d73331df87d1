package openapi

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// files reads each input file once.
type files struct {
	open func(name string) ([]byte, error)
	errs *diag.List
	read map[string]*file // by name
}

// file is one input file.
type file struct {
	root *node
	err  error // why it cannot be read
}

func newFiles(open func(name string) ([]byte, error), errs *diag.List) *files {
	return &files{open: open, errs: errs, read: map[string]*file{}}
}

// root returns the root of the main document, or nil after an error.
func (f *files) root(name string) *node {
	main := f.parse(name)
	f.read[filepath.Clean(name)] = main
	if main.err != nil {
		f.errs.Add(diag.Pos{File: name}, "document", "cannot be read: "+reason(main.err), "")
	}
	return main.root
}

// load returns a file that another one refers to. Its root is nil if it could
// not be read, which err tells, or has a syntax error, which is reported.
func (f *files) load(name string) *file {
	if known := f.read[name]; known != nil {
		return known
	}
	f.read[name] = f.parse(name)
	return f.read[name]
}

func (f *files) parse(name string) *file {
	data, err := f.open(name)
	if err != nil {
		return &file{err: err}
	}
	return &file{root: parse(name, data, f.errs)}
}

// parse reads a file in the syntax that its name or its first byte tells.
func parse(name string, data []byte, errs *diag.List) *node {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		errs.Add(diag.Pos{File: name}, "document", "is not UTF-8", "save it as UTF-8")
		return nil
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json":
		return readJSON(name, data, errs)
	case ".yaml", ".yml":
		return readYAML(name, data, errs)
	}
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return readJSON(name, data, errs)
	}
	return readYAML(name, data, errs)
}

// reason says why a file cannot be read, in the same words on every system.
func reason(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "no such file"
	}
	return err.Error()
}
