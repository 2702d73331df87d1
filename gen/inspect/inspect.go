// Package inspect shows the model built from documents and overrides: clients,
// operations, types, and the effect of each override. [Table] writes a table for
// people, [JSON] writes JSON for programs. The types of this package define that
// JSON. Later versions may add properties, but do not rename, remove or redefine
// any.
package inspect

import (
	"encoding/json"
	"io"
)

// Report is the output of chatgen inspect.
type Report struct {
	Packages []Package `json:"packages"`
}

// Package is a Go package as it would be generated.
type Package struct {
	Name       string       `json:"name"`
	Import     string       `json:"import"`
	Version    string       `json:"version"`
	Title      string       `json:"title"`      // of the document
	APIVersion string       `json:"apiVersion"` // of the document, "" if it has none
	Clients    []Client     `json:"clients"`    // the root client first
	Types      []Type       `json:"types"`
	Overrides  []Override   `json:"overrides"`  // in the order of application
	NotCarried []NotCarried `json:"notCarried"` // sorted by position
}

// Client is a Go type whose methods call operations.
type Client struct {
	Name             string      `json:"name"`
	Parent           string      `json:"parent,omitempty"`           // the client whose method returns this one
	Accessor         string      `json:"accessor,omitempty"`         // method of Parent that returns it
	ClientParameters []string    `json:"clientParameters,omitempty"` // client-level parameters, "ThreadID"
	Operations       []Operation `json:"operations"`
}

// Operation is an operation of the service.
type Operation struct {
	ID               string   `json:"id"`                         // operationId
	Name             string   `json:"name"`                       // Go method; the iterator if the operation is paged, Begin... if it is long-running
	Pager            string   `json:"pager,omitempty"`            // if paged, Go function that returns a pager
	Pages            string   `json:"pages,omitempty"`            // if paged, Go method that iterates over pages
	Method           string   `json:"method"`                     // HTTP method
	Path             string   `json:"path"`                       // with parameters in braces
	Span             string   `json:"span"`                       // name of the trace span
	Statuses         []int    `json:"statuses"`                   // success statuses
	Required         []string `json:"required"`                   // Go arguments, except the context and options
	Options          []string `json:"options"`                    // fields of OptionsType
	OptionType       string   `json:"optionsType"`                // Go type
	Response         string   `json:"responseType"`               // Go type
	Headers          []string `json:"headers,omitempty"`          // response headers that are fields of Response
	Items            string   `json:"items,omitempty"`            // if paged, property with the items of a page
	NextLink         string   `json:"nextLink,omitempty"`         // if paged, property with the next link
	Failures         string   `json:"failures,omitempty"`         // property that lists the rejected items of a request
	SingleItemMethod string   `json:"singleItemMethod,omitempty"` // Go method that sends a single item, and fails if it is rejected
	AllItemsMethod   string   `json:"allItemsMethod,omitempty"`   // Go method that sends any number of items in batches and rounds
	Shortcuts        []string `json:"shortcuts,omitempty"`        // Go methods that set a single property of the body
	LongRunning      bool     `json:"longRunning,omitempty"`      // the method returns a poller
	MergePatch       bool     `json:"mergePatch,omitempty"`       // the body is a merge patch
	Deprecated       bool     `json:"deprecated,omitempty"`
	Position         string   `json:"position"` // position in the document, "file:line:col"
}

// Type is a named Go type.
type Type struct {
	Name       string   `json:"name"`              // "acs.Identifier" if it is of another package
	Kind       string   `json:"kind"`              // struct, enum, id, union or external
	Definition string   `json:"definition"`        // name in the document, "" if an override creates it
	Members    []string `json:"members,omitempty"` // fields of a struct, values of an enum, variants of a union
	Deprecated bool     `json:"deprecated,omitempty"`
	Position   string   `json:"position"` // position in the document or override, "file:line:col"
}

// Override is an applied override.
type Override struct {
	Position string `json:"position"` // "file:line:col"
	Target   string `json:"target"`   // element that it affects
	Effect   string `json:"effect"`
	Why      string `json:"why"` // its reason
}

// NotCarried is a part of the document that the package does not carry out.
type NotCarried struct {
	Position string `json:"position"`        // in the document, "file:line:col"
	Subject  string `json:"subject"`         // operation, definition or component that contains it
	Kind     string `json:"kind"`            // keyword, or a kind of part
	Value    string `json:"value,omitempty"` // compact JSON
	Why      string `json:"why,omitempty"`   // why chatgen.yaml accepts it
}

// JSON writes the report as indented JSON.
func JSON(w io.Writer, r Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}
