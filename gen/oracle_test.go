package gen_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
	"github.com/chatgen-go/chatgen/internal/testmodule"
)

// oracleModule is the path of the module into which the test generates.
const oracleModule = "example.com/oracle"

// oraclePackage is a generated package with its document.
type oraclePackage struct {
	name      string
	pkg       *model.Package
	doc       *rawDocument
	overrides []overrideEntry
	files     []emit.File
	samples   map[string][]sampleResponse // by operation
}

// sentRequest is a request as the driver prints it.
type sentRequest struct {
	Package   string         `json:"Package"`
	Operation string         `json:"Operation"`
	Required  bool           `json:"Required"`
	Method    string         `json:"Method"`
	URL       string         `json:"URL"`
	Header    http.Header    `json:"Header"`
	Body      string         `json:"Body"`
	Names     map[int]string `json:"Names"`
	Error     string         `json:"Error"`
}

// Each package sends what its document states: the document is read without any code of
// chatgen, and compared with the requests of all operations, with all inputs and with the
// required ones only.
func TestOracle(t *testing.T) {
	t.Parallel()
	packages := oraclePackages(t)
	observed := callPackages(t, packages)
	for _, p := range packages {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			for _, problem := range p.problems(observed[p.name]) {
				t.Error(problem)
			}
		})
	}
}

// oraclePackages returns the packages of all documents in the tree.
func oraclePackages(t *testing.T) []*oraclePackage {
	t.Helper()
	var all []*oraclePackage
	for _, p := range oracleConfigs(t) {
		open := gen.OpenDocument(p, tree.Disk{})
		pkg, err := gen.Model(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, newOraclePackage(t, pkg, p.Spec, open, overrideFiles(t, p.Overrides)))
	}
	for _, file := range glob(t, filepath.Join(goldenDir, "*.txtar")) {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(archive.Files, func(f txtar.File) bool { return f.Name == wantErrors }) {
			continue
		}
		p := config()
		p.Import = fmt.Sprintf("%s/p%d/%s", oracleModule, len(all), p.Name)
		p.Spec = archive.Files[0].Name
		pkg, err := gen.ModelFrom(p, opener(archive), overridesOf(archive))
		if err != nil {
			t.Fatal(err)
		}
		o := newOraclePackage(t, pkg, p.Spec, opener(archive), overridesOf(archive))
		o.name = strings.TrimSuffix(filepath.Base(file), ".txtar")
		all = append(all, o)
	}
	return all
}

// oracleConfigs returns the packages of all documents of services.
func oracleConfigs(t *testing.T) []gen.Package {
	t.Helper()
	var all []gen.Package
	for _, p := range acsPackages(t) {
		specs := []string{p.Spec}
		if p.Name == "chat" {
			specs = glob(t, "../spec/Chat/*/*/communicationserviceschat.json")
		}
		for _, spec := range specs {
			p.Spec = spec
			p.Import = fmt.Sprintf("%s/v%d/%s", oracleModule, len(all), p.Name)
			all = append(all, p)
		}
	}
	return all
}

func newOraclePackage(t *testing.T, pkg *model.Package, spec string, open func(string) ([]byte, error), overrides []override.File) *oraclePackage {
	t.Helper()
	files, err := emit.Files(pkg)
	if err != nil {
		t.Fatal(err)
	}
	return &oraclePackage{
		name: pkg.Name + " " + pkg.APIVersion, pkg: pkg, doc: readRaw(t, spec, open), overrides: readOverrides(t, overrides), files: files,
		samples: map[string][]sampleResponse{},
	}
}

// observation is what calls of a package send and return, by operation.
type observation struct {
	requests  map[string][]sentRequest
	responses map[string][]decodedResponse
}

// callPackages compiles the packages, calls their operations, and returns what it observes
// of each package.
func callPackages(t *testing.T, packages []*oraclePackage) map[string]*observation {
	t.Helper()
	dir := t.TempDir()
	testmodule.Write(t, dir, "..", oracleModule)
	var calls, imports bytes.Buffer
	for i, p := range packages {
		folder := strings.TrimPrefix(p.pkg.Import, oracleModule+"/")
		for _, f := range p.files {
			if path.Ext(f.Name) == ".go" && path.Dir(f.Name) == "." {
				writeFile(t, filepath.Join(dir, folder, f.Name), f.Data)
			}
		}
		alias := fmt.Sprintf("p%d", i)
		fmt.Fprintf(&imports, "\t%s %q\n", alias, p.pkg.Import)
		p.writeCalls(t, &calls, alias)
	}
	writeFile(t, filepath.Join(dir, "main.go"), fmt.Appendf(nil, "package main\n\nimport (\n%s)\n\nfunc main() {\n\treport(\n%s\t)\n}\n", &imports, &calls))
	writeFile(t, filepath.Join(dir, "driver.go"), readFile(t, "testdata/oracle/driver.go.txt"))
	runGo(t, dir, "build", "-gcflags="+oracleModule+"/...=-N -l", "-ldflags=-s -w", "-o", "oracle", ".")
	cmd := exec.CommandContext(t.Context(), filepath.Join(dir, "oracle"))
	cmd.Stderr = t.Output()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the calls: %v", err)
	}
	var printed struct {
		Requests  []sentRequest     `json:"Requests"`
		Responses []decodedResponse `json:"Responses"`
	}
	if err := json.Unmarshal(out, &printed); err != nil {
		t.Fatal(err)
	}
	observed := map[string]*observation{}
	for _, p := range packages {
		observed[p.name] = &observation{map[string][]sentRequest{}, map[string][]decodedResponse{}}
	}
	for _, r := range printed.Requests {
		all := observed[r.Package].requests
		all[r.Operation] = append(all[r.Operation], r)
	}
	for _, r := range printed.Responses {
		all := observed[r.Package].responses
		all[r.Operation] = append(all[r.Operation], r)
	}
	return observed
}

// writeCalls writes the description of a package for the driver.
func (p *oraclePackage) writeCalls(t *testing.T, w *bytes.Buffer, alias string) {
	t.Helper()
	arguments := argumentNames(t, p.files)
	endpoint := `"https://contoso.example"`
	if _, host, _ := p.doc.address(); host != "" {
		endpoint = alias + ".Endpoint"
	}
	fmt.Fprintf(w, "\t\tgenerated{name: %q, endpoint: %s, skipped: %#v, variants: []any{", p.name, endpoint, skippedFields(p.pkg))
	for _, d := range p.pkg.Decls {
		if u, ok := d.(*model.Union); ok {
			for _, v := range u.Variants {
				fmt.Fprintf(w, "%s.%s{}, ", alias, v.Name)
			}
		}
	}
	fmt.Fprint(w, "}, clients: []client{\n")
	for _, c := range p.pkg.Clients {
		if c.Parent == nil {
			fmt.Fprintf(w, "\t\t\t{new: %s.%s, args: %#v, calls: []call{\n", alias, c.Names.New, arguments[c.Names.New])
		} else {
			fmt.Fprintf(w, "\t\t\t{parent: %d, accessor: %q, args: %#v, calls: []call{\n",
				clientIndex(p.pkg, c.Parent), c.Accessor, arguments[c.Parent.Name+"."+c.Accessor])
		}
		for _, op := range c.Operations {
			isPlain := slices.ContainsFunc(op.Params, func(p *model.Param) bool { return p.SkipURLEncoding })
			fmt.Fprintf(w, "\t\t\t\t{id: %q, method: %q, args: %#v, plain: %t, responses: []response{",
				op.ID, sendingMethod(op), arguments[c.Name+"."+sendingMethod(op)][1:], isPlain)
			p.samples[op.ID] = p.sampleResponses(t, op)
			for _, s := range p.samples[op.ID] {
				body, before := s.bodies(t)
				fmt.Fprintf(w, "{%d, %#v, %q, %q}, ", s.status, s.headers, body, before)
			}
			fmt.Fprint(w, "}},\n")
		}
		fmt.Fprint(w, "\t\t\t}},\n")
	}
	fmt.Fprint(w, "\t\t}},\n")
}

// argumentNames returns the names of the arguments of each emitted function and method.
func argumentNames(t *testing.T, files []emit.File) map[string][]string {
	t.Helper()
	names := map[string][]string{}
	for _, f := range files {
		if path.Ext(f.Name) != ".go" || path.Dir(f.Name) != "." {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Data, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if function, ok := d.(*ast.FuncDecl); ok {
				names[functionName(function)] = parameterNames(function)
			}
		}
	}
	return names
}

// functionName returns "Function" or "Type.Method".
func functionName(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	receiver := f.Recv.List[0].Type
	if pointer, ok := receiver.(*ast.StarExpr); ok {
		receiver = pointer.X
	}
	return fmt.Sprint(receiver) + "." + f.Name.Name
}

func parameterNames(f *ast.FuncDecl) []string {
	var names []string
	for _, field := range f.Type.Params.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	return names
}

// problems returns where the requests and the decoded responses of a package differ from
// its document.
func (p *oraclePackage) problems(observed *observation) []string {
	var all []string
	_, _, base := p.doc.address()
	omitted := map[string]bool{}
	for _, o := range p.pkg.Omitted {
		omitted[o.Method+" "+o.Path] = true
	}
	ids := map[string]string{} // of the operations without an operationId
	for _, op := range operations(p.pkg) {
		ids[op.Method+" "+op.Path] = op.ID
	}
	for _, op := range p.doc.operations() {
		if omitted[op.method+" "+op.path] {
			continue
		}
		if op.id == "" {
			op.id = cmpOr(ids[op.method+" "+op.path], ids[op.method+" "+base+op.path])
		}
		if len(observed.requests[op.id]) == 0 {
			all = append(all, fmt.Sprintf("%s %s %s: no request", op.id, op.method, op.path))
		}
		for _, r := range observed.requests[op.id] {
			o := &requestOracle{oraclePackage: p, op: op, sent: r}
			o.check()
			if len(o.problems) > 0 {
				all = append(all, fmt.Sprintf("%s: %s\n\t%s %s", op.id, strings.Join(o.problems, "\n\t"), r.URL, r.Body))
			}
		}
	}
	for id, samples := range p.samples {
		if read := len(observed.responses[id]); read != len(samples) {
			all = append(all, fmt.Sprintf("%s: %d of %d responses were read", id, read, len(samples)))
			continue
		}
		for i, r := range observed.responses[id] {
			if problems := p.checkResponse(samples[i], r); len(problems) > 0 {
				all = append(all, fmt.Sprintf("%s: status %d: %s\n\t%.300s", id, samples[i].status, strings.Join(problems, "\n\t"), fmt.Sprint(samples[i].value)))
			}
		}
	}
	return all
}

// requestOracle compares a request with its operation.
type requestOracle struct {
	*oraclePackage
	op       rawOperation
	sent     sentRequest
	problems []string
}

func (o *requestOracle) errorf(format string, args ...any) {
	o.problems = append(o.problems, fmt.Sprintf(format, args...))
}

func (o *requestOracle) check() {
	if o.sent.Method != o.op.method {
		o.errorf("the method is %q, the error %s", o.sent.Method, o.sent.Error)
		return
	}
	u, err := url.Parse(o.sent.URL)
	if err != nil {
		o.errorf("%v", err)
		return
	}
	scheme, host, base := o.doc.address()
	if u.Scheme != scheme || u.Host != cmpOr(host, "contoso.example") {
		o.errorf("the address is %s://%s", u.Scheme, u.Host)
	}
	o.checkPath(u.EscapedPath(), base)
	o.checkQuery(u.RawQuery)
	o.checkHeaders()
	o.checkBody()
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// parametersIn returns the parameters of a location by name.
func (o *requestOracle) parametersIn(location string) map[string]rawNode {
	all := map[string]rawNode{}
	for _, p := range o.op.parameters {
		if p.get("in").text() == location {
			all[p.get("name").text()] = p
		}
	}
	return all
}

// escapedOrNot returns the pattern for a part of a path, each character of which may be escaped.
func escapedOrNot(part string) string {
	return regexp.MustCompile(`(?s)[^A-Za-z0-9/]`).ReplaceAllStringFunc(part, func(c string) string {
		escaped := ""
		for i := range len(c) {
			escaped += fmt.Sprintf("%%%02X", c[i])
		}
		return "(?:" + regexp.QuoteMeta(c) + "|" + escaped + ")"
	})
}

// checkPath checks that the path is that of the document, with a value for each parameter.
func (o *requestOracle) checkPath(got, base string) {
	var names []string
	pattern := regexp.MustCompile(`\{[^}]+\}|[^{]+`).ReplaceAllStringFunc(base+o.op.path, func(part string) string {
		name, isParameter := strings.CutPrefix(strings.TrimSuffix(part, "}"), "{")
		if !isParameter {
			return escapedOrNot(part)
		}
		names = append(names, name)
		if o.parametersIn("path")[name].get("x-ms-skip-url-encoding").isTrue() {
			return "(.+)"
		}
		return "([^/]+)"
	})
	values := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(got)
	if values == nil {
		o.errorf("the path is %s", got)
		return
	}
	for i, name := range names {
		value, err := url.PathUnescape(values[i+1])
		if err != nil {
			o.errorf("%v", err)
		}
		o.checkParameter(o.parametersIn("path")[name], []string{value})
	}
}

// checkQuery checks that the query has the parameters of the document, and no others.
func (o *requestOracle) checkQuery(query string) {
	sent := map[string][]string{}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			o.errorf("%v", err)
		}
		if pair != "" {
			sent[name] = append(sent[name], value)
		}
	}
	parameters := o.parametersIn("query")
	for name := range sent {
		if !parameters[name].exists() {
			o.errorf("the query has %s", name)
		}
	}
	for name, p := range parameters {
		o.checkSent(p, "query", sent[name], url.QueryUnescape)
	}
}

// checkSent checks the presence and the values of a parameter.
func (o *requestOracle) checkSent(p rawNode, location string, sent []string, unescape func(string) (string, error)) {
	name, required := p.get("name").text(), p.get("required").isTrue()
	switch {
	case len(sent) == 0 && (required || !o.sent.Required):
		o.errorf("the %s has no %s", location, name)
	case len(sent) > 0 && !required && o.sent.Required && !o.isSentAnyway(name):
		o.errorf("the %s has %s, which is not set", location, name)
	case len(sent) > 0:
		var values []string
		for _, v := range splitList(p, sent) {
			value, err := unescape(v)
			if err != nil {
				o.errorf("%v", err)
			}
			values = append(values, value)
		}
		o.checkParameter(p, values)
	}
}

// isSentAnyway reports whether the client makes up a value for an optional parameter: the
// ID by which the service recognizes a retry, with its time, and the API version.
func (o *requestOracle) isSentAnyway(name string) bool {
	if name == "api-version" {
		return true
	}
	for _, op := range operations(o.pkg) {
		for _, p := range []*model.Param{op.RequestID, op.FirstSent} {
			if op.ID == o.op.id && p != nil && p.WireName == name {
				return true
			}
		}
	}
	return false
}

// splitList returns the escaped values of a parameter by its format.
func splitList(p rawNode, sent []string) []string {
	if typeOf(schemaOf(p)) != "array" {
		return sent
	}
	separator := ","
	switch format := p.get("collectionFormat").text() + p.get("style").text(); {
	case format == "multi":
		return sent
	case format == "ssv":
		separator = "%20"
	case format == "tsv":
		separator = "%09"
	case format == "pipes":
		separator = "%7C"
	case p.get("schema").exists() && p.get("in").text() == "query":
		exploded := p.get("explode")
		if isExploded := !exploded.exists() && (format == "form" || format == "") || exploded.isTrue(); isExploded {
			return sent
		}
		separator = map[string]string{"": ",", "form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}[format]
	}
	if len(sent) != 1 {
		return nil
	}
	if p.get("in").text() == "header" {
		separator = map[string]string{"%20": " ", "%09": "\t", "%7C": "|"}[separator]
		separator = cmpOr(separator, ",")
	}
	return strings.Split(strings.ReplaceAll(sent[0], "+", "%20"), separator)
}

// checkParameter checks the values of a parameter, of which there are two if it is a list.
func (o *requestOracle) checkParameter(p rawNode, values []string) {
	name, schema := p.get("name").text(), schemaOf(p)
	if name == "api-version" {
		if want := o.doc.root.get("info").get("version").text(); !slices.Equal(values, []string{want}) {
			o.errorf("api-version is %q", values)
		}
		return
	}
	if typeOf(schema) == "array" {
		if len(values) != 2 {
			o.errorf("%s has the values %q", name, values)
		}
		schema = schema.get("items")
	} else if len(values) != 1 {
		o.errorf("%s is sent %d times", name, len(values))
	}
	for _, v := range values {
		o.checkScalar(schema, name, namesOfNode(name, p), v)
	}
}

// ownHeaders are the headers of all requests, and those that only net/http sets.
var ownHeaders = []string{"Accept", "Accept-Encoding", "Authorization", "Content-Length", "Content-Type", "User-Agent", "X-Ms-Client-Request-Id", "X-Ms-Date", "Traceparent",
	"Host", "Transfer-Encoding", "Trailer", "Te", "Connection", "Keep-Alive", "Proxy-Connection", "Upgrade"}

// checkHeaders checks that the request has the document's headers, and no others.
func (o *requestOracle) checkHeaders() {
	parameters := map[string]rawNode{}
	for name, p := range o.parametersIn("header") {
		parameters[http.CanonicalHeaderKey(name)] = p
	}
	for name := range o.sent.Header {
		if !parameters[name].exists() && !slices.Contains(ownHeaders, name) && !o.isSentAnyway(strings.ToLower(name)) {
			o.errorf("there is a header %s", name)
		}
	}
	for name, p := range parameters {
		if !slices.Contains(ownHeaders, name) {
			o.checkSent(p, "header", o.sent.Header[name], func(s string) (string, error) { return s, nil })
		}
	}
	accepted := strings.Split(o.sent.Header.Get("Accept"), ", ")
	responses := o.op.responseTypes()
	for _, types := range responses {
		if !slices.ContainsFunc(types, func(s string) bool {
			return slices.ContainsFunc(accepted, func(a string) bool { return isMediaType(s, a) })
		}) {
			o.errorf("Accept is %q, without any of %q", accepted, types)
		}
	}
	stated := slices.Concat(responses...)
	for _, a := range accepted {
		if len(stated) > 0 && !slices.ContainsFunc(stated, func(s string) bool { return isMediaType(s, a) }) {
			o.errorf("Accept is %q, of which %q is not stated", accepted, a)
		}
	}
}

// isMediaType reports whether a media type is another one, with the same parameters.
func isMediaType(s, other string) bool {
	a, forA, errA := mime.ParseMediaType(s)
	b, forB, errB := mime.ParseMediaType(other)
	return errA == nil && errB == nil && a == b && maps.Equal(forA, forB)
}

// checkBody checks the media type and the content of the body.
func (o *requestOracle) checkBody() {
	schema, required, mediaTypes := o.op.body()
	contentType := o.sent.Header.Get("Content-Type")
	switch {
	case o.sent.Body == "" && (!schema.exists() || !required && o.sent.Required):
		if contentType != "" {
			o.errorf("there is no body, but a media type %s", contentType)
		}
		return
	case o.sent.Body == "":
		o.errorf("there is no body")
		return
	case !schema.exists():
		o.errorf("there is a body")
		return
	}
	if len(mediaTypes) > 0 && !slices.ContainsFunc(mediaTypes, func(s string) bool { return isMediaType(s, contentType) }) {
		o.errorf("the media type is %q, not one of %q", contentType, mediaTypes)
	}
	decoder := json.NewDecoder(strings.NewReader(o.sent.Body))
	decoder.UseNumber()
	var body any
	if err := decoder.Decode(&body); err != nil {
		o.errorf("%v", err)
	}
	(&bodyOracle{requestOracle: o, patch: strings.Contains(contentType, "merge-patch")}).check(schema, body, "body", nil, 0)
}
