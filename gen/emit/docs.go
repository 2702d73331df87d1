package emit

import (
	"bytes"
	"fmt"
	"strings"
	"text/template"

	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/templates"
)

// page is what the templates of doc.go and README.md print.
type page struct {
	Name, Import string
	Summary      string
	Clients      []clientPage
	Calls        string
	Errors       string
	Paged        bool
	Pages        string
	Partial      string
	Values       string
}

type clientPage struct {
	Name, Made string
	Methods    []methodPage
}

type methodPage struct{ Name, Does, Method, Path string }

// docs prints the files that are mostly fixed text.
func docs(pkg *model.Package) ([]File, error) {
	var files []File
	for _, name := range []string{"doc.go", "README.md"} {
		data, err := execute(name+".tmpl", describe(pkg))
		if err != nil {
			return nil, fmt.Errorf("chatgen bug: %s/%s: %w", pkg.Name, name, err)
		}
		files = append(files, File{Name: name, Data: data})
	}
	return files, nil
}

func execute(name string, data any) ([]byte, error) {
	functions := template.FuncMap{
		"comment": func(text string) string { return strings.Join(commentLines(text), "\n") },
		"list":    func(c clientPage) string { return "- [" + c.Name + "]: " + c.Made },
	}
	t, err := template.New(name).Funcs(functions).ParseFS(templates.Files, name)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, data)
	return out.Bytes(), err
}

func describe(pkg *model.Package) page {
	p := page{
		Name:    pkg.Name,
		Import:  pkg.Import,
		Summary: summary(pkg),
		Calls: "Each method takes a context first, which ends the call and its retries, then what is required, then options, which may be nil. " +
			"The pipeline of azcore sends the request: ClientOptions sets retries, transport, logging, tracing and telemetry.",
		Errors: "An answer with another status than the expected ones is an *acs.Error, which wraps the *azcore.ResponseError: reach either by errors.As. " +
			"What the caller got wrong is an error before anything is sent.",
		Pages: "A list is ranged over item by item; the pager of the same operation gives it page by page. A next link is followed as the service wrote it, " +
			"and only to the endpoint's scheme, host and port or to ClientOptions.AllowedNextLinkHosts, because the token goes along.",
		Values: "Fields are plain values: a zero value is absent and is not sent. A field is a pointer where its zero value means something of its own. " +
			"Unknown members of answers are dropped; unknown values of enums are kept.",
	}
	for _, c := range pkg.Clients {
		p.Clients = append(p.Clients, describeClient(c))
		for _, op := range c.Operations {
			p.Paged = p.Paged || op.Paging != nil
		}
	}
	if len(pkg.PartialFailures) > 0 {
		p.Partial = "Some requests send several items, of which the service may refuse some while it accepts the rest. That is no error: " +
			"the response's Refused method returns the refused ones with the service's reasons, " +
			"its Err makes an error of them, and its ToRetry picks what to send again."
	}
	return p
}

func summary(pkg *model.Package) string {
	text := fmt.Sprintf("Package %s is a client for the REST API of %s", pkg.Name, title(pkg))
	if pkg.APIVersion != "" {
		text += ", version " + oneLine(pkg.APIVersion)
	}
	text += "."
	if doc := oneLine(pkg.Doc); doc != "" && doc != title(pkg) {
		text += " " + doc
	}
	return text
}

// title is what the document calls its service.
func title(pkg *model.Package) string { return firstText(oneLine(pkg.Title), "the service") }

func describeClient(c *model.Client) clientPage {
	p := clientPage{Name: c.Name, Made: "made by [" + c.Names.New + "]."}
	if c.Parent != nil {
		p.Made = "made by [" + c.Parent.Name + "." + c.Accessor + "]."
	}
	if c.Doc != "" {
		p.Made += " " + oneLine(c.Doc)
	}
	for _, op := range c.Operations {
		p.Methods = append(p.Methods, describeMethods(op)...)
	}
	return p
}

// describeMethods lists the methods of an operation.
func describeMethods(op *model.Operation) []methodPage {
	does, _, _ := strings.Cut(oneLine(op.Doc), ". ")
	var list []methodPage
	add := func(name, does string) {
		list = append(list, methodPage{Name: name, Does: cell(strings.TrimSuffix(does, ".")), Method: op.Method, Path: cell(op.Path)})
	}
	add(primaryMethod(op), does)
	if op.Paging != nil {
		add(op.Paging.Pages, "The same, page by page")
		add(op.Names.Pager, "The same, as a pager of azcore")
	}
	if op.PartialFailure != nil && op.PartialFailure.SingleItemMethod != "" {
		add(op.PartialFailure.SingleItemMethod, "The same for one "+op.PartialFailure.Names.Arg+", whose refusal is an error")
	}
	for _, s := range op.Shortcuts {
		add(s.Name, firstText(oneLine(s.Doc), "Sets "+s.Field.Arg))
	}
	return list
}

// cell makes text fit for a cell of a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "`", "'", "<", "&lt;").Replace(oneLine(text))
}
