// Package chatgen contains only the go:generate line that regenerates the packages
// below generated/.
//
// To call the service, import github.com/chatgen-go/chatgen/generated/chat; its
// documentation shows a first client. Package acs contains the types that all
// generated packages share: identifiers, credentials and the service's errors.
//
// To change what is generated, edit the files below overrides/, or see package
// gen: its Generate function is the whole flow from a REST document to Go, and
// cmd/chatgen is the command that runs it.
package chatgen

//go:generate go run ./cmd/chatgen generate
