package explain

import (
	"encoding/json"
	"io"

	"github.com/chatgen-go/chatgen/gen/model"
)

// jsonSymbol is a symbol in the output of [JSON]. Later versions may add properties, but
// do not rename, remove or redefine any.
type jsonSymbol struct {
	Symbol    string         `json:"symbol"` // with the package
	Kind      string         `json:"kind"`
	Position  string         `json:"position"` // "file:line:col"
	Pointer   string         `json:"pointer"`  // JSON pointer in that file
	Element   string         `json:"element"`  // name in the document
	Overrides []jsonOverride `json:"overrides"`
	Wire      []string       `json:"wire"`
	Signature string         `json:"signature"` // the declaration of a hand-written symbol, or ""
	Doc       string         `json:"doc"`       // its comment
	Uses      []jsonUse      `json:"uses"`      // in generated packages
}

// jsonUse is a use of a hand-written symbol in the output of [JSON].
type jsonUse struct {
	Package string `json:"package"`
	Element string `json:"element"`
}

// jsonOverride is an override in the output of [JSON].
type jsonOverride struct {
	Position string `json:"position"`
	Target   string `json:"target"`
	Effect   string `json:"effect"`
	Why      string `json:"why"`
}

// PackageSymbols is symbols of one package.
type PackageSymbols struct {
	Package string
	Symbols []Symbol
}

// JSON writes the symbols of all packages as one JSON array.
func JSON(w io.Writer, packages []PackageSymbols) error {
	list := []jsonSymbol{}
	for _, p := range packages {
		for _, s := range p.Symbols {
			list = append(list, newJSONSymbol(p.Package, s))
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(list)
}

func newJSONSymbol(pkg string, s Symbol) jsonSymbol {
	j := jsonSymbol{
		Symbol: pkg + "." + s.Name, Kind: s.Kind, Position: s.Pos.String(), Pointer: s.Pointer, Element: s.Element,
		Overrides: jsonOverrides(s.Overrides), Wire: append([]string{}, s.Wire...),
		Uses: []jsonUse{},
	}
	if h := s.HandWritten; h != nil {
		j.Signature, j.Doc = h.Signature, h.Doc
		for _, use := range h.Uses {
			j.Uses = append(j.Uses, jsonUse(use))
		}
	}
	return j
}

func jsonOverrides(overrides []model.AppliedOverride) []jsonOverride {
	list := []jsonOverride{}
	for _, o := range overrides {
		list = append(list, jsonOverride{o.Pos.String(), o.Target, o.Effect, o.Why})
	}
	return list
}
