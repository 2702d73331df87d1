package wire

import (
	"errors"
	"fmt"
	"time"
)

// Start is where a range of changes begins. The zero value is the same as [FromNow].
type Start struct {
	kind   startKind
	time   time.Time
	cursor string
}

type startKind int

const (
	startNow startKind = iota
	startBeginning
	startTime
	startCursor
)

// FromNow begins with the changes after the start of the range.
func FromNow() Start { return Start{} }

// FromBeginning begins with the oldest change.
func FromBeginning() Start { return Start{kind: startBeginning} }

// FromTime begins with the changes after a time of the service.
func FromTime(t time.Time) Start { return Start{kind: startTime, time: t} }

// FromCursor continues after the change with the cursor. An empty cursor is the same as
// [FromNow], so that the first run of a program needs no other code.
func FromCursor(cursor string) Start {
	if cursor == "" {
		return FromNow()
	}
	return Start{kind: startCursor, cursor: cursor}
}

// errStartNow is the error for the ledger of [FromNow], which the list decides.
var errStartNow = errors.New("the range begins with the newest change")

// ledger returns the ledger at the start.
func (s Start) ledger(scope cursorScope) (*changeLedger, error) {
	switch s.kind {
	case startBeginning:
		return newChangeLedger(fromBeginning), nil
	case startTime:
		return newChangeLedger(s.time.UnixMilli()), nil
	case startCursor:
		l, err := decodeCursor(s.cursor, scope)
		if err != nil {
			return nil, fmt.Errorf("cursor %w", err)
		}
		return l, nil
	}
	return nil, errStartNow
}
