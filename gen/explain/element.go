package explain

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// FindElement returns the symbols that are generated from an element of the document, the
// method of an operation first. The element is an operationId, a definition, a property
// as "definition.property", or a request such as "POST /chat/threads".
func FindElement(symbols []Symbol, element string) []Symbol {
	var found []Symbol
	for _, s := range symbols {
		if slices.Contains(s.Elements(), element) {
			found = append(found, s)
		}
	}
	slices.SortStableFunc(found, func(a, b Symbol) int { return rank(a) - rank(b) })
	return found
}

// Elements returns the names by which [FindElement] finds a symbol.
func (s *Symbol) Elements() []string {
	names := []string{s.Element, s.request()}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

// request returns the method and path of the request that a method sends, or "".
func (s *Symbol) request() string {
	if s.Kind != method || len(s.Wire) == 0 {
		return ""
	}
	request, _, _ := strings.Cut(s.Wire[0], "?")
	if httpMethod, _, found := strings.Cut(request, " /"); !found || httpMethod != strings.ToUpper(httpMethod) || strings.Contains(httpMethod, `"`) {
		return "" // it is the JSON of MarshalJSON
	}
	return request
}

// rank orders the symbols of one element: methods that send requests, types, then what
// belongs to them, and those of the fake last.
func rank(s Symbol) int {
	switch {
	case strings.HasPrefix(s.Name, "fake."):
		return 3
	case s.request() != "":
		return 0
	case s.Kind == typ:
		return 1
	}
	return 2
}

// Uses returns the overrides by which a package uses a hand-written type, such as
// "acs.Identifier".
func Uses(pkg *model.Package, typ string) []model.AppliedOverride {
	var uses []model.AppliedOverride
	for _, o := range pkg.AppliedOverrides {
		if strings.Contains(typ, ".") && strings.HasSuffix(o.Effect, " "+typ) {
			uses = append(uses, o)
		}
	}
	return uses
}
