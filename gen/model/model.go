// Package model is the Go-shaped picture of a document: what stage 2 (gen/build)
// makes, stage 3 (gen/override) changes and stage 4 (gen/emit) prints. It holds
// types only. Everything is in the order in which it is to be emitted.
//
// Names come in two passes. Build gives every element its base name (the field
// Name), overrides may change it, and then build.Finalize computes every name that
// follows from another one. Emitters print names and never make any.
//
// Where an element has a Pointer, it is the JSON pointer to the element in the
// file that its Pos names; what only an override makes has none.
package model

import "github.com/chatgen-go/chatgen/gen/diag"

// Package is one Go package to emit.
type Package struct {
	Name             string // Go package name, "chat"
	Import           string // import path
	Version          string // semantic version of the package, "v0.1.0"
	Title            string // of the document
	Doc              string // the document's description
	APIVersion       string // info.version, "2025-03-15"
	VersionPos       diag.Pos
	Endpoint         string // the service's fixed address, "" if each resource has its own
	SecurityScheme   string // the first that the document requires or declares, "" if there is none
	SecurityPos      diag.Pos
	Auth             Auth              // set by an override
	Scopes           []string          // of the Entra ID token that the service takes; none: it takes tokens of its own
	AccessKey        bool              // the service also takes requests signed with a key
	Clients          []*Client         // the root client first
	Decls            []Decl            // named types
	PartialFailures  []*PartialFailure // one for each type of item; set by build.Finalize
	Pos              diag.Pos
	AppliedOverrides []AppliedOverride // what overrides did, in the order of application
}

// Auth is how calls are authenticated.
type Auth int

// The ways to authenticate.
const (
	NoAuth    Auth = iota
	TokenAuth      // a bearer token of an azcore.TokenCredential
)

// AppliedOverride is the effect of one entry of an override.
type AppliedOverride struct {
	Pos    diag.Pos // of the entry
	Target string   // what it changed: an operationId, a definition, "definition.property"
	Effect string   // "renamed to Message"
	Why    string
	// Affected are the elements that it changed, and that which the entry makes.
	Affected []Element
}

// Client is a Go type with a method for each of its operations.
type Client struct {
	Name         string // "ThreadClient"
	Import       string // import path of its package; set by build.Finalize
	File         string // that it is emitted to, "thread_client.go"; set by build.Finalize
	Group        string // the operations' group, what stands before '_' in an operationId
	Doc          string
	Parent       *Client  // the client whose Accessor returns this one; nil for a root
	Accessor     string   // method of Parent, "Thread"
	Unprefixed   bool     // names derived from its operations do not begin with the client's
	ClientParams []*Param // path parameters that the client holds
	Operations   []*Operation
	Names        ClientNames // set by build.Finalize
	Pos          diag.Pos
}

// ClientNames are the names that follow from a client's.
type ClientNames struct {
	New        string // "NewClient"; those of a client that another one returns are empty
	WithKey    string // "NewClientWithKey"
	FromString string // "NewClientFromConnectionString"
	Make       string // "makeClient": what the constructors have in common
}

// Operation is one method of a client.
type Operation struct {
	Name           string // method name, "SendMessage"
	ID             string // operationId
	Doc            string // summary and description
	Deprecated     bool
	Method         string // "POST"
	Path           string // "/chat/threads/{chatThreadId}/messages"
	Params         []*Param
	Body           *Body // nil: none
	Statuses       []int // that mean success, ascending
	NoBodyStatuses []int // those of Statuses whose answer has no body, without 204
	Result         *Type // of the answer's body, nil: none
	Paging         *Paging
	PartialFailure *PartialFailure
	NonIdempotent  bool   // a second try could repeat what the first one did
	RequestID      *Param // header by which the service recognizes a second try, or nil
	Throttle       *Throttle
	ResetsThrottle *Throttle // that a success of this operation ends, or nil
	Shortcuts      []*Shortcut
	Names          OperationNames // set by build.Finalize
	Pos            diag.Pos
	Pointer        string
}

// OperationNames are the names that follow from an operation's.
type OperationNames struct {
	Options  string // "SendMessageOptions"
	Response string // "SendMessageResponse"
	Single   string // "AddParticipantResponse": what the method for a single item returns, or ""
	Pager    string // "NewListMessagesPager"
	Request  string // "listMessagesRequest": makes a paged operation's first request
	Fake     string // "NewListMessagesPager": the field of a fake that answers it
	Handle   string // "handleSendMessage": the method of a fake that reads it
	Template string // path with the parameters' arguments: "/chat/threads/{threadID}"
	Span     string // "ThreadClient.SendMessage"
}

// Paging says how the pages of an operation hang together.
type Paging struct {
	Items    *Field // of the result
	NextLink *Field // of the result; nil: all comes in one page
	Iterator string // method that ranges over the items, "Messages"
	Pages    string // method that ranges over the pages, "MessagePages"; if empty, build.Finalize sets it
	Pos      diag.Pos
}

// PartialFailure says that an operation may refuse some items of its request.
type PartialFailure struct {
	Items            *Field   // of the body: what was sent
	Key              *Field   // of an item: what the target of a failure names
	Failures         *Field   // the failures, in the result or in the last field of FailurePath, each an acs.ErrorDetail
	FailurePath      []*Field // objects that lead from the result to Failures, each a member of the one before
	SingleItemMethod string   // method that sends one item, "" for none
	Item             *Struct
	Names            PartialFailureNames // set by build.Finalize
	Pos              diag.Pos
}

// PartialFailureNames are the names that follow from the item's.
type PartialFailureNames struct {
	Error string // "ParticipantError"
	List  string // "ParticipantErrors"
	Item  string // "Participant": the field that holds the item
	Arg   string // "participant"
	Sent  string // "sentParticipants": the unexported field of the response
	Match string // "matchParticipantErrors": joins failures to items
}

// Throttle says that a client may be asked to send an operation only once in a
// while.
type Throttle struct {
	Seconds int
	Field   string // of the client, "typingThrottle"; set by build.Finalize
	Pos     diag.Pos
}

// Shortcut is a method for the most common use of an operation: it takes one
// optional member of the body as an argument.
type Shortcut struct {
	Name  string // "UpdateTopic"
	Doc   string
	Field *Field
	Pos   diag.Pos
}

// Validation is what an argument must fulfil before anything is sent.
type Validation struct {
	NotEmpty bool
	MaxItems int // 0: any number
	Min      int // of a Duration, in its unit
	Max      int // 0: Min and Max are not checked
}

// In says where a parameter goes.
type In int

// The places of a parameter.
const (
	InPath In = iota
	InQuery
	InHeader
)

// Param is a parameter of an operation outside its body.
type Param struct {
	Name            string // Go name, "ThreadID"
	Arg             string // the same as an argument, "threadID"; set by build.Finalize
	WireName        string
	In              In
	Type            *Type
	Doc             string
	Required        bool
	OnClient        bool   // the client holds it
	Constant        string // sent as it is: the only value of a required enum
	Format          string // of a list: csv, ssv, tsv, pipes, multi
	Validation      Validation
	SkipURLEncoding bool // not escaped
	Deprecated      bool
	Pos             diag.Pos
	Pointer         string
}

// Body is the body of a request: either Fields, each an argument or an option,
// or one value.
type Body struct {
	MediaType string
	Patch     bool // merge-patch: members are left alone, set or reset
	Required  bool
	Schema    string // the definition whose members Fields are
	Fields    []*Field
	Value     *Param // the whole body as one argument or option
	Whole     *Param // what Value would be if the definition became a hand-written type; nil if Value is set
	Pos       diag.Pos
	Pointer   string
}

// Kind tells types apart.
type Kind int

// The kinds of a Type.
const (
	String Kind = iota
	Bool
	Int32
	Int64
	Float64
	Time
	Date
	Bytes
	Raw      // any JSON
	Duration // a whole number of Type.Unit
	Slice
	Map
	Named
)

// Type is the Go type of a value.
type Type struct {
	Kind     Kind
	Elem     *Type // of Slice and Map
	Decl     Decl  // of Named
	Unit     Unit  // of Duration
	Pointer  bool  // nil is null or absent
	Nullable bool  // nil of a family is null; otherwise it is an error
}

// Unit is what a Duration counts.
type Unit int

// The units of a Duration.
const (
	Seconds Unit = iota
	Minutes
)

// Decl is a named type: *Struct, *Enum, *ID, *Union or *External.
type Decl interface{ Info() *TypeInfo }

// TypeInfo is what all named types have.
type TypeInfo struct {
	Name       string   // Go name
	Import     string   // import path of its package; set by build.Finalize
	Schema     string   // the definition's name
	Namesake   diag.Pos // definition in another file that has the same name there, if any
	Doc        string
	Deprecated bool
	Pos        diag.Pos
	Pointer    string
}

// Info returns what all named types have.
func (c *TypeInfo) Info() *TypeInfo { return c }

// Struct is an object.
type Struct struct {
	TypeInfo
	Fields     []*Field
	Additional *Type  // of members that are not declared; nil: they are dropped
	Union      *Union // the family that it belongs to, or nil
	Tag        string // the discriminator's value in that family
	TagConst   string // the constant for it; set by build.Finalize
}

// Field is a member of an object.
type Field struct {
	Name       string // Go name, "DisplayName"
	Arg        string // the same as an argument, "displayName"; set by build.Finalize
	WireName   string
	Type       *Type
	Doc        string
	Required   bool
	ReadOnly   bool
	Validation Validation // when it is an input of its own
	Deprecated bool
	Pos        diag.Pos
	Pointer    string
}

// Enum is a set of known values of a string or number; others are kept too.
type Enum struct {
	TypeInfo
	Base     Kind // String, Int32, Int64 or Float64
	Values   []*EnumValue
	Possible string // function that lists the values; set by build.Finalize
}

// EnumValue is one known value.
type EnumValue struct {
	Name     string // short Go name, "Text"
	Const    string // "MessageTypeText"; set by build.Finalize
	WireName string // as text
	Doc      string
	Pos      diag.Pos
	Pointer  string
}

// ID is a string that names one kind of thing.
type ID struct {
	TypeInfo
}

// Union is a family of objects that a discriminator tells apart: an interface
// that its members implement, and one more that keeps what is unknown.
type Union struct {
	TypeInfo
	Property    string   // the discriminator
	KindPos     diag.Pos // of the property, which is a field of the unknown member only
	KindPointer string
	Kind        *Type // of the discriminator: String or an enum
	Members     []*Struct
	Names       UnionNames // set by build.Finalize
}

// UnionNames are the names that follow from a family's.
type UnionNames struct {
	UnmarshalFunc string // "UnmarshalRetentionPolicy"
	Unknown       string // "UnknownRetentionPolicy"
	Field         string // "Kind": what Unknown keeps of the discriminator
	MarkerMethod  string // "retentionPolicy"
	Decode        string // "decodeRetentionPolicy"
	Encode        string // "encodeRetentionPolicy"
}

// External is a hand-written Go type that stands for a definition. Its package
// has a Decode<Type> and an Encode<Type> function.
type External struct {
	TypeInfo
	Path   string // import path
	Type   string // name in that package
	Text   string // method that returns its text form, "" if it has none
	Decode string
	Encode string
	Parse  string // function that makes one of its text form
}
