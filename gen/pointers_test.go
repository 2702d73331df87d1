package gen_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// element is a part of a model with its position and pointer.
type element struct {
	subject string
	pos     diag.Pos
	pointer string
}

// A pointer leads to the position that is stored with it, through overrides, allOf and
// references to other files. explain and diff rely on both.
func TestPointers(t *testing.T) {
	t.Parallel()
	var errs diag.List
	packages := gen.ReadConfig("../chatgen.yaml", &errs)
	models, err := gen.Models(t.Context(), packages)
	if err != nil || errs.Err() != nil {
		t.Fatal(err, errs.Err())
	}
	for _, pkg := range models {
		checkPlaces(t, os.ReadFile, elementsOf(pkg))
	}
	cases, err := filepath.Glob(filepath.Join(goldenDir, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range cases {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if pkg, err := modelOf(archive); err == nil && filepath.Ext(archive.Files[0].Name) == ".json" {
			t.Run(filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				checkPlaces(t, opener(archive), elementsOf(pkg))
			})
		}
	}
}

// elementsOf lists the parts of a model that have a pointer, or should.
func elementsOf(pkg *model.Package) []element {
	list := []element{{"version", pkg.VersionPos, "/info/version"}}
	param := func(op *model.Operation, p *model.Param) {
		list = append(list, element{op.ID + " parameter " + p.WireName, p.Pos, p.Pointer})
	}
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			list = append(list, element{op.ID, op.Pos, op.Pointer})
			for _, p := range op.Params {
				param(op, p)
			}
			if op.Body == nil {
				continue
			}
			list = append(list, element{op.ID + " body", op.Body.Pos, op.Body.Pointer})
			if op.Body.Value != nil {
				param(op, op.Body.Value)
			}
		}
	}
	for _, d := range pkg.Decls {
		head := d.Info()
		list = append(list, element{head.Schema, head.Pos, head.Pointer})
		switch d := d.(type) {
		case *model.Struct:
			for _, f := range d.Fields {
				list = append(list, element{d.Schema + "." + f.WireName, f.Pos, f.Pointer})
			}
		case *model.Enum:
			for _, v := range d.Values {
				list = append(list, element{d.Schema + " value " + v.WireName, v.Pos, v.Pointer})
			}
		case *model.Union:
			list = append(list, element{d.Schema + " discriminator", d.KindPos, d.KindPointer})
		}
	}
	return list
}

// checkPlaces reports the elements whose pointer does not lead to their
// position. An element that an override made has no pointer, and the position of the
// entry.
func checkPlaces(t *testing.T, open func(string) ([]byte, error), list []element) {
	t.Helper()
	lines := map[string]map[string]int{} // by file and pointer
	for _, e := range list {
		override := strings.Contains(e.pos.File, "overrides/")
		if override != (e.pointer == "") {
			t.Errorf("%s at %s has the pointer %q", e.subject, e.pos, e.pointer)
		}
		if override || filepath.Ext(e.pos.File) != ".json" {
			continue
		}
		if lines[e.pos.File] == nil {
			data, err := open(e.pos.File)
			if err != nil {
				t.Fatal(err)
			}
			lines[e.pos.File] = pointers(t, data)
		}
		if line := lines[e.pos.File][e.pointer]; line != e.pos.Line {
			t.Errorf("%s: %s leads to line %d, not to %s", e.subject, e.pointer, line, e.pos)
		}
	}
}

// pointers returns the line of each value of a JSON text by its pointer. For a member
// of an object it is the line of the name.
func pointers(t *testing.T, data []byte) map[string]int {
	t.Helper()
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	dec := json.NewDecoder(bytes.NewReader(data))
	lines := map[string]int{}
	line := func() int { return 1 + bytes.Count(data[:dec.InputOffset()], []byte("\n")) }
	token := func() json.Token {
		token, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	var value func(pointer string)
	value = func(pointer string) {
		open, nested := token().(json.Delim)
		if lines[pointer] == 0 {
			lines[pointer] = line()
		}
		for i := 0; nested && dec.More(); i++ {
			inner := fmt.Sprintf("%s/%d", pointer, i)
			if open == '{' {
				inner = pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(token().(string))
				lines[inner] = line()
			}
			value(inner)
		}
		if nested {
			token()
		}
	}
	value("")
	return lines
}
