package openapi

import (
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// Document is what stage 1 hands on: one self-contained document, whatever
// version and however many files it was read from. Everything is in source
// order, and everything knows where it stands.
type Document struct {
	Pos         diag.Pos
	Title       string
	Description string
	Version     string // info.version
	VersionPos  diag.Pos
	Host        *Host             // nil if the document names no server
	Schemes     []*SecurityScheme // that the document declares, with the scopes of their declaration
	Security    []*SecurityScheme // that it requires, with the scopes of the requirements
	Operations  []*Operation
	// Schemas are the named ones: all of the root document's definitions or
	// components/schemas, then those of other files in the order in which they
	// are reached. A definition that is nothing but a $ref is no schema of its
	// own: it stands for its target, which takes its name if the root document
	// has no other for it. One with more beside the $ref has a Target.
	Schemas []*Schema
}

// Host is where the service is found: x-ms-parameterized-host, or the first
// server. Parameters are those of Template, each as {name}.
type Host struct {
	Pos        diag.Pos
	Template   string
	Parameters []*Parameter
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
}

// IsHMAC reports whether requests are signed with a shared key, which OpenAPI
// describes as an http scheme such as HMAC-SHA256, and Swagger 2.0 only by the
// name that it gives to a header.
func (s *SecurityScheme) IsHMAC() bool {
	name := s.Scheme
	if s.Type == "apiKey" && s.In == "header" {
		name = s.Name
	}
	return strings.Contains(strings.ToLower(name), "hmac")
}

// Operation is one method of one path.
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
	Paging      *Paging      // x-ms-pageable, nil if there is none
}

// Paging is x-ms-pageable.
type Paging struct {
	Pos      diag.Pos
	Items    string // itemName, "value" if the document does not say
	NextLink string // nextLinkName, "" if it is null: all comes in one page
	NextOp   string // operationName: operation that follows the next link
}

// Parameter is a parameter in the path, the query or a header, of an
// operation, of the host, or a header of a response.
type Parameter struct {
	Pos              diag.Pos
	Pointer          string
	Name             string // as on the wire
	In               string // path, query, header, cookie, formData
	Description      string
	Required         bool
	Deprecated       bool
	Schema           *Schema
	CollectionFormat string // for arrays: csv, ssv, tsv, pipes, multi; "" if not an array
	ClientName       string // x-ms-client-name
	Location         string // x-ms-parameter-location: client, method; "" if not said
	SkipEncoding     bool   // x-ms-skip-url-encoding

	unresolved bool // its $ref leads nowhere, which has been reported
}

// Body is a request body.
type Body struct {
	Pos         diag.Pos
	Pointer     string
	Name        string // Swagger 2.0's parameter name, else "body"
	Description string
	Required    bool
	ClientName  string
	MediaTypes  []string // in source order
	Schema      *Schema  // of the first media type that has one; nil if none
}

// Response is an answer of an operation.
type Response struct {
	Pos         diag.Pos
	Status      string // "200", "4XX", "default"
	Description string
	Error       bool // x-ms-error-response; if not said, whether Status is none of 2XX
	MediaTypes  []string
	Schema      *Schema // nil if there is no body
	Headers     []*Parameter
}

// Schema is a place where a schema stands: a definition, a property's, a
// parameter's. If Target is not nil the place holds a reference, Target is what
// it refers to, and the other fields are what stands beside the $ref.
type Schema struct {
	Pos     diag.Pos
	Pointer string  // JSON pointer in the file that Pos names
	Name    string  // the definition's name; "" if the schema is not named
	Target  *Schema // not nil: a reference

	Type        string // string, integer, number, boolean, array, object; "" if not said
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

	Properties []Property // of this schema alone, without those of AllOf
	Required   []string   // names of properties, which may be those of AllOf
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
	// ExclusiveMinimum and ExclusiveMaximum are true beside the bound that they
	// are about, or in OpenAPI 3.1 the bound itself.
	ExclusiveMinimum *Value
	ExclusiveMaximum *Value
	MultipleOf       *Value
	UniqueItems      bool
	MinLength        int // 0: none
	MaxLength        int // 0: none
	MinItems         int // 0: none
	MaxItems         int // 0: none
	Pattern          string

	// Unsupported names the keywords of this schema that change its meaning and
	// that chatgen has no rule for (not, patternProperties, if, ...), sorted.
	Unsupported []string
}

// Value is a scalar of the document: a default, an enum value, a limit.
type Value struct {
	Pos  diag.Pos
	Kind string // string, number, boolean, null, array, object
	Text string // a string's value unquoted, anything else as written (JSON)
}

// EnumValue is one value of an enum with what x-ms-enum says of it.
type EnumValue struct {
	Value
	Pointer     string
	Name        string // x-ms-enum.values[].name
	Description string
}

// Property is a member of an object.
type Property struct {
	Pos      diag.Pos // of its name
	Pointer  string
	Name     string
	Required bool
	Schema   *Schema
}

// Discriminator names the property that tells the members of a family apart.
type Discriminator struct {
	Pos      diag.Pos
	Property string
	Mapping  []Mapping // OpenAPI 3 only
}

// Mapping is one entry of a discriminator's mapping.
type Mapping struct {
	Pos    diag.Pos
	Value  string
	Schema *Schema
}
