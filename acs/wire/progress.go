package wire

import (
	"errors"
	"fmt"
	"hash/maphash"
)

// ErrEndlessList is wrapped by the error of a list that does not end: one whose next
// link was already followed, whose last 1,000 pages have no new item, or whose pages
// come again after more pages than that.
var ErrEndlessList = errors.New("the list does not end")

// maxIdlePages is the number of consecutive pages without a new item after which a
// list counts as endless. A page may be empty, and may have items of earlier pages, if
// the list changes while it is read.
const maxIdlePages = 1000

// progress finds out whether the pages of a list bring new items, in bounded memory:
// it remembers hashes of links and items. The hashes have a random seed, so that a
// service cannot choose items with equal hashes.
type progress struct {
	seed      maphash.Seed
	links     recentHashes
	linkCycle cycle
	items     recentHashes
	pageCycle cycle
	idle      int // number of consecutive pages without a new item
}

func newProgress() *progress { return &progress{seed: maphash.MakeSeed()} }

// addLink notes that a link is followed, and reports whether it has been before.
func (p *progress) addLink(link string) (repeated bool) {
	hash := maphash.String(p.seed, link)
	repeated = p.links.add(hash)
	return p.linkCycle.add(hash) || repeated
}

// addPage notes the items of a page that has a next link.
func (p *progress) addPage(page pageItems) {
	first, last := page.ends()
	if first == "" {
		p.idle++
		return
	}
	hash := maphash.String(p.seed, first)
	p.pageCycle.add(hash*31 + maphash.String(p.seed, last))
	if p.items.add(hash) && !p.addItems(page) {
		p.idle++
	} else {
		p.idle = 0
	}
}

// addItems adds the items of a page up to the first new one, and reports whether there
// is one. The first items of the pages are usually new, so that the others are seldom
// needed.
func (p *progress) addItems(page pageItems) bool {
	for d := (Decoder{text: page.text}); !d.accept(']'); d.accept(',') {
		if !p.items.add(maphash.String(p.seed, d.raw())) {
			return true
		}
	}
	return false
}

// check notes that a link is followed, and returns an error if the list is endless.
func (p *progress) check(link string) error {
	switch {
	case p.addLink(link):
		return fmt.Errorf("was already followed: %w", ErrEndlessList)
	case p.idle >= maxIdlePages:
		return fmt.Errorf("the last %d pages have no new item: %w", p.idle, ErrEndlessList)
	case p.pageCycle.repeats > 1:
		return fmt.Errorf("the same pages come again: %w", ErrEndlessList)
	}
	return nil
}

// pageItems is the array of the items of a page.
type pageItems struct {
	text string // what follows the opening bracket
	last int    // position of the last item
}

// ends returns the texts of the first and the last item, or "" for an empty page.
func (p pageItems) ends() (first, last string) {
	d := Decoder{text: p.text}
	if p.text == "" || d.peek() == ']' {
		return "", ""
	}
	return d.raw(), p.text[p.last:]
}

// recentHashes remembers the last hashes: at least maxIdlePages and less than twice as
// many.
type recentHashes struct{ newer, older map[uint64]struct{} }

// add adds a hash, and reports whether it is among the remembered ones.
func (r *recentHashes) add(hash uint64) (known bool) {
	if _, known = r.newer[hash]; known {
		return true
	}
	_, known = r.older[hash]
	switch {
	case r.newer == nil:
		r.newer = map[uint64]struct{}{}
	case len(r.newer) == maxIdlePages && r.older == nil:
		r.newer, r.older = map[uint64]struct{}{}, r.newer
	case len(r.newer) == maxIdlePages:
		r.newer, r.older = r.older, r.newer
		clear(r.newer)
	}
	r.newer[hash] = struct{}{}
	return known
}

// cycle finds a cycle of any length in a sequence of hashes, as in Brent's algorithm:
// it remembers one hash, and replaces it whenever twice as many have followed as before.
type cycle struct {
	hash    uint64
	age     int // number of hashes since then
	limit   int // of age
	repeats int // of the hash, later than maxIdlePages after it
}

// add adds a hash, and reports whether it is the remembered one.
func (c *cycle) add(hash uint64) (found bool) {
	c.age++
	if found = c.limit > 0 && hash == c.hash; found && c.age > maxIdlePages {
		c.repeats++
	}
	if c.age >= c.limit {
		*c = cycle{hash: hash, limit: max(1, 2*c.limit)}
	}
	return found
}
