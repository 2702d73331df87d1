package build

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// longRunning returns how an operation is long-running, or nil if it is not.
func (b *builder) longRunning(op *openapi.Operation) *model.LongRunning {
	in := op.LongRunning
	if in == nil {
		return nil
	}
	l := &model.LongRunning{FinalStateVia: model.FinalStateVia(in.FinalStateVia), Pos: in.Pos}
	if l.FinalStateVia != "" && !slices.Contains(model.FinalStates(), l.FinalStateVia) {
		b.errs.Add(in.FinalStatePos, op.ID, fmt.Sprintf("invalid final-state-via %q", in.FinalStateVia), "want one of "+quoteAll(finalStates()))
	}
	if op.Paging != nil {
		b.errs.Add(op.Paging.Pos, op.ID, "is both long-running and paged, which is not supported", "leave it out in omit.yaml")
	}
	return l
}

// finalStates returns the places of a result as texts.
func finalStates() []string {
	var names []string
	for _, via := range model.FinalStates() {
		names = append(names, string(via))
	}
	return names
}

// finalizeLongRunning sets the names of a long-running operation. All but that of its
// result contain that they only begin it.
func finalizeLongRunning(c *model.Client, op *model.Operation) {
	op.LongRunning.Method = "Begin" + op.Name
	full := namePrefix(c) + op.LongRunning.Method
	op.Names.Options, op.Names.Fake, op.Names.Handle = full+"Options", full, "handle"+full
	op.Names.Span = c.Name + "." + op.LongRunning.Method
}

// checkLongRunning reports what a long-running operation cannot have. Overrides may have
// added it.
func checkLongRunning(op *model.Operation, errs *diag.List) {
	for _, p := range []struct {
		has  bool
		pos  func() diag.Pos
		what string
	}{
		{op.Throttle != nil, func() diag.Pos { return op.Throttle.Pos }, "a throttle"},
		{op.PartialFailure != nil, func() diag.Pos { return op.PartialFailure.Pos }, "partial failure"},
		{op.IdempotencyKey != nil, func() diag.Pos { return op.IdempotencyKey.Pos }, "an idempotency key"},
		{len(op.Shortcuts) > 0, func() diag.Pos { return op.Shortcuts[0].Pos }, "a shortcut"},
		{op.ResetsThrottle != nil, func() diag.Pos { return op.ResetsThrottle.Pos }, "the end of a throttle"},
	} {
		if p.has {
			errs.Add(p.pos(), op.ID, "is long-running, so it cannot have "+p.what, "remove the entry")
		}
	}
}
