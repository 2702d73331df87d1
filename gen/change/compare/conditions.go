package compare

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/contract"
)

// condition reports whether a rule applies to a difference.
type condition func(*difference) bool

func (c condition) and(other condition) condition {
	return func(d *difference) bool { return c(d) && other(d) }
}

func (c condition) or(other condition) condition {
	return func(d *difference) bool { return c(d) || other(d) }
}

func not(c condition) condition { return func(d *difference) bool { return !c(d) } }

// is returns the condition that a difference is of a kind.
func is(kind diffKind) condition { return func(d *difference) bool { return d.kind == kind } }

// of returns the condition that a difference is of this kind, and its element of one of
// those.
func (k diffKind) of(kinds ...contract.Kind) condition { return k.where(isOf(kinds...)) }

func (k diffKind) where(c condition) condition { return is(k).and(c) }

func (k diffKind) or(other diffKind) condition { return is(k).or(is(other)) }

func isOf(kinds ...contract.Kind) condition {
	return func(d *difference) bool { return slices.Contains(kinds, d.newOrOld().Kind) }
}

// attribute returns the condition that one of the attributes changed.
func attribute(attributes ...contract.Attribute) condition {
	return func(d *difference) bool {
		return d.kind == attributeChanged && slices.Contains(attributes, d.attribute)
	}
}

// flag returns the condition that a flag was set or cleared.
func flag(f contract.Flag) condition {
	return func(d *difference) bool { return d.kind == flagChanged && d.flag == f }
}

func flagSet(f contract.Flag) condition {
	return flag(f).and(func(d *difference) bool { return d.set })
}

// hadNone reports whether the old side does not have the attribute.
func hadNone(d *difference) bool { return d.from == "" }

// hasNone reports whether the new side does not have the attribute.
func hasNone(d *difference) bool { return d.to == "" }

// keepsPager reports whether the operation has a pager on both sides.
func keepsPager(d *difference) bool {
	return d.onBothSides(func(symbol string) bool {
		return strings.Contains(symbol, ".New") && strings.HasSuffix(symbol, "Pager")
	})
}

// keepsPoller reports whether the operation has a poller on both sides.
func keepsPoller(d *difference) bool {
	return d.onBothSides(func(symbol string) bool { return strings.Contains(symbol, "Client.Begin") })
}

// onBothSides reports whether a Go symbol of the element on either side meets a condition.
func (d *difference) onBothSides(is func(symbol string) bool) bool {
	return slices.ContainsFunc(d.old.Go, is) && slices.ContainsFunc(d.new.Go, is)
}

func isToggled(d *difference) bool { return hadNone(d) || hasNone(d) }

func isRequired(d *difference) bool { return d.newOrOld().Flags[contract.Required] }

func isFailure(d *difference) bool { return d.newOrOld().Flags[contract.Failure] }

func isClosed(d *difference) bool { return d.closed }

func isSameAddress(d *difference) bool { return d.sameAddress }

func isSameStructure(d *difference) bool { return d.sameStructure }

func isSameEncoding(d *difference) bool { return d.sameEncoding }

func closes(d *difference) bool { return d.to == "closed" }

func opens(d *difference) bool { return d.from == "closed" }

// isAlwaysSent reports whether the package sends the body with every request, although
// it is optional on one side.
func isAlwaysSent(d *difference) bool {
	if d.set {
		return d.old.Flags[contract.AlwaysSent]
	}
	return d.new.Flags[contract.AlwaysSent]
}

// isNameUnused reports whether the changed name does not matter in requests: path
// parameters are only values, and header names are case-insensitive.
func isNameUnused(d *difference) bool {
	switch d.new.Attributes[contract.In] {
	case "path":
		return true
	case "header":
		return isSameName(d)
	}
	return false
}

// isSameName reports whether the changed name differs only in case.
func isSameName(d *difference) bool { return strings.EqualFold(d.old.Name, d.new.Name) }

// hasField reports whether the package reads the response header into a field.
func hasField(d *difference) bool { return len(d.newOrOld().Go) > 0 }

// ofAPIVersion reports whether a limit, the default or a value of the parameter changed
// by which the package names the API version.
func ofAPIVersion(d *difference) bool {
	const name = "api-version"
	e := d.newOrOld()
	isValue := e.Kind == contract.Value && strings.HasSuffix(e.Owner, " parameter "+name)
	isAttribute := attribute(contract.Default, contract.Enum, contract.EnumName)(d) || isLimit(d)
	return isValue || e.Kind == contract.Parameter && e.Name == name && isAttribute
}

// isLimit reports whether a limit changed that only the service checks.
func isLimit(d *difference) bool {
	return d.kind == attributeChanged && d.attribute >= contract.Minimum && d.attribute <= contract.Pattern
}

// narrowsLimit reports whether fewer values are valid than before.
func narrowsLimit(d *difference) bool {
	switch d.attribute {
	case contract.Minimum, contract.ExclusiveMinimum, contract.MinLength, contract.MinItems:
		return d.from == "" || d.to != "" && isLess(d.from, d.to)
	case contract.Maximum, contract.ExclusiveMaximum, contract.MaxLength, contract.MaxItems:
		return d.from == "" || d.to != "" && isLess(d.to, d.from)
	}
	return d.to != "" // a pattern, multipleOf or uniqueItems
}

// isLess compares numbers in the notation of the document.
func isLess(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX != nil || errY != nil || x < y
}

// mediaNames returns media types without parameters such as the charset.
func mediaNames(list string) []string {
	var names []string
	for media := range strings.SplitSeq(list, ", ") {
		name, _, _ := strings.Cut(media, ";")
		names = append(names, strings.ToLower(strings.TrimSpace(name)))
	}
	return names
}

func isSameMedia(d *difference) bool { return slices.Equal(mediaNames(d.from), mediaNames(d.to)) }

// keepsMedia reports whether all old media types are still defined.
func keepsMedia(d *difference) bool {
	return len(common(mediaNames(d.from), mediaNames(d.to))) == len(mediaNames(d.from))
}

func sharesNoMedia(d *difference) bool {
	return len(common(mediaNames(d.from), mediaNames(d.to))) == 0
}

// common returns the elements of a list that another list also contains.
func common(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return !slices.Contains(other, s) })
}

func addsFormat(d *difference) bool { return d.from != "" && strings.HasPrefix(d.to, d.from+" ") }

func removesFormat(d *difference) bool { return d.to != "" && strings.HasPrefix(d.from, d.to+" ") }

func isSameNumber(d *difference) bool { return d.numberStep() == sameNumber }

func isWidened(d *difference) bool { return d.numberStep() == widerNumber }

func isNarrowed(d *difference) bool { return d.numberStep() == narrowerNumber }

// numberStep is how a changed type of numbers compares with the old one.
type numberStep int

const (
	notNumbers numberStep = iota
	sameNumber
	widerNumber
	narrowerNumber
)

// isPrecision reports whether only the precision of floating-point numbers changed, which Go
// reads and writes as float64.
func isPrecision(d *difference) bool {
	from, to := d.numberRanks()
	return min(from, to) >= floatRank && from != to
}

// numberStep compares the types of numbers, or of items that are numbers.
func (d *difference) numberStep() numberStep {
	o, n := d.numberRanks()
	switch {
	case o == 0 || n == 0:
		return notNumbers
	case o < n:
		return widerNumber
	case o > n:
		return narrowerNumber
	}
	return sameNumber
}

// numberRanks returns the ranks of both types, or of their items.
func (d *difference) numberRanks() (from, to int) {
	old, next := d.from, d.to
	for _, container := range []string{"array of ", "map of "} {
		if strings.HasPrefix(old, container) && strings.HasPrefix(next, container) {
			old, next = old[len(container):], next[len(container):]
		}
	}
	return numberRank(old), numberRank(next)
}

// floatRank is the lowest rank of a floating-point number.
const floatRank = 3

// numberRank orders the types of numbers by their values. It is 0 for other types.
func numberRank(typ string) int {
	switch typ {
	case "integer int32":
		return 1
	case "integer", "integer int64":
		return 2
	case "number float":
		return floatRank
	case "number", "number double":
		return 4
	}
	return 0
}
