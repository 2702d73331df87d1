package openapi

import (
	"net/http"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// Document is the result of stage 1: one self-contained document, regardless of
// its version and the number of files it was read from. All elements are in
// source order and carry their source position.
type Document struct {
	Pos         diag.Pos
	Title       string
	Description string
	Version     string // info.version
	VersionPos  diag.Pos
	Host        *Host             // nil if the document declares no server
	Schemes     []*SecurityScheme // declared schemes, with their declared scopes
	Security    []*SecurityScheme // required schemes, with the required scopes
	Operations  []*Operation
	// Schemas are the named schemas: those in the root document's definitions or
	// components/schemas, then those of other files in the order in which they
	// are first referenced. A definition that consists only of a $ref is not a
	// separate schema but an alias of its target, which gets the alias as its name
	// unless the root document defines the target itself. A definition in which
	// the $ref has siblings has a Target.
	Schemas []*Schema
	Dropped []*Schema // those that only operations use that Without leaves out
	Ignored []Ignored // what stage 1 does not read, sorted by position

	converter *converter
}

// Host is the base URL of the service: x-ms-parameterized-host, or the first
// server.
type Host struct {
	Pos        diag.Pos
	Template   string       // contains each parameter as {name}
	Parameters []*Parameter // in source order
}

// SecurityScheme is a way of authenticating requests.
type SecurityScheme struct {
	Pos         diag.Pos
	Name        string
	Type        string // apiKey, http, oauth2, openIdConnect
	In          string // for apiKey: header, query, cookie
	Key         string // for apiKey: the header's or parameter's name
	Scheme      string // for http: basic, bearer
	Scopes      []string
	Description string
	NeededPos   diag.Pos // where it is required first, and no supported scheme may be used instead, or zero
}

// CheckSupported reports a scheme that no credential of a client can satisfy, where it is
// needed.
func (s *SecurityScheme) CheckSupported(errs *diag.List) {
	if s.NeededPos != (diag.Pos{}) && !s.IsSupported() {
		errs.Add(s.NeededPos, s.Name, "security scheme is not supported", "only tokens and signatures in the Authorization header are")
	}
}

// IsSupported reports whether a credential of a client can satisfy the scheme.
func (s *SecurityScheme) IsSupported() bool {
	header := s.Type == "apiKey" && s.In == "header" && strings.EqualFold(s.Key, "Authorization")
	http := s.Type == "http" && (strings.EqualFold(s.Scheme, "bearer") || s.IsHMAC())
	return header || http || s.Type == "oauth2" || s.Type == "openIdConnect"
}

// IsHMAC reports whether requests are signed with a shared key. OpenAPI 3 declares
// this as an http scheme such as HMAC-SHA256, and Swagger 2.0 only as an apiKey in a
// header, so the name of the scheme is checked.
func (s *SecurityScheme) IsHMAC() bool {
	name := s.Scheme
	if s.Type == "apiKey" && s.In == "header" {
		name = s.Name
	}
	return strings.Contains(strings.ToLower(name), "hmac")
}

// Operation is an HTTP method of a path.
type Operation struct {
	Pos         diag.Pos
	Pointer     string // JSON pointer, "/paths/~1chat~1threads/post"
	ID          string // operationId
	Method      string // GET, POST, ...
	Path        string // "/chat/threads/{chatThreadId}"
	Summary     string
	Description string
	Deprecated  bool
	Parameters  []*Parameter // those of the path item first; without the body
	Body        *Body        // nil if there is none
	Responses   []*Response  // in source order
	Paging      *Paging      // nil if there is no x-ms-pageable
	LongRunning *LongRunning // nil if x-ms-long-running-operation is not true
}

// IsProgress reports whether a response only shows the progress of a long-running
// operation, because that with another status is its result.
func (o *Operation) IsProgress(r *Response) bool {
	isResult := func(other *Response) bool {
		return other.Status != r.Status && !other.Error && other.Status != "default" && other.Schema != nil
	}
	return o.LongRunning != nil && r.Status == "202" && slices.ContainsFunc(o.Responses, isResult)
}

// HasBody reports whether a successful response has a body that is read: responses to HEAD
// and those with status 204 never have one, and one of progress is for the poller.
func (o *Operation) HasBody(r *Response) bool {
	return r.Schema != nil && o.Method != http.MethodHead && r.Status != "204" && !o.IsProgress(r)
}

// LongRunning is x-ms-long-running-operation with its options.
type LongRunning struct {
	Pos           diag.Pos
	FinalStateVia string   // final-state-via, "" if absent
	FinalStatePos diag.Pos // of the options
}

// Paging is x-ms-pageable.
type Paging struct {
	Pos      diag.Pos
	Items    string // itemName, or "value" if the document has none
	NextLink string // nextLinkName; "" if it is null, which means that there is only one page
	NextOp   string // operationName, the operation that returns the next page
	Stated   bool   // whether the document has nextLinkName, perhaps null
}

// Parameter is a parameter of an operation or of the host, or a response header.
type Parameter struct {
	Pos              diag.Pos
	Pointer          string
	Name             string // in requests
	In               string // path, query, header, cookie, formData
	Description      string
	Required         bool
	Deprecated       bool
	Schema           *Schema
	CollectionFormat string // for arrays: csv, ssv, tsv, pipes, multi; "" if not an array
	ClientName       string // x-ms-client-name
	Location         string // x-ms-parameter-location: client, method; "" if absent
	SkipEncoding     bool   // x-ms-skip-url-encoding

	unresolved bool // its $ref cannot be resolved, which has been reported
}

// Body is a request body.
type Body struct {
	Pos         diag.Pos
	Pointer     string
	Name        string // the parameter name in Swagger 2.0, otherwise "body"
	Description string
	Required    bool
	ClientName  string
	MediaTypes  []string // in source order
	Schema      *Schema  // that of the first JSON media type, else of the first one with a schema; may be nil
}

// Response is a response of an operation.
type Response struct {
	Pos         diag.Pos
	Status      string // "200", "4XX", "default"
	Description string
	Error       bool // x-ms-error-response; if absent, whether Status is not 2XX
	MediaTypes  []string
	Schema      *Schema // nil if there is no body
	Headers     []*Parameter
}

// Schema is an occurrence of a schema: as a definition, or in a property, a
// parameter or another schema. If Target is not nil, the schema is a reference to
// Target, and the other fields are the siblings of the $ref.
type Schema struct {
	Pos     diag.Pos
	Pointer string // JSON pointer in the file of Pos
	Name    string // the definition's name; "" if the schema is not named
	// SameNamePos is the position of a definition that has the same name in another
	// file. If it is set, Name ends in a number.
	SameNamePos diag.Pos
	Target      *Schema // the referenced schema; nil if the schema is not a reference

	Type        string // string, integer, number, boolean, array, object; "" if absent
	Format      string
	Title       string
	Description string
	Nullable    bool // nullable, x-nullable, or type null in 3.1
	ReadOnly    bool
	WriteOnly   bool
	Deprecated  bool
	Default     *Value
	ClientName  string // x-ms-client-name

	Enum       []EnumValue // in source order
	EnumName   string      // x-ms-enum.name
	EnumClosed bool        // x-ms-enum with modelAsString false

	Properties []Property // without those of AllOf
	Required   []string   // names of properties, including those of AllOf
	Additional *Schema    // additionalProperties, if it is a schema or true
	Items      *Schema
	AllOf      []*Schema
	OneOf      []*Schema
	AnyOf      []*Schema

	Discriminator      *Discriminator
	DiscriminatorValue string // x-ms-discriminator-value
	Flatten            bool   // x-ms-client-flatten

	Minimum *Value
	Maximum *Value
	// ExclusiveMinimum and ExclusiveMaximum are booleans that qualify Minimum and
	// Maximum, or in OpenAPI 3.1 bounds themselves.
	ExclusiveMinimum *Value
	ExclusiveMaximum *Value
	MultipleOf       *Value
	UniqueItems      bool
	MinLength        int // 0: none
	MaxLength        int // 0: none
	MinItems         int // 0: none
	MaxItems         int // 0: none
	Pattern          string

	// Unsupported contains the keywords of this schema that change its meaning but
	// are not supported (not, patternProperties, if, ...), sorted.
	Unsupported []string

	listed bool // it is one of the document's named schemas
}

// Value is a value in the document: a default, an enum value or a limit.
type Value struct {
	Pos  diag.Pos
	Kind string // string, number, boolean, null, array, object
	Text string // a string unquoted, any other value as JSON
}

// EnumValue is a value of an enum with its metadata in x-ms-enum.
type EnumValue struct {
	Value
	Pointer     string
	Name        string // x-ms-enum.values[].name
	Description string
}

// Property is a property of an object.
type Property struct {
	Pos      diag.Pos // of its name
	Pointer  string
	Name     string
	Required bool
	Schema   *Schema
}

// Discriminator is the property that distinguishes the variants of a union.
type Discriminator struct {
	Pos      diag.Pos
	Property string
	Mapping  []Mapping // OpenAPI 3 only
}

// Mapping is an entry of a discriminator mapping.
type Mapping struct {
	Pos    diag.Pos
	Value  string
	Schema *Schema
}
