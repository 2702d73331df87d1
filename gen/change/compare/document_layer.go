package compare

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// documentChange returns the change on the document layer. ok is false if there
// is none, because overrides caused the difference.
func (d *difference) documentChange() (c Change, ok bool) {
	outcome := d.effect(func(r *Rule) Outcome { return r.Document })
	if outcome == Unchanged {
		return Change{}, false
	}
	c = Change{Layer: Document, Breaking: outcome == Breaking, Subject: d.newOrOld().FullName(), Message: d.documentMessage() + d.direction()}
	d.fill(&c)
	return c, true
}

// fill sets the positions, symbols and overrides of a change.
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
	for _, o := range d.newOrOld().Overrides {
		c.Overrides = append(c.Overrides, Override{Pos: o.Pos, Target: o.Target, Effect: o.Effect})
	}
}

func position(e *contract.Element) diag.Pos {
	if e == nil {
		return diag.Pos{}
	}
	return e.Pos
}

// union returns the elements of both lists, sorted and without duplicates.
func union(a, b []string) []string {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// direction returns where the element is used, for kinds that do not imply it.
func (d *difference) direction() string {
	switch d.newOrOld().Kind {
	case contract.Definition, contract.Property, contract.Value, contract.Variant:
	default:
		return ""
	}
	switch {
	case d.kind == textChanged:
		return ""
	case d.use.Request && d.use.Response:
		return " (request and response)"
	case d.use.Request:
		return " (request)"
	case d.use.Response:
		return " (response)"
	}
	return " (not used)"
}

// documentMessage describes the change in terms of the document.
func (d *difference) documentMessage() string {
	switch d.kind {
	case added:
		return qualifiedNoun(d.new) + " added"
	case removed:
		return kindText(d.old) + " removed"
	case renamed:
		return kindText(d.new) + " " + d.renameText()
	case attributeChanged:
		return d.attributeChange()
	case flagChanged:
		return d.flagChange()
	case reordered:
		return d.orderChange()
	}
	return "description changed"
}

// qualifiedNoun names the kind of an element, with "required" or "optional" if it
// can be either.
func qualifiedNoun(e *contract.Element) string {
	switch e.Kind {
	case contract.Parameter, contract.Property, contract.Body:
		if e.Flags[contract.Required] {
			return "required " + kindText(e)
		}
		return "optional " + kindText(e)
	}
	return kindText(e)
}

func kindText(e *contract.Element) string {
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
	case contract.Variant:
		return "union variant"
	}
	return string(e.Kind)
}

func (d *difference) attributeChange() string {
	name := attributeNoun(d.attribute)
	if d.new.Kind == contract.Host {
		name = "address"
	}
	switch {
	case d.attribute == contract.Paging && d.from == "":
		return "paging added (" + d.to + ")"
	case d.attribute == contract.Paging && d.to == "":
		return "paging removed"
	case d.attribute == contract.LongRunning && d.from == "":
		return "became long-running"
	case d.attribute == contract.LongRunning && d.to == "":
		return "is no longer long-running"
	case d.from == "":
		return fmt.Sprintf("%s is now %s", name, d.to)
	case d.to == "":
		return fmt.Sprintf("%s %s removed", name, d.from)
	}
	return fmt.Sprintf("%s changed from %s to %s", name, d.from, d.to)
}

// orderChange describes another order of required parameters or properties.
func (d *difference) orderChange() string {
	noun := "parameters"
	if d.new.Kind == contract.Definition {
		noun = "properties"
	}
	return fmt.Sprintf("order of required %s changed from (%s) to (%s)", noun, d.from, d.to)
}

// attributeNoun names an attribute in a sentence.
func attributeNoun(f contract.Attribute) string {
	switch f {
	case contract.In:
		return "location"
	case contract.ClientName:
		return "client name"
	case contract.EnumName:
		return "enum name"
	case contract.ExclusiveMinimum:
		return "exclusive minimum"
	case contract.ExclusiveMaximum:
		return "exclusive maximum"
	case contract.MultipleOf:
		return "multipleOf"
	case contract.UniqueItems:
		return "uniqueItems"
	case contract.Media:
		return "media type"
	case contract.Sends:
		return "media type sent"
	case contract.Retry:
		return "retry behavior"
	case contract.LongRunning:
		return "place of the result"
	case contract.Extends:
		return "base"
	case contract.Additional:
		return "type of additional properties"
	case contract.Format:
		return "list format"
	case contract.MinLength:
		return "minimum length"
	case contract.MaxLength:
		return "maximum length"
	case contract.MinItems:
		return "minimum number of items"
	case contract.MaxItems:
		return "maximum number of items"
	}
	return f.String()
}

func (d *difference) flagChange() string {
	switch {
	case d.flag == contract.Required && !d.set:
		return "became optional"
	case d.flag == contract.Failure && d.set:
		return "is now an error"
	case d.flag == contract.Failure:
		return "is now a success status"
	case d.flag == contract.ClientLevel && d.set:
		return "moved to the client"
	case d.flag == contract.ClientLevel:
		return "moved from the client to the method"
	case d.set:
		return "became " + d.flag.String()
	}
	return "is no longer " + d.flag.String()
}
