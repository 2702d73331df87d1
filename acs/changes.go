package acs

import (
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// Start is where a range of changes begins: the result of [FromNow], [FromBeginning],
// [FromTime] or [FromCursor]. The zero value is the same as FromNow.
type Start = wire.Start

// FromNow begins with the changes after the first request.
func FromNow() Start { return wire.FromNow() }

// FromBeginning begins with the oldest change.
func FromBeginning() Start { return wire.FromBeginning() }

// FromTime begins with the changes after a time on the service's clock.
func FromTime(t time.Time) Start { return wire.FromTime(t) }

// FromCursor continues after the change with a cursor. If the cursor is empty, it is the
// same as [FromNow], so that the first run of a program needs no other code. A cursor that
// is damaged, of another range or of a later version is an error of the range.
func FromCursor(cursor string) Start { return wire.FromCursor(cursor) }
