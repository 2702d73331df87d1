package override

import (
	"net/http"

	"github.com/chatgen-go/chatgen/gen/model"
)

// repeatEntry says that a POST may be sent again when its answer was lost:
// because a second time changes nothing, or because the service recognizes it
// by the ID in a header.
type repeatEntry struct {
	Operation text    `yaml:"operation,required"`
	RequestID text    `yaml:"requestID"`
	Expect    *expect `yaml:"expect"`
	common
}

func (e *repeatEntry) subject() subject { return subject{"operation", e.Operation.Value} }

func (e *repeatEntry) apply(r *applier) string {
	op, _ := r.operation(e.Operation)
	if op == nil || !r.checkExpectations(e.Expect, op.ID, operationFacts(op)) {
		return ""
	}
	r.recordAffected(op.Element())
	if op.Method != http.MethodPost {
		r.reject(e.At, op.ID, "is a "+op.Method+", which may be repeated anyway", "remove the entry")
		return ""
	}
	if !e.RequestID.Given() {
		op.NonIdempotent = false
		return "may be repeated"
	}
	header := e.header(r, op)
	if header == nil {
		return ""
	}
	r.recordAffected(op.ParamElement(header))
	op.NonIdempotent, op.RequestID = false, header
	return "may be repeated, recognized by " + header.WireName
}

// header finds the header that carries the ID.
func (e *repeatEntry) header(r *applier, op *model.Operation) *model.Param {
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
			r.reject(e.RequestID.Key, p.WireName, "is no optional string", "the client makes one if none is given")
			return nil
		}
		return p
	}
	r.missing(e.RequestID, "header of "+op.ID, names)
	return nil
}
