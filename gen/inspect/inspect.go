// Package inspect shows what chatgen makes of documents and overrides: clients,
// operations, types, and what each override did. [Table] is for people, [JSON]
// for programs. The types here are the shape of that JSON; members may be
// added to it, but none is renamed, removed or given another meaning.
package inspect

import (
	"encoding/json"
	"io"
)

// Report is what chatgen inspect shows.
type Report struct {
	Packages []Package `json:"packages"`
}

// Package is a Go package as it would be generated.
type Package struct {
	Name       string   `json:"name"`
	Import     string   `json:"import"`
	Version    string   `json:"version"`
	Title      string   `json:"title"`      // of the document
	APIVersion string   `json:"apiVersion"` // of the document, "" if it has none
	Clients    []Client `json:"clients"`    // the root client first
	Types      []Type   `json:"types"`
	Changes    []Change `json:"changes"` // in the order of application
}

// Client is a Go type whose methods call operations.
type Client struct {
	Name       string      `json:"name"`
	Parent     string      `json:"parent,omitempty"`   // the client that makes this one
	Accessor   string      `json:"accessor,omitempty"` // method of Parent that makes it
	Holds      []string    `json:"holds,omitempty"`    // what it is made with, "ThreadID"
	Operations []Operation `json:"operations"`
}

// Operation is a call of the service.
type Operation struct {
	ID         string   `json:"id"`                   // operationId
	Name       string   `json:"name"`                 // Go method; of a paged operation its iterator
	Pager      string   `json:"pager,omitempty"`      // of a paged operation: Go method that returns a pager
	Pages      string   `json:"pages,omitempty"`      // of a paged operation: Go method that ranges over pages
	Method     string   `json:"method"`               // HTTP
	Path       string   `json:"path"`                 // with parameters in braces
	Span       string   `json:"span"`                 // of the trace
	Statuses   []int    `json:"statuses"`             // that mean success
	Required   []string `json:"required"`             // Go arguments, besides the context and options
	Options    []string `json:"options"`              // fields of OptionsType
	OptionType string   `json:"optionsType"`          // Go type
	Response   string   `json:"responseType"`         // Go type
	Items      string   `json:"items,omitempty"`      // of a paged operation: the member that holds a page's items
	NextLink   string   `json:"nextLink,omitempty"`   // of a paged operation: the member that holds the next link
	Refused    string   `json:"refused,omitempty"`    // the member that lists what was refused of a request
	One        string   `json:"one,omitempty"`        // Go method that sends one item only, and fails if it is refused
	Shortcuts  []string `json:"shortcuts,omitempty"`  // Go methods that set one member of the body only
	MergePatch bool     `json:"mergePatch,omitempty"` // members of the body are left alone, set or reset
	Deprecated bool     `json:"deprecated,omitempty"`
	Position   string   `json:"position"` // in the document, "file:line:col"
}

// Type is a named Go type.
type Type struct {
	Name       string   `json:"name"`              // "acs.Identifier" if it is not of the package
	Kind       string   `json:"kind"`              // struct, enum, id, family or external
	Definition string   `json:"definition"`        // its name in the document, "" if it comes from an override
	Members    []string `json:"members,omitempty"` // a struct's fields, an enum's values, a family's types
	Deprecated bool     `json:"deprecated,omitempty"`
	Position   string   `json:"position"` // in the document or override, "file:line:col"
}

// Change is what an entry of an override did.
type Change struct {
	Position string `json:"position"` // of the entry, "file:line:col"
	Target   string `json:"target"`   // what it names
	Effect   string `json:"effect"`
	Why      string `json:"why"` // the entry's reason
}

// JSON writes the report as indented JSON.
func JSON(w io.Writer, r Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}
