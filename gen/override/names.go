package override

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// nameEntry gives an element another Go name, or strips a word from the names
// of the package: of clients, operations, parameters, definitions and their
// properties.
type nameEntry struct {
	Strip text `yaml:"strip"`
	target
	Name text `yaml:"name"`
	common
}

// rank puts stripping first: the other entries name what it leaves.
func (e *nameEntry) rank() int {
	if e.Strip.Given() {
		return 0
	}
	return 1
}

func (e *nameEntry) subject() subject {
	if e.Strip.Given() {
		return subject{"strip", e.Strip.Value}
	}
	return e.target.subject()
}

func (e *nameEntry) apply(r *applier) string {
	if e.Strip.Given() {
		return e.strip(r)
	}
	targets := e.find(r)
	if !e.Name.Given() {
		r.reject(e.common.At, e.subject().name, "name is missing", "")
		return ""
	}
	if !r.validName(e.Name) {
		return ""
	}
	effect := ""
	for _, s := range targets {
		if r.rename(s.name, e.Name.Value, e.common.At) {
			effect = "named " + e.Name.Value
		}
	}
	return effect
}

func (e *nameEntry) strip(r *applier) string {
	word := e.Strip.Value
	if e.Name.Given() || e.target.subject().name != "" || e.Expect != nil {
		r.reject(e.Strip.Key, "strip", "stands alone, but for why and applies", "write two entries")
		return ""
	}
	if words := model.Words(word); len(words) != 1 || words[0] != word {
		r.reject(e.Strip.At, word, "is not one word", "")
		return ""
	}
	count := 0
	for _, n := range r.names() {
		words := model.Words(*n.name)
		if !slices.Contains(words, word) {
			continue
		}
		rest := slices.DeleteFunc(words, func(w string) bool { return w == word })
		if len(rest) == 0 {
			r.whole = append(r.whole, wholeName{n, *n.name, e.common.At})
		} else if r.rename(n.name, model.GoName(rest...), e.common.At) {
			r.recordAffected(n.element)
			count++
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf("stripped from %d names", count)
}

// goName is a Go name of the model, and what has it.
type goName struct {
	name    *string
	of      string
	element model.Element
}

// wholeName is a name of which stripping would leave nothing. It is an error
// unless another entry gives it another name.
type wholeName struct {
	goName
	was string
	pos diag.Pos
}

// topNames returns the names that stand in the package itself.
func (r *applier) topNames() []goName {
	var all []goName
	for _, c := range r.pkg.Clients {
		all = append(all, goName{&c.Name, "group " + c.Group, c.Element()})
	}
	for _, d := range r.pkg.Decls {
		c := d.Info()
		of := c.Schema
		if of == "" {
			of = "ID " + c.Name
		}
		all = append(all, goName{&c.Name, of, c.Element()})
	}
	return all
}

// names returns all names but those of enum values, which keep the words of
// the wire, and of iterators, which pagination.yaml gives.
func (r *applier) names() []goName {
	all := r.topNames()
	for _, d := range r.pkg.Decls {
		if s, ok := d.(*model.Struct); ok {
			for _, f := range s.Fields {
				all = append(all, goName{&f.Name, s.Schema + "." + f.WireName, s.FieldElement(f)})
			}
		}
	}
	for _, c := range r.pkg.Clients {
		for _, op := range c.Operations {
			all = append(all, goName{&op.Name, op.ID, op.Element()})
		}
	}
	for _, p := range r.params() {
		all = append(all, goName{&p.Name, "parameter " + p.WireName, p.element})
	}
	return all
}

// checkNames reports names of which nothing would be left, and names of the
// package that the entries gave twice. Build reports every other collision, but
// at the document, which is not where these are to be mended.
func (r *applier) checkNames() {
	for _, n := range r.whole {
		if *n.name == n.was {
			r.reject(n.pos, n.of, "nothing would be left of its Go name "+n.was, "give it another in names.yaml")
		}
	}
	first := map[string]goName{}
	for _, n := range r.topNames() {
		other, taken := first[*n.name]
		if !taken {
			first[*n.name] = n
			continue
		}
		pos, ours := r.named[n.name]
		if !ours {
			n, other = other, n
			pos, ours = r.named[n.name]
		}
		if ours {
			r.reject(pos, n.of, "its Go name "+*n.name+" is that of "+other.of+", too", "give one of them another in names.yaml")
		}
	}
}
