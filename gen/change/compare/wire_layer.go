package compare

import (
	"fmt"

	"github.com/chatgen-go/chatgen/gen/contract"
)

// wireChange returns the change on the wire layer. ok is false if the difference
// does not affect requests and responses, such as a changed description, a
// renamed definition, or a limit that only the service checks.
func (d *difference) wireChange() (c Change, ok bool) {
	if !d.use.Request && !d.use.Response || !d.affectsWire() {
		return Change{}, false
	}
	c = Change{Layer: Wire, Breaking: d.isWireBreaking(), Subject: d.wireSubject(), Message: d.wireMessage()}
	d.fill(&c)
	return c, true
}

// affectsWire reports whether a difference of a used element affects requests or
// responses.
func (d *difference) affectsWire() bool {
	e := d.newOrOld()
	switch {
	case e.Kind == contract.Header, e.Kind == contract.Response && e.Flags[contract.Failure] && d.kind != flagChanged:
		return false // the package ignores response headers, and reads all kinds of error bodies
	case e.Kind == contract.Definition:
		return d.kind == attributeChanged && d.attributeAffectsWire()
	case d.kind == textChanged:
		return false
	case d.kind == renamed:
		return d.isNameOnWire()
	case d.kind == attributeChanged:
		return d.attributeAffectsWire()
	case d.kind == flagChanged:
		return d.flag != contract.Deprecated && (d.flag != contract.ReadOnly || d.use.Request)
	}
	return true
}

func (d *difference) attributeAffectsWire() bool {
	switch d.attribute {
	case contract.Enum, contract.Default, contract.Extends, contract.ClientName:
		return false // the package accepts all values, sends no defaults, and has no bases or client names on the wire
	case contract.Media:
		return d.new.Kind == contract.Response // for requests, see contract.Sends
	case contract.Type:
		return !d.sameEncoding
	}
	return !d.isLimit()
}

// isLimit reports whether the attribute is a limit that only the service checks.
func (d *difference) isLimit() bool {
	return d.attribute >= contract.Minimum && d.attribute <= contract.Pattern
}

// isWireBreaking is isBreaking for the generated package, which accepts unknown
// enum values and union variants.
func (d *difference) isWireBreaking() bool {
	switch {
	case d.newOrOld().Kind == contract.Value, d.newOrOld().Kind == contract.Variant:
		return false
	case d.kind == attributeChanged && d.attribute == contract.Sends:
		return d.from != ""
	}
	return d.isBreaking()
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
		return "renamed from " + d.old.Name + " to " + d.new.Name
	case flagChanged:
		return d.wireFlag()
	}
	return d.wireAttribute()
}

func (d *difference) wireAdded() string {
	switch d.new.Kind {
	case contract.Operation:
		return "call added"
	case contract.Response:
		return "is now a success status"
	case contract.Security:
		return "is now required"
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
