package serve_test

import (
	"reflect"
	"strconv"
	"testing"

	"github.com/chatgen-go/chatgen/acs/wire/serve"
)

func TestEach(t *testing.T) {
	parse := func(text string) int { n, _ := strconv.Atoi(text); return n }
	for name, tc := range map[string]struct {
		texts []string
		want  []int
	}{
		"some": {[]string{"1", "-2"}, []int{1, -2}},
		"none": {nil, nil},
	} {
		if got := serve.ParseAll(tc.texts, parse); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: got %v, want %v", name, got, tc.want)
		}
	}
}
