// Package contract lists what a package and its service have agreed on, element
// by element: operations, parameters, bodies, answers, definitions, properties
// and values. [Of] takes the list from a document, [Encode] writes it as a
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
	Answer     Kind = "answer"    // of an operation; its name is the status
	Header     Kind = "header"    // of an answer
	Definition Kind = "definition"
	Property   Kind = "property" // of a definition or of an object that has no name
	Value      Kind = "value"    // of an enum
	Member     Kind = "member"   // of a family; its name is the discriminator's value
)

// Element is one thing that the document promises.
type Element struct {
	Kind    Kind
	Of      string // full name of the element that it is a part of, "" for an operation and a definition
	Name    string // "metadata", "201"
	Facts   Facts
	Flags   Flags
	Shape          // a lock has no overrides
	Text    string // summary and description
	Pos     diag.Pos
	Pointer string // JSON pointer in the file that Pos names
}

// FullName names an element within its contract, as reports and overrides do:
// "ChatParticipant.metadata", "Chat_ListChatThreads parameter maxPageSize".
func (e *Element) FullName() string {
	switch e.Kind {
	case Host, Security, Operation, Definition:
		return e.Name
	case Property:
		return e.Of + "." + e.Name
	case Body:
		return e.Of + " body"
	}
	return e.Of + " " + string(e.Kind) + " " + e.Name
}

// Key tells an element from all others of its contract.
func (e *Element) Key() string {
	return string(e.Kind) + "|" + e.Of + "|" + e.Name + "|" + e.Facts[In]
}

// Fact is something that is said of an element in a word or two.
type Fact int

// The facts. An element has those that its kind can have.
const (
	Method        Fact = iota // "POST"
	Path                      // "/chat/threads/{chatThreadId}"; of the host its address
	In                        // path, query, header
	Type                      // "string", "array of ChatParticipant"
	Media                     // media types, "application/json, text/plain"
	Sends                     // the media type that the package sends
	Paging                    // "value by nextLink"
	Resend                    // when the package sends a request again: "always", "with the same repeatability-request-id", or ResendOnce
	Enum                      // open, closed
	Extends                   // definitions that it is composed of
	Discriminator             // property that tells the members of a family apart
	Additional                // type of members that are not declared
	From                      // the base that a property comes from
	ClientName                // what clients are to call it
	Format                    // of a list in a query or header
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
	factCount
)

// factNames are the facts as a lock has them.
func factNames() [factCount]string {
	return [factCount]string{
		"method", "path", "in", "type", "media", "sends", "paging", "resend", "enum", "extends", "discriminator", "additional", "from", "client-name",
		"format", "default", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
		"exclusiveMinimum", "exclusiveMaximum", "multipleOf", "uniqueItems", "pattern",
	}
}

// String returns the fact's name in a lock.
func (f Fact) String() string { return factNames()[f] }

// Facts holds a value for each fact, "" for those that are not said.
type Facts [factCount]string

// Each calls do for every fact, said or not, in their order.
func (f *Facts) Each(do func(fact Fact, value string)) {
	for i, v := range f {
		do(Fact(i), v)
	}
}

// Flag is something that an element is or is not.
type Flag int

// The flags.
const (
	Required   Flag = iota
	Nullable        // may be null
	ReadOnly        // is not sent
	Deprecated      // still there, but not to be used
	Failure         // of an answer: it is an error
	ByHand          // of a definition: its Go type is written by hand, so that its form is not the document's
	flagCount
)

func flagNames() [flagCount]string {
	return [flagCount]string{"required", "nullable", "read-only", "deprecated", "error", "by-hand"}
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
