package override_test

import (
	"slices"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
)

const addition = "- definition: ThreadPage\n  property: total\n  type: int32\n  doc: The number of threads.\n  witness: recordings of 2025-03-15\n"

// A property is added with its type, its documentation and the position of the entry.
func TestAdditions(t *testing.T) {
	pkg := apply(t, file("additions", addition))
	checkEffects(t, pkg, "ThreadPage.total: added, of type int32, seen in recordings of 2025-03-15")
	f := fieldsOf(t, pkg, "ThreadPage")["total"]
	if f == nil || f.Name != "Total" || f.Type.Kind != model.Int32 || f.Required || f.Doc != "The number of threads.\n\nIt is not part of the REST document." {
		t.Errorf("got %+v", f)
	}
	if want := (diag.Pos{File: "overrides/chat/additions.yaml", Line: 1, Col: 3}); f.Pos != want {
		t.Errorf("position %s, want %s", f.Pos, want)
	}
}

// Types are named as in expect, and may be lists.
func TestAdditionTypes(t *testing.T) {
	for name, want := range map[string]model.Kind{
		"string": model.String, "time": model.Time, "any": model.Raw, "ThreadPage": model.Named, "array of string": model.Slice, "array of ThreadPage": model.Slice,
	} {
		pkg := apply(t, file("additions", "- definition: ThreadPage\n  property: x\n  doc: d\n  witness: w\n  type: "+name+"\n"))
		if got := fieldsOf(t, pkg, "ThreadPage")["x"].Type.Kind; got != want {
			t.Errorf("%s: kind %d, want %d", name, got, want)
		}
	}
}

// An entry whose property the document has by now is redundant, so that it is removed with
// the move to that version. With another type, somebody has to look.
func TestAdditionRedundant(t *testing.T) {
	for typ, want := range map[string]bool{"int32": true, "string": false} {
		var errs diag.List
		text := "- {definition: ThreadPage, property: count, doc: d, witness: w, why: x, type: " + typ + "}\n"
		stale := override.ApplyLenient(sample(), []override.File{{Name: "overrides/chat/additions.yaml", Data: []byte(text)}}, &errs)
		if len(stale) != 1 || stale[0].Redundant != want || errs.Len() > 0 {
			t.Errorf("%s: got %+v, errors %v", typ, stale, errs.Err())
		}
	}
}

func TestAdditionProblems(t *testing.T) {
	const prefix = "overrides/chat/additions.yaml:"
	const rest = "  doc: d\n  witness: w\n"
	cases := []problemCase{
		{"no such definition", "- definition: ThreadPages\n  property: x\n  type: string\n" + rest, prefix + "1:3: ThreadPages: no such definition (did you mean ThreadPage?)"},
		{"the document has it", "- definition: ThreadPage\n  property: count\n  type: int32\n" + rest, prefix + "2:3: ThreadPage.count: the document has it (remove the entry)"},
		{"no such type", "- definition: ThreadPage\n  property: x\n  type: sting\n" + rest, prefix + "3:9: sting: no such type (did you mean string?)"},
		{"no such item type", "- definition: ThreadPage\n  property: x\n  type: array of ThreadPge\n" + rest, prefix + "3:9: ThreadPge: no such type (did you mean ThreadPage?)"},
	}
	for _, d := range sample().Decls {
		if e, ok := d.(*model.Enum); ok && !slices.ContainsFunc(cases, func(c problemCase) bool { return c.name == "an enum" }) {
			cases = append(cases, problemCase{
				"an enum", "- definition: " + e.Schema + "\n  property: x\n  type: string\n" + rest,
				prefix + "1:3: " + e.Schema + ": is of kind enum, which has no properties (name an object)",
			})
		}
	}
	checkProblems(t, "additions", cases)
}
