package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/report"
)

func bumpCommand() *cobra.Command {
	var request change.BumpRequest
	cmd := &cobra.Command{
		Use:   "bump VERSION",
		Short: "Move a package to another version of its API",
		Long: `Bump moves a package to the document of version VERSION, which must be in a folder
next to the current one: GROUP/stable/VERSION/NAME or GROUP/preview/VERSION/NAME.
It adds a section to CHANGELOG.md, changes the document in chatgen.yaml, bumps the
version as the changes of all packages since the last release require, and generates
the package with its lock. Then it prints a report like that of diff, the code of these
modules that does not compile with the new package, and the steps that are left.

All packages of a release have the same version. Bump also raises the version of the
other packages of the module, or of the modules of the go.work next to chatgen.yaml,
the requirements of these modules, and the replace lines of go.work.

If overrides do not fit the new document, bump lists them and changes nothing. With
--mend it writes new names of operations, definitions and properties into them, keeps
an entry as it was for the documents that need it so, and tries the result on every
document. It also changes nothing if it cannot write a file. If bump is interrupted,
run it or chatgen generate again to finish.`,
		Example: "  chatgen bump 2025-03-15\n  chatgen bump --mend --plan 2026-09-23",
		Args:    requireVersion,
		RunE: func(cmd *cobra.Command, args []string) error {
			request.APIVersion, request.Today = args[0], time.Now()
			return bump(cmd, request)
		},
	}
	cmd.ValidArgsFunction = completeFirst(func(cmd *cobra.Command) []string { return completeVersions(cmd, request.Config, request.Package) })
	f := cmd.Flags()
	configFlag(cmd, &request.Config)
	f.StringVar(&request.Package, "package", "", "`name` of the package (default the one that has a document of that version)")
	f.BoolVar(&request.Mend, "mend", false, "change overrides whose targets have new names, or of which only an expectation fails")
	f.BoolVar(&request.Older, "older", false, "also move to a version that is older than the current one")
	f.BoolVar(&request.Plan, "plan", false, "report what bump would do, and change nothing")
	f.StringVar(&request.Suppressions, "suppressions", "", "`file` that lists breaking changes to accept (default suppressions.yaml next to the configuration)")
	completePackages(cmd, &request.Config)
	return cmd
}

func requireVersion(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("expected VERSION, %s", gotArguments(args))
	}
	if args[0] == "" {
		return usage("VERSION must not be empty")
	}
	if args[0] == change.StandardInput {
		return usage("VERSION must not be %s: the document must be in a file, because chatgen.yaml names it", args[0])
	}
	return nil
}

func bump(cmd *cobra.Command, request change.BumpRequest) error {
	if err := notEmpty(cmd, "package", "suppressions"); err != nil {
		return err
	}
	if err := notStandardInput(cmd, "suppressions"); err != nil {
		return err
	}
	if err := findConfig(cmd, &request.Config); err != nil {
		return err
	}
	done, err := change.Bump(cmd.Context(), request)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	state, list := "is now", "changed files"
	if request.Plan {
		state, list = "would be", "files to change"
	}
	now := fmt.Sprintf("%s %s at API version %s, released as %s", done.Report.Package, state, request.APIVersion, done.Report.New.Version) + fits(done)
	problems, failure := change.FindCallers(cmd.Context(), done)
	err = printText(out, done.Reports(), report.TextOptions{})
	if err == nil {
		_, err = fmt.Fprintf(out, "\n%s; %s:\n  %s\n", now, list, strings.Join(toSlash(done.Files), "\n  "))
	}
	if err == nil {
		err = writeSteps(out, request.Config, done, problems, failure)
	}
	if err != nil {
		return fmt.Errorf("%s, but the report could not be printed: %w", now, err)
	}
	return nil
}

// toSlash returns paths with slashes.
func toSlash(files []string) []string {
	var names []string
	for _, f := range files {
		names = append(names, filepath.ToSlash(f))
	}
	return names
}
