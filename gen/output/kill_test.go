package output

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"testing"
)

// Environment variables with which the tests of killed processes start this test
// binary again.
const (
	dirEnv  = "CHATGEN_OUTPUT_TEST_DIR"
	killEnv = "CHATGEN_OUTPUT_TEST_KILL"
)

func TestMain(m *testing.M) {
	dir := os.Getenv(dirEnv)
	if dir == "" {
		os.Exit(m.Run())
	}
	if err := runWriter(dir, os.Getenv(killEnv)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// runWriter is the main function of the process that gets killed. If kill is a
// number, it writes the new package and kills itself after that many changes to
// the file system. If kill is empty, it writes the new and the old package in
// turn until it is killed, and prints a line after each pair.
func runWriter(dir, kill string) error {
	for kill == "" {
		if err := writeFiles(dir, newPackage()); err != nil {
			return err
		}
		if err := writeFiles(dir, oldPackage()); err != nil {
			return err
		}
		fmt.Println("wrote both")
	}
	remaining, err := strconv.Atoi(kill)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	_, err = write(&killingRoot{root, remaining}, dir, newPackage())
	return err
}

// killingRoot is a folderRoot that kills its own process once remaining changes
// have been made.
type killingRoot struct {
	*os.Root
	remaining int
}

func (d *killingRoot) killWhenDone() {
	d.remaining--
	if d.remaining > 0 {
		return
	}
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	panic(fmt.Sprintf("still alive: %v", err))
}

func (d *killingRoot) MkdirAll(name string, perm fs.FileMode) error {
	defer d.killWhenDone()
	return d.Root.MkdirAll(name, perm)
}

func (d *killingRoot) OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error) {
	defer d.killWhenDone()
	return d.Root.OpenFile(name, flag, perm)
}

func (d *killingRoot) Remove(name string) error {
	defer d.killWhenDone()
	return d.Root.Remove(name)
}

func (d *killingRoot) RemoveAll(name string) error {
	defer d.killWhenDone()
	return d.Root.RemoveAll(name)
}

func (d *killingRoot) Rename(from, to string) error {
	defer d.killWhenDone()
	return d.Root.Rename(from, to)
}

func newWriterProcess(t *testing.T, dir, kill string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	wantNoError(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), dirEnv+"="+dir, killEnv+"="+kill)
	return cmd
}

// A process that is killed after any of its changes leaves only complete files,
// and the next run finds either the old package or the new one.
func TestKilledAfterEachChange(t *testing.T) {
	t.Parallel()
	mixed := 0
	for n := 1; ; n++ {
		dir := newTestFolder(t)
		cmd := newWriterProcess(t, dir, strconv.Itoa(n))
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if cmd.Run() == nil {
			break
		}
		if cmd.ProcessState.ExitCode() != -1 {
			t.Fatalf("kill %d: the process failed: %s", n, stderr.String())
		}
		if checkAfterKill(t, dir) {
			mixed++
		}
	}
	if mixed == 0 {
		t.Error("no kill hit the middle of the renames")
	}
}

// The same is true if the process is killed from outside at an arbitrary moment.
func TestKilledAtAnyTime(t *testing.T) {
	t.Parallel()
	dir := newTestFolder(t)
	for n := range 10 {
		cmd := newWriterProcess(t, dir, "")
		out, err := cmd.StdoutPipe()
		wantNoError(t, err)
		wantNoError(t, cmd.Start())
		lines := bufio.NewScanner(out)
		for range n%3 + 1 {
			lines.Scan()
		}
		wantNoError(t, cmd.Process.Kill())
		if err := cmd.Wait(); cmd.ProcessState.ExitCode() != -1 {
			t.Fatalf("the process failed: %v", err)
		}
		checkAfterKill(t, dir)
	}
}

// checkAfterKill checks the folder as the killed process left it, then as the
// next run finds it, then as that run leaves it. It reports whether the killed
// process left a mix of both packages.
func checkAfterKill(t *testing.T, dir string) (mixed bool) {
	t.Helper()
	intact := map[string]bool{}
	for _, f := range append(oldPackage(), newPackage()...) {
		intact[f.Name+string(f.Data)] = true
	}
	tree := snapshot(t, dir)
	for _, f := range append(oldPackage(), newPackage()...) {
		if e, exists := tree[f.Name]; exists && !intact[f.Name+e.data] {
			t.Errorf("%s is neither old nor new: %q", f.Name, e.data)
		}
	}
	mixed = !isComplete(t, dir, oldPackage()) && !isComplete(t, dir, newPackage())

	root := openRoot(t, dir)
	wantNoError(t, undoInterruptedRun(root))
	wantNoError(t, removeIfExists(root, lockFile))
	if isComplete(t, dir, newPackage()) {
		checkFolder(t, dir, newPackage())
	} else {
		checkFolder(t, dir, oldPackage())
	}
	wantNoError(t, writeFiles(dir, newPackage()))
	checkFolder(t, dir, newPackage())
	return mixed
}
