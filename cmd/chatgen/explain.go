package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/explain"
)

func explainCommand() *cobra.Command {
	var s selection
	cmd := &cobra.Command{
		Use:   "explain SYMBOL",
		Short: "Show the origin of a symbol",
		Long: `Explain shows the origin of an exported symbol of a package or its fake: its
position in the document, the overrides that affect it with their reasons, and the
requests or JSON that it represents. Write the package's name, as in chat.Client, or
its import path.`,
		Example: `  chatgen explain chat.Client.CreateThread
  chatgen explain chat.Participant.Metadata
  chatgen explain chat.fake.Server.SendMessage`,
		Args: requireSymbol,
		RunE: func(cmd *cobra.Command, args []string) error { return explainSymbol(cmd, &s, args[0]) },
	}
	s.flags(cmd)
	return cmd
}

func requireSymbol(_ *cobra.Command, args []string) error {
	if len(args) != 1 || args[0] == "" || args[0][0] == '.' {
		return usage("expected one SYMBOL, such as chat.Client.CreateThread")
	}
	return nil
}

func explainSymbol(cmd *cobra.Command, s *selection, symbol string) error {
	if err := findConfig(cmd, &s.config); err != nil {
		return err
	}
	pkg, name := s.splitSymbol(symbol)
	if s.name != "" && s.name != pkg {
		return usage("%s is in package %q, but --package is %q", symbol, pkg, s.name)
	}
	s.name = pkg
	models, err := s.models(cmd)
	if err != nil {
		return err
	}
	if name == "" {
		return usage("%s is a package (name one of its symbols, such as %s.ClientOptions)", symbol, pkg)
	}
	symbols := explain.Symbols(models[0])
	found, ok := explain.Find(symbols, name)
	if !ok {
		return usage("package %s has no exported symbol %q%s", pkg, name, suggestion(pkg, name, symbols))
	}
	return explain.Text(cmd.OutOrStdout(), pkg, found)
}

// splitSymbol returns the name of a symbol's package and that of the symbol in it.
// It also accepts chat.(*Client).CreateThread, chat/fake.Server, and an import path as
// the package.
func (s *selection) splitSymbol(symbol string) (pkg, name string) {
	symbol = strings.NewReplacer("(", "", ")", "", "*", "").Replace(symbol)
	var errs diag.List // reported when the package is read
	for _, p := range gen.ReadConfig(s.config, &errs) {
		for _, prefix := range []string{p.Import, p.Name} {
			switch rest, ok := strings.CutPrefix(symbol, prefix); {
			case ok && rest == "":
				return p.Name, ""
			case ok && (rest[0] == '.' || strings.HasPrefix(rest, "/fake.")):
				return p.Name, rest[1:]
			}
		}
	}
	path := strings.LastIndex(symbol, "/") + 1
	pkg, name, _ = strings.Cut(symbol[path:], ".")
	return symbol[:path] + pkg, name
}

// suggestion returns ", did you mean NAME?" for a misspelled symbol, or "" if no name
// is close.
func suggestion(pkg, name string, symbols []explain.Symbol) string {
	var names []string
	for _, s := range symbols {
		names = append(names, s.Name)
	}
	if near := diag.Nearest(name, names); near != "" {
		return ", did you mean " + pkg + "." + near + "?"
	}
	return ""
}
