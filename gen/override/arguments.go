package override

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// argumentEntry sets conditions for an argument or option, so that a call that
// violates them fails before a request is sent.
type argumentEntry struct {
	targetRef
	NotEmpty flag   `yaml:"notEmpty"`
	MaxItems number `yaml:"maxItems"`
	common
}

func (e *argumentEntry) apply(a *applier) string {
	targets := e.find(a)
	var effects []string
	for _, s := range targets {
		if s.check == nil {
			a.reject(e.common.Pos, e.subject().name, "is not a parameter or property", "set parameter, or definition and property")
			return ""
		}
		if effect := e.setConditions(a, s); effect != "" {
			effects = append(effects, effect)
		}
	}
	return strings.Join(slices.Compact(effects), ", ")
}

// setConditions sets the conditions for one argument or option.
func (e *argumentEntry) setConditions(a *applier, s resolvedTarget) string {
	var effects []string
	if e.NotEmpty.Value && !s.check.NotEmpty {
		if !isStringLike(*s.typ) && (*s.typ).Kind != model.Slice {
			a.reject(e.NotEmpty.Key, e.subject().name, "is neither a string nor an array; its type is "+typeName(*s.typ), "remove notEmpty")
			return ""
		}
		if !s.required {
			a.reject(e.NotEmpty.Key, e.subject().name, "is optional, and not sent if it is empty", "remove notEmpty")
			return ""
		}
		if a.isSkippedIfEmpty(s.check) {
			a.reject(e.NotEmpty.Key, e.subject().name, "may be empty, because an entry of partial.yaml has skipEmpty", "remove notEmpty")
			return ""
		}
		s.check.NotEmpty = true
		effects = append(effects, "must not be empty")
	}
	if e.MaxItems.IsSet() && s.check.MaxItems != e.MaxItems.Value {
		if (*s.typ).Kind != model.Slice {
			a.reject(e.MaxItems.Key, e.subject().name, "is not an array; its type is "+typeName(*s.typ), "remove maxItems")
			return ""
		}
		s.check.MaxItems = e.MaxItems.Value
		effects = append(effects, fmt.Sprintf("at most %d items", e.MaxItems.Value))
	}
	return strings.Join(effects, ", ")
}

// isSkippedIfEmpty reports whether nothing is sent if the items with this validation are
// empty.
func (a *applier) isSkippedIfEmpty(v *model.Validation) bool {
	for _, c := range a.pkg.Clients {
		for _, op := range c.Operations {
			if p := op.PartialFailure; p != nil && p.SkipEmpty && &p.Items.Validation == v {
				return true
			}
		}
	}
	return false
}

// isStringLike reports whether a type is a string, a typed ID or a string enum.
func isStringLike(t *model.Type) bool {
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
