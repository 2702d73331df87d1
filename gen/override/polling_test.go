package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
)

// An entry makes an operation long-running.
func TestPolling(t *testing.T) {
	pkg := apply(t, file("polling", "- operation: Chat_Search\n  result: location\n  expect: {method: POST}\n"))
	checkEffects(t, pkg, "Chat_Search: long-running, result via location")
	want := model.LongRunning{FinalStateVia: model.ViaLocation, Pos: diag.Pos{File: "overrides/chat/polling.yaml", Line: 1, Col: 3}}
	if got := operation(t, pkg, "Chat_Search").LongRunning; got == nil || *got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// applyLongRunning applies entries to the sample, in which an operation is long-running.
func applyLongRunning(kind, text string) (*model.Package, error) {
	pkg := sample()
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.ID == "Chat_Search" {
				op.LongRunning = &model.LongRunning{FinalStateVia: model.ViaLocation}
			}
		}
	}
	var errs diag.List
	override.Apply(pkg, []override.File{file(kind, text)}, &errs)
	return pkg, errs.Err()
}

// An entry corrects what the document declares.
func TestPollingCorrected(t *testing.T) {
	pkg, err := applyLongRunning("polling", "- operation: Chat_Search\n  result: original-uri\n")
	if err != nil {
		t.Fatal(err)
	}
	checkEffects(t, pkg, "Chat_Search: result via original-uri")
	if pkg, err = applyLongRunning("polling", "- operation: Chat_Search\n  never: true\n"); err != nil {
		t.Fatal(err)
	}
	checkEffects(t, pkg, "Chat_Search: not long-running")
	if got := operation(t, pkg, "Chat_Search").LongRunning; got != nil {
		t.Errorf("got %+v", got)
	}
}

func TestPollingRedundant(t *testing.T) {
	_, err := applyLongRunning("polling", "- operation: Chat_Search\n  result: location\n")
	if want := "overrides/chat/polling.yaml:1:3: Chat_Search: the entry changes nothing (remove it)"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// A long-running operation cannot be paged.
func TestPaginationLongRunning(t *testing.T) {
	_, err := applyLongRunning("pagination", "- operation: Chat_Search\n  items: value\n  iterator: Found\n")
	if want := "overrides/chat/pagination.yaml:1:3: Chat_Search: is long-running, so it cannot be paged (remove the entry)"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestPollingProblems(t *testing.T) {
	const prefix = "overrides/chat/polling.yaml:"
	checkProblems(t, "polling", []problemCase{
		{"no such operation", "- operation: Chat_Serch\n  never: true\n", prefix + "1:3: Chat_Serch: no such operation (did you mean Chat_Search?)"},
		{"an expectation", "- operation: Chat_Search\n  result: location\n  expect: {method: GET}\n",
			prefix + "3:12: Chat_Search: method is POST, not GET as expected (check that the entry is still correct)"},
		{"both", "- operation: Chat_Search\n  result: location\n  never: true\n", prefix + "1:3: Chat_Search: needs either result or never (write one of them)"},
		{"neither", "- operation: Chat_Search\n", prefix + "1:3: Chat_Search: needs either result or never (write one of them)"},
		{"no such place", "- operation: Chat_Search\n  result: body\n",
			prefix + "2:11: body: is not where a result can be (want one of azure-async-operation, location, operation-location, original-uri)"},
		{"paged", "- operation: Chat_List\n  result: location\n", prefix + "1:3: Chat_List: is paged, so it cannot be long-running (remove the entry)"},
		{"not long-running", "- operation: Chat_Search\n  never: true\n", prefix + "1:3: Chat_Search: the entry changes nothing (remove it)"},
	})
}
