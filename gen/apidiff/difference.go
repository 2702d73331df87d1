package apidiff

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
	fact     contract.Fact // with form fact
	flag     contract.Flag // with form flag
	from, to string        // with form fact
	set      bool          // with form flag: it is set now
	owners   []string      // symbols of what the element is a part of, if it has none of its own
	call     string        // of a part of an operation: the operation as it is on the wire
	closed   bool          // of a value: the enum takes no others; of a family's member: so does its discriminator
	use      contract.Use  // by the document, on either side
	wireUse  contract.Use  // by this package, on either side
}

// differ compares what was matched.
type differ struct {
	*matcher
	uses, wireUses sides
	texts          bool // both sides have texts
	found          []difference
}

// sides are the uses of elements on both sides.
type sides struct{ old, new map[string]contract.Use }

// differences returns what is not the same, by element in the order of match.
func differences(old, next *contract.Contract) []difference {
	pairs, m := match(old, next)
	d := &differ{
		matcher: m, texts: old.Texts && next.Texts,
		uses: sides{old.Uses(), next.Uses()}, wireUses: sides{old.WireUses(), next.WireUses()},
	}
	for _, p := range pairs {
		d.compare(p)
	}
	return d.found
}

func (d *differ) add(p pair, found difference) {
	found.pair = p
	found.use, found.wireUse = d.use(p, d.uses), d.use(p, d.wireUses)
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
	was.Each(func(f contract.Fact, from string) {
		if to := is[f]; from != to {
			d.add(p, difference{form: fact, fact: f, from: from, to: to})
		}
	})
	p.old.Flags.Each(func(f contract.Flag, set bool) {
		if now := p.new.Flags[f]; set != now && f != contract.ByHand { // an override's doing, which Go shows
			d.add(p, difference{form: flag, flag: f, set: now})
		}
	})
	if d.texts && p.old.Text != p.new.Text {
		d.add(p, difference{form: text})
	}
}

// facts returns the facts of both sides, in the names of the new one.
func (d *differ) facts(p pair) (was, is contract.Facts) {
	was, is = p.old.Facts, p.new.Facts
	for _, f := range []contract.Fact{contract.Type, contract.Extends, contract.Additional} {
		was[f] = d.types(was[f])
	}
	if p.new.Kind == contract.Operation && route(p.old) == route(p.new) {
		was[contract.Path] = is[contract.Path] // only its parameters have other names
	}
	return was, is
}

// use says where the element goes, on either side.
func (d *differ) use(p pair, uses sides) contract.Use {
	var all contract.Use
	merge := func(u contract.Use) {
		all.Request = all.Request || u.Request
		all.Answer = all.Answer || u.Answer
		for _, call := range u.Calls {
			if !slices.Contains(all.Calls, call) {
				all.Calls = append(all.Calls, call)
			}
		}
	}
	if p.new != nil {
		merge(uses.new[p.new.Key()])
	}
	if p.old != nil {
		was := uses.old[p.old.Key()]
		was.Calls = d.calls(was.Calls)
		merge(was)
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
		if owner != nil && owner.Facts[contract.Enum] == "closed" {
			return true
		}
	}
	return false
}

// discriminator returns where the values of a family's discriminator are
// listed, or nil.
func discriminator(x *contract.Index, family *contract.Element) *contract.Element {
	for _, p := range x.Parts(family) {
		if p.Name != family.Facts[contract.Discriminator] {
			continue
		}
		if d := x.Definition(p.Facts[contract.Type]); d != nil {
			return d
		}
		return p
	}
	return nil
}
