package explain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// responseLines describes the successful responses.
func responseLines(op *model.Operation) []string {
	var withBody, withoutBody []int
	for _, status := range op.Statuses {
		if op.HasBody(status) {
			withBody = append(withBody, status)
		} else {
			withoutBody = append(withoutBody, status)
		}
	}
	var lines []string
	if op.Result != nil && len(withBody) > 0 {
		lines = append(lines, responseBodyLines(withBody, op.Result)...)
	}
	for _, body := range op.Bodies {
		lines = append(lines, responseBodyLines(body.Statuses, body.Type)...)
	}
	if len(withoutBody) > 0 {
		lines = append(lines, "response "+statusList(withoutBody)+" without a body")
	}
	for _, h := range op.Headers {
		lines = append(lines, headerLine(h))
	}
	return lines
}

// responseBodyLines describes the body of responses with some statuses.
func responseBodyLines(statuses []int, t *model.Type) []string {
	lines := []string{"response " + statusList(statuses) + ": " + jsonType(t)}
	if s := structOf(t); s != nil {
		for _, f := range s.Fields {
			lines = append(lines, indent+fieldLine(f))
		}
	}
	return lines
}

// headerLine describes a response header.
func headerLine(h *model.ResponseHeader) string {
	return fmt.Sprintf("response %s header %s: %s", statusList(h.Statuses), h.WireName, jsonType(h.Type))
}

// statusLines describes the statuses of a response.
func statusLines(op *model.Operation) []string {
	return []string{"status of the response: " + statusList(op.Statuses)}
}

func statusList(statuses []int) string {
	texts := make([]string, 0, len(statuses))
	for _, s := range slices.Sorted(slices.Values(statuses)) {
		texts = append(texts, strconv.Itoa(s))
	}
	return strings.Join(texts, ", ")
}
