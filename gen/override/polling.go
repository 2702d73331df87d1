package override

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// pollEntry declares that an operation is long-running and where its result is, or that
// it is not long-running, although the document declares it.
type pollEntry struct {
	Operation text    `yaml:"operation,required"`
	Result    text    `yaml:"result"`
	Never     flag    `yaml:"never"`
	Expect    *expect `yaml:"expect"`
	common
}

func (e *pollEntry) subject() subject { return subject{"operation", e.Operation.Value} }

func (e *pollEntry) apply(a *applier) string {
	op, _ := a.findOperation(e.Operation)
	if op == nil || !a.checkExpectations(e.Expect, op.ID, operationFacts(op)) || !e.isValid(a, op) {
		return ""
	}
	a.recordAffected(op.Element())
	if e.Never.Value {
		if op.LongRunning == nil {
			return ""
		}
		op.LongRunning = nil
		return "not long-running"
	}
	var effects []string
	if op.LongRunning == nil {
		op.LongRunning = &model.LongRunning{Pos: e.Pos}
		effects = append(effects, "long-running")
	}
	if via := model.FinalStateVia(e.Result.Value); via != op.LongRunning.FinalStateVia {
		op.LongRunning.FinalStateVia = via
		effects = append(effects, "result via "+e.Result.Value)
	}
	return strings.Join(effects, ", ")
}

// isValid reports whether the entry has either result or never, and rejects it otherwise.
func (e *pollEntry) isValid(a *applier, op *model.Operation) bool {
	var places []string
	for _, via := range model.FinalStates() {
		places = append(places, string(via))
	}
	switch {
	case e.Result.IsSet() == e.Never.Value:
		return a.reject(e.Pos, op.ID, "needs either result or never", "write one of them")
	case e.Result.IsSet() && !slices.Contains(places, e.Result.Value):
		return a.reject(e.Result.Pos, e.Result.Value, "is not where a result can be", "want one of "+strings.Join(places, ", "))
	case e.Result.IsSet() && op.Paging != nil:
		return a.reject(e.Pos, op.ID, "is paged, so it cannot be long-running", "remove the entry")
	}
	return true
}
