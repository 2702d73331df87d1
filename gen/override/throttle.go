package override

import (
	"fmt"

	"github.com/chatgen-go/chatgen/gen/model"
)

// throttleEntry says that callers may want an operation sent only once in a
// while, until another operation of the same client succeeds.
type throttleEntry struct {
	Operation text    `yaml:"operation,required"`
	Seconds   number  `yaml:"seconds,required"`
	Until     text    `yaml:"until"`
	Expect    *expect `yaml:"expect"`
	common
}

func (e *throttleEntry) subject() subject { return subject{"operation", e.Operation.Value} }

func (e *throttleEntry) apply(r *applier) string {
	op, client := r.operation(e.Operation)
	if op == nil || !r.checkExpectations(e.Expect, op.ID, operationFacts(op)) {
		return ""
	}
	if op.Paging != nil {
		r.reject(e.At, op.ID, "is paged", "throttle operations that send something")
		return ""
	}
	throttle := &model.Throttle{Seconds: e.Seconds.Value, Pos: e.At}
	r.recordAffected(op.Element())
	effect := fmt.Sprintf("once in %d seconds if the caller wants", e.Seconds.Value)
	if e.Until.Given() {
		until, other := r.operation(e.Until)
		if until == nil {
			return ""
		}
		if other != client || until.Paging != nil {
			r.reject(e.Until.Key, until.ID, "is paged, or of another client", "name an operation of "+client.Name)
			return ""
		}
		r.recordAffected(until.Element())
		until.ResetsThrottle = throttle
		effect += ", or after " + until.ID
	}
	op.Throttle = throttle
	return effect
}
