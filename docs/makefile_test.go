package docs_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The target golden runs exactly the packages of the generator that have the flag -update:
// go test fails if a package does not know the flag.
func TestGoldenTarget(t *testing.T) {
	var want []string
	for _, folder := range []string{"gen", "cmd"} {
		err := fs.WalkDir(os.DirFS(".."), folder, func(name string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, "_test.go") {
				return err
			}
			data, err := os.ReadFile(path.Join("..", name))
			if strings.Contains(string(data), `flag.Bool("update"`) {
				want = append(want, "./"+path.Dir(name))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(want)
	found := regexp.MustCompile(`(?m)^golden:.*\n\tgo test (.*) -update$`).FindStringSubmatch(readPage(t, "Makefile"))
	if found == nil {
		t.Fatal("Makefile has no target golden that runs go test")
	}
	got := strings.Fields(found[1])
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the target golden tests %q, and the flag is in %q", got, want)
	}
}
