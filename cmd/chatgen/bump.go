package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/change/compare"
)

func bumpCommand() *cobra.Command {
	var request change.BumpRequest
	cmd := &cobra.Command{
		Use:   "bump VERSION",
		Short: "Move a package to another version of its API",
		Long: `Bump moves a package to the document of that version, which must stand beside
the present one: GROUP/stable/VERSION/NAME or GROUP/preview/VERSION/NAME. It
adds a section to CHANGELOG.md, points chatgen.yaml to the document, gives the
package the version that diff asks for, and generates it with its lock. Then it
tells what changed, as diff does.

If an override does not fit the new document, bump lists what a human has to
look at and changes nothing, as it does if it cannot write a file. A run that
was killed is finished by another one, or by chatgen generate.`,
		Example: "  chatgen bump 2025-03-15",
		Args:    oneVersion,
		RunE: func(cmd *cobra.Command, args []string) error {
			request.APIVersion, request.Today = args[0], time.Now()
			return bump(cmd, request)
		},
	}
	f := cmd.Flags()
	configFlag(cmd, &request.Config)
	f.StringVar(&request.Package, "package", "", "`name` of the package (default the one that has a document of that version)")
	f.StringVar(&request.Suppressions, "suppressions", "", "`file` that lists changes to tolerate (default suppressions.yaml beside the configuration)")
	return cmd
}

func oneVersion(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("want VERSION, got %d arguments", len(args))
	}
	if args[0] == "" {
		return usage("VERSION must not be empty")
	}
	return nil
}

func bump(cmd *cobra.Command, request change.BumpRequest) error {
	if err := notEmpty(cmd, "package", "suppressions"); err != nil {
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
	now := fmt.Sprintf("%s is at API version %s now, as %s", done.Report.Package, request.APIVersion, done.Report.New.Version)
	err = text(out, []*compare.Report{done.Report})
	if err == nil {
		_, err = fmt.Fprintf(out, "\n%s; written:\n  %s\n", now, strings.Join(slashed(done.Files), "\n  "))
	}
	if err != nil {
		return fmt.Errorf("%s, but that could not be told: %w", now, err)
	}
	return nil
}

func slashed(files []string) []string {
	var names []string
	for _, f := range files {
		names = append(names, filepath.ToSlash(f))
	}
	return names
}
