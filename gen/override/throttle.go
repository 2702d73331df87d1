package override

import (
	"fmt"

	"github.com/chatgen-go/chatgen/gen/model"
)

// throttleEntry lets callers limit an operation to one request per interval, until
// another operation of the same client succeeds.
type throttleEntry struct {
	Operation text    `yaml:"operation,required"`
	Seconds   number  `yaml:"seconds,required"`
	Until     text    `yaml:"until"`
	Expect    *expect `yaml:"expect"`
	common
}

func (e *throttleEntry) subject() subject { return subject{"operation", e.Operation.Value} }

func (e *throttleEntry) apply(a *applier) string {
	op, client := a.findOperation(e.Operation)
	if op == nil || !a.checkExpectations(e.Expect, op.ID, operationFacts(op)) {
		return ""
	}
	if op.Paging != nil {
		a.reject(e.Pos, op.ID, "is paged, so it cannot be throttled", "remove the entry")
		return ""
	}
	throttle := &model.Throttle{Seconds: e.Seconds.Value, Pos: e.Pos}
	a.recordAffected(op.Element())
	effect := fmt.Sprintf("optional limit of one request every %d seconds", e.Seconds.Value)
	if e.Until.IsSet() {
		until, other := a.findOperation(e.Until)
		if until == nil {
			return ""
		}
		if other != client || until.Paging != nil {
			a.reject(e.Until.Key, until.ID, "is paged or belongs to another client", "name an operation of "+client.Name)
			return ""
		}
		a.recordAffected(until.Element())
		until.ResetsThrottle = throttle
		effect += ", reset by " + until.ID
	}
	op.Throttle = throttle
	return effect
}
