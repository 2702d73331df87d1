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
	DocumentVersion  string // info.version, "2025-03-15"
	APIVersion       string // which requests contain: info.version, or "" if they have no api-version
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
	GoTypes          []GoType          // hand-written types that overrides name
	NotCarried       []NotCarried      // sorted by position; set by gen.Model
}

// NotCarried is a part of the document that the package does not carry out.
type NotCarried struct {
	Pos     diag.Pos
	Subject string // the operation, definition or component with the path to the part, "Pets_List.limit", or "document"
	// Kind is the keyword, such as "pattern", or one of "headers" and "errors" (of
	// responses), "statuses" (several successful ones), "bodies" (of responses that never
	// have one), "progress" (of long-running operations), "api-version" and
	// "runtime-headers" (parameters that the runtime sends), "replaced" (by a hand-written
	// Go type), "omitted", "security", "servers", "version" and "unused".
	Kind  string
	Value string // compact JSON, "" if unused
	Why   string // the reason for which the configuration accepts it, "" if it does not
}

// GoType is a hand-written Go type that an override names, with what the emitted code uses
// of it.
type GoType struct {
	Pos    diag.Pos // in the override
	Path   string   // import path
	Name   string
	Funcs  []string // functions of its package
	Method string   // that returns the text form of a value, or ""
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
