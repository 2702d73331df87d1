package compare

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/contract"
)

// compareOrder finds required parameters of an operation, or properties of a request,
// in another order. They are arguments in this order. Only those that are required on
// both sides count.
func (d *differ) compareOrder(p pair) {
	if p.new.Kind != contract.Operation && (p.new.Kind != contract.Definition || !d.newUse(p.new, d.uses).Request) {
		return
	}
	var from, to []*contract.Element
	for _, e := range requiredInputs(d.oldIndex, p.old) {
		if n := d.counterparts[e]; n != nil && isRequiredInput(n) {
			from = append(from, n)
		}
	}
	for _, e := range requiredInputs(d.newIndex, p.new) {
		if slices.Contains(from, e) {
			to = append(to, e)
		}
	}
	if len(from) == len(to) && !slices.Equal(from, to) {
		d.add(p, difference{kind: reordered, from: elementNames(from), to: elementNames(to)})
	}
}

// requiredInputs returns the parts that are arguments of a method, in the order of the
// document.
func requiredInputs(x *contract.Index, e *contract.Element) []*contract.Element {
	return slices.DeleteFunc(slices.Clone(x.Parts(e)), func(part *contract.Element) bool { return !isRequiredInput(part) })
}

func isRequiredInput(e *contract.Element) bool {
	return (e.Kind == contract.Parameter || e.Kind == contract.Property) && e.Flags[contract.Required] && !e.Flags[contract.ClientLevel]
}

func elementNames(elements []*contract.Element) string {
	var names []string
	for _, e := range elements {
		names = append(names, e.Name)
	}
	return strings.Join(names, ", ")
}
