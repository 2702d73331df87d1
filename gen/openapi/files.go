package openapi

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// Limits of a document with all files that it refers to. Published documents have less
// than a tenth of that.
const (
	// MaxSize is the maximum number of bytes.
	MaxSize  = 64 << 20
	maxNodes = 5_000_000
)

var errTooLarge = errors.New("the document and the files that it refers to are larger than 64 MB")

// tooManyNodes is the message for a file that exceeds maxNodes.
const tooManyNodes = "the document and the files that it refers to have more than 5 million values"

// files reads each input file once.
type files struct {
	open  func(name string) ([]byte, error)
	errs  *diag.List
	read  map[string]*file // by name
	size  int              // bytes read
	nodes int              // values read
}

// hinter is an error with a hint for how to fix it.
type hinter interface {
	error
	Hint() string
}

// file is one input file.
type file struct {
	root *node
	err  error // the error of reading it
}

func newFiles(open func(name string) ([]byte, error), errs *diag.List) *files {
	return &files{open: open, errs: errs, read: map[string]*file{}}
}

// root returns the root of the main document, or nil after an error.
func (f *files) root(name string) *node {
	main := f.readFile(name)
	f.read[filepath.Clean(name)] = main
	if main.err != nil {
		hint := ""
		if hinted, ok := errors.AsType[hinter](main.err); ok {
			hint = hinted.Hint()
		}
		f.errs.Add(diag.Pos{File: name}, "document", "cannot be read: "+readErrorText(main.err), hint)
	}
	return main.root
}

// load returns a file that another file refers to. Its root is nil if the file
// cannot be read, in which case err is set, or if it has a syntax error, which is
// reported.
func (f *files) load(name string) *file {
	if known := f.read[name]; known != nil {
		return known
	}
	f.read[name] = f.readFile(name)
	return f.read[name]
}

func (f *files) readFile(name string) *file {
	data, err := f.open(name)
	if err != nil {
		return &file{err: err}
	}
	if f.size += len(data); f.size > MaxSize {
		return &file{err: errTooLarge}
	}
	return &file{root: f.parse(name, data)}
}

// parse parses a file as JSON or YAML, depending on its extension or, if it has
// another one, on its first byte.
func (f *files) parse(name string, data []byte) *node {
	errs := f.errs
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !diag.CheckText(name, data, errs) {
		return nil
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json":
		return readJSON(name, data, &f.nodes, errs)
	case ".yaml", ".yml":
		return readYAML(name, data, &f.nodes, errs)
	}
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return readJSON(name, data, &f.nodes, errs)
	}
	return readYAML(name, data, &f.nodes, errs)
}

// readErrorText returns why a file cannot be read, in the same words on every operating
// system.
func readErrorText(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "no such file"
	}
	return diag.ReasonText(err)
}
