package compare

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/gen/diag"
)

func posAt(line, col int) diag.Pos { return diag.Pos{File: "s.yaml", Line: line, Col: col} }

// Problems are reported with their position, and valid entries are kept.
func TestReadSuppressions(t *testing.T) {
	var errs diag.List
	got := readSuppressions("s.yaml", []byte(`- change: >-
    wire: GET /pets query
    limit: required
  why: Nobody left it out.
  until: "2027-01-31"
- change: "wire: GET /pets query limit: required"
  why: Twice.
  until: "2027-01-31"
- change: "apis: Pet: removed"
  why: Unknown layer.
  until: 2027-01-31 x
- change: "api: Pet removed"
  why: No subject.
  until: "2027-02-30"
- change: "api: Pet: removed"
  why: The date is not a string.
  until: 2027-01-31
`), &errs)
	want := []Suppression{{Pos: posAt(1, 3), Change: "wire: GET /pets query limit: required", Why: "Nobody left it out.", Until: "2027-01-31"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	wantErrs := `s.yaml:6:11: change: is listed twice (the other entry is on line 1)
s.yaml:9:11: change: unknown layer "apis" (begin with one of document, api, wire and a colon)
s.yaml:11:10: until: invalid date "2027-01-31 x" (write the last day on which the entry applies, for example "2027-01-31")
s.yaml:12:11: change: is not the key of a change (write "LAYER: SUBJECT: MESSAGE", the key in the output of chatgen diff --format json)
s.yaml:14:10: until: invalid date "2027-02-30" (write the last day on which the entry applies, for example "2027-01-31")
s.yaml:17:10: until: must be a string, is a date (put it in quotes)`
	if err := errs.Err(); err == nil || err.Error() != wantErrs {
		t.Errorf("got\n%v\nwant\n%s", err, wantErrs)
	}
}

// A missing file is an error only if it is named.
func TestLoadSuppressions(t *testing.T) {
	t.Chdir(t.TempDir())
	entry := "- change: \"api: Pet: removed\"\n  why: Gone.\n  until: \"2027-01-31\"\n"
	for name, text := range map[string]string{"conf/suppressions.yaml": entry, "other.yaml": entry, "folder/suppressions.yaml/x": ""} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ name, file, config, position, problem string }{
		{"next to the configuration", "", "conf/chatgen.yaml", "conf/suppressions.yaml:1:3", ""},
		{"none next to the configuration", "", "chatgen.yaml", "", ""},
		{"named", "other.yaml", "conf/chatgen.yaml", "other.yaml:1:3", ""},
		{"named and missing", "no.yaml", "conf/chatgen.yaml", "", "no.yaml: suppressions: no such file"},
		{"a folder", "", "folder/chatgen.yaml", "", "folder/suppressions.yaml: suppressions: cannot be read: is a directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var errs diag.List
			position, problem := "", ""
			for _, s := range LoadSuppressions(c.file, c.config, &errs) {
				position += s.Pos.String()
			}
			if err := errs.Err(); err != nil {
				problem = err.Error()
			}
			if position != c.position || problem != c.problem {
				t.Errorf("got %q, %q", position, problem)
			}
		})
	}
}

// An entry applies through its last day in UTC and is reported as expired
// afterwards. Entries that match no change of any package are recorded.
func TestSuppress(t *testing.T) {
	entries := []Suppression{
		{Change: "api: Thing: changed", Until: "2027-01-31"},
		{Change: "wire: Thing: changed", Until: "2027-01-30"},
		{Change: "api: Other: changed", Until: "2027-01-31"},
	}
	folded := newChange(API, true)
	folded.Message = "changed\n"
	pets := &Report{Changes: []Change{newChange(API, true), newChange(Wire, true), newChange(Document, true)}}
	zoo := &Report{Changes: []Change{folded}}
	west := time.FixedZone("west", -3600)
	Suppress([]*Report{pets, zoo}, entries, time.Date(2027, 1, 31, 22, 59, 59, 0, west))
	for _, c := range []struct {
		name                string
		change              Change
		suppressed, expired *Suppression
	}{
		{"on the last day", pets.Changes[0], &entries[0], nil},
		{"on the day after", pets.Changes[1], nil, &entries[1]},
		{"without an entry", pets.Changes[2], nil, nil},
		{"in another package", zoo.Changes[0], &entries[0], nil},
	} {
		if c.change.Suppressed != c.suppressed || c.change.Expired != c.expired {
			t.Errorf("%s: suppressed by %v, expired %v", c.name, c.change.Suppressed, c.change.Expired)
		}
	}
	for _, r := range []*Report{pets, zoo} {
		if !slices.Equal(r.Unmatched, entries[2:]) {
			t.Errorf("unmatched: %v", r.Unmatched)
		}
	}
	if got := pets.Verdict().Breaking; !slices.Equal(got, []Layer{Wire}) {
		t.Errorf("breaking layers: %v", got)
	}
}

// The schema has the keys of an entry and requires the same ones.
func TestSuppressionsSchema(t *testing.T) {
	data, err := os.ReadFile("../../../overrides/schema/suppressions.json")
	if err != nil {
		t.Fatal(err)
	}
	type property struct {
		Type        string `json:"type"`
		Description string `json:"description"`
	}
	var schema struct {
		Type  string `json:"type"`
		Items struct {
			AdditionalProperties *bool               `json:"additionalProperties"`
			Required             []string            `json:"required"`
			Properties           map[string]property `json:"properties"`
		} `json:"items"`
	}
	if err := json.Unmarshal(data, &schema); err != nil || schema.Type != "array" ||
		schema.Items.AdditionalProperties == nil || *schema.Items.AdditionalProperties {
		t.Errorf("want a list of entries without additional properties: %v", err)
	}
	var required []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[suppressionEntry]()) {
		key, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if key == "" {
			continue
		}
		if option == "required" {
			required = append(required, key)
		}
		if p := schema.Items.Properties[key]; p.Type != "string" || p.Description == "" {
			t.Errorf("%s: %+v is not a string with a description", key, p)
		}
		delete(schema.Items.Properties, key)
	}
	if len(schema.Items.Properties) > 0 || !slices.Equal(required, schema.Items.Required) {
		t.Errorf("not in the file: %v; required: %v, want %v", schema.Items.Properties, schema.Items.Required, required)
	}
}
