package report

import (
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// GoChange is a change of an exported symbol that can stop code from compiling.
type GoChange struct {
	Symbol  string // "Client.Send"
	NewName string // "Client.SendMessage", if it was renamed
	Message string // "removed", "changed from X to Y"
}

// GoChanges returns the breaking changes of exported symbols, also those that a changelog
// does not list because others imply them.
func GoChanges(r *compare.Report) []GoChange {
	renames := map[string]string{}
	for _, s := range joinRenames(symbolsOf(r)) {
		if s.newName != "" {
			renames[s.name] = s.newName
		}
	}
	var changes []GoChange
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Layer == compare.API && c.Breaking {
			name := diag.OneLine(c.Subject)
			changes = append(changes, GoChange{name, renames[name], diag.OneLine(c.Message)})
		}
	}
	return changes
}
