package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// What the document says of paging stays unless the entry says otherwise.
func TestPagination(t *testing.T) {
	pkg := apply(t, file("pagination", "- operation: Chat_List\n  items: more\n  iterator: Threads\n  pages: ThreadPages\n"))
	checkEffects(t, pkg, "Chat_List: items in more, iterator Threads, pages ThreadPages")
	fields, p := members(t, pkg, "ThreadPage"), operation(t, pkg, "Chat_List").Paging
	if p.Items != fields["more"] || p.NextLink != fields["nextLink"] || p.Iterator != "Threads" || p.Pages != "ThreadPages" {
		t.Errorf("got %+v", p)
	}
}

// Where the document is silent the entry makes the operation paged.
func TestPaginationNew(t *testing.T) {
	pkg := apply(t, file("pagination", "- operation: Chat_Search\n  items: value\n  nextLink: nextLink\n  iterator: Found\n  expect: {method: POST}\n"))
	checkEffects(t, pkg, "Chat_Search: paged, items in value, next link in nextLink, iterator Found")
	fields, p := members(t, pkg, "ThreadPage"), operation(t, pkg, "Chat_Search").Paging
	if p.Items != fields["value"] || p.NextLink != fields["nextLink"] || p.Iterator != "Found" {
		t.Errorf("got %+v", p)
	}
	if want := (diag.Pos{File: "overrides/chat/pagination.yaml", Line: 1, Col: 3}); p.Pos != want {
		t.Errorf("position %s, want %s", p.Pos, want)
	}
}

func TestPaginationFaults(t *testing.T) {
	const at = "overrides/chat/pagination.yaml:"
	checkFaults(t, "pagination", []fault{
		{"no such operation", "- operation: Chat_Lst\n  iterator: X\n", at + "1:3: Chat_Lst: no such operation (did you mean Chat_List?)"},
		{"an expectation", "- operation: Chat_List\n  iterator: X\n  expect: {method: POST}\n",
			at + "3:12: Chat_List: method is GET, not POST as expected (look whether the entry is still right)"},
		{"nothing changes", "- operation: Chat_List\n  items: value\n  nextLink: nextLink\n  iterator: ListItems\n", at + "1:3: Chat_List: the entry changes nothing (remove it)"},
		{"the document is silent", "- operation: Chat_Search\n  iterator: X\n", at + "1:3: Chat_Search: the document does not page it (say items and iterator)"},
		{"no object", "- operation: Thread_Remove\n  items: value\n  iterator: X\n", at + "2:3: Thread_Remove: its result is no object"},
		{"no such members", "- operation: Chat_List\n  items: values\n  nextLink: next\n", at + `2:3: values: no such property of ThreadPage (did you mean value?)
` + at + "3:3: next: no such property of ThreadPage"},
		{"members of other types", "- operation: Chat_List\n  items: nextLink\n  nextLink: count\n", at + `2:3: nextLink: is not an array, its type is string
` + at + "3:3: count: is not a string, its type is int32"},
		{"no Go names", "- operation: Chat_List\n  iterator: all\n  pages: pages\n", at + `2:13: all: no exported Go name (begin with a capital letter, go on with letters and digits)
` + at + "3:10: pages: no exported Go name (begin with a capital letter, go on with letters and digits)"},
	})
}
