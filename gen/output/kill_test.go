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

// The tests of killed runs start this test binary again, with these set.
const (
	dirEnv  = "CHATGEN_OUTPUT_TEST_DIR"
	killEnv = "CHATGEN_OUTPUT_TEST_KILL"
)

func TestMain(m *testing.M) {
	dir := os.Getenv(dirEnv)
	if dir == "" {
		os.Exit(m.Run())
	}
	if err := run(dir, os.Getenv(killEnv)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run is the process that gets killed. With a number it writes the new package
// and kills itself right after that many changes of the disk; without one it
// writes the old and the new package in turn until somebody kills it, and
// prints a line for each.
func run(dir, kill string) error {
	for kill == "" {
		if err := overwrite(dir, newPackage()); err != nil {
			return err
		}
		if err := overwrite(dir, oldPackage()); err != nil {
			return err
		}
		fmt.Println("wrote both")
	}
	left, err := strconv.Atoi(kill)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	_, err = write(&deadly{root, left}, dir, newPackage())
	return err
}

// deadly is a disk that kills its own process once left changes are made.
type deadly struct {
	*os.Root
	left int
}

func (d *deadly) die() {
	d.left--
	if d.left > 0 {
		return
	}
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	panic(fmt.Sprintf("still alive: %v", err))
}

func (d *deadly) MkdirAll(name string, perm fs.FileMode) error {
	defer d.die()
	return d.Root.MkdirAll(name, perm)
}

func (d *deadly) OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error) {
	defer d.die()
	return d.Root.OpenFile(name, flag, perm)
}

func (d *deadly) Remove(name string) error {
	defer d.die()
	return d.Root.Remove(name)
}

func (d *deadly) RemoveAll(name string) error {
	defer d.die()
	return d.Root.RemoveAll(name)
}

func (d *deadly) Rename(from, to string) error {
	defer d.die()
	return d.Root.Rename(from, to)
}

func helper(t *testing.T, dir, kill string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), dirEnv+"="+dir, killEnv+"="+kill)
	return cmd
}

// A process that is killed after any change that it makes leaves whole files
// only, and what the next run finds is the old package or the new one.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	mixed := 0
	for n := 1; ; n++ {
		dir := written(t)
		cmd := helper(t, dir, strconv.Itoa(n))
		var said bytes.Buffer
		cmd.Stderr = &said
		if cmd.Run() == nil {
			break
		}
		if cmd.ProcessState.ExitCode() != -1 {
			t.Fatalf("kill %d: the process failed: %s", n, said.String())
		}
		if afterKill(t, dir) {
			mixed++
		}
	}
	if mixed == 0 {
		t.Error("no kill hit the middle of the renames")
	}
}

// The same for a process that somebody else kills at a moment of their own.
func TestKilledFromOutside(t *testing.T) {
	t.Parallel()
	dir := written(t)
	for n := range 10 {
		cmd := helper(t, dir, "")
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		lines := bufio.NewScanner(out)
		for range n%3 + 1 {
			lines.Scan()
		}
		must(t, cmd.Process.Kill())
		if err := cmd.Wait(); cmd.ProcessState.ExitCode() != -1 {
			t.Fatalf("the process failed: %v", err)
		}
		afterKill(t, dir)
	}
}

// afterKill checks the folder as the killed process left it, then as the next
// run finds it, then as that run leaves it. It tells whether the process left
// neither package.
func afterKill(t *testing.T, dir string) (mixed bool) {
	t.Helper()
	whole := map[string]bool{}
	for _, f := range append(oldPackage(), newPackage()...) {
		whole[f.Name+string(f.Data)] = true
	}
	tree := snapshot(t, dir)
	for _, f := range append(oldPackage(), newPackage()...) {
		if e, exists := tree[f.Name]; exists && !whole[f.Name+e.data] {
			t.Errorf("%s is neither old nor new: %q", f.Name, e.data)
		}
	}
	mixed = !complete(t, dir, oldPackage()) && !complete(t, dir, newPackage())

	must(t, recoverRun(openRoot(t, dir)))
	if complete(t, dir, newPackage()) {
		holds(t, dir, newPackage())
	} else {
		holds(t, dir, oldPackage())
	}
	must(t, overwrite(dir, newPackage()))
	holds(t, dir, newPackage())
	return mixed
}
