package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// The paging declared in the document is kept unless the entry changes it.
func TestPagination(t *testing.T) {
	pkg := apply(t, file("pagination", "- operation: Chat_List\n  items: more\n  iterator: Threads\n  pages: ThreadPages\n"))
	checkEffects(t, pkg, "Chat_List: items in more, iterator Threads, pages ThreadPages")
	fields, p := fieldsOf(t, pkg, "ThreadPage"), operation(t, pkg, "Chat_List").Paging
	if p.Items != fields["more"] || p.NextLink != fields["nextLink"] || p.Iterator != "Threads" || p.Pages != "ThreadPages" {
		t.Errorf("got %+v", p)
	}
}

// An entry can make an operation paged that the document does not declare paged.
func TestPaginationNew(t *testing.T) {
	pkg := apply(t, file("pagination", "- operation: Chat_Search\n  items: value\n  nextLink: nextLink\n  iterator: Found\n  expect: {method: POST}\n"))
	checkEffects(t, pkg, "Chat_Search: paged, items in value, next link in nextLink, iterator Found")
	fields, p := fieldsOf(t, pkg, "ThreadPage"), operation(t, pkg, "Chat_Search").Paging
	if p.Items != fields["value"] || p.NextLink != fields["nextLink"] || p.Iterator != "Found" {
		t.Errorf("got %+v", p)
	}
	if want := (diag.Pos{File: "overrides/chat/pagination.yaml", Line: 1, Col: 3}); p.Pos != want {
		t.Errorf("position %s, want %s", p.Pos, want)
	}
}

func TestPaginationProblems(t *testing.T) {
	const prefix = "overrides/chat/pagination.yaml:"
	checkProblems(t, "pagination", []problemCase{
		{"no such operation", "- operation: Chat_Lst\n  iterator: X\n", prefix + "1:3: Chat_Lst: no such operation (did you mean Chat_List?)"},
		{"an expectation", "- operation: Chat_List\n  iterator: X\n  expect: {method: POST}\n",
			prefix + "3:12: Chat_List: method is GET, not POST as expected (check that the entry is still correct)"},
		{"nothing changes", "- operation: Chat_List\n  items: value\n  nextLink: nextLink\n  iterator: ListItems\n", prefix + "1:3: Chat_List: the entry changes nothing (remove it)"},
		{"operation not paged in the document", "- operation: Chat_Search\n  iterator: X\n", prefix + "1:3: Chat_Search: the document does not declare it paged (set items and iterator)"},
		{"a result that is not an object", "- operation: Thread_Remove\n  items: value\n  iterator: X\n", prefix + "2:3: Thread_Remove: its result is not an object (remove the entry)"},
		{"no such members", "- operation: Chat_List\n  items: values\n  nextLink: next\n", prefix + `2:3: values: no such property of ThreadPage (did you mean value?)
` + prefix + "3:3: next: no such property of ThreadPage (want value, nextLink, count, more)"},
		{"members of other types", "- operation: Chat_List\n  items: nextLink\n  nextLink: count\n", prefix + `2:3: Chat_List.nextLink: is not an array; its type is string (name an array)
` + prefix + "3:3: Chat_List.count: is not a string; its type is int32 (name a string)"},
		{"invalid Go names", "- operation: Chat_List\n  iterator: all\n  pages: pages\n", prefix + `2:13: all: is not an exported Go name (want a capital letter, then letters and digits)
` + prefix + "3:10: pages: is not an exported Go name (want a capital letter, then letters and digits)"},
	})
}
