// Package contract lists what a package and its service have agreed on, element
// by element: operations, parameters, bodies, answers, definitions, properties
// and values. [FromDocument] takes the list from a document, [Encode] writes it as a
// chatgen.lock and [Decode] reads one, so that a later document can be
// compared with what the committed package was made from.
package contract

import "github.com/chatgen-go/chatgen/gen/diag"

// Contract is what one version of a document promises.
type Contract struct {
	Package    string // Go package name, "chat"
	APIVersion string // of the document, "2025-03-15"
	VersionPos diag.Pos
	Version    string // semantic version of the Go package, "v0.1.0"
	Texts      bool   // the elements have their texts: a lock has none
	Elements   []*Element
}

// Kind says what an element is.
type Kind string

// The kinds of elements.
const (
	Host       Kind = "host"     // where the service is found
	Security   Kind = "security" // scheme by which callers say who they are
	Operation  Kind = "operation"
	Parameter  Kind = "parameter" // of an operation
	Body       Kind = "body"      // of an operation's request
	Response   Kind = "response"  // of an operation; its name is the status
	Header     Kind = "header"    // of a response
	Definition Kind = "definition"
	Property   Kind = "property" // of a definition or of an object that has no name
	Value      Kind = "value"    // of an enum
	Member     Kind = "member"   // of a family; its name is the discriminator's value
)

// Element is one thing that the document promises.
type Element struct {
	Kind       Kind
	Owner      string // full name of the element that it is a part of, "" for an operation and a definition
	Name       string // "metadata", "201"
	Attributes Attributes
	Flags      Flags
	GoMapping         // a lock has no overrides
	Text       string // summary and description
	Pos        diag.Pos
	Pointer    string // JSON pointer in the file that Pos names
}

// FullName names an element within its contract, as reports and overrides do:
// "ChatParticipant.metadata", "Chat_ListChatThreads parameter maxPageSize".
func (e *Element) FullName() string {
	switch e.Kind {
	case Host, Security, Operation, Definition:
		return e.Name
	case Property:
		return e.Owner + "." + e.Name
	case Body:
		return e.Owner + " body"
	}
	return e.Owner + " " + string(e.Kind) + " " + e.Name
}

// Key tells an element from all others of its contract.
func (e *Element) Key() string {
	return string(e.Kind) + "|" + e.Owner + "|" + e.Name + "|" + e.Attributes[In]
}

// Attribute is something that is said of an element in a word or two.
type Attribute int

// The attributes. An element has those that its kind can have.
const (
	Method        Attribute = iota // "POST"
	Path                           // "/chat/threads/{chatThreadId}"; of the host its address
	In                             // path, query, header
	Type                           // "string", "array of ChatParticipant"
	Media                          // media types, "application/json, text/plain"
	Sends                          // the media type that the package sends
	Paging                         // "value by nextLink"
	Retry                          // when the package sends a request again: "always", "with the same repeatability-request-id", or RetryIfUnprocessed
	Enum                           // open, closed
	Extends                        // definitions that it is composed of
	Discriminator                  // property that tells the members of a family apart
	Additional                     // type of members that are not declared
	From                           // the base that a property comes from
	ClientName                     // what clients are to call it
	Format                         // of a list in a query or header
	Default
	Minimum
	Maximum
	MinLength
	MaxLength
	MinItems
	MaxItems
	ExclusiveMinimum
	ExclusiveMaximum
	MultipleOf
	UniqueItems
	Pattern
	attributeCount
)

// attributeNames are the attributes as a lock has them.
func attributeNames() [attributeCount]string {
	return [attributeCount]string{
		"method", "path", "in", "type", "media", "sends", "paging", "retry", "enum", "extends", "discriminator", "additional", "from", "client-name",
		"format", "default", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
		"exclusiveMinimum", "exclusiveMaximum", "multipleOf", "uniqueItems", "pattern",
	}
}

// String returns the attribute's name in a lock.
func (f Attribute) String() string { return attributeNames()[f] }

// Attributes holds a value for each attribute, "" for those that are not said.
type Attributes [attributeCount]string

// Each calls do for every attribute, said or not, in their order.
func (f *Attributes) Each(do func(attribute Attribute, value string)) {
	for i, v := range f {
		do(Attribute(i), v)
	}
}

// Flag is something that an element is or is not.
type Flag int

// The flags.
const (
	Required    Flag = iota
	Nullable         // may be null
	ReadOnly         // is not sent
	Deprecated       // still there, but not to be used
	Failure          // of a response: it is an error
	HandWritten      // of a definition: its Go type is written by hand, so that its form is not the document's
	flagCount
)

func flagNames() [flagCount]string {
	return [flagCount]string{"required", "nullable", "read-only", "deprecated", "error", "hand-written"}
}

// String returns the flag's name in a lock.
func (f Flag) String() string { return flagNames()[f] }

// Flags says for each flag whether it is set.
type Flags [flagCount]bool

// Each calls do for every flag, in their order.
func (f *Flags) Each(do func(flag Flag, set bool)) {
	for i, set := range f {
		do(Flag(i), set)
	}
}
