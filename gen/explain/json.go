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

// JSON writes symbols of package pkg as a JSON array.
func JSON(w io.Writer, pkg string, symbols []Symbol) error {
	list := []jsonSymbol{}
	for _, s := range symbols {
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
		list = append(list, j)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(list)
}

func jsonOverrides(overrides []model.AppliedOverride) []jsonOverride {
	list := []jsonOverride{}
	for _, o := range overrides {
		list = append(list, jsonOverride{o.Pos.String(), o.Target, o.Effect, o.Why})
	}
	return list
}
