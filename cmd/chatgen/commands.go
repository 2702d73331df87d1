package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/inspect"
	"github.com/chatgen-go/chatgen/gen/model"
)

func generateCommand() *cobra.Command {
	var s selection
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write the packages",
		Long: `Generate writes the packages that chatgen.yaml lists, each to its folder, and
removes generated files that are no longer needed. It writes nothing if any
package has a problem, and never touches files without the generated header.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return generate(cmd, &s) },
	}
	s.flags(cmd)
	s.outFlag(cmd)
	return cmd
}

func generate(cmd *cobra.Command, s *selection) error {
	packages, err := s.packages(cmd)
	if err != nil {
		return err
	}
	changed, err := gen.Write(cmd.Context(), packages)
	for i, names := range changed {
		p := packages[i]
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s: %s in %s\n", p.Name, describeCount(len(names)), filepath.ToSlash(p.Out)); err != nil {
			return err
		}
	}
	return err
}

func describeCount(n int) string {
	switch n {
	case 0:
		return "nothing changed"
	case 1:
		return "1 file changed"
	}
	return fmt.Sprintf("%d files changed", n)
}

func checkCommand() *cobra.Command {
	var s selection
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check that the packages are up to date",
		Long: `Check generates the packages in memory and compares them with their folders. If
they differ, it prints a unified diff and exits with 1.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return check(cmd, &s) },
	}
	s.flags(cmd)
	s.outFlag(cmd)
	return cmd
}

func check(cmd *cobra.Command, s *selection) error {
	packages, err := s.packages(cmd)
	if err != nil {
		return err
	}
	diff, err := gen.Check(cmd.Context(), packages)
	if err != nil || diff == "" {
		return err
	}
	if _, err := fmt.Fprint(cmd.OutOrStdout(), diff); err != nil {
		return err
	}
	if gen.DiffersInLineEndsOnly(diff) {
		return errors.New("generated files differ in their line ends only (check them out with LF: " +
			"add \"* text eol=lf\" for their folders to .gitattributes, then run chatgen generate)")
	}
	return errors.New("generated files are out of date (run chatgen generate)")
}

func lintCommand() *cobra.Command {
	var s selection
	cmd := &cobra.Command{
		Use:   "lint",
		Short: "Check documents and overrides only",
		Long: `Lint reads the documents and applies the overrides. It prints every problem, one
per line, and writes nothing. What a document states and its package does not carry
out is a problem unless chatgen.yaml accepts it; inspect lists all of it.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return lint(cmd, &s) },
	}
	s.flags(cmd)
	return cmd
}

func lint(cmd *cobra.Command, s *selection) error {
	packages, err := s.packages(cmd)
	if err != nil {
		return err
	}
	models, err := gen.Models(cmd.Context(), packages)
	if err != nil {
		return err
	}
	var errs diag.List
	operations, changes, accepted := 0, 0, 0
	for i, pkg := range models {
		gen.ReportNotCarried(pkg, &errs)
		if !cmd.Flags().Changed("spec") { // another document may lack what is accepted
			gen.ReportStaleAcceptances(packages[i], pkg, &errs)
		}
		accepted += len(pkg.NotCarried)
		for _, c := range pkg.Clients {
			operations += len(c.Operations)
		}
		changes += len(pkg.AppliedOverrides)
	}
	if err := errs.Err(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "no problems (packages: %d, operations: %d, overrides: %d, accepted as not carried: %d)\n",
		len(models), operations, changes, accepted)
	return err
}

func inspectCommand() *cobra.Command {
	var s selection
	var format string
	cmd := &cobra.Command{
		Use:   "inspect",
		Short: "Show the model built from the documents and overrides",
		Long: `Inspect shows each package as it would be generated: its clients and their
operations, its types, and the effect of each override.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return printModels(cmd, &s, format) },
	}
	s.flags(cmd)
	cmd.Flags().StringVar(&format, "format", "table", "table, or json for programs")
	completeValues(cmd, "format", "table", "json")
	return cmd
}

func printModels(cmd *cobra.Command, s *selection, format string) error {
	write := inspect.Table
	switch format {
	case "table":
	case "json":
		write = inspect.JSON
	default:
		return usage("invalid --format %q (expected table or json)", format)
	}
	models, err := s.models(cmd)
	if err != nil {
		return err
	}
	return write(cmd.OutOrStdout(), inspect.NewReport(models))
}

// models returns the models of the packages that the flags select.
func (s *selection) models(cmd *cobra.Command) ([]*model.Package, error) {
	packages, err := s.packages(cmd)
	if err != nil {
		return nil, err
	}
	return gen.Models(cmd.Context(), packages)
}
