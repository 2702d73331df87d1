package handwritten_test

import (
	"bytes"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/explain"
	"github.com/chatgen-go/chatgen/gen/explain/handwritten"
)

const (
	root    = "../../.."
	acsPath = "github.com/chatgen-go/chatgen/acs"
)

// Every exported name and method of the packages is a symbol with its declaration and
// position.
func TestLoad(t *testing.T) {
	t.Parallel()
	list, err := handwritten.Load(t.Context(), root, acsPath+"/wire", acsPath)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || list[0].Name != "acs" || list[1].Name != "wire" {
		t.Fatalf("got %d packages", len(list))
	}
	for _, p := range list {
		for _, name := range exportedNames(t, p.Import) {
			s, ok := explain.Find(p.Symbols, name)
			if !ok || s.Kind == "" || s.HandWritten.Signature == "" || s.Pos.Line == 0 {
				t.Errorf("%s.%s: got %+v", p.Name, name, s)
			}
		}
	}
}

// exportedNames returns the exported names and methods of a package, as the type checker
// sees them.
func exportedNames(t *testing.T, importPath string) []string {
	t.Helper()
	loaded, err := packages.Load(&packages.Config{Context: t.Context(), Dir: root, Mode: packages.NeedTypes | packages.NeedImports | packages.NeedExportFile}, importPath)
	if err != nil || loaded[0].Types == nil {
		t.Fatalf("%s: %v", importPath, err)
	}
	var names []string
	scope := loaded[0].Types.Scope()
	for _, name := range scope.Names() {
		o := scope.Lookup(name)
		if !o.Exported() {
			continue
		}
		names = append(names, name)
		declared, isNamed := o.Type().(*types.Named)
		if _, isType := o.(*types.TypeName); !isType || !isNamed {
			continue
		}
		for m := range declared.Methods() {
			if m.Exported() {
				names = append(names, name+"."+m.Name())
			}
		}
	}
	return names
}

func TestText(t *testing.T) {
	t.Parallel()
	folder := writePackage(t)
	symbols := loadPackage(t, folder)
	for name, want := range map[string]string{
		"Open":         "function\n  signature  func Open(name string) (*Door, error)\n  doc        Open opens a door.\n",
		"Door":         "type\n  signature  type Door struct{ ... }\n  doc        Door is a door.\n",
		"Door.Width":   "field\n  signature  Width int\n  doc        in centimetres\n",
		"Door.Close":   "method\n  signature  func (d *Door) Close()\n",
		"Lock.Turn":    "method\n  signature  Turn(times int) error\n",
		"Lock":         "type\n  signature  type Lock interface{ ... }\n",
		"MaxWidth":     "constant\n  signature  const MaxWidth = 90\n  doc        MaxWidth is the limit.\n",
		"Door.Handle":  "field\n  signature  Handle\n",
		"Door.Colour":  "field promoted from house.Handle\n  signature  Colour string\n",
		"ErrStuck":     "variable\n  signature  var ErrStuck = errors.New(\"stuck\")\n",
		"Key":          "type\n  signature  type Key[T any] []T\n",
		"Handle.Turns": "",
	} {
		s, ok := explain.Find(symbols, name)
		if ok != (want != "") {
			t.Errorf("%s: found: %t", name, ok)
		}
		var out bytes.Buffer
		if err := explain.Text(&out, "house", s); err != nil {
			t.Fatal(err)
		}
		if want != "" && !strings.HasPrefix(out.String(), "house."+name+"  "+want) {
			t.Errorf("%s: got\n%s", name, &out)
		}
	}
}

// writePackage writes a module with a package, and one that uses it.
func writePackage(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":   "module example.com/town\n\ngo 1.26\n",
		"house.go": house,
		"street/street.go": `package street

import (
	"fmt"

	"example.com/town"
)

// Pass passes a door.
func Pass() error { return open() }

func open() error {
	d, err := house.Open("red")
	if err == nil {
		d.Close()
	}
	return err
}

type Sign struct {
	Door house.Door
	lock house.Lock
}

func (s *Sign) Read() { fmt.Println(s.Door.Width, s.lock, house.MaxWidth) }

var _ house.Key[int]
`,
	} {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

const house = `// Package house has doors.
package house

import "errors"

// MaxWidth is the limit.
const MaxWidth = 90

var ErrStuck = errors.New("stuck")

// Door is a door.
type Door struct {
	Handle

	Width int // in centimetres
	wood  string
}

// Open opens a door.
func Open(name string) (*Door, error) { return nil, nil }

func (d *Door) Close() {}

type Handle struct{ Colour string }

type Lock interface{ Turn(times int) error }

type Key[T any] []T
`

func loadPackage(t *testing.T, folder string) []explain.Symbol {
	t.Helper()
	list, err := handwritten.Load(t.Context(), folder, "example.com/town")
	if err != nil || len(list) != 1 {
		t.Fatalf("got %d packages, %v", len(list), err)
	}
	return list[0].Symbols
}

// The uses of a symbol are exported declarations, by the elements that they are generated
// from. What is not exported counts for what uses it.
func TestUses(t *testing.T) {
	t.Parallel()
	folder := writePackage(t)
	symbols := loadPackage(t, folder)
	of := handwritten.Package{Name: "house", Import: "example.com/town"}
	street := []handwritten.Generated{{
		Name: "street", Import: "example.com/town/street",
		Symbols: []explain.Symbol{{Name: "Sign.Door", Element: "Sign.door"}, {Name: "Pass", Element: "document"}},
	}}
	for name, want := range map[string][]string{
		"Open":       {"Pass"},
		"Door.Close": {"Pass"},
		"Door":       {"Sign.door"},
		"Lock":       {"Sign", "Sign.Read"},
		"Door.Width": {"Sign.Read"},
		"MaxWidth":   {"Sign.Read"},
		"Lock.Turn":  nil,
		"Key":        nil,
	} {
		s, _ := explain.Find(symbols, name)
		if err := handwritten.AddUses(t.Context(), folder, &s, of, street); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, use := range s.HandWritten.Uses {
			got = append(got, use.Element)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestImports(t *testing.T) {
	t.Parallel()
	folder := writePackage(t)
	got, err := handwritten.Imports([]string{folder, filepath.Join(folder, "street"), filepath.Join(folder, "none")}, nil)
	if err != nil || !slices.Equal(got, []string{"example.com/town"}) {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := handwritten.Imports([]string{filepath.Join(folder, "street")}, []string{"example.com/town"}); err != nil || len(got) > 0 {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	folder := writePackage(t)
	_, err := handwritten.Load(t.Context(), folder, "example.com/town/none")
	if err == nil || !strings.HasPrefix(err.Error(), "package example.com/town/none: ") {
		t.Errorf("got %v", err)
	}
	_, err = handwritten.Load(t.Context(), filepath.Join(folder, "none"), "example.com/town")
	if err == nil || !strings.HasPrefix(err.Error(), "listing hand-written packages: ") {
		t.Errorf("got %v", err)
	}
	err = handwritten.AddUses(t.Context(), filepath.Join(folder, "none"), &explain.Symbol{}, handwritten.Package{Name: "house"}, nil)
	if err == nil || !strings.HasPrefix(err.Error(), "listing the code that uses house: ") {
		t.Errorf("got %v", err)
	}
	broken := filepath.Join(folder, "house.go")
	if err := os.WriteFile(broken, []byte("package house\n\nfunc {"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := handwritten.Imports([]string{folder}, nil); err != nil {
		t.Errorf("got %v", err) // its imports can be read
	}
	if _, err := handwritten.Load(t.Context(), folder, "example.com/town"); err == nil || !strings.Contains(err.Error(), "house.go:3:6: ") {
		t.Errorf("got %v", err)
	}
	if err := os.WriteFile(broken, []byte("pack house\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := handwritten.Imports([]string{folder}, nil); err == nil || !strings.HasSuffix(err.Error(), "house.go:1:1: expected 'package', found pack") {
		t.Errorf("got %v", err)
	}
}

// A symbol of the package acs leads to the elements of the document of Chat.
func TestUsesOfChat(t *testing.T) {
	t.Parallel()
	list, err := handwritten.Load(t.Context(), root, acsPath)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := explain.Find(list[0].Symbols, "Identifier")
	chat := []handwritten.Generated{{
		Name: "chat", Import: "github.com/chatgen-go/chatgen/generated/chat",
		Symbols: []explain.Symbol{{Name: "Participant.ID", Element: "ChatParticipant.communicationIdentifier", Pos: diag.Pos{Line: 1}}},
	}}
	if err := handwritten.AddUses(t.Context(), root, &s, list[0], chat); err != nil {
		t.Fatal(err)
	}
	if want := (explain.Use{Package: "chat", Element: "ChatParticipant.communicationIdentifier"}); !slices.Contains(s.HandWritten.Uses, want) {
		t.Errorf("got %v", s.HandWritten.Uses)
	}
}
