package compare

import (
	"fmt"

	"github.com/chatgen-go/chatgen/gen/contract"
)

// wireChange returns the change on the wire layer. ok is false if the difference
// does not affect requests and responses, such as a changed description or a renamed
// definition.
func (d *difference) wireChange() (c Change, ok bool) {
	if !d.use.Request && !d.use.Response || d.isIgnored() {
		return Change{}, false
	}
	outcome := d.effect(func(r *Rule) Outcome { return r.Wire })
	if outcome == Unchanged {
		return Change{}, false
	}
	c = Change{Layer: Wire, Breaking: outcome == Breaking, Subject: d.wireSubject(), Message: d.wireMessage()}
	d.fill(&c)
	return c, true
}

// isIgnored reports whether the package ignores the difference: it does not read all
// response headers, and what a flag of a definition says is known for each of its uses.
func (d *difference) isIgnored() bool {
	kind := d.newOrOld().Kind
	return kind == contract.Header && !hasField(d) || kind == contract.Definition && d.kind == flagChanged
}

// wireSubject names the call and its part, or the property.
func (d *difference) wireSubject() string {
	e := d.newOrOld()
	switch e.Kind {
	case contract.Operation:
		return call(e)
	case contract.Parameter:
		return fmt.Sprintf("%s %s %s", d.call, e.Attributes[contract.In], e.Name)
	case contract.Body:
		return d.call + " body"
	case contract.Response:
		return d.call + " " + e.Name
	}
	return e.FullName()
}

// call returns the method and path of an operation.
func call(op *contract.Element) string {
	return op.Attributes[contract.Method] + " " + op.Attributes[contract.Path]
}

func (d *difference) wireMessage() string {
	switch d.kind {
	case added:
		return d.wireAdded()
	case removed:
		return d.wireRemoved()
	case renamed:
		return d.renameText()
	case flagChanged:
		return d.wireFlag()
	}
	return d.wireAttribute()
}

func (d *difference) renameText() string { return "renamed from " + d.old.Name + " to " + d.new.Name }

func (d *difference) wireAdded() string {
	switch d.new.Kind {
	case contract.Operation:
		return "call added"
	case contract.Response:
		return "is now a success status"
	case contract.Security:
		return "is now required to authenticate"
	case contract.Value, contract.Variant:
		return d.byDirection("can now be sent", "may now be received")
	}
	if d.new.Flags[contract.Required] {
		return d.byDirection("is now required in requests", "is now received")
	}
	return d.byDirection("can now be sent", "may now be received")
}

func (d *difference) wireRemoved() string {
	switch d.old.Kind {
	case contract.Operation:
		return "call removed"
	case contract.Response:
		return "is now an error"
	case contract.Security:
		return "is no longer required to authenticate"
	case contract.Value, contract.Variant:
		return "is no longer defined"
	}
	return d.byDirection("is no longer sent", "is no longer received")
}

// byDirection returns the text for requests, for responses, or both.
func (d *difference) byDirection(request, response string) string {
	switch {
	case d.use.Request && d.use.Response:
		return request + ", " + response
	case d.use.Request:
		return request
	}
	return response
}

func (d *difference) wireFlag() string {
	switch d.flag {
	case contract.Required:
		if d.set {
			return d.byDirection("is now required in requests", "is now always received")
		}
		return d.byDirection("is now optional in requests", "may now be missing in responses")
	case contract.Nullable:
		if d.set {
			return "may now be null"
		}
		return "is no longer null"
	case contract.ReadOnly:
		switch {
		case d.set:
			return "is no longer sent"
		case d.new.Flags[contract.Required]:
			return "is now required in requests"
		}
		return "can now be sent"
	}
	return d.flagChange()
}

func (d *difference) wireAttribute() string {
	if d.new.Kind == contract.Operation && (d.attribute == contract.Method || d.attribute == contract.Path) {
		return "request changed from " + call(d.old) + " to " + call(d.new)
	}
	return d.attributeChange()
}
