package compare

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/contract"
)

// Compare returns the changes between two contracts on the document and wire
// layers, and the given changes of the Go API, each with its causes.
func Compare(old, next *contract.Contract, api []goapi.SymbolChange) []Change {
	all := differences(old, next)
	calls := methodNamesOf(old, next)
	causes := &causeFinder{oldIndex: old.Index(), newIndex: next.Index(), oldUses: old.Uses(), newUses: next.Uses(), symbols: map[string][]pair{}}
	causes.version.old, causes.version.new = old.VersionPos, next.VersionPos
	causes.oldBehind, causes.newBehind = old.Behind(), next.Behind()
	var document []*Change
	var wire []Change
	var ofWire []*difference // by the index of their change on the wire
	for i := range all {
		d := &all[i]
		c, ok := d.documentChange()
		if ok {
			c.Calls = calls.names(d.use.Calls)
			causes.addBehind(&c, d)
			document = append(document, &c)
			causes.add(d, &c)
		}
		onWire := *d
		onWire.usage = d.wireUsage
		w, affected := onWire.wireChange()
		if !affected {
			continue
		}
		w.Calls = calls.names(onWire.use.Calls)
		if ok {
			w.Causes = []string{c.Key()}
		}
		wire, ofWire = append(wire, w), append(ofWire, d)
	}
	for i := range wire {
		if wire[i].Causes == nil {
			wire[i].Causes = causes.wireCauses(ofWire[i])
		}
	}
	causes.indexSymbols(old, next)
	causes.addDefinitionCauses(old, next)
	var changes []Change
	for _, c := range document {
		changes = append(changes, *c)
	}
	changes = JoinRenames(dedupe(slices.Concat(changes, causes.apiChanges(api), wire)))
	for i := range changes {
		if c := &changes[i]; c.Layer == API && c.Causes == nil {
			causes.explain(c) // of members of renamed types
		}
	}
	inheritCauses(changes)
	return changes
}

// inheritCauses gives types that come from no element of their own, such as those of inline
// objects, the causes of the symbols whose new type mentions them.
func inheritCauses(changes []Change) {
	for i := range changes {
		c := &changes[i]
		if c.Layer != API || c.Causes != nil || c.Message != "added" && c.Message != "removed" {
			continue
		}
		mention := regexp.MustCompile(`\b` + regexp.QuoteMeta(c.Subject) + `\b`)
		for _, other := range changes {
			if other.Layer == API && strings.HasPrefix(other.Message, "changed from ") && mention.MatchString(other.Message) {
				c.Causes = union(c.Causes, other.Causes)
			}
		}
	}
}

// dedupe drops changes with the same key and positions as an earlier one.
func dedupe(changes []Change) []Change {
	seen := map[string]bool{}
	return slices.DeleteFunc(changes, func(c Change) bool {
		key := fmt.Sprint(c.Key(), c.Old, c.New)
		twice := seen[key]
		seen[key] = true
		return twice
	})
}

// methodNames maps the ID of an operation to its Go method, or to the ID if it
// has no method.
type methodNames map[string]string

// methodNamesOf returns the methods of all operations. Those of later sides
// replace those of earlier ones.
func methodNamesOf(sides ...*contract.Contract) methodNames {
	names := methodNames{}
	for _, side := range sides {
		for _, e := range side.Elements {
			if e.Kind == contract.Operation {
				names[e.Name] = append(e.Go, e.Name)[0]
			}
		}
	}
	return names
}

func (m methodNames) names(calls []string) []string {
	var names []string
	for _, id := range calls {
		names = append(names, m[id])
	}
	return names
}
