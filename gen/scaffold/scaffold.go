// Package scaffold sets up what chatgen needs to generate a package in
// somebody's module: an entry in chatgen.yaml, overrides, the schemas for an
// editor and a go:generate line.
package scaffold

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/openapi"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// Request describes the package to set up. Paths are relative to the working
// folder, except Out.
type Request struct {
	Config  string // configuration file, which need not exist; "" for the module's, or a new one in the working folder
	Spec    string // file of the document
	Package string // package name, "" to derive it from the document
	Out     string // folder of the package, relative to that of Config; "" for generated/NAME

	Credential Credential
}

// Result describes the files that [Init] has written.
type Result struct {
	Package string   // name
	Files   []string // that were written, without schemas; sorted except for Config, which is last
	Schemas string   // folder of the schemas
	// NoCredential is true if clients will not authenticate, because neither the
	// document nor the request names a credential.
	NoCredential bool
}

// Init sets up a package. It creates files and adds an entry to Config, but never
// changes another file: if any of the files exists, the error lists those that do,
// and nothing is written.
func Init(r Request) (*Result, error) {
	if r.Config == "" {
		r.Config = defaultConfig()
	}
	var errs diag.List
	document := gen.Package{Spec: r.Spec, Roots: []string{gen.ModuleFolder(filepath.Dir(r.Config))}}
	doc := openapi.Read(r.Spec, gen.OpenDocument(document, tree.Disk{}), &errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	p := plan{request: r, dir: filepath.Dir(r.Config), doc: doc}
	if err := errors.Join(p.setName(), p.setCredential(), p.setModule()); err != nil {
		return nil, err
	}
	if err := p.setConfig(); err != nil {
		return nil, err
	}
	files, err := p.files()
	if err != nil {
		return nil, err
	}
	if err := checkNew(files); err != nil {
		return nil, err
	}
	written, err := write(append(files, p.config))
	if err != nil {
		return nil, err
	}
	return p.result(written), nil
}

// defaultConfig returns the nearest chatgen.yaml if it is in the module of the
// working folder, and otherwise a new one in the working folder.
func defaultConfig() string {
	config, err := gen.FindConfig()
	if err != nil {
		return gen.ConfigName
	}
	own, err := gen.FindModule(".", tree.Disk{})
	if err != nil {
		return gen.ConfigName
	}
	of, err := gen.FindModule(filepath.Dir(config), tree.Disk{})
	if err != nil || !sameFile(own.File, of.File) {
		return gen.ConfigName
	}
	return config
}

func sameFile(a, b string) bool {
	fullA, errA := filepath.Abs(a)
	fullB, errB := filepath.Abs(b)
	return errA == nil && errB == nil && fullA == fullB
}

// plan is the package to set up and the files to write.
type plan struct {
	request    Request
	dir        string // of the configuration
	doc        *openapi.Document
	name       string
	credential Credential
	module     gen.Module
	config     file
}

// overrides is the folder, relative to the configuration, that holds those of all
// packages.
const overrides = "overrides"

// path returns the path of a file that is named relative to the configuration.
func (p *plan) path(name string) string { return filepath.Join(p.dir, filepath.FromSlash(name)) }

// setName sets the package's name.
func (p *plan) setName() error {
	p.name = p.request.Package
	if p.name == "" {
		p.name = packageName(p.doc.Title, p.request.Spec)
	}
	switch {
	case p.name == "":
		return fmt.Errorf("%s: cannot derive a package name from the document (pass --package NAME)", filepath.ToSlash(p.request.Spec))
	case !gen.ValidPackageName(p.name):
		return fmt.Errorf("invalid package name %q (%s)", p.name, gen.PackageNameRule)
	case path.Clean(p.outFolder()) == overrides:
		return fmt.Errorf("%s is the folder of the overrides (pass another one with --out)", overrides)
	}
	return nil
}

// setModule finds the module that the package will be in.
func (p *plan) setModule() error {
	module, err := gen.FindModule(p.dir, tree.Disk{})
	if err != nil {
		return err
	}
	if module.File == "" {
		return fmt.Errorf("no go.mod in the folder of %s or above it (run go mod init first)", filepath.ToSlash(p.request.Config))
	}
	p.module = module
	return nil
}

// outFolder returns the package's folder, relative to the configuration.
func (p *plan) outFolder() string {
	if p.request.Out != "" {
		return filepath.ToSlash(p.request.Out)
	}
	return path.Join("generated", p.name)
}

func (p *plan) result(written []file) *Result {
	result := &Result{Package: p.name, Schemas: filepath.ToSlash(p.path(schemaFolder)), NoCredential: p.credential.isZero()}
	for _, f := range written {
		if !f.schema {
			result.Files = append(result.Files, filepath.ToSlash(f.name))
		}
	}
	return result
}
