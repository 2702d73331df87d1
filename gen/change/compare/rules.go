package compare

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/contract"
)

// breaks says whether a client that was written for the old document may fail
// with a service, or a service with a client, that keeps to the new one. What
// goes out must not be asked for more, what comes in must not promise less.
func (d *difference) breaks() bool {
	switch d.form {
	case added:
		return d.addedBreaks()
	case removed:
		return d.removedBreaks()
	case renamed:
		return d.nameOnWire() && d.lasts()
	case fact:
		return d.factBreaks()
	case flag:
		return d.flagBreaks()
	}
	return false
}

// nameOnWire says whether the names of an element of that kind are on the wire.
// Headers are the same whatever the case of their names.
func (d *difference) nameOnWire() bool {
	switch d.new.Kind {
	case contract.Property:
		return true
	case contract.Parameter:
		in := d.new.Attributes[contract.In]
		return in != "path" && (in != "header" || !strings.EqualFold(d.old.Name, d.new.Name))
	}
	return false
}

// lasts says whether what the element is a part of goes somewhere on both sides.
func (d *difference) lasts() bool { return d.both.Request || d.both.Response }

func (d *difference) addedBreaks() bool {
	required := d.new.Flags[contract.Required]
	switch d.new.Kind {
	case contract.Parameter, contract.Body:
		return required
	case contract.Security:
		return true
	case contract.Property:
		return required && d.both.Request
	case contract.Value, contract.Member:
		return d.closed && d.both.Response
	}
	return false
}

func (d *difference) removedBreaks() bool {
	switch d.old.Kind {
	case contract.Response:
		return !d.old.Flags[contract.Failure]
	case contract.Definition:
		return false // its name is not on the wire, and what refers to it is told by itself
	case contract.Security:
		return false // who says who they are may go on doing so
	case contract.Property:
		return d.lasts()
	case contract.Value, contract.Member:
		return d.both.Request
	}
	return true
}

func (d *difference) factBreaks() bool {
	switch d.fact {
	case contract.Type:
		return !d.same && d.typeBreaks()
	case contract.Media:
		return !slices.Equal(common(d.from, d.to), strings.Split(d.from, ", "))
	case contract.Sends, contract.Retry:
		return false // decided by overrides; see wire
	case contract.ClientName:
		return false // clients have names of their own
	case contract.Paging:
		return d.from != ""
	case contract.Enum:
		return d.both.Request && d.to == "closed" || d.both.Response && d.from == "closed"
	case contract.Extends:
		return false // properties of bases are told by themselves
	case contract.Additional, contract.Discriminator:
		return d.lasts() && (d.from != "" || d.both.Request)
	case contract.Default:
		return d.both.Request
	case contract.Minimum, contract.ExclusiveMinimum, contract.MinLength, contract.MinItems:
		return d.both.Request && (d.from == "" || d.to != "" && less(d.from, d.to))
	case contract.Maximum, contract.ExclusiveMaximum, contract.MaxLength, contract.MaxItems:
		return d.both.Request && (d.from == "" || d.to != "" && less(d.to, d.from))
	case contract.Pattern, contract.MultipleOf, contract.UniqueItems:
		return d.both.Request && d.to != ""
	}
	return true
}

const int32Type, int64Type = "integer int32", "integer int64"

// typeBreaks takes for compatible: a body that comes where none was, a number
// that may be larger in a request, and a format that is asked for no longer in
// a request, or is promised in an answer.
func (d *difference) typeBreaks() bool {
	switch {
	case d.from == "" && d.new.Kind == contract.Response:
		return false
	case d.from == int32Type && d.to == int64Type, strings.HasPrefix(d.from, d.to+" "):
		return d.both.Response
	case d.from == int64Type && d.to == int32Type, strings.HasPrefix(d.to, d.from+" ") && d.from != "":
		return d.both.Request
	}
	return d.lasts()
}

func (d *difference) flagBreaks() bool {
	switch d.flag {
	case contract.Required:
		if d.set {
			return d.both.Request
		}
		return d.both.Response
	case contract.Nullable:
		if d.set {
			return d.both.Response
		}
		return d.both.Request
	case contract.ReadOnly:
		return d.use.Request && (d.set || d.new.Flags[contract.Required]) // on the side on which it is sent
	case contract.Failure:
		return true
	}
	return false
}

// common returns the elements of one list that are in another, too.
func common(list, other string) []string {
	others := strings.Split(other, ", ")
	return slices.DeleteFunc(strings.Split(list, ", "), func(s string) bool { return !slices.Contains(others, s) })
}

// less compares numbers as the document writes them.
func less(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX != nil || errY != nil || x < y
}
