package apidiff

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/goapi"
)

// Compare returns the changes between two contracts on all layers, and those
// that the Go API has, each with what it follows from.
func Compare(old, new *contract.Contract, api []goapi.Change) []Change {
	found := differences(old, new)
	methods := methods(old, new)
	links := &links{was: old.Index(), is: new.Index(), symbols: map[string][]pair{}}
	var document, wire []Change
	for i := range found {
		d := &found[i]
		c, ok := d.document()
		if ok {
			c.Calls = methods.of(d.use.Calls)
			document = append(document, c)
			links.add(d, c)
		}
		w, shows := d.wire()
		if !shows {
			continue
		}
		w.Calls = methods.of(d.use.Calls)
		if ok {
			w.Causes = []string{c.Key()}
		}
		wire = append(wire, w)
	}
	links.name(old, new)
	changes := append(document, links.api(api)...)
	return once(append(changes, wire...))
}

// once drops what says the same as a change before it.
func once(changes []Change) []Change {
	seen := map[string]bool{}
	return slices.DeleteFunc(changes, func(c Change) bool {
		key := c.Key()
		twice := seen[key]
		seen[key] = true
		return twice
	})
}

// methodsByCall are the Go methods of operations.
type methodsByCall map[string]string

// methods finds the method for each operation: the new side's if it is there.
func methods(sides ...*contract.Contract) methodsByCall {
	names := methodsByCall{}
	for _, side := range sides {
		for _, e := range side.Elements {
			if e.Kind == contract.Operation {
				names[e.Name] = method(e)
			}
		}
	}
	return names
}

// method returns the first symbol of an operation that is a method of a client,
// or else the operation's ID.
func method(op *contract.Element) string {
	for _, name := range op.Go {
		client, _, found := strings.Cut(name, ".")
		if found && strings.HasSuffix(client, "Client") {
			return name
		}
	}
	return op.Name
}

func (m methodsByCall) of(calls []string) []string {
	var names []string
	for _, id := range calls {
		names = append(names, m[id])
	}
	return names
}
