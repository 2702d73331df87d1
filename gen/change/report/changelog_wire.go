package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// addWire adds bullets for the changes of requests and responses that the
// bullets for exported symbols do not cover.
func (s *section) addWire(r *compare.Report) {
	var unreported []*compare.Change
	for i := range r.Changes {
		c := &r.Changes[i]
		if c.Layer != compare.Wire || s.isReported(c) || s.isOfConstant(c) || isVersionChange(r, c) {
			continue
		}
		if c, ok := s.withoutReported(c); ok {
			unreported = append(unreported, c)
		}
	}
	key := func(c *compare.Change) string {
		return strings.Join([]string{string(wirePart(c)), elementText(c), c.Message}, "\n")
	}
	for _, similar := range group(unreported, key) {
		s.add(wirePart(similar[0]), lastRank, wireText(similar))
	}
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Layer == compare.Wire {
			s.markReported(c)
		}
	}
}

// isOfConstant reports whether a bullet covers a change of an enum's value.
func (s *section) isOfConstant(c *compare.Change) bool {
	asBreaking, ok := s.values[enumValue(c.Subject)]
	return ok && (asBreaking || !c.CountsAsBreaking())
}

// markFull records the symbols that a bullet describes completely: added, removed
// and renamed types with their members, and methods with their arguments.
func (s *section) markFull(sym *symbol) {
	asBreaking, isMethod := sym.part() == breaking, strings.HasSuffix(sym.owner(), "Client")
	if isMethod || sym.owner() == "" && (sym.isAddedOrRemoved() || sym.newName != "") {
		s.full[sym.name] = asBreaking
	}
	if isMethod && sym.newName != "" {
		s.full[sym.newName] = asBreaking
	}
}

// isFull reports whether a bullet describes a symbol or its owner completely,
// with at least the severity of the change.
func (s *section) isFull(name string, c *compare.Change) bool {
	for ; name != ""; name = name[:max(0, strings.LastIndex(name, "."))] {
		if asBreaking, ok := s.full[name]; ok && (asBreaking || !c.CountsAsBreaking()) {
			return true
		}
	}
	return false
}

// withoutReported returns a change without the names that bullets describe
// completely. It returns false if that leaves none.
func (s *section) withoutReported(c *compare.Change) (*compare.Change, bool) {
	rest := *c
	names := &rest.Symbols
	if call, part := splitRequest(c); call != "" {
		if !isArgument(part) {
			return &rest, true
		}
		names = &rest.Calls
	}
	all := visibleSymbols(*names)
	*names = slices.DeleteFunc(slices.Clone(all), func(name string) bool { return s.isFull(name, c) })
	return &rest, len(*names) > 0 || len(all) == 0
}

// isArgument reports whether a part of a call is an argument of the Go method.
func isArgument(part string) bool {
	kind, _, _ := strings.Cut(part, " ")
	return slices.Contains([]string{"body", "path", "query", "header"}, kind)
}

// union returns the elements of both lists, without duplicates.
func union(a, b []string) []string {
	return append(a, slices.DeleteFunc(slices.Clone(b), func(s string) bool { return slices.Contains(a, s) })...)
}

// visibleSymbols drops the symbols of fakes and the methods that only
// encoding/json calls.
func visibleSymbols(symbols []string) []string {
	return slices.DeleteFunc(slices.Clone(symbols), func(name string) bool {
		return strings.HasPrefix(name, "fake.") || isJSONMethod(name)
	})
}

func isJSONMethod(name string) bool {
	return strings.HasSuffix(name, ".MarshalJSON") || strings.HasSuffix(name, ".UnmarshalJSON")
}

func wirePart(c *compare.Change) part {
	if c.CountsAsBreaking() {
		return breaking
	}
	return changed
}

// isVersionChange reports whether only the API version in the request changed.
func isVersionChange(r *compare.Report, c *compare.Change) bool {
	from, to := r.Old.APIVersion, r.New.APIVersion
	return from != "" && to != "" && from != to && !c.CountsAsBreaking() && strings.Contains(c.Message, from) && strings.Contains(c.Message, to)
}

// splitRequest splits the subject of a change to a request or response into the
// call, "POST /chat/threads", and its element, "query limit". It returns "" for
// other subjects, which are properties of objects.
func splitRequest(c *compare.Change) (call, element string) {
	words := strings.Fields(c.Subject)
	if len(words) < 2 || !strings.HasPrefix(words[1], "/") {
		return "", ""
	}
	return strings.Join(words[:2], " "), strings.Join(words[2:], " ")
}

// elementText returns the changed element of a request or an object, or "" if the
// Go names already identify it.
func elementText(c *compare.Change) string {
	call, rest := splitRequest(c)
	switch {
	case call == "" && len(visibleSymbols(c.Symbols)) == 0:
		return c.Subject[strings.LastIndex(c.Subject, ".")+1:]
	case len(optionNames(c)) > 0 && isArgument(rest):
		return ""
	}
	return rest[strings.LastIndex(rest, " ")+1:]
}

// affectedNames returns the Go names that a change affects: methods for requests,
// fields for properties of objects, or methods if there are no fields.
func affectedNames(c *compare.Change) []string {
	call, part := splitRequest(c)
	names := visibleSymbols(c.Symbols)
	if options := optionNames(c); len(options) > 0 && isArgument(part) {
		return options
	}
	if names = withoutImplied(names); call != "" || len(names) == 0 {
		names = c.Calls
	}
	if len(names) == 0 && call != "" {
		return []string{call}
	}
	return names
}

// withoutImplied drops the members of a type from a list that has the type, and what belongs
// to every union.
func withoutImplied(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		owner, _, isMember := strings.Cut(name, ".")
		union := strings.TrimPrefix(strings.TrimPrefix(name, "Unmarshal"), "Unknown")
		return isMember && slices.Contains(names, owner) || union != name && slices.Contains(names, union)
	})
}

// optionNames returns the fields that a change affects.
func optionNames(c *compare.Change) []string {
	return slices.DeleteFunc(visibleSymbols(c.Symbols), func(name string) bool {
		owner, _, isMember := strings.Cut(name, ".")
		return !isMember || strings.HasSuffix(owner, "Client") || strings.HasSuffix(owner, "Response")
	})
}

// addDocument adds bullets for the limits and deprecations that only the document
// contains. All other document changes that matter to importers show on another
// layer.
func (s *section) addDocument(r *compare.Report) {
	var unreported []*compare.Change
	for i := range r.Changes {
		c := &r.Changes[i]
		_, covered := s.reported[c.Key()]
		isOfVersion := strings.HasSuffix(c.Subject, " parameter api-version")
		if c.Layer != compare.Document || covered || isOfVersion || len(visibleSymbols(c.Symbols)) == 0 {
			continue
		}
		if isLimitOrDeprecation(withoutDirection(c.Message)) {
			unreported = append(unreported, c)
		}
	}
	for _, similar := range group(unreported, func(c *compare.Change) string { return withoutDirection(c.Message) }) {
		var names []string
		for _, c := range similar {
			names = append(names, documentedNames(c)...)
		}
		s.add(changed, lastRank, listUpTo(8, names)+sentence(withoutDirection(similar[0].Message), "", len(codeNames(names))))
	}
}

// addBehind adds bullets for the objects that a hand-written type gets or loses.
func (s *section) addBehind(r *compare.Report) {
	var all []*compare.Change
	for _, c := range changesOf(r, compare.Document) {
		if c.IsObject && slices.ContainsFunc(c.Symbols, func(name string) bool { return slices.Contains(c.Behind, name) }) {
			all = append(all, c)
		}
	}
	for _, similar := range group(all, func(c *compare.Change) string { return strings.Join(c.Behind, " ") + withoutDirection(c.Message) }) {
		var properties []string
		for _, c := range similar {
			properties = append(properties, c.Subject[strings.LastIndex(c.Subject, ".")+1:])
		}
		types, list := joinWords(codeNames(similar[0].Behind)), listUpTo(8, properties)
		switch message := withoutDirection(similar[0].Message); {
		case strings.HasSuffix(message, "property added"):
			s.add(added, lastRank, types+": the service may now send "+list)
		case message == "property removed":
			s.add(removed, lastRank, types+": the service no longer has "+list)
		}
	}
}

// isLimitOrDeprecation reports whether a document change concerns a limit or a
// deprecation.
func isLimitOrDeprecation(what string) bool {
	if strings.Contains(what, "deprecated") {
		return true
	}
	return slices.ContainsFunc([]string{"default ", "minimum ", "maximum ", "pattern "}, func(limit string) bool {
		return strings.HasPrefix(what, limit)
	})
}

// documentedNames returns the Go names for an element of the document: for an
// operation its methods without their option and response types.
func documentedNames(c *compare.Change) []string {
	names := visibleSymbols(c.Symbols)
	members := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		owner, _, found := strings.Cut(name, ".")
		return !found || strings.HasSuffix(owner, "Response") // responses embed their result
	})
	if len(members) > 0 {
		return members
	}
	return names
}

// withoutDirection drops the direction from a message, because the Go names
// imply it.
func withoutDirection(what string) string {
	for _, direction := range []string{" (request and response)", " (request)", " (response)", " (not used)"} {
		what = strings.TrimSuffix(what, direction)
	}
	return what
}

// listUpTo lists up to limit names without duplicates, and counts the rest.
func listUpTo(limit int, names []string) string {
	all := codeNames(names)
	if len(all) <= limit {
		return joinWords(all)
	}
	return strings.Join(all[:limit-2], ", ") + " and " + strconv.Itoa(len(all)-limit+2) + " more"
}

// codeNames returns the names as code, without duplicates.
func codeNames(names []string) []string {
	var all []string
	for _, name := range names {
		if c := code(name); !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}
