package compare

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/contract"
)

// Compare returns the changes between two contracts on all layers, and those
// that the Go API has, each with what it follows from.
func Compare(old, next *contract.Contract, api []goapi.Change) []Change {
	found := differences(old, next)
	calls := methods(old, next)
	links := &links{was: old.Index(), is: next.Index(), symbols: map[string][]pair{}}
	links.version.old, links.version.new = old.VersionPos, next.VersionPos
	var document []*Change
	var wire []Change
	for i := range found {
		d := &found[i]
		c, ok := d.document()
		if ok {
			c.Calls = calls.of(d.use.Calls)
			document = append(document, &c)
			links.add(d, &c)
		}
		onWire := *d
		onWire.reach = d.onWire
		w, shows := onWire.wire()
		if !shows {
			continue
		}
		w.Calls = calls.of(onWire.use.Calls)
		w.Causes = links.cause(d, &c, ok)
		wire = append(wire, w)
	}
	links.name(old, next)
	links.definitions(next)
	var changes []Change
	for _, c := range document {
		changes = append(changes, *c)
	}
	return once(slices.Concat(changes, links.api(api), wire))
}

// once drops what says the same of the same place as a change before it.
func once(changes []Change) []Change {
	seen := map[string]bool{}
	return slices.DeleteFunc(changes, func(c Change) bool {
		key := fmt.Sprint(c.Key(), c.Old, c.New)
		twice := seen[key]
		seen[key] = true
		return twice
	})
}

// methodsByCall are the Go methods of operations, or their IDs.
type methodsByCall map[string]string

// methods finds the method for each operation: the new side's if it is there.
func methods(sides ...*contract.Contract) methodsByCall {
	names := methodsByCall{}
	for _, side := range sides {
		for _, e := range side.Elements {
			if e.Kind == contract.Operation {
				names[e.Name] = append(e.Go, e.Name)[0]
			}
		}
	}
	return names
}

func (m methodsByCall) of(calls []string) []string {
	var names []string
	for _, id := range calls {
		names = append(names, m[id])
	}
	return names
}
