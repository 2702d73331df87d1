package gen_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/internal/testmodule"
)

// acsModule is the path of the module into which the test generates.
const acsModule = "example.com/acs"

// servicesOf returns the packages of testdata/acs.
func servicesOf(t *testing.T) []gen.Package {
	t.Helper()
	var errs diag.List
	packages := gen.ReadConfig("../testdata/acs/chatgen.yaml", &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	return packages
}

// acsPackages returns the packages of all services: the one of chat, one for each document
// of Identity, and those of testdata/acs.
func acsPackages(t *testing.T) []gen.Package {
	t.Helper()
	var errs diag.List
	packages := servicesOf(t)
	ours := gen.ReadConfig("../chatgen.yaml", &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	for _, p := range ours {
		specs := []string{p.Spec}
		if p.Name == "identity" {
			specs = glob(t, "../spec/Identity/stable/*/CommunicationIdentity.json")
		}
		for _, spec := range specs {
			p.Spec = spec
			packages = append(packages, p)
		}
	}
	for i := range packages {
		version := filepath.Base(filepath.Dir(packages[i].Spec))
		packages[i].Import = acsModule + "/v" + strings.ReplaceAll(version, "-", "") + "/" + packages[i].Name
	}
	return packages
}

// glob returns the files of a pattern, of which there must be some.
func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	return files
}

// The documents of all services become packages that compile, that vet has nothing against,
// and whose every operation sends and receives what its own fake receives and sends.
func TestServices(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	testmodule.Write(t, dir, "..", acsModule)
	var test bytes.Buffer
	imports := ""
	responses := gen.Package{
		Name: "responses", Spec: "testdata/acs/responses.yaml", Import: acsModule + "/v1/responses", Version: "v0.1.0",
	}
	for _, p := range append(acsPackages(t), responses) {
		pkg, err := gen.Model(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		files, err := gen.Emit(pkg)
		if err != nil {
			t.Fatal(err)
		}
		folder := strings.TrimPrefix(p.Import, acsModule+"/")
		for _, f := range files {
			writeFile(t, filepath.Join(dir, folder, f.Name), f.Data)
		}
		alias := strings.ReplaceAll(folder, "/", "_")
		imports += fmt.Sprintf("\t%s %q\n\t%sfake %q\n", alias, p.Import, alias, p.Import+"/fake")
		writeService(&test, pkg, alias)
	}
	writeFile(t, filepath.Join(dir, "calls", "calls.go"), readFile(t, "testdata/acs/calls.go.txt"))
	writeFile(t, filepath.Join(dir, "calls", "calls_test.go"),
		[]byte("package calls\n\nimport (\n\t\"testing\"\n\n"+imports+")\n\n"+test.String()))
	runGo(t, dir, "vet", "./...")
	runGo(t, dir, "test", "-vet=off", "./calls")
}

func writeFile(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, file, data)
}

// runGo runs the go command in a module outside of the workspace.
func runGo(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-trimpath") // which lets the build cache serve the next folder
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// writeService writes the test that calls the operations of a package.
func writeService(w *bytes.Buffer, pkg *model.Package, alias string) {
	fmt.Fprintf(w, "func Test_%s(t *testing.T) {\n\tserver := &%[1]sfake.Server{}\n\toptions := &%[1]s.ClientOptions{}\n"+
		"\toptions.Transport = %[1]sfake.NewServerTransport(server)\n\trun(t, service{server: server, options: options, skipped: %#[2]v, clients: []client{\n",
		alias, skippedFields(pkg))
	for _, c := range pkg.Clients {
		if c.Parent == nil {
			fmt.Fprintf(w, "\t\t{new: %s.%s, calls: []call{\n", alias, c.Names.New)
		} else {
			fmt.Fprintf(w, "\t\t{parent: %d, accessor: %q, calls: []call{\n", clientIndex(pkg, c.Parent), c.Accessor)
		}
		for _, op := range c.Operations {
			fmt.Fprintf(w, "\t\t\t{method: %q, fake: %q, paged: %t, longRunning: %t, responses: []response{\n", sendingMethod(op), op.Names.Fake, op.Paging != nil, op.LongRunning != nil)
			for _, status := range op.Statuses {
				fmt.Fprintf(w, "\t\t\t\t{status: %d, fields: %#v, isTold: %t},\n", status, filledFields(op, status), op.HasStatusCode)
			}
			fmt.Fprintf(w, "\t\t\t}},\n")
		}
		fmt.Fprintf(w, "\t\t}},\n")
	}
	fmt.Fprintf(w, "\t}})\n}\n\n")
}

func clientIndex(pkg *model.Package, c *model.Client) int {
	for i, other := range pkg.Clients {
		if other == c {
			return i
		}
	}
	return -1
}

// sendingMethod returns the method that sends an operation's request.
func sendingMethod(op *model.Operation) string {
	if op.Paging != nil {
		return op.Paging.Pages
	}
	return op.PrimaryMethod()
}

// filledFields returns the fields of the response with the body and the headers that
// responses with a status have.
func filledFields(op *model.Operation, status int) []string {
	var fields []string
	if op.Result != nil && op.HasBody(status) {
		fields = append(fields, bodyField(op.Result))
	}
	for _, body := range op.Bodies {
		if slices.Contains(body.Statuses, status) {
			fields = append(fields, body.Name)
		}
	}
	for _, h := range op.Headers {
		fields = append(fields, h.Name)
	}
	return fields
}

// bodyField returns the field of the response with the only body.
func bodyField(t *model.Type) string {
	if s, ok := t.Decl.(*model.Struct); ok {
		return s.Name
	}
	return "Value"
}

// skippedFields returns the fields that the test leaves zero: those of requests that are
// not sent, and the next link of a page, after which there is no other.
func skippedFields(pkg *model.Package) []string {
	var skipped []string
	for _, d := range pkg.Decls {
		if s, ok := d.(*model.Struct); ok {
			for _, f := range s.Fields {
				if f.ReadOnly {
					skipped = append(skipped, s.Name+"."+f.Name)
				}
			}
		}
	}
	for _, op := range operations(pkg) {
		for _, name := range []string{"ContinuationToken", "IdempotencyKey", "MaxReadDelay", "ResumeToken", "Throttle"} {
			if !slices.ContainsFunc(op.Params, func(p *model.Param) bool { return p.Name == name }) {
				skipped = append(skipped, op.Names.Options+"."+name)
			}
		}
		if op.Paging != nil && op.Paging.NextLink != nil {
			page, _ := op.Result.Decl.(*model.Struct)
			skipped = append(skipped, page.Name+"."+op.Paging.NextLink.Name)
		}
	}
	return skipped
}
