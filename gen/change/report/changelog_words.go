package report

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// symbolsText returns the text for symbols with the same kind of change.
func (s *section) symbolsText(all []*symbol) string {
	first := all[0]
	switch {
	case first.newName != "":
		return renamesText(all)
	case first.changeKind() == "removed" && first.successor != nil:
		var pairs []string
		for i, s := range all {
			pairs = append(pairs, code(s.name)+[]string{" is replaced by ", " by "}[min(i, 1)]+code(s.successor.name))
		}
		return joinWords(pairs)
	case !first.isAddedOrRemoved():
		return joinWords(symbolNames(all)) + agree(changeText(first), len(all))
	case first.part() == breaking:
		return additionText(all, " is "+first.changeKind(), " are "+first.changeKind())
	case first.changeKind() == "added" && first.isConstant():
		return additionText(all, s.useText(first), "")
	}
	return additionText(all, "", "")
}

// agree returns the end of a sentence about count things, whose verbs are for one.
func agree(text string, count int) string {
	if count == 1 {
		return text
	}
	return strings.NewReplacer(" is ", " are ", " takes ", " take ", " returns ", " return ").Replace(text)
}

// useText returns how requests and responses use the new value of a constant, or "".
func (s *section) useText(sym *symbol) string {
	var uses []string
	for _, w := range s.wire {
		if value := enumValue(w.Subject); value != "" && value == valueOf(sym) {
			uses = union(uses, strings.Split(w.Message, ", "))
		}
	}
	if uses == nil {
		return ""
	}
	slices.Sort(uses) // "can now be sent" first
	return ", which " + joinWords(uses)
}

// renamesText lists new names. Those that follow from the first one are listed without
// the old ones, and fields of the same name share the new one.
func renamesText(all []*symbol) string {
	first := slices.MinFunc(all, func(a, b *symbol) int { return len(a.memberName()) - len(b.memberName()) })
	newName := first.newMemberName()
	isOther := func(s *symbol) bool { return s.memberKey() != first.memberKey() }
	if len(all) > 1 && first.isRenamedField() && !slices.ContainsFunc(all, isOther) {
		return joinWords(symbolNames(all)) + " are now called " + code(newName)
	}
	texts := []string{code(first.name) + " is now " + code(first.newName)}
	var following []string
	for _, s := range all {
		switch {
		case s == first:
		case s.owner() == "" && strings.Replace(s.name, first.memberName(), newName, 1) == s.newName:
			following = append(following, s.newName)
		default:
			texts = append(texts, code(s.name)+" is now "+code(s.newName))
		}
	}
	if len(following) == 0 {
		return joinWords(texts)
	}
	return joinWords(texts) + ", with " + listUpTo(6, following)
}

// changeText returns the end of a sentence about a symbol that was neither added, removed
// nor renamed.
func changeText(s *symbol) string {
	kind := s.changeKind()
	if text := signatureText(s); text != "" {
		return text
	}
	before, values, _ := strings.Cut(kind, " from ")
	from, to, found := strings.Cut(values, " to ")
	switch {
	case kind == "old is comparable, new is not":
		return " can no longer be compared with =="
	case !found:
		return ": " + escape(kind)
	case before == "arguments reordered":
		return " takes its arguments in the order " + code(to) + " instead of " + code(from) + "; calls in the old order still compile"
	case before == "changed":
		return " is " + code(to) + " instead of " + code(from)
	}
	return ": " + codeValues(kind)
}

// signatureText describes how the arguments and results of a function changed, or returns
// "".
func signatureText(s *symbol) string {
	c := s.change
	if !strings.HasPrefix(c.Message, "changed from func(") {
		return ""
	}
	from, to := c.DifferingParameters()
	var clauses []string
	switch {
	case len(from) > 0 && len(to) > 0:
		clauses = append(clauses, " takes "+joinWords(codeNames(to))+" instead of "+joinWords(codeNames(from)))
	case len(from) > 0:
		clauses = append(clauses, " no longer takes "+joinWords(codeNames(from))+successorText(s, "; set ", " instead"))
	case len(to) > 0:
		clauses = append(clauses, " also takes "+joinWords(codeNames(to))+successorText(s, ", which replaces ", ""))
	}
	if c.OldGo.Results != c.NewGo.Results {
		clauses = append(clauses, " returns "+code(c.NewGo.Results)+" instead of "+code(c.OldGo.Results))
	}
	return strings.Join(clauses, " and")
}

func successorText(s *symbol, before, after string) string {
	if s.successor == nil {
		return ""
	}
	return before + code(s.successor.name) + after
}

func symbolNames(all []*symbol) []string {
	var names []string
	for _, s := range all {
		names = append(names, code(s.name)+s.methodsText())
	}
	return names
}

// methodsText lists the methods of a new client, or returns "".
func (s *symbol) methodsText() string {
	var methods []string
	for _, m := range s.change.NewGo.Members {
		if strings.HasPrefix(m.Type, "func(context.Context") || strings.Contains(m.Type, "runtime.Pager") {
			methods = append(methods, m.Name)
		}
	}
	if s.changeKind() != "added" || !strings.HasSuffix(s.name, "Client") || len(methods) == 0 {
		return ""
	}
	return " (" + listUpTo(8, methods) + ")"
}

// additionText lists added or removed symbols: methods and fields before
// the types that belong to them, and a union before its variants. The suffix
// is appended, for one or for several symbols.
func additionText(all []*symbol, one, several string) string {
	first := filter(all, func(s *symbol) bool { return s.owner() != "" })
	if t := commonType(all); t != nil && t.changeKind() == "added" {
		first = []*symbol{t}
	}
	rest := filter(all, func(s *symbol) bool { return !slices.Contains(first, s) })
	if len(first) == 0 || len(rest) == 0 {
		first, rest = all, nil
	}
	suffix := several
	if len(first) == 1 {
		suffix = one
	}
	if len(rest) == 0 {
		return joinWords(symbolNames(first)) + suffix
	}
	return joinWords(symbolNames(first)) + suffix + ", with " + joinWords(symbolNames(rest))
}

// wireText describes changes that only differ in the names they affect.
func wireText(all []*compare.Change) string {
	first := all[0]
	if from, to, ok := values(first.Message, "address changed"); ok {
		return "All requests go to " + code(to) + " instead of " + code(from)
	}
	if how, isOfSecurity := strings.CutSuffix(first.Message, " to authenticate"); isOfSecurity {
		return "Authentication with " + code(first.Subject) + " " + how
	}
	var names []string
	for _, c := range all {
		names = append(names, affectedNames(c)...)
	}
	if len(names) == 0 {
		return code(first.Subject) + sentence(first.Message, "", 1)
	}
	return listUpTo(6, names) + sentence(first.Message, elementText(first), len(codeNames(names)))
}

// sentence returns the end of a sentence about count names: what happened to them, or to an
// element of their requests and responses.
func sentence(message, element string, count int) string {
	isStatus := strings.Trim(element, "0123456789") == "" && element != "" || element == "default"
	what, value, isSet := strings.Cut(message, " is now ")
	noun, isRemoved := strings.CutSuffix(message, " removed")
	from, to, isChanged := values(message, "")
	switch {
	case isStatus && (message == "is now an error" || message == "is now a success status"):
		return ": status " + element + " " + strings.TrimSuffix(message, " status")
	case isStatus && isRemoved:
		return ": " + responsesText(element) + " no longer have a body"
	case isStatus && isSet && what == "type":
		return ": " + responsesText(element) + " now have the body " + code(value)
	case isStatus && isChanged && strings.HasPrefix(message, "type "):
		return ": " + responsesText(element) + " have the body " + code(to) + " instead of " + code(from)
	case beginsWithVerb(message):
		return clause(message, element, count)
	case isChanged:
		return ": " + changedText(message, element, code(from), code(to))
	case isSet:
		return ": the " + what + ofElement(element) + " is now " + code(value) + "; there was none"
	case isRemoved:
		value := noun[strings.LastIndex(noun, " ")+1:]
		return ": the " + strings.TrimSuffix(noun, " "+value) + ofElement(element) + " is gone; it was " + code(value)
	}
	return ": " + escape(message)
}

// responsesText names the responses with a status.
func responsesText(status string) string {
	if status == "default" {
		return "error responses"
	}
	return "responses with status " + status
}

func beginsWithVerb(message string) bool {
	verb, _, _ := strings.Cut(message, " ")
	return slices.Contains([]string{"is", "may", "can", "became"}, verb)
}

func ofElement(element string) string {
	if element == "" {
		return ""
	}
	return " of " + code(element)
}

// changedText describes the new value of something, in words for importers.
func changedText(message, element, from, to string) string {
	what, _, _ := strings.Cut(message, " from ")
	switch what {
	case "renamed":
		if element != "" {
			return from + " is now called " + to
		}
		return "the service calls it " + to + " instead of " + from
	case "location changed":
		return "it is sent in the " + to + " instead of the " + from
	case "request changed":
		return "the request is " + to + " instead of " + from
	case "media type sent changed":
		return "the body is sent as " + to + " instead of " + from
	case "retry behavior changed":
		return "it is retried " + to + " instead of " + from
	case "type changed":
		return "the type" + ofElement(element) + " in JSON is " + to + " instead of " + from
	}
	return "the " + strings.TrimSuffix(what, " changed") + ofElement(element) + " is " + to + " instead of " + from
}

// clause returns a message that begins with a verb, as the end of a sentence.
func clause(message, element string, count int) string {
	message = " " + strings.Replace(strings.ReplaceAll(message, ", ", " and "), "became deprecated", "is deprecated", 1)
	if element != "" {
		return ": " + code(element) + message
	}
	return agree(message, count)
}

// values returns the old and new value of a message, which begins with certain words unless
// they are "".
func values(message, what string) (from, to string, ok bool) {
	before, both, found := strings.Cut(message, " from ")
	i := strings.LastIndex(both, " to ")
	if !found || i < 0 || what != "" && before != what {
		return "", "", false
	}
	return both[:i], both[i+len(" to "):], true
}
