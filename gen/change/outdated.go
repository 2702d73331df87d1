package change

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/override"
)

// findCreated sets the symbols that overrides create on the side of a lock, which does not
// have them, from the document of the configuration.
func (o *origin) findCreated(name string, s *side) {
	if s == nil || s.created != nil {
		return
	}
	i := slices.IndexFunc(o.packages, func(p gen.Package) bool { return p.Name == name })
	from, _, err := o.sideFromDocument(o.packages[i], nil)
	if err == nil {
		s.created = from.created
	}
}

// withoutOutdated returns the changes of the API without those that only follow from an
// override that no longer fits: the symbols that it creates are missing until it is fixed,
// and that is no change of the API. It also returns their number for each entry.
func (c *comparison) withoutOutdated(api []goapi.SymbolChange) ([]goapi.SymbolChange, map[diag.Pos]int) {
	missing, created := map[diag.Pos]int{}, slices.Sorted(maps.Keys(c.old.created))
	return slices.DeleteFunc(api, func(change goapi.SymbolChange) bool {
		for _, symbol := range created {
			at := c.old.created[symbol]
			if c.new.isOutdated(at) && dependsOn(change, symbol) {
				missing[at]++
				return true
			}
		}
		return false
	}), missing
}

// isOutdated reports whether an entry no longer fits the document of a side.
func (s *side) isOutdated(entry diag.Pos) bool {
	return slices.ContainsFunc(s.outdated, func(m override.StaleOverride) bool { return m.Pos == entry && !m.Redundant })
}

// dependsOn reports whether a change is of a symbol or of its member, or replaces it as a
// type.
func dependsOn(c goapi.SymbolChange, symbol string) bool {
	if c.Symbol == symbol || strings.HasPrefix(c.Symbol, symbol+".") {
		return true
	}
	from, isChange := strings.CutPrefix(c.Message, "changed from ")
	return isChange && regexp.MustCompile(`\b`+regexp.QuoteMeta(symbol)+`\b`).MatchString(from)
}
