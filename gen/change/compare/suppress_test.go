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

func at(line, col int) diag.Pos { return diag.Pos{File: "s.yaml", Line: line, Col: col} }

// Whatever can be wrong with an entry is told where it stands, and the sound
// ones are kept.
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
  why: A layer that is none.
  until: 2027-01-31 x
- change: "api: Pet removed"
  why: No subject.
  until: "2027-02-30"
- change: "api: Pet: removed"
  why: A date that is no text.
  until: 2027-01-31
`), &errs)
	want := []Suppression{{Pos: at(1, 3), Change: "wire: GET /pets query limit: required", Why: "Nobody left it out.", Until: "2027-01-31"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	wantErrs := `s.yaml:6:11: change: another entry names the same (it is on line 1)
s.yaml:9:11: change: no layer "apis" (begin with one of document, api, wire and a colon)
s.yaml:11:10: until: no date: "2027-01-31 x" (write the last day that the entry holds, as in "2027-01-31")
s.yaml:12:11: change: no change (write "LAYER: SUBJECT: WHAT", as chatgen diff --format json has it under key)
s.yaml:14:10: until: no date: "2027-02-30" (write the last day that the entry holds, as in "2027-01-31")
s.yaml:17:10: until: must be a string, is a date (put it in quotes)`
	if err := errs.Err(); err == nil || err.Error() != wantErrs {
		t.Errorf("got\n%v\nwant\n%s", err, wantErrs)
	}
}

// The file beside the configuration may be missing, one that is named may not.
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
	for _, c := range []struct{ name, file, config, position, fault string }{
		{"beside the configuration", "", "conf/chatgen.yaml", "conf/suppressions.yaml:1:3", ""},
		{"none beside the configuration", "", "chatgen.yaml", "", ""},
		{"named", "other.yaml", "conf/chatgen.yaml", "other.yaml:1:3", ""},
		{"named and missing", "no.yaml", "conf/chatgen.yaml", "", "no.yaml: suppressions: no such file"},
		{"a folder", "", "folder/chatgen.yaml", "", "folder/suppressions.yaml: suppressions: cannot be read: is a directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var errs diag.List
			position, fault := "", ""
			for _, s := range LoadSuppressions(c.file, c.config, &errs) {
				position += s.Pos.String()
			}
			if err := errs.Err(); err != nil {
				fault = err.Error()
			}
			if position != c.position || fault != c.fault {
				t.Errorf("got %q, %q", position, fault)
			}
		})
	}
}

// An entry holds through its last day in UTC, is told when that is over, and
// is noted when no package has what it names.
func TestSuppress(t *testing.T) {
	entries := []Suppression{
		{Change: "api: Thing: changed", Until: "2027-01-31"},
		{Change: "wire: Thing: changed", Until: "2027-01-30"},
		{Change: "api: Other: changed", Until: "2027-01-31"},
	}
	folded := change(API, true)
	folded.What = "changed\n"
	pets := &Report{Changes: []Change{change(API, true), change(Wire, true), change(Document, true)}}
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
	if got := pets.Verdict().Breaking; !slices.Equal(got, []Layer{Document, Wire}) {
		t.Errorf("breaking on %v", got)
	}
}

// The schema offers an editor the keys that there are, and asks for those that
// are required.
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
			t.Errorf("%s: %+v is no described string", key, p)
		}
		delete(schema.Items.Properties, key)
	}
	if len(schema.Items.Properties) > 0 || !slices.Equal(required, schema.Items.Required) {
		t.Errorf("not in the file: %v; required: %v, want %v", schema.Items.Properties, schema.Items.Required, required)
	}
}
