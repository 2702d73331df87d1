package report

import (
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// GoChange is a change of an exported symbol that can stop code from compiling.
type GoChange struct {
	Symbol  string // "Client.Send"
	NewName string // "Client.SendMessage", if it was renamed
	Message string // "removed", "renamed from X to Y", "changed from X to Y"
}

// GoChanges returns the breaking changes of exported symbols, also those that a changelog
// does not list because others imply them.
func GoChanges(r *compare.Report) []GoChange {
	var changes []GoChange
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Layer == compare.API && c.Breaking {
			g := GoChange{Symbol: diag.OneLine(c.Subject), Message: diag.OneLine(c.Message)}
			if c.Renamed != "" {
				g.Symbol, g.NewName = c.Renamed, g.Symbol
			}
			changes = append(changes, g)
		}
	}
	return changes
}
