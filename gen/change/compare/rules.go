package compare

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/contract"
)

// isBreaking reports whether a client written for the old document may fail with
// a service that implements the new one. Requests must not need more than before;
// responses must not guarantee less.
func (d *difference) isBreaking() bool {
	switch d.kind {
	case added:
		return d.isAdditionBreaking()
	case removed:
		return d.isRemovalBreaking()
	case renamed:
		return d.isNameOnWire() && d.usedOnBothSides()
	case attributeChanged:
		return d.isAttributeBreaking()
	case flagChanged:
		return d.isFlagBreaking()
	}
	return false
}

// isNameOnWire reports whether the name of the element is part of the request or
// response. Path parameters are only values, and header names are
// case-insensitive.
func (d *difference) isNameOnWire() bool {
	switch d.new.Kind {
	case contract.Property:
		return true
	case contract.Parameter:
		in := d.new.Attributes[contract.In]
		return in != "path" && (in != "header" || !strings.EqualFold(d.old.Name, d.new.Name))
	}
	return false
}

// usedOnBothSides reports whether the element is part of a request or response in
// both versions.
func (d *difference) usedOnBothSides() bool { return d.useOnBoth.Request || d.useOnBoth.Response }

func (d *difference) isAdditionBreaking() bool {
	required := d.new.Flags[contract.Required]
	switch d.new.Kind {
	case contract.Parameter, contract.Body:
		return required
	case contract.Security:
		return true
	case contract.Property:
		return required && d.useOnBoth.Request
	case contract.Value, contract.Variant:
		return d.closed && d.useOnBoth.Response
	}
	return false
}

func (d *difference) isRemovalBreaking() bool {
	switch d.old.Kind {
	case contract.Response:
		return !d.old.Flags[contract.Failure]
	case contract.Definition:
		return false // its name is not on the wire, and references to it are reported on their own
	case contract.Security:
		return false // clients that still send credentials keep working
	case contract.Property:
		return d.usedOnBothSides()
	case contract.Value, contract.Variant:
		return d.useOnBoth.Request
	}
	return true
}

func (d *difference) isAttributeBreaking() bool {
	switch d.attribute {
	case contract.Type:
		return !d.sameStructure && d.isTypeBreaking()
	case contract.Media:
		return !slices.Equal(intersect(d.from, d.to), strings.Split(d.from, ", "))
	case contract.Sends, contract.Retry:
		return false // determined by overrides; see isWireBreaking
	case contract.ClientName:
		return false // the names of existing clients do not change
	case contract.Paging:
		return d.from != ""
	case contract.Enum:
		return d.useOnBoth.Request && d.to == "closed" || d.useOnBoth.Response && d.from == "closed"
	case contract.Extends:
		return false // properties of bases are reported on their own
	case contract.Additional, contract.Discriminator:
		return d.usedOnBothSides() && (d.from != "" || d.useOnBoth.Request)
	case contract.Default:
		return d.useOnBoth.Request
	case contract.Minimum, contract.ExclusiveMinimum, contract.MinLength, contract.MinItems:
		return d.useOnBoth.Request && (d.from == "" || d.to != "" && isLess(d.from, d.to))
	case contract.Maximum, contract.ExclusiveMaximum, contract.MaxLength, contract.MaxItems:
		return d.useOnBoth.Request && (d.from == "" || d.to != "" && isLess(d.to, d.from))
	case contract.Pattern, contract.MultipleOf, contract.UniqueItems:
		return d.useOnBoth.Request && d.to != ""
	}
	return true
}

const int32Type, int64Type = "integer int32", "integer int64"

// isTypeBreaking reports whether a changed type is breaking. Compatible are: a
// new response body, a larger number in a request, a format that is no longer
// required in a request, and a format that is added in a response.
func (d *difference) isTypeBreaking() bool {
	switch {
	case d.from == "" && d.new.Kind == contract.Response:
		return false
	case d.from == int32Type && d.to == int64Type, strings.HasPrefix(d.from, d.to+" "):
		return d.useOnBoth.Response
	case d.from == int64Type && d.to == int32Type, strings.HasPrefix(d.to, d.from+" ") && d.from != "":
		return d.useOnBoth.Request
	}
	return d.usedOnBothSides()
}

func (d *difference) isFlagBreaking() bool {
	switch d.flag {
	case contract.Required:
		if d.set {
			return d.useOnBoth.Request
		}
		return d.useOnBoth.Response
	case contract.Nullable:
		if d.set {
			return d.useOnBoth.Response
		}
		return d.useOnBoth.Request
	case contract.ReadOnly:
		return d.use.Request && (d.set || d.new.Flags[contract.Required]) // a read-only property is not in the request
	case contract.Failure:
		return true
	}
	return false
}

// intersect returns the elements of a list that another list also contains.
func intersect(list, other string) []string {
	others := strings.Split(other, ", ")
	return slices.DeleteFunc(strings.Split(list, ", "), func(s string) bool { return !slices.Contains(others, s) })
}

// isLess compares numbers in the notation of the document.
func isLess(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX != nil || errY != nil || x < y
}
