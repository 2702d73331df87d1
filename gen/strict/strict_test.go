package strict_test

import (
	"reflect"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/strict"
)

// common is embedded in sample, which has its keys.
type common struct {
	Why strict.Text `yaml:"why,required"`
	Pos diag.Pos
}

type person struct {
	Name strict.Text   `yaml:"name,required"`
	Age  strict.Number `yaml:"age"`
	Pos  diag.Pos
}

type sample struct {
	common
	Topic   strict.Text   `yaml:"topic"`
	Open    strict.Flag   `yaml:"open"`
	Limit   strict.Number `yaml:"limit"`
	Tags    []strict.Text `yaml:"tags"`
	Owner   *person       `yaml:"owner"`
	Members []person      `yaml:"members"`
}

func posAt(line, col int) diag.Pos { return diag.Pos{File: "f.yaml", Line: line, Col: col} }

// Every key of the struct is read with its position.
func TestList(t *testing.T) {
	var errs diag.List
	got := strict.List[sample]("f.yaml", []byte(`# comment
- why: because
  topic: " größer "
  open: TRUE
  limit: 7
  tags: [a, "1"]
  owner: {name: Ann, age: 30}
  members: [{name: Bob}]
- {topic: ü, why: x}
`), &errs)
	text := func(value string, at, key diag.Pos) strict.Text { return strict.Text{Value: value, Pos: at, Key: key} }
	want := []*sample{
		{
			common:  common{Why: text("because", posAt(2, 8), posAt(2, 3)), Pos: posAt(2, 3)},
			Topic:   text("größer", posAt(3, 10), posAt(3, 3)),
			Open:    strict.Flag{Value: true, Key: posAt(4, 3)},
			Limit:   strict.Number{Value: 7, Key: posAt(5, 3)},
			Tags:    []strict.Text{text("a", posAt(6, 10), posAt(6, 10)), text("1", posAt(6, 13), posAt(6, 13))},
			Owner:   &person{Name: text("Ann", posAt(7, 17), posAt(7, 11)), Age: strict.Number{Value: 30, Key: posAt(7, 22)}, Pos: posAt(7, 10)},
			Members: []person{{Name: text("Bob", posAt(8, 20), posAt(8, 14)), Pos: posAt(8, 13)}},
		},
		{
			common: common{Why: text("x", posAt(9, 20), posAt(9, 15)), Pos: posAt(9, 3)},
			Topic:  text("ü", posAt(9, 11), posAt(9, 4)),
		},
	}
	if err := errs.Err(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
}

// Given distinguishes an absent key from one with the zero value.
func TestGiven(t *testing.T) {
	var errs diag.List
	got := strict.List[sample]("f.yaml", []byte("- {why: x, open: false, limit: 1}\n- {why: x, topic: y}\n"), &errs)
	if len(got) != 2 || errs.Len() > 0 {
		t.Fatalf("got %d entries, %v", len(got), errs.Err())
	}
	for i, want := range [][3]bool{{false, true, true}, {true, false, false}} {
		e := got[i]
		if given := [3]bool{e.Topic.IsSet(), e.Open.IsSet(), e.Limit.IsSet()}; given != want {
			t.Errorf("entry %d: given are %v, want %v", i, given, want)
		}
	}
}

// An invalid entry does not affect the others.
func TestListKeepsValidEntries(t *testing.T) {
	var errs diag.List
	got := strict.List[sample]("f.yaml", []byte("- {topic: no why}\n- {why: x}\n"), &errs)
	if len(got) != 1 || got[0].Why.Value != "x" || errs.Len() != 1 {
		t.Errorf("got %d entries, %v", len(got), errs.Err())
	}
}

// Anything that does not fit the struct is an error with its position. Columns count
// bytes.
func TestErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "\n", "f.yaml: YAML: the file is empty (remove it, or add its contents)"},
		{"only a comment", "# yaml\n", "f.yaml: YAML: the file is empty (remove it, or add its contents)"},
		{"no entry", "[]\n", "f.yaml:1:1: file: must not be empty (remove it, or add an entry)"},
		{"two documents", "- a\n---\n- b\n", "f.yaml:1:1: YAML: the file contains several documents (write one list of entries)"},
		{"invalid YAML", "- why: [\n", "f.yaml:2:1: YAML: expected a value (check the brackets, braces and commas before it)"},
		{"a tab", "- why: x\n\ttopic: y\n", "f.yaml:2:1: YAML: a tab in the indentation (indent with spaces)"},
		{"invalid UTF-8", "- \xff\n", "f.yaml:1:3: file: is not UTF-8 (save it as UTF-8)"},
		{"after a byte order mark", "\ufeff- {topik: x, why: x}\n", "f.yaml:1:4: topik: no such key (did you mean topic?)"},
		{"after letters of two bytes", "- {why: größer, topik: x}\n", "f.yaml:1:19: topik: no such key (did you mean topic?)"},
		{"a mapping", "why: x\n", "f.yaml:1:1: file: must be a list of entries, is a mapping (begin each entry with a dash)"},
		{"a string", "why\n", "f.yaml:1:1: file: must be a list of entries, is a string (begin each entry with a dash)"},
		{"an entry that is a list", "- [a]\n", "f.yaml:1:3: entry: must be a mapping, is a list (its keys are why, topic, open, limit, tags, owner, members)"},
		{"an empty entry", "-\n", "f.yaml:1:2: entry: must be a mapping, is empty (its keys are why, topic, open, limit, tags, owner, members)"},
		{"an alias", "- &a {why: x}\n- *a\n", "f.yaml:2:3: entry: must be a mapping, is an alias (its keys are why, topic, open, limit, tags, owner, members)"},
		{"a merge", "- {<<: {topic: x}, why: x}\n", "f.yaml:1:4: <<: merge keys are not supported (repeat the keys)"},
		{"a key that is a list", "- {[why]: x, why: x}\n", "f.yaml:1:4: entry: a key must be a string, is a list"},
		{"a key twice", "- why: x\n  topic: y\n  topic: z\n", "f.yaml:3:3: topic: duplicate key (the first is on line 2)"},
		{"a missing key", "- {topic: x}\n", "f.yaml:1:3: entry: why is missing"},
		{"a missing key inside", "- {why: x, owner: {}}\n", "f.yaml:1:19: owner: name is missing"},
		{"a misspelled key inside", "- {why: x, members: [{nama: y, name: z}]}\n", "f.yaml:1:23: nama: no such key (did you mean name?)"},
		{"an empty text", "- {why: \" \"}\n", "f.yaml:1:9: why: must not be empty (give a value, or remove the key)"},
		{"no text", "- {why: }\n", "f.yaml:1:9: why: must be a string, is empty (give a value, or remove the key)"},
		{"a number for a text", "- {why: 12}\n", "f.yaml:1:9: why: must be a string, is a number (put it in quotes)"},
		{"a boolean for a text", "- {why: true}\n", "f.yaml:1:9: why: must be a string, is a boolean (put it in quotes)"},
		{"a date for a text", "- {why: 2025-03-15}\n", "f.yaml:1:9: why: must be a string, is a date (put it in quotes)"},
		{"a list for a text", "- {why: [x]}\n", "f.yaml:1:9: why: must be a string, is a list (write a single value)"},
		{"a tag", "- {why: !x y}\n", "f.yaml:1:9: why: must be a string, is of type !x (put it in quotes)"},
		{"a text for a flag", "- {why: x, open: yes}\n", "f.yaml:1:18: open: must be true or false, is a string"},
		{"a text for a number", "- {why: x, limit: many}\n", "f.yaml:1:19: limit: must be a whole number above 0, is a string"},
		{"zero", "- {why: x, limit: 0}\n", "f.yaml:1:19: limit: must be a whole number above 0, is 0"},
		{"a text for a list", "- {why: x, tags: a}\n", "f.yaml:1:18: tags: must be a list, is a string (put the value in brackets, or begin each with a dash)"},
		{"an empty list", "- {why: x, tags: []}\n", "f.yaml:1:18: tags: must not be empty (give a value, or remove the key)"},
		{"a number in a list", "- {why: x, tags: [a, 1]}\n", "f.yaml:1:22: tags: must be a string, is a number (put it in quotes)"},
		{"a list for a mapping", "- {why: x, owner: [name]}\n", "f.yaml:1:19: owner: must be a mapping, is a list (its keys are name, age)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var errs diag.List
			strict.List[sample]("f.yaml", []byte(c.text), &errs)
			if err := errs.Err(); err == nil || err.Error() != c.want {
				t.Errorf("%s\ngot  %v\nwant %s", c.text, err, c.want)
			}
		})
	}
}
