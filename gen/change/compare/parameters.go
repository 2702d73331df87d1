package compare

import (
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/goapi"
)

// DifferingParameters returns the parameters of a changed function, "name type", between
// those that both sides begin and end with.
func (c *Change) DifferingParameters() (onlyOld, onlyNew []string) {
	from, to := c.OldGo.Parameters, c.NewGo.Parameters
	for len(from) > 0 && len(to) > 0 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	for len(from) > 0 && len(to) > 0 && from[len(from)-1] == to[len(to)-1] {
		from, to = from[:len(from)-1], to[:len(to)-1]
	}
	return parameterTexts(from), parameterTexts(to)
}

func parameterTexts(params []goapi.Member) []string {
	var texts []string
	for _, p := range params {
		texts = append(texts, strings.TrimSpace(p.Name+" "+p.Type))
	}
	return texts
}
