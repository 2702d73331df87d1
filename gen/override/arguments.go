package override

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// argumentEntry says what an input must fulfil, so that a call which cannot
// succeed fails before anything is sent.
type argumentEntry struct {
	targetRef
	NotEmpty flag   `yaml:"notEmpty"`
	MaxItems number `yaml:"maxItems"`
	common
}

func (e *argumentEntry) apply(r *applier) string {
	targets := e.find(r)
	var effects []string
	for _, s := range targets {
		if s.check == nil {
			r.reject(e.common.At, e.subject().name, "is no input", "name a parameter or a property")
			return ""
		}
		if effect := e.set(r, s); effect != "" {
			effects = append(effects, effect)
		}
	}
	return strings.Join(slices.Compact(effects), ", ")
}

// set sets what the entry asks of one input.
func (e *argumentEntry) set(r *applier, s resolvedTarget) string {
	var effects []string
	if e.NotEmpty.Value && !s.check.NotEmpty {
		if !isText(*s.typ) && (*s.typ).Kind != model.Slice {
			r.reject(e.NotEmpty.Key, e.subject().name, "is no string and no array, its type is "+typeName(*s.typ), "remove notEmpty")
			return ""
		}
		if !s.required {
			r.reject(e.NotEmpty.Key, e.subject().name, "is optional, and absent if it is empty", "remove notEmpty")
			return ""
		}
		s.check.NotEmpty = true
		effects = append(effects, "must not be empty")
	}
	if e.MaxItems.Given() && s.check.MaxItems != e.MaxItems.Value {
		if (*s.typ).Kind != model.Slice {
			r.reject(e.MaxItems.Key, e.subject().name, "is no array, its type is "+typeName(*s.typ), "remove maxItems")
			return ""
		}
		s.check.MaxItems = e.MaxItems.Value
		effects = append(effects, fmt.Sprintf("at most %d items", e.MaxItems.Value))
	}
	return strings.Join(effects, ", ")
}

// isText says whether a value is a string that can be empty.
func isText(t *model.Type) bool {
	switch d := t.Decl.(type) {
	case nil:
		return t.Kind == model.String
	case *model.ID:
		return true
	case *model.Enum:
		return d.Base == model.String
	}
	return false
}
