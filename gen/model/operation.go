package model

import "github.com/chatgen-go/chatgen/gen/diag"

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
	Accept         string // the media type of the responses' bodies, "" for application/json
	HasStatusCode  bool   // the response tells which of several successful statuses came
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
