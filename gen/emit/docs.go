package emit

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"text/template"

	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/templates"
)

// docData is the data of the templates of doc.go and README.md.
type docData struct {
	Name, Import string
	Summary      string
	Clients      []clientData
	Calls        string
	Errors       string
	Paged        bool
	Pages        string
	LongRunning  bool
	Polling      string
	Partial      string
	Values       string
}

type clientData struct {
	Name, Summary string
	Methods       []methodData
}

type methodData struct{ Name, Summary, Method, Path string }

// emitDocs emits doc.go and README.md from their templates.
func emitDocs(pkg *model.Package) ([]File, error) {
	var files []File
	for _, name := range []string{"doc.go", "README.md"} {
		data, err := execute(name+".tmpl", pkg.Import, newDocData(pkg))
		if err != nil {
			return nil, fmt.Errorf("chatgen bug: %s/%s: %w", pkg.Name, name, err)
		}
		files = append(files, File{Name: name, Data: data})
	}
	return files, nil
}

// execute executes a template for the package with an import path.
func execute(name, importPath string, data any) ([]byte, error) {
	functions := template.FuncMap{
		"markdown": func(text string) string { return markdown(text, importPath) },
		"comment":  func(text string) string { return strings.Join(commentLines(text), "\n") },
		"list":     func(c clientData) string { return "- [" + c.Name + "]: " + c.Summary },
	}
	t, err := template.New(name).Funcs(functions).ParseFS(templates.Files, name)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, data)
	return out.Bytes(), err
}

func newDocData(pkg *model.Package) docData {
	p := docData{
		Name:    pkg.Name,
		Import:  pkg.Import,
		Summary: summary(pkg),
		Calls: "Each method takes a context first, which cancels the call and its retries, then the required arguments, then options, which may be nil. " +
			"Requests are sent by the pipeline of azcore: [ClientOptions] sets retries, transport, logging, tracing and telemetry.",
		Errors: "A response with an unexpected status, or with nothing but an error object in its body, is returned as an [*acs.Error], " +
			"which wraps an *azcore.ResponseError; use errors.As to get either, and errors.Is to test for a common reason, such as [acs.ErrNotFound]. " +
			"Any other error of a call is an [*acs.CallError] with the name of the operation: " +
			"for an invalid argument, which is reported as an [*acs.ArgumentError] before anything is sent; for a request that could not be sent; " +
			"and for a response that could not be read, where errors.As finds an [*acs.Error], too. " +
			"[acs.OutcomeOf] tells whether the service has processed the request.",
		Pages: "Use the iterator to read a list item by item, or the pager to read it page by page. Next links are used as the service returned them, " +
			"but only if they lead to the endpoint's scheme, host and port or to [ClientOptions].AllowedNextLinkHosts, " +
			"because the request carries the access token.",
		Polling: "A method that begins with Begin returns a poller for an operation that goes on in the service. " +
			"Its PollUntilDone method waits for the result, as long as the service asks between two requests. " +
			"A resume token of the poller, in the options of a later call, continues in another process. " +
			"The URLs of the operation's state are followed as next links are.",
		Values: "Fields are plain values, and zero values are omitted from requests. A field is a pointer if its zero value has a meaning of its own. " +
			"Unknown properties of responses are ignored; unknown values of enums are kept. " +
			"Structs cannot be compared with ==, so that later versions can add fields of any type.",
	}
	for _, c := range pkg.Clients {
		p.Clients = append(p.Clients, describeClient(c))
		if methods := &p.Clients[len(p.Clients)-1].Methods; pkg.Changes != nil {
			*methods = append(*methods, describeChanges(pkg.Changes, c)...)
		}
		for _, op := range c.Operations {
			p.Paged = p.Paged || op.Paging != nil
			p.LongRunning = p.LongRunning || op.LongRunning != nil
		}
	}
	if len(pkg.PartialFailures) > 0 {
		p.Partial = "Some requests send several items, and the service may reject some of them while it accepts the rest. The call then succeeds: " +
			"the response's Rejected method returns the errors of the rejected items, " +
			"its Err method turns them into an error, and ToRetry selects the items to send again."
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

// title returns the service's name in the document.
func title(pkg *model.Package) string { return firstText(oneLine(pkg.Title), "the service") }

func describeClient(c *model.Client) clientData {
	p := clientData{Name: c.Name, Summary: "created by [" + c.Names.New + "]."}
	if c.Parent != nil {
		p.Summary = "returned by [" + c.Parent.Name + "." + c.Accessor + "]."
	}
	if c.Doc != "" {
		p.Summary += " " + oneLine(c.Doc)
	}
	for _, op := range c.Operations {
		p.Methods = append(p.Methods, describeMethods(op)...)
	}
	return p
}

// describeChanges lists the method of a client that follows changes, if it has one.
func describeChanges(changes *model.Changes, c *model.Client) []methodData {
	switch c {
	case changes.ListClient:
		return []methodData{{"Changes", "Follows the changes of the list", changes.List.Method, tableCell(changes.List.Path)}}
	case changes.IndexClient:
		return []methodData{{"Changes", "Follows the changes of everything in the list", changes.Index.Method, tableCell(changes.Index.Path)}}
	}
	return nil
}

// describeMethods lists the methods of an operation.
func describeMethods(op *model.Operation) []methodData {
	does, _, _ := strings.Cut(oneLine(op.Doc), ". ")
	var list []methodData
	add := func(name, does string) {
		list = append(list, methodData{Name: name, Summary: tableCell(strings.TrimSuffix(does, ".")), Method: op.Method, Path: tableCell(op.Path)})
	}
	add(op.PrimaryMethod(), does)
	if op.Paging != nil {
		add(op.Paging.Pages, "Iterates over the pages of the list")
		add(op.Names.Pager, "Returns a pager for the list")
	}
	if op.PartialFailure != nil && op.PartialFailure.SingleItemMethod != "" {
		add(op.PartialFailure.SingleItemMethod, "Calls "+op.Name+" with a single "+op.PartialFailure.Names.Arg+"; a rejection is an error")
	}
	if op.PartialFailure != nil && op.PartialFailure.AllItemsMethod != "" {
		add(op.PartialFailure.AllItemsMethod, "Calls "+op.Name+" in batches and retries temporary rejections")
	}
	for _, s := range op.Shortcuts {
		add(s.Name, firstText(oneLine(s.Doc), "Sets "+s.Field.Arg))
	}
	return list
}

// tableCell escapes text for a table cell.
func tableCell(text string) string {
	text = strings.ReplaceAll(oneLine(text), "|", `\|`)
	return strings.ReplaceAll(strings.ReplaceAll(text, "`", "'"), "<", "&lt;")
}

// markdown returns text with its doc links as Markdown: those to packages of the same
// repository are relative, so that code hosts resolve them.
func markdown(text, from string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "[")
		name, after, closed := strings.Cut(rest, "]")
		out.WriteString(before)
		if !found || !closed {
			out.WriteString(strings.TrimPrefix(text, before))
			return out.String()
		}
		out.WriteString(markdownLink(name, from))
		text = after
	}
}

// markdownLink returns a symbol as code, and a package as a link.
func markdownLink(name, from string) string {
	if !strings.Contains(name, "/") {
		return "`" + name + "`"
	}
	target := "https://pkg.go.dev/" + name
	if repository(name) == repository(from) {
		up := strings.Count(from, "/") - strings.Count(repository(from), "/")
		target = strings.Repeat("../", up) + strings.TrimPrefix(name, repository(name)+"/")
	}
	return "[" + path.Base(name) + "](" + target + ")"
}

// repository returns the part of an import path that names the repository on a code
// host.
func repository(importPath string) string {
	parts := strings.SplitN(importPath, "/", 4)
	return strings.Join(parts[:min(len(parts), 3)], "/")
}
