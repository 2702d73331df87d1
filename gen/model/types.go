package model

import "github.com/chatgen-go/chatgen/gen/diag"

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
	Nullable bool  // a nil union, Slice, Map or Bytes is null; otherwise a nil union is an error, and the others are empty
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
	OwnFieldsOnly      bool   // it lacks inherited properties, because no operation uses it
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
