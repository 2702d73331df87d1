// Package build is stage 2 of chatgen. It turns a document into the model of a
// Go package: clients, operations, types, and the base name of each. After the
// overrides, [Finalize] computes every name that follows from another one.
package build

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// leaveOut is the hint for a schema that is not supported.
const leaveOut = "leave out the operations that use it in omit.yaml"

// Config is the configuration of a package.
type Config struct {
	Name    string // Go package name
	Import  string // import path
	Version string // semantic version, "v0.1.0"
	// Mentions reports whether overrides may refer to a definition. If it is nil, they do
	// not refer to any.
	Mentions func(definition string) bool
}

// Package builds the model of doc. It reports and omits every part of the document
// that is not supported.
func Package(doc *openapi.Document, config Config, errs *diag.List) *model.Package {
	b := newBuilder(&model.Package{
		Name:            config.Name,
		Import:          config.Import,
		Version:         config.Version,
		Title:           doc.Title,
		Doc:             doc.Description,
		DocumentVersion: doc.Version,
		APIVersion:      doc.Version,
		VersionPos:      doc.VersionPos,
		Pos:             doc.Pos,
	}, errs)
	b.doc, b.isIncomplete = doc, errs.Len() > 0
	b.host(doc.Host)
	b.security(doc)
	for _, s := range doc.Schemas {
		b.recordOwner(s, s.Name)
	}
	b.unions(doc)
	b.used = b.usedTypes(doc, config.Mentions)
	for _, s := range doc.Schemas {
		b.declare(s)
	}
	b.operations(doc)
	breakLoops(b.pkg)
	return b.pkg
}

func newBuilder(pkg *model.Package, errs *diag.List) *builder {
	return &builder{
		errs:           errs,
		pkg:            pkg,
		decls:          map[*openapi.Schema]model.Decl{},
		enums:          map[string]*model.Enum{},
		active:         map[*openapi.Schema]bool{},
		variants:       map[*openapi.Schema][]variant{},
		isVariant:      map[*openapi.Schema]bool{},
		tags:           map[variantOf]string{},
		tagged:         map[taggedBy]*openapi.Schema{},
		summaries:      map[*openapi.Schema]partsSummary{},
		outlined:       map[*openapi.Schema]bool{},
		owner:          map[*openapi.Schema]string{},
		discriminators: map[diag.Pos]bool{},
	}
}

type builder struct {
	errs           *diag.List
	doc            *openapi.Document
	isIncomplete   bool // stage 1 has left out parts of the document
	pkg            *model.Package
	decls          map[*openapi.Schema]model.Decl // the named types of schemas
	enums          map[string]*model.Enum         // inline enums by their x-ms-enum name
	active         map[*openapi.Schema]bool       // aliases being resolved
	variants       map[*openapi.Schema][]variant  // of unions, by the base
	isVariant      map[*openapi.Schema]bool       // the variants of all unions
	tags           map[variantOf]string           // their discriminator values
	tagged         map[taggedBy]*openapi.Schema   // the variants by these
	summaries      map[*openapi.Schema]partsSummary
	used           map[*openapi.Schema]bool   // the schemas whose types the package may contain
	outlined       map[*openapi.Schema]bool   // see outlinePart
	owner          map[*openapi.Schema]string // the definitions of inline parts of allOf
	discriminators map[diag.Pos]bool          // the positions of discriminators
	fields         int                        // of all structs
	prefix         string                     // of all paths: the part of the address that the endpoint lacks
}

// security keeps the first supported scheme that the document requires or else declares,
// and reports those of the required ones that no credential can satisfy. An override
// selects the credential.
func (b *builder) security(doc *openapi.Document) {
	for _, s := range doc.Security {
		s.CheckSupported(b.errs)
	}
	if all := slices.Concat(doc.Security, doc.Schemes); len(all) > 0 {
		first := all[max(0, slices.IndexFunc(all, (*openapi.SecurityScheme).IsSupported))]
		b.pkg.SecurityScheme, b.pkg.SecurityPos = first.Name, first.Pos
	}
}

// host records the service's address if it is fixed. Otherwise the caller provides
// the address without its path, and the path becomes a prefix of all operations'.
func (b *builder) host(host *openapi.Host) {
	if host == nil {
		return
	}
	template := strings.TrimSuffix(host.Template, "/")
	scheme, rest, absolute := strings.Cut(template, "://")
	if !absolute {
		scheme, rest = "", template
	}
	server, path, _ := strings.Cut(rest, "/")
	switch parameters := strings.Contains(scheme+server, "{"); {
	case template == "":
	case strings.Contains(server, "@") || strings.Contains(server, "%40"): // kin-openapi escapes the host of Swagger 2.0
		b.errs.Add(host.Pos, "host", "the address contains a user name or a password", "remove it; the caller of the package provides credentials")
	case strings.Contains(path, "{"):
		b.errs.Add(host.Pos, "host", "a parameter in the path of "+host.Template+" is not supported", "move it to the paths")
	case strings.ContainsAny(path, "?#"):
		b.errs.Add(host.Pos, "host", host.Template+" has a query or fragment", "remove it")
	case absolute && !parameters && !isEndpoint(scheme, server):
		b.errs.Add(host.Pos, "host", host.Template+" is not a valid address", "want https:// and a name with letters, digits, dots and hyphens")
	case absolute && !parameters:
		b.pkg.Endpoint = template
	case server != "" && !parameters, server == "" && strings.HasPrefix(path, "/"):
		b.errs.Add(host.Pos, "host", host.Template+" is not a valid address", "start it with https:// or, if it is only a path, with a slash")
	case path != "":
		b.prefix = "/" + path
	}
}

var serverName = regexp.MustCompile(`^([A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?$`)

// isEndpoint reports whether a client can call a server.
func isEndpoint(scheme, server string) bool {
	_, port, _ := strings.Cut(server[strings.LastIndexByte(server, ']')+1:], ":")
	number, _ := strconv.Atoi(port)
	return (scheme == "https" || scheme == "http") && serverName.MatchString(server) && number <= 65535
}

// resolve follows references to the schema itself.
func resolve(s *openapi.Schema) *openapi.Schema {
	for s.Target != nil {
		s = s.Target
	}
	return s
}

// structOf returns the struct that a type is, or nil.
func structOf(t *model.Type) *model.Struct {
	if t == nil || t.Kind != model.Named {
		return nil
	}
	s, _ := t.Decl.(*model.Struct)
	return s
}
