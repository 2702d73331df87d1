package tree

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// maxFile is the maximum size of any input file in bytes. No document with all of its files
// may be larger (openapi.MaxSize), so a smaller limit would reject valid documents.
const maxFile = 64 << 20

var (
	// ErrIrregular means that a file is a pipe, a device or the like, whose reading may
	// never end.
	ErrIrregular = errors.New("is not a regular file")
	// ErrTooLarge means that a file is larger than 64 MB.
	ErrTooLarge = errors.New("is larger than 64 MB")
)

// Disk is the files on disk.
type Disk struct{}

// ReadFile returns a file. The error wraps [ErrIrregular] or [ErrTooLarge] if it cannot be
// read as a whole.
func (Disk) ReadFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() && !info.IsDir() { // opening a pipe waits for a writer
		return nil, &fs.PathError{Op: "open", Path: name, Err: ErrIrregular}
	}
	if info.Size() > maxFile {
		return nil, &fs.PathError{Op: "read", Path: name, Err: ErrTooLarge}
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, maxFile+1)) // some files have more than their size
	if err == nil && len(data) > maxFile {
		err = &fs.PathError{Op: "read", Path: name, Err: ErrTooLarge}
	}
	return data, errors.Join(err, file.Close())
}

// ReadDir lists a folder.
func (Disk) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }

// Resolve returns the path of an existing file without symbolic links.
func (Disk) Resolve(name string) (string, error) { return filepath.EvalSymlinks(name) }
