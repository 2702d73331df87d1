// Package tree reads files from the disk or from a git revision. Files of a
// revision are read without a checkout, under the paths of the working folder.
package tree

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
)

// Tree reads files. Names are relative to the working folder, or absolute.
type Tree interface {
	ReadFile(name string) ([]byte, error)
	// ReadDir lists a folder, sorted by name.
	ReadDir(name string) ([]fs.DirEntry, error)
}

// revision is the files of a git revision.
type revision struct {
	top   string // the repository's folder
	files *zip.Reader
}

// ErrUnknown means that the revision or the repository does not exist.
var ErrUnknown = errors.New("no such git revision")

// ErrOutside means that a file is not in the repository of a revision.
var ErrOutside = errors.New("is not in the repository")

// Revision returns the files of a git revision in the repository of folder dir. The
// error wraps [ErrUnknown] if there is no such revision.
func Revision(ctx context.Context, dir, rev string) (Tree, error) {
	top, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	commit, err := git(ctx, dir, "rev-parse", "--verify", "--end-of-options", rev+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	folder := strings.TrimSpace(string(top))
	data, err := git(ctx, folder, "archive", "--format=zip", "-0", strings.TrimSpace(string(commit)))
	if err != nil {
		return nil, err
	}
	files, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("git archive: %w", err)
	}
	return &revision{top: filepath.FromSlash(folder), files: files}, nil
}

// git returns the output of a git command.
func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...) //nolint:gosec // fixed arguments, and a revision after --end-of-options
	cmd.Dir = dir
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, fmt.Errorf("git %s: %s", args[0], strings.TrimSpace(string(exit.Stderr)))
	}
	if err != nil {
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out, nil
}

func (r *revision) ReadFile(name string) ([]byte, error) {
	inside, err := r.inside(name)
	if err != nil {
		return nil, err
	}
	return fs.ReadFile(r.files, inside)
}

func (r *revision) ReadDir(name string) ([]fs.DirEntry, error) {
	inside, err := r.inside(name)
	if err != nil {
		return nil, err
	}
	info, err := fs.Stat(r.files, inside)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() { // the error of the zip reader is unclear
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("is not a folder")}
	}
	return fs.ReadDir(r.files, inside)
}

// inside returns the path of a file in the repository.
func (r *revision) inside(name string) (string, error) {
	full, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(full)); err == nil {
		full = filepath.Join(dir, filepath.Base(full)) // git resolves symbolic links
	}
	inside, err := filepath.Rel(r.top, full)
	if err != nil || !filepath.IsLocal(inside) {
		return "", &fs.PathError{Op: "open", Path: name, Err: ErrOutside}
	}
	return filepath.ToSlash(inside), nil
}
