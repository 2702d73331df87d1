package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// consoleBlock is a command and its output. In the output, dots match any text.
var consoleBlock = regexp.MustCompile("(?s)```console\n\\$ go run ./cmd/chatgen ([^\n]*)\n(.*?)```\n")

// The pages are right about the chatgen of this tree.
func TestChatgen(t *testing.T) {
	chatgen := filepath.Join(t.TempDir(), "chatgen.exe")
	runCommand(t, "..", "go", "build", "-o", chatgen, "./cmd/chatgen")
	t.Run("output", func(t *testing.T) { checkOutput(t, chatgen) })
	t.Run("second package", func(t *testing.T) { checkSecondPackage(t, chatgen) })
}

// checkOutput checks that the output of chatgen in each page is up to date.
func checkOutput(t *testing.T, chatgen string) {
	t.Helper()
	blocks := 0
	for _, page := range pages(t) {
		text, err := os.ReadFile(filepath.Join("..", page))
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range consoleBlock.FindAllStringSubmatch(string(text), -1) {
			blocks++
			cmd := exec.Command(chatgen, strings.Fields(block[1])...)
			cmd.Dir = ".."
			out, _ := cmd.Output() // the exit code of diff depends on the changes
			pattern := strings.ReplaceAll(regexp.QuoteMeta(anyVersion(block[2])), `\.\.\.`, `.*`)
			if !regexp.MustCompile(`(?s)^` + pattern + `$`).MatchString(anyVersion(string(out))) {
				printed, shown := firstDifference(anyVersion(string(out)), anyVersion(block[2]))
				t.Errorf("%s: chatgen %s prints\n%s\nwhere the page shows\n%s", page, block[1], printed, shown)
			}
		}
	}
	if blocks < 2 {
		t.Errorf("only %d blocks were found", blocks)
	}
}

// firstDifference returns the first line of a page that no line of the output matches, in
// order, and the line of the output in its place.
func firstDifference(output, page string) (printed, shown string) {
	lines := strings.Split(output, "\n")
	skips := false // there are dots above
	for shown := range strings.Lines(page) {
		shown = strings.TrimSuffix(shown, "\n")
		pattern := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(shown), `\.\.\.`, ".*") + "$")
		next := lines
		for skips && len(next) > 1 && !pattern.MatchString(next[0]) {
			next = next[1:]
		}
		if !pattern.MatchString(next[0]) {
			return lines[0], shown
		}
		skips = strings.HasSuffix(shown, "...")
		if len(next) == 1 {
			return "nothing more", shown
		}
		lines = next[1:]
	}
	return lines[0], "nothing more"
}

// anyVersion makes all versions of packages the same, so that a release outdates no
// page.
func anyVersion(text string) string {
	return regexp.MustCompile(`\bv\d+\.\d+\.\d+\b`).ReplaceAllString(text, "v0.0.0")
}

func TestFirstDifference(t *testing.T) {
	for _, c := range []struct{ name, output, page, printed, shown string }{
		{"another line", "a\nb\nc\n", "a\nx\nc\n", "b", "x"},
		{"behind dots", "a\nb\nc\nd\n", "a\n...\nd\nx\n", "", "x"},
		{"less", "a\n", "a\nb\n", "", "b"},
	} {
		if printed, shown := firstDifference(c.output, c.page); printed != c.printed || shown != c.shown {
			t.Errorf("%s: got %q, %q", c.name, printed, shown)
		}
	}
}
