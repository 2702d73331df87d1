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

// none is printed for a value that one of the clients does not send.
const none = "none"

// difference is a part of a call, such as a header, that the two clients send
// differently.
type difference struct {
	call, part     string
	official, ours string
}

func (d difference) String() string {
	return fmt.Sprintf("%s: %s: the official client sends %s, ours %s", d.call, d.part, d.official, d.ours)
}

// compareRuns compares two runs call by call and request by request. It stops at
// the first call with different names, because later calls do not correspond.
func compareRuns(official, ours []recordedCall) []difference {
	c := &comparison{}
	officialNormalizer, ourNormalizer := newNormalizer(), newNormalizer()
	for i := range max(len(official), len(ours)) {
		c.call = "call " + strconv.Itoa(i+1)
		if i >= len(official) || i >= len(ours) || official[i].name != ours[i].name {
			c.compareText("name", nameAt(official, i), nameAt(ours, i))
			return c.differences
		}
		c.call = official[i].name
		c.compareRequests(officialNormalizer.requests(official[i]), ourNormalizer.requests(ours[i]))
	}
	return c.differences
}

func nameAt(calls []recordedCall, i int) string {
	if i < len(calls) {
		return calls[i].name
	}
	return none
}

// comparison collects the differences between two runs.
type comparison struct {
	call        string // the call that is being compared
	differences []difference
}

func (c *comparison) compareText(part, official, ours string) {
	if official != ours {
		c.differences = append(c.differences, difference{c.call, part, official, ours})
	}
}

func (c *comparison) compareRequests(official, ours []normalizedRequest) {
	if len(official) != len(ours) {
		c.compareText("number of requests", strconv.Itoa(len(official)), strconv.Itoa(len(ours)))
		return
	}
	for i, o := range official {
		c.compareText("method", o.method, ours[i].method)
		c.compareText("path", o.path, ours[i].path)
		c.compareQueries(o.query, ours[i].query)
		c.compareHeaders(o.header, ours[i].header)
		c.compareJSON("body", o.body, ours[i].body)
		c.compareText("response status", strconv.Itoa(o.status), strconv.Itoa(ours[i].status))
	}
}

// compareQueries compares the values of each name and, if they are equal, the
// order of the names.
func (c *comparison) compareQueries(official, ours [][2]string) {
	before := len(c.differences)
	o, m := queryValues(official), queryValues(ours)
	for _, name := range sortedKeys(o, m) {
		c.compareText("query "+name, valueOrMissing(o, name), valueOrMissing(m, name))
	}
	if len(c.differences) == before {
		c.compareText("query order", queryNames(official), queryNames(ours))
	}
}

func queryValues(query [][2]string) map[string]string {
	values := map[string]string{}
	for _, pair := range query {
		value := pair[1]
		if previous, ok := values[pair[0]]; ok {
			value = previous + " and " + value
		}
		values[pair[0]] = value
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

func (c *comparison) compareHeaders(official, ours map[string]string) {
	for _, name := range sortedKeys(official, ours) {
		c.compareText("header "+name, valueOrMissing(official, name), valueOrMissing(ours, name))
	}
}

// compareJSON compares JSON values property by property.
func (c *comparison) compareJSON(part string, official, ours any) {
	switch o := official.(type) {
	case map[string]any:
		if m, ok := ours.(map[string]any); ok {
			for _, name := range sortedKeys(o, m) {
				c.compareJSON(part+"/"+name, property(o, name), property(m, name))
			}
			return
		}
	case []any:
		if m, ok := ours.([]any); ok && len(o) == len(m) {
			for i := range o {
				c.compareJSON(part+"/"+strconv.Itoa(i), o[i], m[i])
			}
			return
		}
	}
	if !reflect.DeepEqual(official, ours) {
		c.compareText(part, jsonText(official), jsonText(ours))
	}
}

// missing represents a missing body or JSON property, as opposed to null.
type missing struct{}

func property(object map[string]any, name string) any {
	if value, ok := object[name]; ok {
		return value
	}
	return missing{}
}

func jsonText(value any) string {
	if _, ok := value.(missing); ok {
		return none
	}
	data, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

func valueOrMissing(values map[string]string, name string) string {
	if value, ok := values[name]; ok {
		return value
	}
	return none
}

func sortedKeys[V any](a, b map[string]V) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}

// knownDifference is an intended difference, or one that the official client is
// to blame for. In all fields except reason, "*" matches any text.
type knownDifference struct {
	call, part     string
	official, ours string
	reason         string
}

func (k knownDifference) matches(d difference) bool {
	return matchesPattern(k.call, d.call) && matchesPattern(k.part, d.part) &&
		matchesPattern(k.official, d.official) && matchesPattern(k.ours, d.ours)
}

func matchesPattern(pattern, text string) bool {
	quoted := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, `.*`)
	return regexp.MustCompile(`^(?s:` + quoted + `)$`).MatchString(text)
}

// checkKnown compares differences with the list of known ones. It reports
// differences that the list does not contain, and entries of the list that match
// no difference.
func checkKnown(differences []difference, list []knownDifference) []string {
	var problems []string
	used := make([]bool, len(list))
	for _, d := range differences {
		isKnown := false
		for i, k := range list {
			if k.matches(d) {
				isKnown, used[i] = true, true
			}
		}
		if !isKnown {
			problems = append(problems, d.String())
		}
	}
	for i, k := range list {
		if !used[i] {
			problems = append(problems, fmt.Sprintf("%s: %s: this difference no longer occurs (%s)", k.call, k.part, k.reason))
		}
	}
	return problems
}
