package override

import (
	"net/http"

	"github.com/chatgen-go/chatgen/gen/model"
)

// repeatEntry declares that a POST is idempotent: because a retry changes nothing,
// or because the service recognizes it by the ID in a header.
type repeatEntry struct {
	Operation text    `yaml:"operation,required"`
	RequestID text    `yaml:"requestID"`
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
		op.NonIdempotent = false
		return "idempotent"
	}
	header := e.findHeader(a, op)
	if header == nil {
		return ""
	}
	a.recordAffected(op.ParamElement(header))
	op.NonIdempotent, op.RequestID = false, header
	return "idempotent, retries recognized by " + header.WireName
}

// findHeader returns the header that contains the ID, or nil after an error.
func (e *repeatEntry) findHeader(a *applier, op *model.Operation) *model.Param {
	var names []string
	for _, p := range op.Params {
		if p.In != model.InHeader {
			continue
		}
		if p.WireName != e.RequestID.Value {
			names = append(names, p.WireName)
			continue
		}
		if p.Required || p.Type.Kind != model.String {
			a.reject(e.RequestID.Key, p.WireName, "is not an optional string", "the client generates a value if the caller gives none")
			return nil
		}
		return p
	}
	a.rejectUnknown(e.RequestID, "header of "+op.ID, names)
	return nil
}
