package engine

import "time"

// realisticSeed is the seed of the random choices in the realistic mode.
const realisticSeed = 1

// maxRevocationDelay is the time after which the service's revocations have taken effect.
const maxRevocationDelay = 15 * time.Minute

// pageShape describes the irregularities of a page.
type pageShape struct {
	limit   int  // items on the page, which may be fewer than the page size
	repeats bool // the next page begins with the last item of this one
}

// pageShape returns the shape of the page at a cursor. In the realistic mode, pages may
// be short or, after the first one, empty, and the last item may come again. Empty pages
// do not follow each other, so that each page has another continuation token.
func (c *opContext) pageShape(cur cursor) pageShape {
	shape := pageShape{limit: cur.size}
	if c.chance == nil {
		return shape
	}
	switch c.chance.IntN(8) {
	case 0:
		shape.limit = 0
	case 1, 2, 3:
		shape.limit -= 1 + c.chance.IntN(cur.size/16+1)
	}
	if cur.isFirst() || cur.afterEmpty {
		shape.limit = max(shape.limit, 1)
	}
	shape.repeats = c.chance.IntN(4) == 0
	return shape
}

// revocationDelay returns the time until a revocation takes effect. It is random in the
// realistic mode.
func (c *opContext) revocationDelay() time.Duration {
	if c.chance == nil {
		return 0
	}
	return time.Duration(c.chance.Int64N(int64(maxRevocationDelay)))
}
