package override

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/strict"
)

// entry is one change, read from a file. Each kind has a struct for it, whose
// tags name the keys; the struct embeds common.
type entry interface {
	base() *common
	// rank orders the entries of a kind: lower goes first.
	rank() int
	// subject names what the entry changes.
	subject() subject
	// apply changes the model and says how, reports problems, or does and
	// reports nothing because the model is that way already.
	apply(r *applier) string
}

// subject is what an entry changes: what sort of thing it is, as "operation",
// and its name in the document.
type subject struct{ form, name string }

// common is what all entries have.
type common struct {
	Why     text   `yaml:"why,required"`
	Applies []text `yaml:"applies"`
	At      diag.Pos
}

func (c *common) base() *common { return c }
func (c *common) rank() int     { return 0 }

// appliesTo says whether the entry is for a version of the document.
func (c *common) appliesTo(version string) bool {
	return len(c.Applies) == 0 || slices.ContainsFunc(c.Applies, func(t text) bool { return covers(t.Value, version) })
}

// covers says whether a version is the one that is named, or in the range: "V.."
// is V and all later ones, which are so by their date, "..V" is V and all before.
func covers(named, version string) bool {
	from, to, ranged := strings.Cut(named, "..")
	if !ranged {
		return named == version
	}
	return version >= from && (to == "" || version <= to)
}

// The values of a file.
type (
	text   = strict.Text
	flag   = strict.Flag
	number = strict.Number
)

// expect is what an entry takes for granted about its target.
type expect struct {
	Method   text `yaml:"method"`
	Path     text `yaml:"path"`
	Kind     text `yaml:"kind"`
	Type     text `yaml:"type"`
	Required flag `yaml:"required"`
}

// fact is what the document says of a target under a key of expect.
type fact struct{ key, value string }

// given returns the expectations that are there.
func (e *expect) given() []expectation {
	var all []expectation
	for _, x := range []expectation{
		{"method", e.Method.Value, e.Method.Key},
		{"path", e.Path.Value, e.Path.Key},
		{"kind", e.Kind.Value, e.Kind.Key},
		{"type", e.Type.Value, e.Type.Key},
		{"required", fmt.Sprint(e.Required.Value), e.Required.Key},
	} {
		if x.pos.Line > 0 {
			all = append(all, x)
		}
	}
	return all
}

type expectation struct {
	key, value string
	pos        diag.Pos
}

// checkExpectations reports the expectations that the facts do not meet. e may be nil.
func (r *applier) checkExpectations(e *expect, subject string, facts []fact) bool {
	if e == nil {
		return true
	}
	ok := true
	for _, x := range e.given() {
		i := slices.IndexFunc(facts, func(f fact) bool { return f.key == x.key })
		switch {
		case i < 0:
			ok = r.reject(x.pos, subject, "has no "+x.key+" to expect", factKeys(facts))
		case facts[i].value != x.value:
			ok = r.reject(x.pos, subject, fmt.Sprintf("%s is %s, not %s as expected", x.key, facts[i].value, x.value), "look whether the entry is still right")
		}
	}
	return ok
}

func factKeys(facts []fact) string {
	if len(facts) == 0 {
		return "remove expect"
	}
	var keys []string
	for _, f := range facts {
		keys = append(keys, f.key)
	}
	return "it has " + strings.Join(keys, " and ")
}

// operationFacts are those of an operation.
func operationFacts(op *model.Operation) []fact {
	return []fact{{"method", op.Method}, {"path", op.Path}}
}

// declFacts are those of a definition.
func declFacts(d model.Decl) []fact {
	switch d.(type) {
	case *model.Enum:
		return []fact{{"kind", "enum"}}
	case *model.Union:
		return []fact{{"kind", "union"}}
	}
	return []fact{{"kind", "object"}}
}

// valueFacts are those of a parameter or property.
func valueFacts(t *model.Type, required bool) []fact {
	return []fact{{"type", typeName(t)}, {"required", fmt.Sprint(required)}}
}

// typeName names a type as expect does: as the document has it, whatever types
// and IDs the overrides made of it.
func typeName(t *model.Type) string {
	switch t.Kind {
	case model.String:
		return "string"
	case model.Bool:
		return "boolean"
	case model.Int32:
		return "int32"
	case model.Int64:
		return "int64"
	case model.Float64:
		return "number"
	case model.Time:
		return "time"
	case model.Date:
		return "date"
	case model.Bytes:
		return "bytes"
	case model.Duration:
		return "duration"
	case model.Slice:
		return "array"
	case model.Map:
		return "map"
	case model.Named:
		if _, ok := t.Decl.(*model.ID); ok {
			return "string"
		}
		return t.Decl.Info().Schema
	}
	return "any"
}
