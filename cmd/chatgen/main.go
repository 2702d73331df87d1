// Command chatgen generates the Go packages that chatgen.yaml lists.
//
//	chatgen init       set up a package: chatgen.yaml, overrides and go:generate
//	chatgen generate   write the packages
//	chatgen check      report packages that are out of date
//	chatgen lint       check documents and overrides only
//	chatgen inspect    show the model built from the documents and overrides
//	chatgen explain    show the origin of a symbol
//	chatgen diff       compare two versions and report changes that affect importers
//	chatgen bump       move a package to another version of its API
//	chatgen schema     print the JSON Schema of a kind of file
//
// It exits with 0 on success, with 1 if the packages are out of date or something
// failed, and with 2 after a usage error. Only diff differs: 1 is for compatible
// changes, 2 for breaking ones, and 3 for failures and usage errors. Problems in
// documents, overrides and chatgen.yaml are written to standard error, one per
// line.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/cmd/internal/buildinfo"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// memoryLimit is the memory from which the collector runs as often as it takes: the process
// then stays below 1 GB.
const memoryLimit = 700 << 20

func main() {
	debug.SetMemoryLimit(memoryLimit)
	stdout := os.Stdout
	// The apidiff library prints diagnostics there that our users do not need. If
	// the null device cannot be opened, writes to the nil file fail, which is as good.
	os.Stdout, _ = os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	os.Exit(run(os.Args[1:], os.Stdin, stdout, os.Stderr))
}

// The exit codes, except those that diff returns for changes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
	exitNoDiff = 3 // of diff, for failures and usage errors
)

// usageError is an error in the command line. Any error that cobra returns before
// a command starts also counts as one.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usage(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// run runs the command line and returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot(stdout, stderr)
	root.SetIn(stdin)
	root.SetArgs(args)
	started := false
	root.PersistentPreRun = func(*cobra.Command, []string) { started = true }
	cmd, err := root.ExecuteC()
	if err == nil {
		return exitOK
	}
	if f, ok := errors.AsType[*changesFoundError](err); ok {
		return int(f.outcome)
	}
	_, usage := errors.AsType[*usageError](err)
	return fail(stderr, cmd, err, usage || !started)
}

// fail prints an error and returns the exit code. If standard error cannot be
// written, the code has to suffice.
func fail(stderr io.Writer, cmd *cobra.Command, err error, usage bool) int {
	code, text := exitFailed, err.Error()
	if usage {
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
		Version:                    buildinfo.Version(),
		Args:                       knownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.AddCommand(
		initCommand(), generateCommand(), checkCommand(), lintCommand(), inspectCommand(), explainCommand(), diffCommand(), bumpCommand(), schemaCommand(),
		manCommand(),
	)
	checkArguments(root)
	root.SetFlagErrorFunc(suggestFlag)
	return root
}

// suggestFlag adds the flag that was probably meant to the error of an unknown one.
func suggestFlag(cmd *cobra.Command, err error) error {
	wrong, isUnknown := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !isUnknown {
		return err
	}
	var names []string
	for _, match := range regexp.MustCompile(`--([a-z-]+)`).FindAllStringSubmatch(cmd.Flags().FlagUsages(), -1) {
		names = append(names, match[1])
	}
	if near := diag.Nearest(wrong, names); near != "" {
		return usage("%v, did you mean --%s?", err, near)
	}
	return err
}

// checkArguments makes cobra's own commands fail on unknown arguments, for which
// they would print help and succeed. They write to the writers of root, which must
// be set before.
func checkArguments(root *cobra.Command) {
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

// knownCommand rejects a name that is not a command's, which cobra takes for an
// argument.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd, _, err := root.Find(args[:1]); err == nil && cmd != root {
		return nil
	}
	suggestion := ""
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		suggestion = ", did you mean " + strings.Join(near, " or ") + "?"
	}
	return usage("no command %q%s", args[0], suggestion)
}

// noArguments rejects arguments, for commands that have flags only.
func noArguments(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return nil
	case cmd.Flag("spec") != nil && strings.ContainsAny(args[0], "./"):
		return usage("unexpected argument %q, did you mean --spec %s?", args[0], args[0])
	case cmd.Flag("package") != nil:
		return usage("unexpected argument %q, did you mean --package %s?", args[0], args[0])
	}
	return usage("unexpected argument %q", args[0])
}

// gotArguments returns "got 1 argument", for example.
func gotArguments(args []string) string {
	if len(args) == 1 {
		return "got 1 argument"
	}
	return fmt.Sprintf("got %d arguments", len(args))
}
