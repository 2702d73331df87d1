package interop_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// none stands for what one side does not send.
const none = "none"

// difference is one thing that the two clients send otherwise.
type difference struct {
	call, part     string
	official, ours string
}

func (d difference) String() string {
	return fmt.Sprintf("%s: %s: the official client sends %s, ours %s", d.call, d.part, d.official, d.ours)
}

// differences compares two runs, call by call and request by request.
func differences(official, ours []record) []difference {
	c := &comparison{}
	theirs, mine := newRun(), newRun()
	for i := range max(len(official), len(ours)) {
		c.call = "call " + strconv.Itoa(i+1)
		if i >= len(official) || i >= len(ours) || official[i].name != ours[i].name {
			c.text("name", nameAt(official, i), nameAt(ours, i))
			return c.found // what follows is of other calls
		}
		c.call = official[i].name
		c.requests(theirs.requests(official[i]), mine.requests(ours[i]))
	}
	return c.found
}

func nameAt(records []record, i int) string {
	if i < len(records) {
		return records[i].name
	}
	return none
}

// comparison collects the differences of a call.
type comparison struct {
	call  string
	found []difference
}

func (c *comparison) text(part, official, ours string) {
	if official != ours {
		c.found = append(c.found, difference{c.call, part, official, ours})
	}
}

func (c *comparison) requests(official, ours []comparableRequest) {
	if len(official) != len(ours) {
		c.text("number of requests", strconv.Itoa(len(official)), strconv.Itoa(len(ours)))
		return
	}
	for i, o := range official {
		c.text("method", o.method, ours[i].method)
		c.text("path", o.path, ours[i].path)
		c.query(o.query, ours[i].query)
		c.header(o.header, ours[i].header)
		c.body("body", o.body, ours[i].body)
		c.text("status of the answer", strconv.Itoa(o.status), strconv.Itoa(ours[i].status))
	}
}

// query compares values by name and, if they are the same, their order.
func (c *comparison) query(official, ours [][2]string) {
	before := len(c.found)
	o, m := queryValues(official), queryValues(ours)
	for _, name := range keysOf(o, m) {
		c.text("query "+name, valueOf(o, name), valueOf(m, name))
	}
	if len(c.found) == before {
		c.text("query order", queryNames(official), queryNames(ours))
	}
}

func queryValues(query [][2]string) map[string]string {
	values := map[string]string{}
	for _, pair := range query {
		if old, twice := values[pair[0]]; twice {
			pair[1] = old + " and " + pair[1]
		}
		values[pair[0]] = pair[1]
	}
	return values
}

func queryNames(query [][2]string) string {
	list := make([]string, len(query))
	for i, pair := range query {
		list[i] = pair[0]
	}
	return strings.Join(list, "+")
}

func (c *comparison) header(official, ours map[string]string) {
	for _, name := range keysOf(official, ours) {
		c.text("header "+name, valueOf(official, name), valueOf(ours, name))
	}
}

// body compares JSON values, member by member.
func (c *comparison) body(part string, official, ours any) {
	switch o := official.(type) {
	case map[string]any:
		if m, ok := ours.(map[string]any); ok {
			for _, name := range keysOf(o, m) {
				c.body(part+"/"+name, member(o, name), member(m, name))
			}
			return
		}
	case []any:
		if m, ok := ours.([]any); ok && len(o) == len(m) {
			for i := range o {
				c.body(part+"/"+strconv.Itoa(i), o[i], m[i])
			}
			return
		}
	}
	if !reflect.DeepEqual(official, ours) {
		c.text(part, jsonText(official), jsonText(ours))
	}
}

// absent is a member that is not there, which is not null.
type absent struct{}

func member(object map[string]any, name string) any {
	if value, ok := object[name]; ok {
		return value
	}
	return absent{}
}

func jsonText(value any) string {
	if _, ok := value.(absent); ok {
		return none
	}
	data, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

func valueOf(values map[string]string, name string) string {
	if value, ok := values[name]; ok {
		return value
	}
	return none
}

func keysOf[V any](a, b map[string]V) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}

// known is a difference that is meant to be, or that the other side is to blame
// for. In all but the reason a star stands for any text.
type known struct {
	call, part     string
	official, ours string
	why            string
}

func (k known) matches(d difference) bool {
	return like(k.call, d.call) && like(k.part, d.part) && like(k.official, d.official) && like(k.ours, d.ours)
}

func like(pattern, text string) bool {
	quoted := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, `.*`)
	return regexp.MustCompile(`^(?s:` + quoted + `)$`).MatchString(text)
}

// unexplained returns what is wrong with the list of the known differences: the
// found ones that it does not have, and those of it that were not found.
func unexplained(found []difference, list []known) []string {
	var problems []string
	used := make([]bool, len(list))
	for _, d := range found {
		explained := false
		for i, k := range list {
			if k.matches(d) {
				explained, used[i] = true, true
			}
		}
		if !explained {
			problems = append(problems, d.String())
		}
	}
	for i, k := range list {
		if !used[i] {
			problems = append(problems, fmt.Sprintf("%s: %s: no such difference any more (%s)", k.call, k.part, k.why))
		}
	}
	return problems
}
