package wire

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"math"
)

// fromBeginning is a version that is lower than all others.
const fromBeginning = math.MinInt64

// changeEntry is a state of an item of a list.
type changeEntry struct {
	key     uint64 // see [changeKey]
	version int64  // time of the change on the service's clock, in Unix milliseconds
	hidden  bool   // whether an index does not show the change
}

// changeKey returns the key of an item: a hash of its ID and of the list that it is in.
func changeKey(list, id string) uint64 {
	sum := sha256.Sum256([]byte(list + "\x00" + id))
	return binary.BigEndian.Uint64(sum[:])
}

// changeLedger records which changes were reported: those up to a version, and later ones
// one by one.
type changeLedger struct {
	floor  int64 // changes up to this version count as reported
	hidden int64 // the same for hidden changes; not above floor
	known  map[uint64]changeEntry
	// sweeps reports whether hidden rises only when all lists have been read, and not
	// with floor.
	sweeps bool
}

func newChangeLedger(floor int64) *changeLedger {
	return &changeLedger{floor: floor, hidden: floor, known: map[uint64]changeEntry{}}
}

// clone returns a copy.
func (l *changeLedger) clone() *changeLedger {
	c := *l
	c.known = maps.Clone(l.known)
	return &c
}

// isNew reports whether a state has not been reported, nor a later one of the same item.
func (l *changeLedger) isNew(e changeEntry) bool {
	if !l.isAbove(e) {
		return false
	}
	last, found := l.known[e.key]
	return !found || last.version < e.version
}

// isAbove reports whether a state is later than those that all count as reported.
func (l *changeLedger) isAbove(e changeEntry) bool {
	if e.hidden {
		return e.version > l.hidden
	}
	return e.version > l.floor
}

// record records a state as reported, after all new ones with lower versions.
func (l *changeLedger) record(e changeEntry, window floorWindow) {
	l.known[e.key] = e
	floor := before(e.version, window.length)
	l.raise(min(floor, window.limit))
	l.raiseHidden(min(floor, window.hidden))
}

// raise raises the floor, but never lowers it.
func (l *changeLedger) raise(floor int64) {
	l.floor = max(l.floor, floor)
	if !l.sweeps {
		l.hidden = l.floor
	}
}

// raiseHidden raises the floor of hidden changes, up to the other one.
func (l *changeLedger) raiseHidden(floor int64) { l.hidden = max(l.hidden, min(floor, l.floor)) }

// setSweeps sets whether the ledger has a floor of its own for hidden changes.
func (l *changeLedger) setSweeps(sweeps bool) {
	l.sweeps = sweeps
	l.raise(l.floor)
}

// prune removes the entries that the floor makes superfluous.
func (l *changeLedger) prune() {
	maps.DeleteFunc(l.known, func(_ uint64, e changeEntry) bool { return !l.isAbove(e) })
}

// floorWindow is how far the floor stays behind the reported changes, so that changes
// which a list shows late are still new.
type floorWindow struct {
	length int64 // in milliseconds
	limit  int64 // of the floor, which depends on what the poll has read
	hidden int64 // the same for the floor of hidden changes
}

// before returns the version that is a window before another.
func before(version, window int64) int64 {
	if version < fromBeginning+window {
		return fromBeginning
	}
	return version - window
}
