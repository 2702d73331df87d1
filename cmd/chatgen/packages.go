package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// selection holds the flags that select packages and replace their settings.
type selection struct {
	config  string
	name    string
	replace gen.Package // values to use instead of those in chatgen.yaml
}

// flags adds the flags that all commands on packages have.
func (s *selection) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	configFlag(cmd, &s.config)
	f.StringVar(&s.name, "package", "", "`name` of the only package to work on (default all)")
	completePackages(cmd, &s.config)
	f.StringVar(&s.replace.Spec, "spec", "", "`file` of the document, or - for standard input; it selects the package whose document has the same file name")
	f.StringVar(&s.replace.Overrides, "overrides", "", "`folder` to read the package's overrides from, \"\" for none")
}

// configFlag adds the flag for the configuration file.
func configFlag(cmd *cobra.Command, config *string) {
	cmd.Flags().StringVar(config, "config", "", "`file` that lists the packages (default the nearest chatgen.yaml, in the working folder or above it)")
}

// findConfig sets config to the nearest chatgen.yaml unless --config is given.
func findConfig(cmd *cobra.Command, config *string) error {
	if err := notEmpty(cmd, "config"); err != nil {
		return err
	}
	if err := notStandardInput(cmd, "config"); err != nil || *config != "" {
		return err
	}
	file, err := gen.FindConfig()
	*config = file
	return err
}

// outFlag adds the flag of the commands that use the package's folder.
func (s *selection) outFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.replace.Out, "out", "", "`folder` of the package")
}

// packages returns the packages that the flags select.
func (s *selection) packages(cmd *cobra.Command) ([]gen.Package, error) {
	if err := notEmpty(cmd, "package", "spec", "out"); err != nil {
		return nil, err
	}
	if err := notStandardInput(cmd, "overrides", "out"); err != nil {
		return nil, err
	}
	if err := findConfig(cmd, &s.config); err != nil {
		return nil, err
	}
	var errs diag.List
	packages := gen.ReadConfig(s.config, &errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	packages, err := s.choose(packages)
	if err != nil {
		return nil, err
	}
	return packages, s.replaceIn(cmd, packages)
}

// notEmpty rejects flags with an empty value, as far as the command has them.
func notEmpty(cmd *cobra.Command, flags ...string) error {
	for _, name := range flags {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed && f.Value.String() == "" {
			return usage("--%s must not be empty", name)
		}
	}
	return nil
}

// choose returns the package that --package names, or else the only one whose
// document has the file name of --spec, or else all of them.
func (s *selection) choose(packages []gen.Package) ([]gen.Package, error) {
	if s.name == "" {
		matching := slices.DeleteFunc(slices.Clone(packages), func(p gen.Package) bool {
			return filepath.Base(p.Spec) != filepath.Base(s.replace.Spec)
		})
		if len(matching) == 1 {
			return matching, nil
		}
		return packages, nil
	}
	i := slices.IndexFunc(packages, func(p gen.Package) bool { return p.Name == s.name })
	if i < 0 {
		return nil, usage("%s has no package %q, only %s%s", s.config, s.name, joinNames(packages), suggestPackage(s.name, packages))
	}
	return packages[i : i+1], nil
}

// suggestPackage returns a question for the package that was meant, or "".
func suggestPackage(name string, packages []gen.Package) string {
	var names []string
	for _, p := range packages {
		names = append(names, p.Name)
	}
	if hint := diag.DidYouMean(name, names); hint != "" {
		return "; " + hint
	}
	return ""
}

func joinNames(packages []gen.Package) string {
	var list []string
	for _, p := range packages {
		list = append(list, p.Name)
	}
	return strings.Join(list, ", ")
}

// replaceIn replaces settings of chatgen.yaml by those of the flags.
func (s *selection) replaceIn(cmd *cobra.Command, packages []gen.Package) error {
	p := &packages[0]
	folder := filepath.Dir(p.Spec) // of the references of a document on standard input
	for _, f := range []struct {
		name string
		from string
		to   *string
	}{
		{"spec", s.replace.Spec, &p.Spec},
		{"overrides", s.replace.Overrides, &p.Overrides},
		{"out", s.replace.Out, &p.Out},
	} {
		if !cmd.Flags().Changed(f.name) {
			continue
		}
		if len(packages) > 1 {
			return usage("--%s applies to a single package (select one of %s with --package)", f.name, joinNames(packages))
		}
		*f.to = f.from
	}
	if s.replace.Spec != change.StandardInput {
		return nil
	}
	if err := s.readDocument(cmd); err != nil {
		return err
	}
	p.Spec, p.Document = filepath.Join(folder, change.StandardInput), s.replace.Document
	return nil
}

// readDocument reads the document on standard input, once.
func (s *selection) readDocument(cmd *cobra.Command) (err error) {
	if s.replace.Document == nil {
		s.replace.Document, err = readInput(cmd)
	}
	return err
}
