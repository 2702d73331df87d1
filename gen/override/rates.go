package override

import (
	"fmt"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// rateEntry declares the rates up to which a service accepts requests, so that a client
// can stay below them. Several operations can share the rates.
type rateEntry struct {
	Group      text        `yaml:"group,required"`
	Operations []text      `yaml:"operations,required"`
	Per        text        `yaml:"per"`
	Limits     []rateLimit `yaml:"limits,required"`
	common
}

// rateLimit is a number of requests in a period.
type rateLimit struct {
	Count   number `yaml:"count,required"`
	Seconds number `yaml:"seconds,required"`
}

func (e *rateEntry) subject() subject { return subject{"rates", e.Group.Value} }

func (e *rateEntry) apply(a *applier) string {
	rates := &model.Rates{Group: e.Group.Value, Pos: e.Pos}
	var limits, ids []string
	for _, l := range e.Limits {
		rates.Limits = append(rates.Limits, model.Rate{Count: l.Count.Value, Seconds: l.Seconds.Value})
		limits = append(limits, fmt.Sprintf("%d in %d seconds", l.Count.Value, l.Seconds.Value))
	}
	ok := e.checkGroup(a)
	ops := make([]*model.Operation, len(e.Operations))
	for i, id := range e.Operations {
		ops[i] = e.findOperation(a, id)
		ok = ops[i] != nil && ok
		ids = append(ids, id.Value)
	}
	if !ok {
		return ""
	}
	for _, op := range ops {
		a.recordAffected(op.Element())
		op.Rates, op.RatesKey = rates, pathParam(op, e.Per.Value)
	}
	effect := "paced: " + strings.Join(ids, ", ") + " at most " + strings.Join(limits, " and ")
	if e.Per.IsSet() {
		effect += " for each " + e.Per.Value
	}
	return effect
}

// checkGroup reports whether the name of the group is valid.
func (e *rateEntry) checkGroup(a *applier) bool {
	if strings.Trim(e.Group.Value, "abcdefghijklmnopqrstuvwxyz") != "" {
		return a.reject(e.Group.Key, e.Group.Value, "is not a word in lower case", "for example, message")
	}
	return true
}

// findOperation returns an operation that the rates can apply to, or nil after an error.
func (e *rateEntry) findOperation(a *applier, id text) *model.Operation {
	op, _ := a.findOperation(id)
	switch {
	case op == nil:
		return nil
	case op.Rates != nil:
		a.reject(id.Pos, op.ID, "already has the rates of the group "+op.Rates.Group, "name it in one group only")
		return nil
	case e.Per.IsSet() && pathParam(op, e.Per.Value) == nil:
		a.rejectUnknown(e.Per, "path parameter of "+op.ID, pathParamNames(op))
		return nil
	}
	return op
}

// pathParam returns the text parameter of an operation's path with a name, or nil.
func pathParam(op *model.Operation, name string) *model.Param {
	for _, p := range op.Params {
		if p.In == model.InPath && p.WireName == name && isStringLike(p.Type) {
			return p
		}
	}
	return nil
}

// pathParamNames returns the names of the parameters of an operation's path.
func pathParamNames(op *model.Operation) []string {
	var names []string
	for _, p := range op.Params {
		if p.In == model.InPath {
			names = append(names, p.WireName)
		}
	}
	return names
}
