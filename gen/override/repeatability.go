package override

import (
	"net/http"

	"github.com/chatgen-go/chatgen/gen/model"
)

// repeatEntry declares that a POST is idempotent: because a retry changes nothing,
// or because the service recognizes it by the ID in a header, which some services require
// together with the time of the first attempt.
type repeatEntry struct {
	Operation text    `yaml:"operation,required"`
	RequestID text    `yaml:"requestID"`
	FirstSent text    `yaml:"firstSent"`
	Expect    *expect `yaml:"expect"`
	common
}

func (e *repeatEntry) subject() subject { return subject{"operation", e.Operation.Value} }

func (e *repeatEntry) apply(a *applier) string {
	op, _ := a.findOperation(e.Operation)
	if op == nil || !a.checkExpectations(e.Expect, op.ID, operationFacts(op)) {
		return ""
	}
	a.recordAffected(op.Element())
	if op.Method != http.MethodPost {
		a.reject(e.Pos, op.ID, op.Method+" operations are treated as idempotent without an entry", "remove the entry")
		return ""
	}
	if !e.RequestID.IsSet() {
		if e.FirstSent.IsSet() {
			a.reject(e.FirstSent.Key, op.ID, "firstSent needs requestID, by which the service recognizes a retry", "add requestID")
			return ""
		}
		op.NonIdempotent = false
		return "idempotent"
	}
	id := findHeader(a, op, e.RequestID, model.String, "string")
	if id == nil {
		return ""
	}
	var first *model.Param
	effect := "idempotent, retries recognized by " + id.WireName
	if e.FirstSent.IsSet() {
		if first = findHeader(a, op, e.FirstSent, model.HTTPDate, "HTTP date"); first == nil {
			return ""
		}
		a.recordAffected(op.ParamElement(first))
		effect += ", with the time in " + first.WireName
	}
	a.recordAffected(op.ParamElement(id))
	op.NonIdempotent, op.RequestID, op.FirstSent = false, id, first
	return effect
}

// findHeader returns an optional header of a kind, or nil after an error.
func findHeader(a *applier, op *model.Operation, name text, kind model.Kind, thing string) *model.Param {
	var names []string
	for _, p := range op.Params {
		if p.In != model.InHeader {
			continue
		}
		if p.WireName != name.Value {
			names = append(names, p.WireName)
			continue
		}
		if p.Required || p.Type.Kind != kind || p.Type.Pointer {
			a.reject(name.Key, p.WireName, "is not an optional "+thing, "the client generates a value if the caller gives none")
			return nil
		}
		return p
	}
	a.rejectUnknown(name, "header of "+op.ID, names)
	return nil
}
