package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/explain"
)

// completeValues completes a flag with fixed values in the shell.
func completeValues(cmd *cobra.Command, flag string, values ...string) {
	complete := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values, cobra.ShellCompDirectiveNoFileComp
	}
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic("chatgen bug: " + err.Error())
	}
}

// completePackages completes the flag --package with the packages of the configuration.
func completePackages(cmd *cobra.Command, config *string) {
	complete := func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		var names []string
		for _, p := range configuredPackages(cmd, *config) {
			names = append(names, p.Name)
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
	if err := cmd.RegisterFlagCompletionFunc("package", complete); err != nil {
		panic("chatgen bug: " + err.Error())
	}
}

// configuredPackages returns the packages of a configuration, or none after an error: a
// shell cannot show it.
func configuredPackages(cmd *cobra.Command, config string) []gen.Package {
	if findConfig(cmd, &config) != nil {
		return nil
	}
	var errs diag.List
	return gen.ReadConfig(config, &errs)
}

// completeSymbols returns the exported symbols of all packages, hand-written ones included.
func completeSymbols(cmd *cobra.Command, s selection) []string {
	if s.replace.Spec == change.StandardInput || findConfig(cmd, &s.config) != nil {
		return nil
	}
	models, err := s.models(cmd)
	if err != nil {
		return nil
	}
	var names []string
	for _, pkg := range models {
		for _, symbol := range explain.Symbols(pkg) {
			names = append(names, pkg.Name+"."+symbol.Name)
		}
	}
	h, err := s.loadHandWritten(cmd, models)
	if err != nil {
		return names
	}
	for _, p := range h.packages {
		for _, symbol := range p.Symbols {
			names = append(names, p.Name+"."+symbol.Name)
		}
	}
	return names
}

// completeVersions returns the versions of the documents next to those of the packages, or of
// the one with a name, that these can move to.
func completeVersions(cmd *cobra.Command, config, name string) []string {
	var versions []string
	for _, p := range configuredPackages(cmd, config) {
		if name != "" && p.Name != name {
			continue
		}
		group := filepath.Dir(filepath.Dir(filepath.Dir(p.Spec)))
		documents, err := filepath.Glob(filepath.Join(group, "*", "*", filepath.Base(p.Spec)))
		if err != nil {
			continue // the folder's name is not a pattern
		}
		for _, d := range documents {
			if d != p.Spec {
				versions = append(versions, filepath.Base(filepath.Dir(d)))
			}
		}
	}
	return versions
}

// completeFirst completes only the first argument, and no files.
func completeFirst(complete func(cmd *cobra.Command) []string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(cmd), cobra.ShellCompDirectiveNoFileComp
	}
}
