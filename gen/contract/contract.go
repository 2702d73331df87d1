// Package contract is the contract between a package and its service: a list of
// elements such as operations, parameters, bodies, responses, definitions,
// properties and values. [FromDocument] builds it from a document, [Encode]
// writes it as a chatgen.lock, and [Decode] reads a lock, so that a document can
// be compared with the version that the committed package was generated from.
package contract

import "github.com/chatgen-go/chatgen/gen/diag"

// Contract is the contract of one version of a document.
type Contract struct {
	Package    string // Go package name, "chat"
	APIVersion string // API version of the document, "2025-03-15"
	VersionPos diag.Pos
	Version    string // semantic version of the Go package, "v0.1.0"
	Texts      bool   // the elements have descriptions; those of a lock have none
	Elements   []*Element
}

// Kind is the kind of an element. It is also the key of its name in a lock.
type Kind string

// The kinds of elements.
const (
	Host       Kind = "host"     // address of the service
	Security   Kind = "security" // authentication scheme
	Operation  Kind = "operation"
	Parameter  Kind = "parameter" // of an operation
	Body       Kind = "body"      // of an operation's request
	Response   Kind = "response"  // of an operation; its name is the status
	Header     Kind = "header"    // of a response
	Definition Kind = "definition"
	Property   Kind = "property" // of a definition or an unnamed object
	Base       Kind = "base"     // a definition that another one or an unnamed object extends; Expand replaces it
	Value      Kind = "value"    // of an enum
	Variant    Kind = "variant"  // of a union; its name is the discriminator value
)

// Element is an element of a contract.
type Element struct {
	Kind       Kind
	Owner      string // full name of the element that contains it, "" for operations and definitions
	Name       string // "metadata", "201"
	Attributes Attributes
	Flags      Flags
	GoMapping         // a lock has no overrides
	Text       string // summary and description
	Pos        diag.Pos
	Pointer    string // JSON pointer in the file of Pos
}

// FullName returns the name of an element in reports and overrides:
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

// Key identifies an element within its contract.
func (e *Element) Key() string {
	return string(e.Kind) + "|" + e.Owner + "|" + e.Name + "|" + e.Attributes[In]
}

// Attribute is an attribute of an element whose value is a short text.
type Attribute int

// The attributes.
const (
	Method        Attribute = iota // "POST"
	Path                           // "/chat/threads/{chatThreadId}"; for a host its address
	In                             // path, query, header
	Type                           // "string", "array of ChatParticipant"
	Media                          // media types, "application/json, text/plain"
	Sends                          // the media type that the package sends
	Paging                         // "value by nextLink"
	LongRunning                    // where the result of a long-running operation is: "location", or LongRunningDefault
	Retry                          // when the package retries a request: "always", "with the same repeatability-request-id", or RetryIfUnprocessed
	Enum                           // open, closed
	EnumName                       // name of an enum (x-ms-enum.name)
	Extends                        // base definitions (allOf)
	Discriminator                  // property that identifies the variants of a union
	Additional                     // type of additional properties
	From                           // the base that a property is inherited from
	ClientName                     // name for client code (x-ms-client-name)
	Format                         // collection format of a list in a query or header
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

// LongRunningDefault is the value of the attribute LongRunning if the responses determine
// where the result is.
const LongRunningDefault = "yes"

// attributeNames returns the keys of the attributes in a lock.
func attributeNames() [attributeCount]string {
	return [attributeCount]string{
		"method", "path", "in", "type", "media", "sends", "paging", "long-running", "retry", "enum", "enum-name", "extends", "discriminator", "additional",
		"from", "client-name",
		"format", "default", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
		"exclusiveMinimum", "exclusiveMaximum", "multipleOf", "uniqueItems", "pattern",
	}
}

// String returns the key of the attribute in a lock.
func (f Attribute) String() string { return attributeNames()[f] }

// Attributes holds the value of each attribute, "" if the element does not have
// it.
type Attributes [attributeCount]string

// Each calls do for every attribute, also for empty ones, in order.
func (f *Attributes) Each(do func(attribute Attribute, value string)) {
	for i, v := range f {
		do(Attribute(i), v)
	}
}

// Flag is an attribute that is true or false.
type Flag int

// The flags.
const (
	Required Flag = iota
	Nullable      // may be null
	ReadOnly      // is not sent in requests
	Deprecated
	Failure     // of a response: it is an error
	ClientLevel // of a parameter: it belongs to the client
	HandWritten // of a definition: its Go type is hand-written and need not match the document
	AlwaysSent  // of a body: the package sends it with every request
	flagCount
)

func flagNames() [flagCount]string {
	return [flagCount]string{"required", "nullable", "read-only", "deprecated", "error", "client-level", "hand-written", "always-sent"}
}

// String returns the flag's name in a lock.
func (f Flag) String() string { return flagNames()[f] }

// IsOfPackage reports whether the flag describes the generated package instead of the
// document.
func (f Flag) IsOfPackage() bool { return f == HandWritten || f == AlwaysSent }

// Flags holds the value of each flag.
type Flags [flagCount]bool

// Each calls do for every flag, in order.
func (f *Flags) Each(do func(flag Flag, set bool)) {
	for i, set := range f {
		do(Flag(i), set)
	}
}

// Describe adds the descriptions of the same elements in another contract. They are evidence
// of renames, but are not compared, so Texts stays as it is.
func (c *Contract) Describe(from *Contract) {
	texts := map[string]string{}
	for _, e := range from.Elements {
		texts[e.Key()] = e.Text
	}
	for _, e := range c.Elements {
		e.Text = texts[e.Key()]
	}
}
