// Package model is the model of a Go package: stage 2 (gen/build) builds it, stage 3
// (gen/override) changes it, and stage 4 (gen/emit) emits it. It contains only types.
// All elements are in the order in which they are emitted.
//
// Names are computed in two passes. Build gives every element its base name (the field
// Name), overrides may change it, and then build.Finalize computes all derived names.
// Emitters compute no names.
//
// The Pointer of an element is its JSON pointer in the file of Pos. It is empty for
// elements that an override creates.
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
	Scopes           []string          // of Entra ID tokens; empty if the service has tokens of its own
	AccessKey        bool              // the service also accepts requests that are signed with a key
	HasSecrets       bool              // bodies contain secrets; set by an override
	Clients          []*Client         // the root client first
	Decls            []Decl            // named types
	PartialFailures  []*PartialFailure // one for each type of item; set by build.Finalize
	Changes          *Changes          // how changes are followed, or nil
	Pos              diag.Pos
	Omitted          []Omitted         // operations that overrides leave out
	AppliedOverrides []AppliedOverride // in the order of application
	NotCarried       []NotCarried      // sorted by position; set by gen.Model
}

// NotCarried is a part of the document that the package does not carry out.
type NotCarried struct {
	Pos     diag.Pos
	Subject string // the operation, definition or component that contains it, or "document"
	// Kind is the keyword, such as "pattern", or one of "headers" and "errors" (of
	// responses), "statuses" (several successful ones), "bodies" (of responses that never have one), "progress" (of
	// long-running operations), "api-version" and
	// "runtime-headers" (parameters that the runtime sends), "replaced" (by a
	// hand-written Go type), "security", "servers", "version" and "unused".
	Kind  string
	Value string // compact JSON, "" if unused
	Why   string // the reason for which the configuration accepts it, "" if it does not
}

// Omitted is an operation of the document that the package does not have.
type Omitted struct {
	ID     string // operationId
	Method string
	Path   string
	Pos    diag.Pos
}

// Auth describes how calls are authenticated.
type Auth int

// The ways to authenticate.
const (
	NoAuth    Auth = iota
	TokenAuth      // a bearer token of an azcore.TokenCredential
)

// AppliedOverride is the effect of one entry of an override.
type AppliedOverride struct {
	Pos    diag.Pos // of the entry
	Target string   // the changed element: an operationId, a definition, "definition.property"
	Effect string   // "renamed to Message"
	Why    string
	// Affected are the elements that it changed or created.
	Affected []Element
}

// Client is a Go type with a method for each of its operations.
type Client struct {
	Name         string // "ThreadClient"
	Import       string // import path of its package; set by build.Finalize
	File         string // emitted file, "thread_client.go"; set by build.Finalize
	Group        string // the operations' group, the part of an operationId before '_'
	Doc          string
	Parent       *Client  // the client whose Accessor returns this one; nil for a root
	Accessor     string   // method of Parent, "Thread"
	Unprefixed   bool     // names derived from its operations do not begin with the client's
	ClientParams []*Param // client-level parameters
	Operations   []*Operation
	Names        ClientNames // set by build.Finalize
	Pos          diag.Pos
}

// ClientNames are the names that are derived from a client's.
type ClientNames struct {
	New                     string // "NewClient"; all are empty if another client returns this one
	WithKey                 string // "NewClientWithKey"
	NewFromConnectionString string // "NewClientFromConnectionString"
	Make                    string // "makeClient": the function that the constructors share
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
	Body           *Body           // nil if there is none
	Statuses       []int           // of successful responses, ascending
	NoBodyStatuses []int           // those of Statuses whose response has no body, except for 204
	Result         *Type           // of the response body, or nil
	Bodies         []*ResponseBody // if successful statuses have different bodies; Result is nil then
	Headers        []*ResponseHeader
	HasStatusCode  bool // the response tells which of several successful statuses came
	Paging         *Paging
	LongRunning    *LongRunning
	PartialFailure *PartialFailure
	NonIdempotent  bool   // a retry could repeat the effect
	RequestID      *Param // header by which the service recognizes a retry, or nil
	FirstSent      *Param // header with the time of the first attempt, or nil
	Throttle       *Throttle
	ResetsThrottle *Throttle // throttle that this operation ends, or nil
	Rates          *Rates    // up to which the service accepts this operation, or nil
	RatesKey       *Param    // by whose value the service counts, or nil if it counts by user
	IdempotencyKey *IdempotencyKey
	Shortcuts      []*Shortcut
	Names          OperationNames // set by build.Finalize
	Pos            diag.Pos
	Pointer        string
}

// OperationNames are the names that are derived from an operation's.
type OperationNames struct {
	Options            string // "SendMessageOptions"
	Response           string // "SendMessageResponse"
	SingleItemResponse string // "AddParticipantResponse": the response of the method for a single item, or ""
	AllItemsOptions    string // "AddAllParticipantsOptions": the options of the method for any number of items, or ""
	AllItemsResponse   string // "AddAllParticipantsResponse": its response, or ""
	AllItemsSpan       string // "ThreadClient.AddAllParticipants": the method in errors, or ""
	Pager              string // "NewListMessagesPager"
	Request            string // "listMessagesRequest": the method that creates a paged operation's first request
	Fake               string // "NewListMessagesPager": the field of the fake with its function
	Handle             string // "handleSendMessage": the method of the fake that calls the function
	Template           string // path with the parameters' arguments: "/chat/threads/{threadID}"
	Span               string // "ThreadClient.SendMessage"
}

// Paging describes how an operation is paged.
type Paging struct {
	Items    *Field // of the result
	NextLink *Field // of the result; nil if there is only one page
	Iterator string // method that iterates over the items, "Messages"
	Pages    string // method that iterates over the pages, "MessagePages"; build.Finalize sets it if it is empty
	Pos      diag.Pos
}

// PartialFailure describes an operation that may reject some items of its request.
type PartialFailure struct {
	Items            *Field // of the body: the items that are sent
	Key              *Field // of an item: the key that the target of a failure contains
	Failures         *Field // in the result or in the last field of FailurePath: each an acs.ErrorDetail or, with ItemStatus, the result of an item
	ItemStatus       *ItemStatus
	FailurePath      []*Field // fields that lead from the result to Failures, each in the one before
	SingleItemMethod string   // method that sends one item, or ""
	AllItemsMethod   string   // method that sends any number of items in batches, or ""
	SkipEmpty        bool     // a call without items sends nothing
	Item             *Struct
	Names            PartialFailureNames // set by build.Finalize
	Pos              diag.Pos
}

// ItemStatus describes the results of items, of which those with a status of at least 400
// are failures.
type ItemStatus struct {
	Status  *Field // HTTP status, an Int32
	Target  *Field // key of the item
	Message *Field // reason, or nil
}

// PartialFailureNames are the names that are derived from the item's.
type PartialFailureNames struct {
	Error      string // "ParticipantError"
	List       string // "ParticipantErrors"
	Item       string // "Participant": the field with the item
	Arg        string // "participant"
	Sent       string // "SentParticipants": the field of the response with the items of the request
	Rejections string // "NewParticipantRejections": the function of the fake that returns errors of items
	Match      string // "participantMatcher": the function that returns how failures are matched with items
}

// Throttle describes an option that limits an operation to one request per interval.
type Throttle struct {
	Seconds int
	Func    string // method of the client that returns it, "typingThrottle"; set by build.Finalize
	Pos     diag.Pos
}

// Rates are the rates up to which a service accepts the requests of some operations
// together.
type Rates struct {
	Group  string // in errors and logs, "message"
	Limits []Rate
	Func   string // function that returns them, "messageRates"; set by build.Finalize
	Pos    diag.Pos
}

// Rate is a number of requests in a period.
type Rate struct{ Count, Seconds int }

// IdempotencyKey describes the option with a key by which a call finds what an earlier
// request created, in a list.
type IdempotencyKey struct {
	Property    *Field // of the body: the map of texts that contains the key
	Name        string // of the key in the map, "idempotencyKey"
	ResultID    *Field // of the result
	List        *Operation
	ItemMap     *Field // of an item of the list, like Property
	ItemID      *Field // of an item, like ResultID
	ItemChanged *Field // of an item: the time of its last change, by which the list is sorted
	PageSize    *Param // of the list
	MaxPageSize int
	Lookup      string // method that returns how to look for a key, "sendMessageLookup"; set by build.Finalize
	Pos         diag.Pos
}

// Changes describes the ranges of changes of a list, and of all lists that an index shows.
// The vocabulary of the changes is a template.
type Changes struct {
	Vocabulary  string // "chat"
	List        *Operation
	ListClient  *Client
	ListID      *ID    // of a list; the type of the client-level parameter of ListClient
	Type        *Enum  // of an item of List
	ID          *Field // of an item of List
	Version     *Field // of an item of List: the time of its last change, by which the list is sorted
	Index       *Operation
	IndexClient *Client  // the parent of ListClient
	Activity    []*Field // of an item of Index: times, by the latest of which the index is sorted
	Receipts    *Operation
	PageSize    *Param // of all lists
	MaxPageSize int
	Pos         diag.Pos
}

// Shortcut is a method for the most common use of an operation: it takes an optional
// property of the body as an argument.
type Shortcut struct {
	Name  string // "UpdateTopic"
	Doc   string
	Field *Field
	// Returns is the text that a response must contain, as the fields that lead to it,
	// each in the one before. It is empty if no text is needed.
	Returns []*Field
	Pos     diag.Pos
}

// Validation is the validation of an argument before the request is sent.
type Validation struct {
	NotEmpty bool
	MaxItems int // 0 if there is no limit
	Min      int // of a Duration, in its unit
	Max      int // 0 if the range is not limited
}

// In is the location of a parameter.
type In int

// The locations of a parameter.
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
	OnClient        bool   // it is a client-level parameter
	Constant        string // the only possible value of a required enum, which is always sent
	Format          string // of a list: csv, ssv, tsv, pipes, multi
	Validation      Validation
	SkipURLEncoding bool // the value is escaped already
	Deprecated      bool
	Pos             diag.Pos
	Pointer         string
}

// Body is the body of a request: either Fields, each of which is an argument or option,
// or one value.
type Body struct {
	MediaType string
	Patch     bool // merge-patch: properties are kept, set or reset
	Required  bool
	Schema    string // the definition of Fields
	Fields    []*Field
	Constants []*Field // properties with a constant, which are no arguments
	Value     *Param   // the whole body as one argument or option
	Whole     *Param   // the value if an override replaces the definition by a Go type; nil if Value is set
	Pos       diag.Pos
	Pointer   string
}

// Kind is the kind of a type.
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
	HTTPDate // a time in whole seconds, in the format of HTTP headers
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
	Nullable bool  // a nil union is null; otherwise it is an error
}

// Unit is the unit of a Duration.
type Unit int

// The units of a Duration.
const (
	Seconds Unit = iota
	Minutes
)

// Decl is a named type: *Struct, *Enum, *ID, *Union or *External.
type Decl interface{ Info() *TypeInfo }

// TypeInfo is the common part of all named types.
type TypeInfo struct {
	Name        string   // Go name
	Import      string   // import path of its package; set by build.Finalize
	Schema      string   // the definition's name
	SameNamePos diag.Pos // position of a definition of the same name in another file, if any
	Doc         string
	Deprecated  bool
	Pos         diag.Pos
	Pointer     string
}

// Info returns the common part.
func (c *TypeInfo) Info() *TypeInfo { return c }

// Struct is an object.
type Struct struct {
	TypeInfo
	Fields             []*Field
	Additional         *Type  // type of additional properties; nil if they are ignored
	Union              *Union // the union of which it is a variant, or nil
	DiscriminatorValue string // its discriminator value
	DiscriminatorConst string // the constant for it; set by build.Finalize
	AzureToken         *AzureToken
	ContainsSecrets    bool // a field is redacted or contains one that is; set by build.Finalize
}

// AzureToken describes a type that can be converted to an azcore.AccessToken.
type AzureToken struct {
	Token  *Field
	Expiry *Field
}

// Field is a property of an object.
type Field struct {
	Name     string // Go name, "DisplayName"
	Arg      string // the same as an argument, "displayName"; set by build.Finalize
	WireName string
	Type     *Type
	Doc      string
	Required bool
	// ResponseRequired is Required, unless an override states what responses contain.
	ResponseRequired bool
	ReadOnly         bool
	Constant         *Constant  // the only value of a required property, or nil
	Secret           bool       // it is printed as a placeholder
	Link             bool       // it is a URL, whose query is redacted when it is printed; set by build.Finalize
	Validation       Validation // if it is an argument or option
	Deprecated       bool
	Pos              diag.Pos
	Pointer          string
}

// Constant is the only value of a required property, which is always sent.
type Constant struct {
	Kind  Kind   // String, Bool, Int32, Int64 or Float64
	Value string // as text
}

// Enum is a string or number with known values; others are kept.
type Enum struct {
	TypeInfo
	Base       Kind // String, Int32, Int64 or Float64
	Values     []*EnumValue
	ValuesFunc string // function that lists the values; set by build.Finalize
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

// ID is a string that identifies a resource.
type ID struct {
	TypeInfo
}

// Union is a discriminated union: an interface that its variants implement, and a type
// for unknown variants.
type Union struct {
	TypeInfo
	Property    string   // the discriminator
	KindPos     diag.Pos // of the property, which is a field of unknown variants only
	KindPointer string
	Kind        *Type // of the discriminator in unknown variants: String or an enum
	Number      bool  // the discriminator is an integer
	Variants    []*Struct
	Names       UnionNames // set by build.Finalize
}

// UnionNames are the names that are derived from a union's.
type UnionNames struct {
	UnmarshalFunc string // "UnmarshalRetentionPolicy"
	Unknown       string // "UnknownRetentionPolicy"
	Field         string // "Kind": the field of Unknown with the discriminator value
	MarkerMethod  string // "retentionPolicy"
	Decode        string // "decodeRetentionPolicy"
	Encode        string // "encodeRetentionPolicy"
}

// External is a hand-written Go type that replaces a definition. Its package has the
// functions Decode<Type> and Encode<Type>.
type External struct {
	TypeInfo
	Path   string // import path
	Type   string // name in that package
	Text   string // method that returns it as a string, or ""
	Decode string
	Encode string
	Parse  string // function that parses the string
}
