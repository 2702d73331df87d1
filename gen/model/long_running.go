package model

import "github.com/chatgen-go/chatgen/gen/diag"

// LongRunning describes an operation that goes on after its first response.
type LongRunning struct {
	Method        string // that begins it, "BeginSend"; set by build.Finalize
	FinalStateVia FinalStateVia
	Pos           diag.Pos
}

// FinalStateVia is where the result of a long-running operation is, as in
// x-ms-long-running-operation-options.
type FinalStateVia string

// The places of a result. If none is given, it follows from the responses.
const (
	ViaAzureAsyncOperation FinalStateVia = "azure-async-operation"
	ViaLocation            FinalStateVia = "location"
	ViaOperationLocation   FinalStateVia = "operation-location"
	ViaOriginalURI         FinalStateVia = "original-uri"
)

// FinalStates returns the places of a result, sorted.
func FinalStates() []FinalStateVia {
	return []FinalStateVia{ViaAzureAsyncOperation, ViaLocation, ViaOperationLocation, ViaOriginalURI}
}

// PrimaryMethod returns the name of the operation's main method: the iterator if it is
// paged, and the one that begins it if it is long-running.
func (o *Operation) PrimaryMethod() string {
	switch {
	case o.Paging != nil:
		return o.Paging.Iterator
	case o.LongRunning != nil:
		return o.LongRunning.Method
	}
	return o.Name
}
