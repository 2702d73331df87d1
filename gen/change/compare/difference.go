package compare

import (
	"slices"

	"github.com/chatgen-go/chatgen/gen/contract"
)

// form is the sort of a difference.
type form int

const (
	added form = iota
	removed
	renamed
	fact // has another value
	flag // is set or not any more
	text // only what the document says to people
)

// difference is one thing that is not the same on both sides, before it is told
// on a layer.
type difference struct {
	pair
	form     form
	fact     contract.Attribute // with form fact
	flag     contract.Flag      // with form flag
	from, to string             // with form fact
	set      bool               // with form flag: it is set now
	owners   []string           // symbols of what the element is a part of, if it has none of its own
	call     string             // of a part of an operation: the operation as it is on the wire
	closed   bool               // of a value: the enum takes no others; of a family's member: so does its discriminator
	same     bool               // of another type: its structure is the same
	alike    bool               // of another type: its bytes are the same
	reach                       // by the document
	onWire   reach              // by this package
}

// differ compares what was matched.
type differ struct {
	*matcher
	uses, wireUses sides
	other          map[*contract.Element]*contract.Element // on the other side
	elsewhere      map[*contract.Element]bool              // whose parts stand at another place now
	texts          bool                                    // both sides have texts
	found          []difference
}

// reach says where an element goes: on either side, and on both.
type reach struct{ use, both contract.Use }

// sides are the uses of elements on both sides.
type sides struct{ old, new map[string]contract.Use }

// differences returns what is not the same, by element in the order of match.
func differences(old, next *contract.Contract) []difference {
	pairs, m := match(old, next)
	d := &differ{
		matcher: m, texts: old.Texts && next.Texts, other: map[*contract.Element]*contract.Element{}, elsewhere: map[*contract.Element]bool{},
		uses: sides{old.Uses(), next.Uses()}, wireUses: sides{old.WireUses(), next.WireUses()},
	}
	for _, p := range pairs {
		if p.old != nil && p.new != nil {
			d.other[p.old], d.other[p.new] = p.new, p.old
			if d.restructured(p) {
				d.elsewhere[p.old], d.elsewhere[p.new] = true, true
			}
		}
	}
	for _, p := range pairs {
		d.compare(p)
	}
	return slices.DeleteFunc(slices.Clone(d.found), d.inherited)
}

// inherited says whether a difference is one of a base, for which it is told.
func (d *differ) inherited(f difference) bool {
	return slices.ContainsFunc(d.found, func(base difference) bool {
		return base.either().FullName() == f.either().Attributes[contract.From]+"."+f.either().Name && base.either().Kind == contract.Property &&
			base.form == f.form && base.fact == f.fact && base.flag == f.flag && base.from == f.from && base.to == f.to
	})
}

func (d *differ) add(p pair, found difference) {
	found.pair = p
	found.reach, found.onWire = d.reach(p, d.uses), d.reach(p, d.wireUses)
	found.closed = d.closed(p)
	if o := d.owner(p); o != nil {
		found.owners = union(nil, o.Go)
		if o.Kind == contract.Operation {
			found.call = call(o)
			found.owners = o.Go[:min(len(o.Go), 1)] // its method
		}
	}
	d.found = append(d.found, found)
}

func (d *differ) compare(p pair) {
	switch {
	case d.elsewhere[d.owner(p)], d.unlisted(p):
		return
	case p.old == nil:
		d.add(p, difference{form: added})
		return
	case p.new == nil:
		d.add(p, difference{form: removed})
		return
	case p.old.Name != p.new.Name:
		d.add(p, difference{form: renamed})
	}
	was, is := d.facts(p)
	moved, bodiless := d.elsewhere[p.new], was[contract.Type] == "" || is[contract.Type] == ""
	was.Each(func(f contract.Attribute, from string) {
		if to := is[f]; from != to && (!moved || !structural(f)) && (!bodiless || f != contract.Media) {
			typ := f == contract.Type
			d.add(p, difference{
				form: fact, fact: f, from: from, to: to,
				same: typ && moved, alike: typ && d.was.Bytes(p.old) == d.is.Bytes(p.new),
			})
		}
	})
	p.old.Flags.Each(func(f contract.Flag, set bool) {
		if now := p.new.Flags[f]; set != now && f != contract.HandWritten { // an override's doing, which Go shows
			d.add(p, difference{form: flag, flag: f, set: now})
		}
	})
	if d.texts && p.old.Text != p.new.Text {
		d.add(p, difference{form: text})
	}
}

// facts returns the facts of both sides, in the names of the new one.
func (d *differ) facts(p pair) (was, is contract.Attributes) {
	was, is = p.old.Attributes, p.new.Attributes
	for _, f := range []contract.Attribute{contract.Type, contract.Extends, contract.Additional} {
		was[f] = d.types(was[f])
	}
	was[contract.From] = is[contract.From] // it is the same property wherever it is declared
	if p.new.Kind == contract.Operation && route(p.old) == route(p.new) {
		was[contract.Path] = is[contract.Path] // only its parameters have other names
	}
	return was, is
}

// unlisted says whether an element is a value of what was no enum before, or is
// none any more: that is told once.
func (d *differ) unlisted(p pair) bool {
	if p.old != nil && p.new != nil || p.either().Kind != contract.Value {
		return false
	}
	owner := d.other[d.owner(p)]
	return owner != nil && owner.Attributes[contract.Enum] == ""
}

// restructured says whether an element has another type of the same structure.
func (d *differ) restructured(p pair) bool {
	was, is := d.facts(p)
	return was[contract.Type] != is[contract.Type] && d.was.Shape(p.old) == d.is.Shape(p.new)
}

// structural says whether a fact says how a value is made, apart from its type.
func structural(f contract.Attribute) bool {
	return slices.Contains([]contract.Attribute{contract.Enum, contract.Extends, contract.Additional, contract.Discriminator}, f)
}

// reach says where the element goes. What is there on one side only is judged by
// what it is a part of: a request that is new itself is not asked for more.
func (d *differ) reach(p pair, uses sides) reach {
	old, next := d.oldUse(p.old, uses), d.newUse(p.new, uses)
	r := reach{use: merge(next, old)}
	if p.old == nil {
		old = d.oldUse(d.other[d.is.Owner(p.new)], uses)
	}
	if p.new == nil {
		next = d.newUse(d.other[d.was.Owner(p.old)], uses)
	}
	r.both = contract.Use{Request: old.Request && next.Request, Response: old.Response && next.Response}
	return r
}

func (d *differ) oldUse(e *contract.Element, uses sides) contract.Use {
	if e == nil {
		return contract.Use{}
	}
	use := uses.old[e.Key()]
	use.Calls = d.calls(use.Calls)
	return use
}

func (d *differ) newUse(e *contract.Element, uses sides) contract.Use {
	if e == nil {
		return contract.Use{}
	}
	return uses.new[e.Key()]
}

// merge returns what is so of either use.
func merge(a, b contract.Use) contract.Use {
	all := contract.Use{Request: a.Request || b.Request, Response: a.Response || b.Response, Calls: slices.Clone(a.Calls)}
	for _, call := range b.Calls {
		if !slices.Contains(all.Calls, call) {
			all.Calls = append(all.Calls, call)
		}
	}
	return all
}

// calls returns operations of the old side under their new IDs.
func (d *differ) calls(old []string) []string {
	var now []string
	for _, id := range old {
		now = append(now, d.name(id))
	}
	return now
}

// owner returns what an element is a part of, or nil.
func (d *differ) owner(p pair) *contract.Element {
	if p.new != nil {
		return d.is.Owner(p.new)
	}
	return d.was.Owner(p.old)
}

// closed says whether the enum or family of an element takes no other values
// than those that are listed, on either side.
func (d *differ) closed(p pair) bool {
	for _, side := range []struct {
		index *contract.Index
		e     *contract.Element
	}{{d.was, p.old}, {d.is, p.new}} {
		if side.e == nil {
			continue
		}
		owner := side.index.Owner(side.e)
		if side.e.Kind == contract.Member {
			owner = discriminator(side.index, owner)
		}
		if owner != nil && owner.Attributes[contract.Enum] == "closed" {
			return true
		}
	}
	return false
}

// discriminator returns where the values of a family's discriminator are
// listed, or nil.
func discriminator(x *contract.Index, family *contract.Element) *contract.Element {
	for _, p := range x.Parts(family) {
		if p.Name != family.Attributes[contract.Discriminator] {
			continue
		}
		if d := x.Definition(p.Attributes[contract.Type]); d != nil {
			return d
		}
		return p
	}
	return nil
}
