package notcarried

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/openapi"
)

// The bases of a definition are searched once each: 100 diamonds of allOf have 2 to the
// power of 100 ways.
func TestExtendsUnionSearchesDiamondsOnce(t *testing.T) {
	root := &openapi.Schema{}
	l := &lister{schemas: map[*openapi.Schema]bool{root: true}}
	top := root
	for range 100 {
		left, right := &openapi.Schema{AllOf: []*openapi.Schema{top}}, &openapi.Schema{AllOf: []*openapi.Schema{top}}
		top = &openapi.Schema{AllOf: []*openapi.Schema{left, right}}
		l.schemas[left], l.schemas[right], l.schemas[top] = true, true, true
	}
	for _, discriminated := range []bool{false, true} {
		if discriminated {
			root.Discriminator = &openapi.Discriminator{}
		}
		if got := l.extendsUnion(top, map[*openapi.Schema]bool{}); got != discriminated {
			t.Errorf("got %v, want %v", got, discriminated)
		}
	}
}
