package build

import (
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// nameBodies names the fields of different bodies after their types.
func nameBodies(op *model.Operation) {
	for _, body := range op.Bodies {
		body.Name = "Value"
		if d := body.Type.Decl; d != nil {
			body.Name = d.Info().Name
		}
	}
}

// checkResponse reports properties of a response body and headers that collide with
// members of the response type, and with each other.
func checkResponse(op *model.Operation, errs *diag.List) {
	response := newScope("type "+op.Names.Response, errs)
	if op.PartialFailure != nil {
		response.reserve("Rejected", "its method")
		response.reserve(op.PartialFailure.Names.Sent, "its field")
	}
	if op.Throttle != nil {
		response.reserve("Throttled", "its field")
	}
	if op.IdempotencyKey != nil {
		response.reserve("FoundByKey", "its field")
	}
	if op.HasStatusCode {
		response.reserve("StatusCode", "its field with the status")
	}
	for _, body := range op.Bodies {
		response.add(body.Name, body.Pos, op.ID+" body")
	}
	if s := structOf(op.Result); s != nil {
		if s.Name == "StatusCode" {
			response.add(s.Name, s.Pos, s.Schema)
		}
		for _, f := range s.Fields {
			response.add(f.Name, f.Pos, s.Schema+"."+f.WireName)
		}
	}
	if len(op.Headers) > 0 {
		reserveForHeaders(response, op)
	}
	for _, h := range op.Headers {
		response.add(h.Name, h.Pos(), op.ID+" header "+h.WireName)
	}
}

// reserveForHeaders reserves the members of a response that a property of its body may
// have the name of, but a header may not.
func reserveForHeaders(response *scope, op *model.Operation) {
	for _, name := range append(model.StandardMethods(), "LogValue", "AzureToken") {
		response.reserve(name, "a method")
	}
	switch s := structOf(op.Result); {
	case s != nil:
		response.reserve(s.Name, "the body")
		if s.Additional != nil {
			response.reserve("AdditionalProperties", "additionalProperties")
		}
	case op.Result != nil:
		response.reserve("Value", "the body")
	}
	if op.Paging != nil {
		response.reserve("ItemErrors", "its field")
		response.reserve("ItemJSON", "its field")
	}
}
