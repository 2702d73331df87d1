package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/report"
)

// diffName is the name of the command with exit codes of its own: see
// [changesFoundError].
const diffName = "diff"

// changesFoundError is the result of a comparison that found changes. The exit code is
// its outcome.
type changesFoundError struct{ outcome compare.Outcome }

func (f *changesFoundError) Error() string { return "the changes are " + f.outcome.String() }

func diffCommand() *cobra.Command {
	var request change.DiffRequest
	var overrides string
	var output diffOutput
	cmd := &cobra.Command{
		Use:   diffName + " OLD NEW",
		Short: "Compare two versions and report changes that affect importers",
		Long: `Diff compares two versions of a package: the document, the exported Go API, and the
requests and responses. It reports the cause of each change and the symbols it
affects, recommends a version number, and drafts the CHANGELOG.md section. OLD and
NEW are each a document, - for a document on standard input, whose references are
those of the package's document, a chatgen.lock, or a git revision. Two revisions are compared
with the hand-written packages that are released together. If chatgen cannot generate
a package, or there is no chatgen.yaml, only the documents are compared.

It exits with 0 if nothing changed, with 1 if all changes are compatible, with 2 if
a change is breaking for importers and not suppressed, and with 3 on failure.`,
		Args: oldAndNew,
		RunE: func(cmd *cobra.Command, args []string) error {
			request.Old, request.New, request.Today = args[0], args[1], time.Now()
			if cmd.Flags().Changed("overrides") {
				request.Overrides = &overrides
			}
			return diff(cmd, request, &output)
		},
	}
	f := cmd.Flags()
	configFlag(cmd, &request.Config)
	f.StringVar(&request.Package, "package", "", "`name` of the only package to compare (default all)")
	f.StringVar(&overrides, "overrides", "", "`folder` of the package's overrides for both sides, \"\" for none")
	f.StringVar(&request.Suppressions, "suppressions", "", "`file` that lists breaking changes to accept (default suppressions.yaml next to the configuration)")
	f.StringVar(&output.format, "format", "text", "text, markdown for a comment on a pull request, or json for programs")
	f.BoolVar(&output.text.Brief, "brief", false, "print only the verdict and the section for CHANGELOG.md")
	f.BoolVar(&output.text.Details, "details", false, "print each change of each layer, with its symbols, calls and overrides")
	f.StringVar(&output.failOn, "fail-on", "", "`outcome` that fails, breaking or compatible; the exit code is then 0 for lesser ones")
	cmd.MarkFlagsMutuallyExclusive("brief", "details")
	completePackages(cmd, &request.Config)
	completeValues(cmd, "format", "text", "markdown", "json")
	completeValues(cmd, "fail-on", "breaking", "compatible")
	return cmd
}

func oldAndNew(_ *cobra.Command, args []string) error {
	if len(args) != 2 {
		return usage("expected OLD and NEW, %s", gotArguments(args))
	}
	if slices.Contains(args, "") {
		return usage("OLD and NEW must not be empty")
	}
	if args[0] == change.StandardInput && args[1] == change.StandardInput {
		return usage("OLD and NEW must not both be %s, because standard input has one document", change.StandardInput)
	}
	return nil
}

// diffOutput holds the flags for the output of diff.
type diffOutput struct {
	format string
	text   report.TextOptions
	failOn string
}

func diff(cmd *cobra.Command, request change.DiffRequest, output *diffOutput) error {
	if err := notEmpty(cmd, "package", "suppressions"); err != nil {
		return err
	}
	if err := notStandardInput(cmd, "overrides", "suppressions"); err != nil {
		return err
	}
	if err := findConfig(cmd, &request.Config); err != nil && !areFiles(request.Old, request.New) {
		return err
	}
	write, err := output.formatter()
	if err != nil {
		return err
	}
	lowest, err := output.lowestFailure()
	if err != nil {
		return err
	}
	if request.Old == change.StandardInput || request.New == change.StandardInput {
		if request.Input, err = readInput(cmd); err != nil {
			return err
		}
	}
	reports, err := change.Diff(cmd.Context(), request)
	if err != nil {
		return err
	}
	if err := write(cmd.OutOrStdout(), reports); err != nil {
		return err
	}
	return outcomeError(reports, lowest)
}

// areFiles reports whether both sides are documents, which can be compared without a
// configuration.
func areFiles(names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		if name == change.StandardInput {
			return false
		}
		info, err := os.Stat(name)
		return err != nil || info.IsDir() || filepath.Ext(name) == ".lock"
	})
}

// lowestFailure returns the least severe outcome that has an exit code of its own.
func (o *diffOutput) lowestFailure() (compare.Outcome, error) {
	switch o.failOn {
	case "", compare.Compatible.String():
		return compare.Compatible, nil
	case compare.Breaking.String():
		return compare.Breaking, nil
	}
	return compare.Unchanged, usage("invalid --fail-on %q (expected breaking or compatible)", o.failOn)
}

// formatter returns the function that prints reports in the requested format.
func (o *diffOutput) formatter() (func(io.Writer, []*compare.Report) error, error) {
	switch o.format {
	case "text":
		return func(w io.Writer, reports []*compare.Report) error { return printText(w, reports, o.text) }, nil
	case "markdown":
		return report.Markdown, nil
	case "json":
		return report.JSON, nil
	}
	return nil, usage("invalid --format %q (expected text, markdown or json)", o.format)
}

// printText prints reports as text, in colour if w is a terminal and the environment allows
// it.
func printText(w io.Writer, reports []*compare.Report, options report.TextOptions) error {
	options.Colour = isTerminal(w) && allowsColour(os.Getenv)
	return report.Text(w, reports, options)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// allowsColour reports whether the environment allows colour in a terminal.
func allowsColour(getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

// outcomeError returns the outcome of the most severe report, or nil if it is less severe
// than lowest.
func outcomeError(reports []*compare.Report, lowest compare.Outcome) error {
	worst := compare.Unchanged
	for _, r := range reports {
		worst = max(worst, r.Verdict().Outcome)
	}
	if worst < lowest {
		return nil
	}
	return &changesFoundError{worst}
}
