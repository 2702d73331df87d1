//go:build unix

package tree_test

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/chatgen-go/chatgen/gen/tree"
)

// A named pipe without a writer is rejected and not waited for.
func TestPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe.json")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := (tree.Disk{}).ReadFile(pipe); !errors.Is(err, tree.ErrIrregular) {
		t.Errorf("got %v", err)
	}
}
