package compare

import (
	"slices"

	"github.com/chatgen-go/chatgen/gen/contract"
)

// diffKind is the kind of a difference.
type diffKind int

const (
	added diffKind = iota
	removed
	renamed
	attributeChanged // an attribute has another value
	flagChanged      // a flag was set or cleared
	textChanged      // a description changed
	reordered        // required parameters or properties are in another order
)

// difference is one difference between the sides. It may result in a change on
// the document layer, on the wire layer, or on both.
type difference struct {
	pair
	kind          diffKind
	attribute     contract.Attribute // for attributeChanged
	flag          contract.Flag      // for flagChanged
	from, to      string             // for attributeChanged, and for reordered: the names
	set           bool               // for flagChanged: the flag was set
	rules         []Rule
	owners        []string // symbols of the owner, used if the element has none
	call          string   // for parts of an operation: its method and path
	closed        bool     // for values and variants: the enum or discriminator is closed
	sameStructure bool     // for a changed type: it has the same structure
	sameEncoding  bool     // for a changed type: its values have the same encoding
	sameAddress   bool     // for a changed path of the host: requests have the same address
	usage                  // in the document
	wireUsage     usage    // in this package
}

// differ compares matched elements.
type differ struct {
	*matcher
	rules          []Rule
	uses, wireUses sides
	counterparts   map[*contract.Element]*contract.Element // the same element on the other side
	restructured   map[*contract.Element]bool              // another type with the same structure, so parts are not compared
	inlined        pair                                    // whose parts are compared; see compareInlined
	texts          bool                                    // both sides have descriptions
	differences    []difference
}

// usage is the use of an element: on either side, and on both sides.
type usage struct{ use, useOnBoth contract.Use }

// sides has the uses of the elements on each side.
type sides struct{ old, new map[string]contract.Use }

// differences returns the differences, in the order of the pairs of match.
func differences(old, next *contract.Contract) []difference {
	pairs, m := match(old, next)
	d := &differ{
		matcher: m, rules: Rules(), texts: old.Texts && next.Texts,
		counterparts: map[*contract.Element]*contract.Element{}, restructured: map[*contract.Element]bool{},
		uses: sides{old.Uses(), next.Uses()}, wireUses: sides{old.WireUses(), next.WireUses()},
	}
	for _, p := range pairs {
		if p.old != nil && p.new != nil {
			d.counterparts[p.old], d.counterparts[p.new] = p.new, p.old
			if d.isRestructured(p) || d.isInlined(p) {
				d.restructured[p.old], d.restructured[p.new] = true, true
			}
		}
	}
	for _, p := range pairs {
		d.compareElement(p)
	}
	return slices.DeleteFunc(slices.Clone(d.differences), d.isInherited)
}

// isInherited reports whether a difference of a property is also found for the
// base that the property is inherited from.
func (d *differ) isInherited(f difference) bool {
	return slices.ContainsFunc(d.differences, func(base difference) bool {
		return base.newOrOld().FullName() == f.newOrOld().Attributes[contract.From]+"."+f.newOrOld().Name && base.newOrOld().Kind == contract.Property &&
			base.kind == f.kind && base.attribute == f.attribute && base.flag == f.flag && base.from == f.from && base.to == f.to
	})
}

func (d *differ) add(p pair, diff difference) {
	diff.pair, diff.rules = p, d.rules
	used := p
	if d.inlined.new != nil {
		used = d.inlined
	}
	diff.usage, diff.wireUsage = d.usageOf(used, d.uses), d.usageOf(used, d.wireUses)
	diff.closed = d.isClosed(p)
	if o := d.owner(p); o != nil {
		diff.owners = union(nil, o.Go)
		if o.Kind == contract.Operation {
			diff.call = call(o)
			diff.owners = o.Go[:min(len(o.Go), 1)] // its method
		}
	}
	d.differences = append(d.differences, diff)
}

func (d *differ) compareElement(p pair) {
	if d.restructured[d.owner(p)] || d.enumToggled(p) {
		return
	}
	d.comparePair(p)
	if p.old != nil && p.new != nil && d.isInlined(p) {
		d.compareInlined(p)
	}
}

func (d *differ) comparePair(p pair) {
	switch {
	case p.old == nil:
		d.add(p, difference{kind: added})
		return
	case p.new == nil:
		d.add(p, difference{kind: removed})
		return
	case p.old.Name != p.new.Name:
		d.add(p, difference{kind: renamed})
	}
	oldAttributes, newAttributes := d.attributes(p)
	restructured, withoutBody := d.restructured[p.new], oldAttributes[contract.Type] == "" || newAttributes[contract.Type] == ""
	oldAttributes.Each(func(f contract.Attribute, from string) {
		if f == contract.EnumName && p.old.Name != p.new.Name {
			return // the definition of the enum was renamed
		}
		if to := newAttributes[f]; from != to && (!restructured || !isStructural(f)) && (!withoutBody || f != contract.Media) {
			typ := f == contract.Type
			d.add(p, difference{
				kind: attributeChanged, attribute: f, from: from, to: to,
				sameStructure: typ && restructured, sameEncoding: typ && d.oldIndex.Encoding(p.old) == d.newIndex.Encoding(p.new),
				sameAddress: p.new.Kind == contract.Host && d.isBaseMoved(),
			})
		}
	})
	p.old.Flags.Each(func(f contract.Flag, set bool) {
		if now := p.new.Flags[f]; set != now && !f.IsOfPackage() { // visible in the Go API
			d.add(p, difference{kind: flagChanged, flag: f, set: now})
		}
	})
	d.compareOrder(p)
	if d.texts && p.old.Text != p.new.Text {
		d.add(p, difference{kind: textChanged})
	}
}

// attributes returns the attributes of both sides, with the new names of renamed
// definitions.
func (d *differ) attributes(p pair) (oldAttributes, newAttributes contract.Attributes) {
	oldAttributes, newAttributes = p.old.Attributes, p.new.Attributes
	for _, f := range []contract.Attribute{contract.Type, contract.Extends, contract.Additional} {
		oldAttributes[f] = d.newTypes(oldAttributes[f])
	}
	oldAttributes[contract.From] = newAttributes[contract.From] // a moved declaration is not a change
	if p.new.Kind == contract.Operation && d.isSameRoute(p.old, p.new) {
		oldAttributes[contract.Path] = newAttributes[contract.Path] // only the names of path parameters differ
	}
	return oldAttributes, newAttributes
}

// enumToggled reports whether an element is a value of a type that became an enum
// or is no longer one. That is reported once for the type, not for each value.
func (d *differ) enumToggled(p pair) bool {
	if p.old != nil && p.new != nil || p.newOrOld().Kind != contract.Value {
		return false
	}
	owner := d.counterparts[d.owner(p)]
	return owner != nil && owner.Attributes[contract.Enum] == ""
}

// isRestructured reports whether an element has another type with the same
// structure.
func (d *differ) isRestructured(p pair) bool {
	oldAttributes, newAttributes := d.attributes(p)
	return oldAttributes[contract.Type] != newAttributes[contract.Type] && d.oldIndex.Structure(p.old) == d.newIndex.Structure(p.new)
}

// isStructural reports whether an attribute other than the type describes the
// structure of a value.
func isStructural(f contract.Attribute) bool {
	return slices.Contains([]contract.Attribute{contract.Enum, contract.EnumName, contract.Extends, contract.Additional, contract.Discriminator}, f)
}

// usageOf returns the use of an element. If the element is on one side only, its
// owner determines the use on both sides: a property of a new request is not
// required by old clients.
func (d *differ) usageOf(p pair, uses sides) usage {
	old, next := d.oldUse(p.old, uses), d.newUse(p.new, uses)
	u := usage{use: mergeUses(next, old)}
	if p.old == nil {
		old = d.oldUse(d.counterparts[d.newIndex.Owner(p.new)], uses)
	}
	if p.new == nil {
		next = d.newUse(d.counterparts[d.oldIndex.Owner(p.old)], uses)
	}
	u.useOnBoth = contract.Use{Request: old.Request && next.Request, Response: old.Response && next.Response}
	if kind := p.newOrOld().Kind; kind == contract.Operation || kind == contract.Security {
		u.useOnBoth = u.use // they belong to nothing, and all clients use them
	}
	return u
}

func (d *differ) oldUse(e *contract.Element, uses sides) contract.Use {
	if e == nil {
		return contract.Use{}
	}
	use := uses.old[e.Key()]
	use.Calls = d.newCallIDs(use.Calls)
	return use
}

func (d *differ) newUse(e *contract.Element, uses sides) contract.Use {
	if e == nil {
		return contract.Use{}
	}
	return uses.new[e.Key()]
}

// mergeUses returns the union of two uses.
func mergeUses(a, b contract.Use) contract.Use {
	all := contract.Use{Request: a.Request || b.Request, Response: a.Response || b.Response, Calls: slices.Clone(a.Calls)}
	for _, call := range b.Calls {
		if !slices.Contains(all.Calls, call) {
			all.Calls = append(all.Calls, call)
		}
	}
	return all
}

// newCallIDs returns the new IDs of operations of the old side.
func (d *differ) newCallIDs(old []string) []string {
	var now []string
	for _, id := range old {
		now = append(now, d.newName(id))
	}
	return now
}

// owner returns the owner of an element, or nil.
func (d *differ) owner(p pair) *contract.Element {
	if p.new != nil {
		return d.newIndex.Owner(p.new)
	}
	return d.oldIndex.Owner(p.old)
}

// isClosed reports whether the enum of a value, or the enum of a variant's
// discriminator, is closed on either side.
func (d *differ) isClosed(p pair) bool {
	for _, side := range []struct {
		index *contract.Index
		e     *contract.Element
	}{{d.oldIndex, p.old}, {d.newIndex, p.new}} {
		if side.e == nil {
			continue
		}
		owner := side.index.Owner(side.e)
		if side.e.Kind == contract.Variant {
			owner = discriminatorElement(side.index, owner)
		}
		if owner != nil && owner.Attributes[contract.Enum] == "closed" {
			return true
		}
	}
	return false
}

// discriminatorElement returns the element that lists the discriminator values of
// a union, or nil.
func discriminatorElement(x *contract.Index, union *contract.Element) *contract.Element {
	for _, p := range x.Parts(union) {
		if p.Name != union.Attributes[contract.Discriminator] {
			continue
		}
		if d := x.Definition(p.Attributes[contract.Type]); d != nil {
			return d
		}
		return p
	}
	return nil
}
