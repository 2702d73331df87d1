// Command chatgen generates the Go packages that chatgen.yaml lists.
//
//	chatgen generate   write the packages
//	chatgen check      compare them with what would be written
//	chatgen lint       check documents and overrides only
//	chatgen inspect    show what the documents and overrides amount to
//	chatgen explain    show where a symbol comes from
//	chatgen diff       tell what changes for importers between two versions
//	chatgen bump       move a package to another version of its API
//	chatgen version    show what this program was built from
//
// It exits with 0 if all is well, with 1 if the packages differ or something
// failed, and with 2 if it was called wrongly. Only diff differs: 1 is for
// compatible changes, 2 for breaking ones, and 3 for whatever went wrong. What is
// wrong with a document, an override or chatgen.yaml is on standard error, a line
// each.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

func main() {
	debug.SetGCPercent(400) // a run is short, and most of its memory lives until the end
	stdout := os.Stdout
	// apidiff prints notes there about what it does not tell, which are nobody's
	// business. Where there is no such file, a nil one takes nothing, either.
	os.Stdout, _ = os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	os.Exit(run(os.Args[1:], stdout, os.Stderr))
}

// The exit codes, but for those that tell what diff has found.
const (
	exitFine   = 0
	exitFailed = 1
	exitUsage  = 2
	exitNoDiff = 3 // of diff, for whatever went wrong
)

// usageError says that the command line is wrong. Everything cobra finds wrong
// before a command starts is one, too.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usage(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// run is main without its surroundings.
func run(args []string, stdout, stderr io.Writer) int {
	root := newRoot(stdout, stderr)
	root.SetArgs(args)
	started := false
	root.PersistentPreRun = func(*cobra.Command, []string) { started = true }
	cmd, err := root.ExecuteC()
	if err == nil {
		return exitFine
	}
	if f, ok := errors.AsType[*found](err); ok {
		return int(f.outcome)
	}
	_, wrongly := errors.AsType[*usageError](err)
	return fail(stderr, cmd, err, wrongly || !started)
}

// fail tells what went wrong and returns the exit code. Where standard error
// fails, the code is all that is left.
func fail(stderr io.Writer, cmd *cobra.Command, err error, wrongly bool) int {
	code, text := exitFailed, err.Error()
	if wrongly {
		code, text = exitUsage, fmt.Sprintf("%s: %v (see %s --help)", cmd.CommandPath(), err, cmd.CommandPath())
	}
	_, _ = fmt.Fprintln(stderr, text)
	if cmd.Name() == diffName {
		return exitNoDiff
	}
	return code
}

func newRoot(stdout, stderr io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:                        "chatgen",
		Short:                      "Generate Go packages from REST documents and overrides",
		Args:                       knownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.AddCommand(generateCommand(), checkCommand(), lintCommand(), inspectCommand(), explainCommand(), diffCommand(), bumpCommand(), versionCommand())
	refuseArguments(root)
	return root
}

// refuseArguments makes cobra's own commands fail on what is not there, where
// they would show some help and end well. Those commands take the writers that
// root has by now.
func refuseArguments(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Args = func(_ *cobra.Command, args []string) error { return knownCommand(root, args) }
		case "completion":
			cmd.Args = noArguments
			cmd.RunE = root.RunE
		}
	}
}

// knownCommand refuses what cobra takes for an argument because no command has
// that name.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd, _, err := root.Find(args[:1]); err == nil && cmd != root {
		return nil
	}
	meant := ""
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		meant = ", did you mean " + strings.Join(near, " or ") + "?"
	}
	return usage("no command %q%s", args[0], meant)
}

// noArguments is for commands that take flags only.
func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("unexpected argument %q", args[0])
	}
	return nil
}
