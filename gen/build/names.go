package build

import (
	"fmt"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// checkNames reports Go names that are empty or collide.
func checkNames(pkg *model.Package, errs *diag.List) {
	top := newScope("package "+pkg.Name, errs)
	for _, name := range []string{"ClientOptions", "APIVersion", "Endpoint"} {
		top.reserve(name, "the package itself")
	}
	fake := newScope("type fake.Server", errs)
	for _, c := range pkg.Clients {
		checkClient(scopes{top, fake}, pkg, c, errs)
	}
	for _, d := range pkg.Decls {
		checkDecl(top, d, errs)
	}
	if pkg.Changes != nil {
		for _, symbol := range pkg.Changes.Symbols() {
			if !strings.Contains(symbol.Name, ".") {
				top.add(symbol.Name, pkg.Changes.Pos, "changes")
			}
		}
	}
	for _, p := range pkg.PartialFailures {
		top.add(p.Names.Error, p.Pos, "the errors of "+p.Item.Schema)
		top.add(p.Names.List, p.Pos, "the errors of "+p.Item.Schema)
	}
}

// scopes are the scopes that all clients share.
type scopes struct {
	top  *scope // the package
	fake *scope // the functions of its fake
}

func checkClient(shared scopes, pkg *model.Package, c *model.Client, errs *diag.List) {
	subject, top := clientSubject(c), shared.top
	if top.addFrom(c.Name, c.Pos, subject, "clients.yaml") && c.Parent == nil {
		top.add(c.Names.New, c.Pos, subject)
		if pkg.AccessKey {
			top.add(c.Names.WithKey, c.Pos, subject)
			top.add(c.Names.NewFromConnectionString, c.Pos, subject)
		}
	}
	methods := newScope("type "+c.Name, errs)
	for _, name := range model.StandardMethods() {
		methods.reserve(name, "a method of the standard library's interfaces")
	}
	for _, child := range pkg.Clients {
		if child.Parent == c {
			methods.add(child.Accessor, child.Pos, "client "+child.Name)
		}
	}
	for _, p := range c.ClientParams {
		methods.add(p.Name, p.Pos, "client "+c.Name+" parameter "+p.WireName)
	}
	for _, op := range c.Operations {
		checkOperation(shared, methods, op, errs)
	}
	if changes := pkg.Changes; changes != nil && (c == changes.ListClient || c == changes.IndexClient) {
		methods.add("Changes", changes.Pos, "changes")
	}
}

// clientSubject returns a client and its group for error messages.
func clientSubject(c *model.Client) string {
	switch {
	case c.Name == "":
		return "group " + c.Group
	case c.Group == "":
		return "client " + c.Name
	}
	return "client " + c.Name + " of group " + c.Group
}

func checkOperation(shared scopes, methods *scope, op *model.Operation, errs *diag.List) {
	if op.Name == "" {
		methods.add("", op.Pos, op.ID)
		return
	}
	if shared.top.addFrom(op.Names.Options, op.Pos, op.ID, "names.yaml") { // otherwise the others collide for the same reason
		shared.top.add(op.Names.Response, op.Pos, op.ID)
		shared.fake.add(op.Names.Fake, op.Pos, op.ID)
	}
	if op.Paging != nil {
		methods.add(op.Names.Pager, op.Pos, op.ID)
		methods.add(op.Paging.Iterator, op.Paging.Pos, op.ID)
		methods.add(op.Paging.Pages, op.Paging.Pos, op.ID)
	} else {
		methods.add(op.PrimaryMethod(), op.Pos, op.ID)
	}
	if op.LongRunning != nil {
		checkLongRunning(op, errs)
	}
	if op.PartialFailure != nil && op.PartialFailure.SingleItemMethod != "" {
		methods.add(op.PartialFailure.SingleItemMethod, op.PartialFailure.Pos, op.ID)
		shared.top.add(op.Names.SingleItemResponse, op.PartialFailure.Pos, op.ID)
	}
	if op.PartialFailure != nil && op.PartialFailure.AllItemsMethod != "" {
		methods.add(op.PartialFailure.AllItemsMethod, op.PartialFailure.Pos, op.ID)
		shared.top.add(op.Names.AllItemsOptions, op.PartialFailure.Pos, op.ID)
		shared.top.add(op.Names.AllItemsResponse, op.PartialFailure.Pos, op.ID)
	}
	for _, s := range op.Shortcuts {
		methods.add(s.Name, s.Pos, op.ID)
	}
	if op.PartialFailure != nil || op.Throttle != nil || op.IdempotencyKey != nil || op.HasHead() {
		checkResponse(op, errs)
	}
	arguments := newScope("the arguments and options of "+op.Name, errs)
	checkArguments(op, errs)
	for _, p := range op.Params {
		if (!p.OnClient || p.In == model.InPath) && p.Constant == "" { // the template contains the names of all path parameters
			arguments.add(p.Name, p.Pos, op.ID+" parameter "+p.WireName)
		}
	}
	addRuntimeOptions(arguments, op)
	if op.Body == nil {
		return
	}
	for _, f := range op.Body.Fields {
		arguments.add(f.Name, f.Pos, op.Body.Schema+"."+f.WireName)
	}
	if op.Body.Value != nil {
		arguments.add(op.Body.Value.Name, op.Body.Pos, op.ID+" body")
	}
}

// addRuntimeOptions adds the options that the client itself reads.
func addRuntimeOptions(arguments *scope, op *model.Operation) {
	if op.Paging != nil && op.Paging.NextLink != nil {
		arguments.add("ContinuationToken", op.Pos, op.ID+" paging")
	}
	if op.LongRunning != nil {
		arguments.add("ResumeToken", op.LongRunning.Pos, op.ID+" resume token")
	}
	if op.Throttle != nil {
		arguments.add("Throttle", op.Throttle.Pos, op.ID+" throttle")
	}
	if k := op.IdempotencyKey; k != nil {
		arguments.add("IdempotencyKey", k.Pos, op.ID+" idempotency key")
		arguments.add("MaxReadDelay", k.Pos, op.ID+" idempotency key")
	}
}

// checkArguments reports required inputs with the same argument name.
func checkArguments(op *model.Operation, errs *diag.List) {
	arguments := newScope("the arguments of "+op.Name, errs)
	names := map[string]bool{}
	add := func(name, arg string, pos diag.Pos, subject string) {
		if arg != "" && !names[name] { // otherwise it is already reported
			names[name] = true
			arguments.add(arg, pos, subject)
		}
	}
	for _, p := range op.Params {
		if p.Required && !p.OnClient && p.Constant == "" {
			add(p.Name, p.Arg, p.Pos, op.ID+" parameter "+p.WireName)
		}
	}
	if op.Body == nil {
		return
	}
	for _, f := range op.Body.Fields {
		if f.Required {
			add(f.Name, f.Arg, f.Pos, op.Body.Schema+"."+f.WireName)
		}
	}
}

func checkDecl(top *scope, d model.Decl, errs *diag.List) {
	info := d.Info()
	if info.Name == "" && info.SameNamePos != (diag.Pos{}) {
		errs.Add(info.Pos, info.Schema, fmt.Sprintf("another file also has a definition of this name, at %s", info.SameNamePos), "name this one in names.yaml")
		return
	}
	top.add(info.Name, info.Pos, info.Schema)
	switch d := d.(type) {
	case *model.Struct:
		fields := newScope("type "+d.Name, errs)
		if d.Additional != nil {
			fields.reserve("AdditionalProperties", "additionalProperties")
		}
		for _, method := range structMethods(d) {
			fields.reserve(method, "its method")
		}
		for _, f := range d.Fields {
			fields.add(f.Name, f.Pos, d.Schema+"."+f.WireName)
		}
	case *model.Enum:
		top.add(d.ValuesFunc, d.Pos, d.Schema)
		for _, v := range d.Values {
			name := v.Const
			if v.Name == "" {
				name = ""
			}
			top.add(name, v.Pos, fmt.Sprintf("%s value %q", d.Schema, v.WireName))
		}
	case *model.Union:
		top.add(d.Names.Unknown, d.Pos, d.Schema)
		top.add(d.Names.UnmarshalFunc, d.Pos, d.Schema)
	}
}

// structMethods returns the names of the exported methods of an object.
func structMethods(d *model.Struct) []string {
	methods := []string{"MarshalJSON", "UnmarshalJSON"}
	if d.IsRedacted() {
		methods = append(methods, "Format")
	}
	if d.ContainsSecrets {
		methods = append(methods, "LogValue")
	}
	if d.AzureToken != nil {
		methods = append(methods, "AzureToken")
	}
	return methods
}
