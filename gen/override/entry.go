package override

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/strict"
)

// entry is one change, read from a file. Each kind has a struct type for its
// entries, which embeds common and whose tags are the keys.
type entry interface {
	base() *common
	// rank determines the order within a kind: a lower rank is applied first.
	rank() int
	// subject returns the element that the entry changes.
	subject() subject
	// apply changes the model and returns a description of the effect. It
	// returns "" if it reported a problem, or if the model already was as the
	// entry requires.
	apply(a *applier) string
}

// subject is the element that an entry changes: its kind, such as "operation", and
// its name in the document.
type subject struct{ kind, name string }

// common contains the keys that all entries have.
type common struct {
	Why     text   `yaml:"why,required"`
	Applies []text `yaml:"applies"`
	Pos     diag.Pos
}

func (c *common) base() *common { return c }
func (c *common) rank() int     { return 0 }

// appliesTo reports whether the entry applies to a version of the document.
func (c *common) appliesTo(version string) bool {
	return len(c.Applies) == 0 || slices.ContainsFunc(c.Applies, func(t text) bool { return includesVersion(t.Value, version) })
}

// checkApplies reports whether the versions can be those of a document that is dated like
// this one, and rejects them otherwise: such an entry would never apply.
func (c *common) checkApplies(a *applier) bool {
	if len(c.Applies) == 0 {
		return true
	}
	isDated := func(version string) bool { return version == "" || isDatedVersion(version) }
	for _, t := range c.Applies {
		from, to, isRange := strings.Cut(t.Value, "..")
		switch {
		case isDatedVersion(a.pkg.DocumentVersion) && (!isDated(from) || !isDated(to)):
			example := fmt.Sprintf("for example, %[1]s or %[1]s..", a.pkg.DocumentVersion)
			return a.reject(t.Pos, "applies", fmt.Sprintf("%q never applies; versions begin with a date", t.Value), example)
		case isRange && to != "" && model.CompareVersions(from, to) > 0:
			return a.reject(t.Pos, "applies", fmt.Sprintf("%q never applies; the range ends before it begins", t.Value), "write the earlier version first")
		}
	}
	return true
}

// datedVersion is a date, which a word such as -preview.1 may follow.
var datedVersion = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[-.\w]*$`)

// isDatedVersion reports whether a version begins with a date that exists.
func isDatedVersion(version string) bool {
	match := datedVersion.FindStringSubmatch(version)
	if match == nil {
		return false
	}
	_, err := time.Parse(time.DateOnly, match[1])
	return err == nil && !strings.HasSuffix(version, ".")
}

// includesVersion reports whether a version is equal to versions or in that range: "V.." is
// V and all later versions, "..V" is V and all earlier versions.
func includesVersion(versions, version string) bool {
	from, to, isRange := strings.Cut(versions, "..")
	if !isRange {
		return versions == version
	}
	return model.CompareVersions(version, from) >= 0 && (to == "" || model.CompareVersions(version, to) <= 0)
}

// The types of values in a file.
type (
	text   = strict.Text
	flag   = strict.Flag
	number = strict.Number
)

// expect contains the expectations of an entry about its target.
type expect struct {
	Method   text `yaml:"method"`
	Path     text `yaml:"path"`
	Kind     text `yaml:"kind"`
	Type     text `yaml:"type"`
	Required flag `yaml:"required"`
}

// fact is the actual value of a target for a key of expect.
type fact struct{ key, value string }

// expectations returns the expectations that the entry has.
func (e *expect) expectations() []expectation {
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

// checkExpectations reports whether the facts meet the expectations, and rejects
// each expectation that they do not meet. e may be nil.
func (a *applier) checkExpectations(e *expect, subject string, facts []fact) bool {
	if e == nil {
		return true
	}
	ok := true
	for _, x := range e.expectations() {
		i := slices.IndexFunc(facts, func(f fact) bool { return f.key == x.key })
		switch {
		case i < 0:
			ok = a.reject(x.pos, subject, "expect."+x.key+" is not supported for this target", supportedKeys(facts))
		case facts[i].value != x.value:
			ok = a.reject(x.pos, subject, fmt.Sprintf("%s is %s, not %s as expected", x.key, facts[i].value, x.value), "check that the entry is still correct")
		}
	}
	return ok
}

// supportedKeys returns the hint for a key of expect that is not supported.
func supportedKeys(facts []fact) string {
	if len(facts) == 0 {
		return "remove expect"
	}
	var keys []string
	for _, f := range facts {
		keys = append(keys, f.key)
	}
	return "want " + strings.Join(keys, " or ")
}

// operationFacts returns the facts about an operation.
func operationFacts(op *model.Operation) []fact {
	return []fact{{"method", op.Method}, {"path", op.Path}}
}

// declFacts returns the facts about a definition.
func declFacts(d model.Decl) []fact {
	switch d.(type) {
	case *model.Enum:
		return []fact{{"kind", "enum"}}
	case *model.Union:
		return []fact{{"kind", "union"}}
	}
	return []fact{{"kind", "object"}}
}

// valueFacts returns the facts about a parameter or property.
func valueFacts(t *model.Type, required bool) []fact {
	return []fact{{"type", typeName(t)}, {"required", fmt.Sprint(required)}}
}

// typeName returns the name of a type in the notation of expect, which is that of
// the document, even if an override replaced the type or made it an ID.
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
	case model.HTTPDate:
		return "http-date"
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
