package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/explain"
	"github.com/chatgen-go/chatgen/gen/model"
)

func explainCommand() *cobra.Command {
	var s selection
	var format string
	cmd := &cobra.Command{
		Use:   "explain SYMBOL | ELEMENT",
		Short: "Show the origin of a symbol, or the symbols of an element of the document",
		Long: `Explain shows the origin of an exported symbol of a package or its fake: its
position in the document, the overrides that affect it with their reasons, and the
requests or JSON that it represents. Write the package's name, as in chat.Client, or
its import path, or only the symbol if one package has it.

It also finds symbols by an element of the document: an operationId, a definition, a
property as DEFINITION.PROPERTY, or a request such as POST /chat/threads. For a symbol
of a hand-written package that generated code imports, such as acs or acs/wire, it shows
the declaration, its comment, its position, and the operations and definitions whose
code uses it.`,
		Example: `  chatgen explain chat.Client.CreateThread
  chatgen explain chat.fake.Server.SendMessage
  chatgen explain POST /chat/threads
  chatgen explain ChatParticipant
  chatgen explain acs.Identifier
  chatgen explain ParseIdentifier`,
		Args: requireSymbol,
		RunE: func(cmd *cobra.Command, args []string) error {
			return explainAny(cmd, &s, strings.Join(args, " "), format)
		},
		ValidArgsFunction: completeFirst(func(cmd *cobra.Command) []string { return completeSymbols(cmd, s) }),
	}
	s.flags(cmd)
	cmd.Flags().StringVar(&format, "format", "text", "text, or json for programs")
	completeValues(cmd, "format", "text", "json")
	return cmd
}

// requireSymbol accepts a symbol or an element, and a request as two arguments.
func requireSymbol(_ *cobra.Command, args []string) error {
	isRequest := len(args) == 2 && strings.HasPrefix(args[1], "/")
	if len(args) != 1 && !isRequest || args[0] == "" || args[0][0] == '.' {
		return usage("expected one SYMBOL, such as chat.Client.CreateThread")
	}
	return nil
}

// explainAny explains a symbol of a package, or else an element of a document, a symbol of a
// hand-written package, or a symbol without its package.
func explainAny(cmd *cobra.Command, s *selection, name, format string) error {
	write := explainText
	switch format {
	case "text":
	case "json":
		write = explain.JSON
	default:
		return usage("invalid --format %q (expected text or json)", format)
	}
	if err := findConfig(cmd, &s.config); err != nil {
		return err
	}
	if pkg, _ := s.splitSymbol(name); s.hasPackage(pkg) {
		return explainSymbol(cmd, s, name, write)
	}
	models, err := s.models(cmd)
	if err != nil {
		return err
	}
	for _, explainAs := range []func(*cobra.Command, *selection, []*model.Package, string, symbolWriter) (bool, error){
		explainElement, explainReplaced, explainHandWritten, explainUnqualified,
	} {
		if found, err := explainAs(cmd, s, models, name, write); found || err != nil {
			return err
		}
	}
	if hint := elementHint(cmd, s, models, name); hint != "" || !strings.Contains(name, ".") {
		return usage("no element or symbol %q%s", name, hint)
	}
	return explainSymbol(cmd, s, name, write)
}

// hasPackage reports whether the configuration has a package.
func (s *selection) hasPackage(name string) bool {
	var errs diag.List // reported when the package is read
	return slices.ContainsFunc(gen.ReadConfig(s.config, &errs), func(p gen.Package) bool { return p.Name == name })
}

// symbolWriter writes the symbols that were found.
type symbolWriter func(w io.Writer, found []explain.PackageSymbols) error

// explainText writes the first symbol of each package, and the names of the others.
func explainText(w io.Writer, found []explain.PackageSymbols) error {
	for _, p := range found {
		if err := explain.Text(w, p.Package, p.Symbols[0]); err != nil {
			return err
		}
		for _, s := range p.Symbols[1:] {
			if _, err := fmt.Fprintf(w, "also %s.%s  %s\n", p.Package, s.Name, s.Kind); err != nil {
				return err
			}
		}
	}
	return nil
}

// one returns a symbol for a [symbolWriter].
func one(pkg string, symbol explain.Symbol) []explain.PackageSymbols {
	return []explain.PackageSymbols{{Package: pkg, Symbols: []explain.Symbol{symbol}}}
}

// explainElement explains an element of the documents. It reports whether there is one.
func explainElement(cmd *cobra.Command, _ *selection, models []*model.Package, name string, write symbolWriter) (bool, error) {
	var found []explain.PackageSymbols
	for _, pkg := range models {
		if symbols := explain.FindElement(explain.Symbols(pkg), name); len(symbols) > 0 {
			found = append(found, explain.PackageSymbols{Package: pkg.Name, Symbols: symbols})
		}
	}
	if found == nil {
		return false, nil
	}
	return true, write(cmd.OutOrStdout(), found)
}

// elementHint returns ", did you mean NAME?" for a misspelled element of the documents or
// symbol without its package, or "" if no name is close.
func elementHint(cmd *cobra.Command, s *selection, models []*model.Package, name string) string {
	var names []string
	if h, err := s.loadHandWritten(cmd, models); err == nil {
		for _, p := range h.packages {
			for _, symbol := range p.Symbols {
				names = append(names, symbol.Name)
			}
		}
	}
	for _, pkg := range models {
		for _, symbol := range explain.Symbols(pkg) {
			names = append(names, symbol.Elements()...)
			names = append(names, symbol.Name)
		}
	}
	if hint := diag.DidYouMean(name, names); hint != "" {
		return ", " + hint
	}
	return ""
}

func explainSymbol(cmd *cobra.Command, s *selection, symbol string, write symbolWriter) error {
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
	return write(cmd.OutOrStdout(), one(pkg, found))
}

// splitSymbol returns the name of a symbol's package and that of the symbol in it.
// It also accepts chat.(*Client).CreateThread, chat/fake.Server, and an import path as
// the package.
func (s *selection) splitSymbol(symbol string) (pkg, name string) {
	symbol = plainSymbol(symbol)
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

// plainSymbol returns a symbol such as chat.(*Client).CreateThread as chat.Client.CreateThread.
func plainSymbol(symbol string) string {
	return strings.NewReplacer("(", "", ")", "", "*", "").Replace(symbol)
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
