package compare

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// document tells a difference on the layer of the document. ok is false if it
// does not show there.
func (d *difference) document() (c Change, ok bool) {
	if d.form == fact && (d.fact == contract.Sends || d.fact == contract.Retry) {
		return Change{}, false
	}
	c = Change{Layer: Document, Breaking: d.breaks(), Subject: d.either().FullName(), What: d.what() + d.direction()}
	d.fill(&c)
	return c, true
}

// fill adds to a change where it is and what it touches.
func (d *difference) fill(c *Change) {
	c.Old, c.New = position(d.old), position(d.new)
	for _, e := range []*contract.Element{d.old, d.new} {
		if e != nil {
			c.Symbols = union(c.Symbols, e.Go)
		}
	}
	if len(c.Symbols) == 0 {
		c.Symbols = d.owners
	}
	for _, o := range d.either().Overrides {
		c.Overrides = append(c.Overrides, Override{Pos: o.Pos, Target: o.Target, Effect: o.Effect})
	}
}

func position(e *contract.Element) diag.Pos {
	if e == nil {
		return diag.Pos{}
	}
	return e.Pos
}

// union returns the texts of both lists, sorted, each once.
func union(a, b []string) []string {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// direction says where the element goes, for kinds of which that is not clear.
func (d *difference) direction() string {
	switch d.either().Kind {
	case contract.Definition, contract.Property, contract.Value, contract.Member:
	default:
		return ""
	}
	switch {
	case d.form == text:
		return ""
	case d.use.Request && d.use.Response:
		return " (request and answer)"
	case d.use.Request:
		return " (request)"
	case d.use.Response:
		return " (answer)"
	}
	return " (not used)"
}

// what says how the element changed in the words of the document.
func (d *difference) what() string {
	switch d.form {
	case added:
		return qualified(d.new) + " added"
	case removed:
		return noun(d.old) + " removed"
	case renamed:
		return noun(d.new) + " renamed from " + d.old.Name
	case fact:
		return d.factChange()
	case flag:
		return d.flagChange()
	}
	return "description changed"
}

// qualified names the kind of an element, and whether it is required where it may be.
func qualified(e *contract.Element) string {
	switch e.Kind {
	case contract.Parameter, contract.Property, contract.Body:
		if e.Flags[contract.Required] {
			return "required " + noun(e)
		}
		return "optional " + noun(e)
	}
	return noun(e)
}

func noun(e *contract.Element) string {
	switch e.Kind {
	case contract.Parameter:
		return e.Attributes[contract.In] + " parameter"
	case contract.Body:
		return "request body"
	case contract.Response:
		if e.Flags[contract.Failure] {
			return "error status"
		}
		return "status"
	case contract.Security:
		return "security scheme"
	case contract.Value:
		return "enum value"
	case contract.Member:
		return "member of the family"
	}
	return string(e.Kind)
}

func (d *difference) factChange() string {
	name := factNoun(d.fact)
	if d.new.Kind == contract.Host {
		name = "address"
	}
	switch {
	case d.fact == contract.Paging && d.from == "":
		return "paging added (" + d.to + ")"
	case d.fact == contract.Paging && d.to == "":
		return "paging removed"
	case d.from == "":
		return fmt.Sprintf("%s is %s now", name, d.to)
	case d.to == "":
		return fmt.Sprintf("%s %s removed", name, d.from)
	}
	return fmt.Sprintf("%s changed from %s to %s", name, d.from, d.to)
}

// factNoun names a fact in a sentence.
func factNoun(f contract.Attribute) string {
	switch f {
	case contract.In:
		return "place"
	case contract.ClientName:
		return "name for clients"
	case contract.ExclusiveMinimum:
		return "exclusive minimum"
	case contract.ExclusiveMaximum:
		return "exclusive maximum"
	case contract.MultipleOf:
		return "step"
	case contract.UniqueItems:
		return "uniqueness of items"
	case contract.Media:
		return "media type"
	case contract.Extends:
		return "base"
	case contract.Additional:
		return "type of further members"
	case contract.Format:
		return "list format"
	case contract.MinLength:
		return "least length"
	case contract.MaxLength:
		return "greatest length"
	case contract.MinItems:
		return "least number of items"
	case contract.MaxItems:
		return "greatest number of items"
	}
	return f.String()
}

func (d *difference) flagChange() string {
	switch {
	case d.flag == contract.Required && !d.set:
		return "became optional"
	case d.flag == contract.Failure && d.set:
		return "is an error now"
	case d.flag == contract.Failure:
		return "means success now"
	case d.set:
		return "became " + d.flag.String()
	}
	return "is no longer " + d.flag.String()
}
