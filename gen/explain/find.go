package explain

import (
	"slices"
	"strings"
)

// Find returns the symbol with the given name, which may be a promoted member:
// "ListMessagesResponse.NextLink".
func Find(symbols []Symbol, name string) (Symbol, bool) {
	if s, ok := lookup(symbols, name); ok {
		return s, true
	}
	dot := max(0, strings.LastIndex(name, "."))
	for _, s := range symbols {
		if s.EmbeddedType == "" || s.Name != name[:dot]+"."+s.EmbeddedType {
			continue
		}
		if member, ok := lookup(symbols, s.EmbeddedType+name[dot:]); ok {
			member.Name, member.PromotedFrom = name, s.EmbeddedType
			return member, true
		}
	}
	return Symbol{}, false
}

func lookup(symbols []Symbol, name string) (Symbol, bool) {
	i := slices.IndexFunc(symbols, func(s Symbol) bool { return s.Name == name })
	if i < 0 {
		return Symbol{}, false
	}
	return symbols[i], true
}
