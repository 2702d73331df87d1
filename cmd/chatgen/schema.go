package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/gen/change/report"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/overrides/schema"
)

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [KIND]",
		Short: "Print the JSON Schema of a kind of file",
		Long: `Schema prints the JSON Schema of a kind of file, for editors: chatgen (that is
chatgen.yaml), suppressions, a kind of overrides, or diff, the output of chatgen diff
--format json. Without KIND it lists the kinds.
The schemas refer to common.json, which they expect in the same folder; chatgen
init writes all of them to overrides/schema.`,
		Example: "  chatgen schema names > names.json",
		RunE:    printSchema,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return schemaKinds(), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

func printSchema(cmd *cobra.Command, args []string) error {
	kinds := schemaKinds()
	switch {
	case len(args) == 0:
		_, err := fmt.Fprintln(cmd.OutOrStdout(), strings.Join(kinds, "\n"))
		return err
	case len(args) > 1:
		return usage("expected one KIND, %s", gotArguments(args))
	case !slices.Contains(kinds, args[0]):
		hint := ", run chatgen schema for the list"
		if near := diag.DidYouMean(args[0], kinds); near != "" {
			hint = ", " + near
		}
		return usage("no schema %q%s", args[0], hint)
	}
	data, err := readSchema(args[0])
	if err == nil {
		_, err = cmd.OutOrStdout().Write(data)
	}
	return err
}

// schemaKinds returns the kinds of files that have a schema, sorted.
func schemaKinds() []string {
	kinds := append(schema.Kinds(), diffName)
	slices.Sort(kinds)
	return kinds
}

// readSchema returns the schema of a kind.
func readSchema(kind string) ([]byte, error) {
	if kind == diffName {
		return report.Schema()
	}
	return schema.Read(kind)
}
