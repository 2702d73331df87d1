package override

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// nameEntry renames an element in Go, or strips a word from the names of all
// clients, operations, parameters, response headers, definitions and properties.
type nameEntry struct {
	Strip text `yaml:"strip"`
	target
	Name text `yaml:"name"`
	common
}

// rank puts entries with strip first, so that the other entries set the final names.
func (e *nameEntry) rank() int {
	if e.Strip.IsSet() {
		return 0
	}
	return 1
}

func (e *nameEntry) subject() subject {
	if e.Strip.IsSet() {
		return subject{"strip", e.Strip.Value}
	}
	return e.target.subject()
}

func (e *nameEntry) apply(a *applier) string {
	if e.Strip.IsSet() {
		return e.applyStrip(a)
	}
	targets := e.find(a)
	if !e.Name.IsSet() {
		a.reject(e.common.Pos, e.subject().name, "name is required", "add name")
		return ""
	}
	if !a.validName(e.Name) {
		return ""
	}
	effect := ""
	for _, s := range targets {
		if a.rename(s.name, e.Name.Value, e.common.Pos) {
			effect = "named " + e.Name.Value
		}
	}
	return effect
}

func (e *nameEntry) applyStrip(a *applier) string {
	word := e.Strip.Value
	if e.Name.IsSet() || e.target.subject().name != "" || e.Expect != nil {
		a.reject(e.Strip.Key, "strip", "can only be combined with why and applies", "use two entries")
		return ""
	}
	if words := model.Words(word); len(words) != 1 || words[0] != word {
		a.reject(e.Strip.Pos, word, "must be a single word", "write one word")
		return ""
	}
	count := 0
	for _, n := range a.allNames() {
		words := model.Words(*n.name)
		if !slices.Contains(words, word) {
			continue
		}
		rest := slices.DeleteFunc(words, func(w string) bool { return w == word })
		if len(rest) == 0 {
			a.emptied = append(a.emptied, emptiedName{n, *n.name, e.common.Pos})
		} else if a.rename(n.name, model.GoName(rest...), e.common.Pos) {
			a.recordAffected(n.element)
			count++
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf("stripped from %d names", count)
}

// goName is a Go name in the model, and the element that has it.
type goName struct {
	name    *string
	owner   string // the element for error messages
	element model.Element
}

// emptiedName is a name of which stripping would leave nothing. That is an error
// unless another entry renames it.
type emptiedName struct {
	goName
	original string
	pos      diag.Pos // of the entry with strip
}

// packageNames returns the names that are declared at package level.
func (a *applier) packageNames() []goName {
	var all []goName
	for _, c := range a.pkg.Clients {
		all = append(all, goName{&c.Name, groupOwner(c), c.Element()})
	}
	for _, d := range a.pkg.Decls {
		c := d.Info()
		owner := c.Schema
		if owner == "" {
			owner = "ID " + c.Name
		}
		all = append(all, goName{&c.Name, owner, c.Element()})
	}
	return all
}

// groupOwner returns a group for error messages. The one without a name, which an
// entry cannot name, has a position.
func groupOwner(c *model.Client) string {
	if c.Group == "" {
		return fmt.Sprintf("the operations without a group at %s", c.Pos)
	}
	return "group " + c.Group
}

// allNames returns all names except for those of enum values, which follow the
// values, and of iterators, which pagination.yaml sets.
func (a *applier) allNames() []goName {
	all := a.packageNames()
	for _, d := range a.pkg.Decls {
		if s, ok := d.(*model.Struct); ok {
			for _, f := range s.Fields {
				all = append(all, goName{&f.Name, s.Schema + "." + f.WireName, s.FieldElement(f)})
			}
		}
	}
	for _, c := range a.pkg.Clients {
		for _, op := range c.Operations {
			all = append(all, goName{&op.Name, op.ID, op.Element()})
			for _, h := range op.Headers {
				all = append(all, goName{&h.Name, op.ID + " header " + h.WireName, op.HeaderElement(h)})
			}
		}
	}
	for _, p := range a.allParams() {
		all = append(all, goName{&p.Name, "parameter " + p.WireName, p.element})
	}
	return all
}

// checkNames reports names of which stripping would leave nothing, and package-level
// names set by an entry that another element also has. Package build reports all
// other collisions; it would report these at the document, where they cannot be
// fixed.
func (a *applier) checkNames() {
	for _, n := range a.emptied {
		if *n.name == n.original {
			a.reject(n.pos, n.owner, "stripping would leave nothing of its Go name "+n.original, "rename it in names.yaml")
		}
	}
	first := map[string]goName{}
	for _, n := range a.packageNames() {
		other, taken := first[*n.name]
		if !taken {
			first[*n.name] = n
			continue
		}
		pos, isRenamed := a.renamed[n.name]
		if !isRenamed {
			n, other = other, n
			pos, isRenamed = a.renamed[n.name]
		}
		if isRenamed {
			a.reject(pos, n.owner, "its Go name "+*n.name+" is also that of "+other.owner, "rename one of them in names.yaml")
		}
	}
}
