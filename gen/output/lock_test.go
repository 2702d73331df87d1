package output

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// While one process writes to a folder, another one gets an error and changes nothing.
func TestLockedFolder(t *testing.T) {
	dir := newTestFolder(t)
	unlock, err := lockFolder(openRoot(t, dir), dir)
	wantNoError(t, err)
	checkError(t, writeFiles(dir, newPackage()), filepath.ToSlash(dir)+
		"/.chatgen-lock: .chatgen-lock: another chatgen is writing to this folder (wait for it, then run chatgen again)")
	if !isComplete(t, dir, oldPackage()) {
		t.Error("the package was changed")
	}
	wantNoError(t, unlock())
	wantNoError(t, writeFiles(dir, newPackage()))
	checkFolder(t, dir, newPackage())
}

// A lock file that a killed process left behind locks nothing, and is removed.
func TestAbandonedLock(t *testing.T) {
	dir := newTestFolder(t)
	wantNoError(t, os.WriteFile(filepath.Join(dir, lockFile), nil, 0o600))
	wantNoError(t, writeFiles(dir, oldPackage()))
	checkFolder(t, dir, oldPackage())
}

// A lock file that leads elsewhere is not followed.
func TestLockIsLink(t *testing.T) {
	dir, elsewhere := newTestFolder(t), filepath.Join(t.TempDir(), "new")
	wantNoError(t, os.Symlink(elsewhere, filepath.Join(dir, lockFile)))
	checkError(t, writeFiles(dir, newPackage()), filepath.ToSlash(dir)+"/.chatgen-lock: .chatgen-lock: is not a regular file (remove it)")
	if _, err := os.Lstat(elsewhere); err == nil {
		t.Error("the link was followed")
	}
}

// A folder whose lock file cannot be made or removed is an error.
func TestLockFails(t *testing.T) {
	dir := newTestFolder(t)
	none := filepath.Join(dir, "none")
	_, err := lockFolder(openRoot(t, dir), none)
	checkError(t, err, "lock the output folder: open "+filepath.Join(none, lockFile)+": no such file or directory")
	unlock, err := lockFolder(&failingRoot{Root: openRoot(t, dir), from: 2, to: never}, dir)
	wantNoError(t, err)
	checkError(t, unlock(), "unlock the output folder: disk error")
}

// Writers at the same time end with a package of one of them, and with an error that
// names the reason or none.
func TestConcurrentWriters(t *testing.T) {
	dir := newTestFolder(t)
	for range 20 {
		errs := make([]error, 4)
		var writers sync.WaitGroup
		for i := range errs {
			files := newPackage()
			if i%2 == 0 {
				files = oldPackage()
			}
			writers.Go(func() { errs[i] = writeFiles(dir, files) })
		}
		writers.Wait()
		for _, err := range errs {
			if err != nil && !strings.Contains(err.Error(), "another chatgen is writing to this folder") {
				t.Error(err)
			}
		}
		if !isComplete(t, dir, oldPackage()) && !isComplete(t, dir, newPackage()) {
			t.Fatal("the folder is a mix of both packages")
		}
	}
	wantNoError(t, writeFiles(dir, newPackage()))
	checkFolder(t, dir, newPackage())
}
