package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/trace"
)

func explainCommand() *cobra.Command {
	var s selection
	cmd := &cobra.Command{
		Use:   "explain SYMBOL",
		Short: "Show where a symbol comes from",
		Long: `Explain follows an exported symbol of a package or its fake back: it shows the
symbol's place in the document, the overrides that shaped it and why, and what it
is on the wire.`,
		Example: `  chatgen explain chat.Client.CreateThread
  chatgen explain chat.Participant.Metadata
  chatgen explain chat.fake.Server.SendMessage`,
		Args: oneSymbol,
		RunE: func(cmd *cobra.Command, args []string) error { return explain(cmd, &s, args[0]) },
	}
	s.flags(cmd)
	return cmd
}

func oneSymbol(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("name one symbol, as in chat.Client.CreateThread")
	}
	return nil
}

func explain(cmd *cobra.Command, s *selection, symbol string) error {
	// Go writes a method as chat.(*Client).CreateThread, too.
	pkg, name, _ := strings.Cut(strings.NewReplacer("(", "", ")", "", "*", "").Replace(symbol), ".")
	if s.name != "" && s.name != pkg {
		return usage("%s is of package %q, not of the --package %q", symbol, pkg, s.name)
	}
	s.name = pkg
	models, err := s.models(cmd)
	if err != nil {
		return err
	}
	if name == "" {
		return usage("%s is a package: name a symbol of it, as in %s.ClientOptions", symbol, pkg)
	}
	symbols := trace.Symbols(models[0])
	i := slices.IndexFunc(symbols, func(s trace.Symbol) bool { return s.Name == name })
	if i < 0 {
		return usage("package %s has no exported symbol %q%s", pkg, name, meant(pkg, name, symbols))
	}
	return trace.Text(cmd.OutOrStdout(), pkg, symbols[i])
}

// meant says which symbol a misspelled one may be, or nothing.
func meant(pkg, name string, symbols []trace.Symbol) string {
	var names []string
	for _, s := range symbols {
		names = append(names, s.Name)
	}
	if near := diag.Nearest(name, names); near != "" {
		return ", did you mean " + pkg + "." + near + "?"
	}
	return ""
}
