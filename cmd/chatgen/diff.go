package main

import (
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/report"
)

// diffName is the command whose exit codes are its own: 1 and 2 tell what it
// has found.
const diffName = "diff"

// changesFoundError ends a comparison that found changes.
type changesFoundError struct{ outcome compare.Outcome }

func (f *changesFoundError) Error() string { return "the changes are " + f.outcome.String() }

func diffCommand() *cobra.Command {
	var request change.DiffRequest
	var overrides, format string
	cmd := &cobra.Command{
		Use:   diffName + " OLD NEW",
		Short: "Tell what changes for importers between two versions",
		Long: `Diff compares two versions of a package: what the document says, what the Go
package exports, and what goes over the wire. It tells what each change follows
from and which symbols it touches, which version to give, and what to write into
CHANGELOG.md. OLD and NEW are each a document, a chatgen.lock, or a git revision.

It exits with 0 if nothing changed, with 1 if what changed breaks nobody, with 2
if something breaks that no suppression names, and with 3 if it failed.`,
		Args: oldAndNew,
		RunE: func(cmd *cobra.Command, args []string) error {
			request.Old, request.New, request.Today = args[0], args[1], time.Now()
			if cmd.Flags().Changed("overrides") {
				request.Overrides = &overrides
			}
			return diff(cmd, request, format)
		},
	}
	f := cmd.Flags()
	configFlag(cmd, &request.Config)
	f.StringVar(&request.Package, "package", "", "`name` of the only package to compare (default all)")
	f.StringVar(&overrides, "overrides", "", "`folder` that holds the package's overrides on both sides, \"\" for none")
	f.StringVar(&request.Suppressions, "suppressions", "", "`file` that lists changes to tolerate (default suppressions.yaml beside the configuration)")
	f.StringVar(&format, "format", "text", "text, markdown for a comment on a pull request, or json for programs")
	return cmd
}

func oldAndNew(_ *cobra.Command, args []string) error {
	if len(args) != 2 {
		return usage("want OLD and NEW, got %d arguments", len(args))
	}
	if slices.Contains(args, "") {
		return usage("OLD and NEW must not be empty")
	}
	return nil
}

func diff(cmd *cobra.Command, request change.DiffRequest, format string) error {
	if err := notEmpty(cmd, "package", "suppressions"); err != nil {
		return err
	}
	if err := findConfig(cmd, &request.Config); err != nil {
		return err
	}
	write, err := rendering(format)
	if err != nil {
		return err
	}
	reports, err := change.Diff(cmd.Context(), request)
	if err != nil {
		return err
	}
	if err := write(cmd.OutOrStdout(), reports); err != nil {
		return err
	}
	return verdict(reports)
}

func rendering(format string) (func(io.Writer, []*compare.Report) error, error) {
	switch format {
	case "text":
		return text, nil
	case "markdown":
		return report.Markdown, nil
	case "json":
		return report.JSON, nil
	}
	return nil, usage("--format is text, markdown or json, not %q", format)
}

// text has colour where a person looks at it and has not said otherwise.
func text(w io.Writer, reports []*compare.Report) error {
	return report.Text(w, reports, terminal(w) && colourful(os.Getenv))
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// colourful says whether the environment lets a terminal have colour.
func colourful(getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

// verdict returns what the gravest report comes to.
func verdict(reports []*compare.Report) error {
	worst := compare.Unchanged
	for _, r := range reports {
		worst = max(worst, r.Verdict().Outcome)
	}
	if worst == compare.Unchanged {
		return nil
	}
	return &changesFoundError{worst}
}
