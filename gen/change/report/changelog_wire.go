package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// wire tells of what goes over the wire, where the exported symbols have not
// told it.
func (s *section) wire(r *compare.Report) {
	var left []*compare.Change
	for i := range r.Changes {
		c := &r.Changes[i]
		if c.Layer != compare.Wire || s.covers(c) || ofVersion(r, c) || !c.Breaks() && !concerns(c) {
			continue
		}
		if rest, ok := s.rest(c); ok {
			left = append(left, rest)
		}
	}
	alike := func(c *compare.Change) string {
		return strings.Join([]string{string(partOf(c)), element(c), c.What}, "\n")
	}
	for _, together := range group(left, alike) {
		s.add(partOf(together[0]), exchange(together))
	}
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Layer == compare.Wire {
			s.cover(c)
		}
	}
}

// complete notes that a bullet says all of a symbol: of a type that comes, goes
// or is renamed, with its members, and of a method, with its arguments.
func (s *section) complete(sym *symbol) {
	grave, method := sym.part() == breaking, strings.HasSuffix(sym.owner(), "Client")
	if method || sym.owner() == "" && (sym.comesOrGoes() || sym.now != "") {
		s.completed[sym.name] = grave
	}
	if method && sym.now != "" {
		s.completed[sym.now] = grave
	}
	for _, member := range sym.gained {
		s.completed[sym.now+"."+member] = grave
	}
}

// completes says whether bullets say all of a symbol or of what it is a part of,
// as grave as the change is.
func (s *section) completes(name string, c *compare.Change) bool {
	for ; name != ""; name = name[:max(0, strings.LastIndex(name, "."))] {
		if grave, ok := s.completed[name]; ok && (grave || !c.Breaks()) {
			return true
		}
	}
	return false
}

// rest returns a change with the names of which there is more to say, and
// whether there are any or it has none.
func (s *section) rest(c *compare.Change) (*compare.Change, bool) {
	rest := *c
	names := &rest.Symbols
	if call, part := request(c); call != "" {
		if !argument(part) {
			return &rest, true
		}
		names = &rest.Calls
	}
	all := importers(*names)
	*names = slices.DeleteFunc(slices.Clone(all), func(name string) bool { return s.completes(name, c) })
	return &rest, len(*names) > 0 || len(all) == 0
}

// argument says whether a part of a call is something that its caller gives.
func argument(part string) bool {
	kind, _, _ := strings.Cut(part, " ")
	return slices.Contains([]string{"body", "path", "query", "header"}, kind)
}

// concerns says whether importers have a name for what changed. What has none is
// inside of a type that is written by hand, and that type takes it as it comes.
func concerns(c *compare.Change) bool {
	call, _ := request(c)
	return call != "" || len(importers(c.Symbols)) > 0
}

// importers leaves out symbols that stand for the same as others: what fakes
// have, and methods that only encoding/json calls.
func importers(symbols []string) []string {
	return slices.DeleteFunc(slices.Clone(symbols), func(name string) bool {
		return strings.HasPrefix(name, "fake.") || codec(name)
	})
}

func codec(name string) bool {
	return strings.HasSuffix(name, ".MarshalJSON") || strings.HasSuffix(name, ".UnmarshalJSON")
}

func partOf(c *compare.Change) part {
	if c.Breaks() {
		return breaking
	}
	return altered
}

// ofVersion says whether only the version changed that every request names.
func ofVersion(r *compare.Report, c *compare.Change) bool {
	from, to := r.Old.APIVersion, r.New.APIVersion
	return from != "" && to != "" && from != to && !c.Breaks() && strings.Contains(c.What, from) && strings.Contains(c.What, to)
}

// request parts the subject of a change to a request or an answer into the call,
// "POST /chat/threads", and what of it: "query limit". Other subjects are
// members of objects.
func request(c *compare.Change) (call, element string) {
	words := strings.Fields(c.Subject)
	if len(words) < 2 || !strings.HasPrefix(words[1], "/") {
		return "", ""
	}
	return strings.Join(words[:2], " "), strings.Join(words[2:], " ")
}

// element is what of a request or of an object changed, where the names that
// importers know do not tell.
func element(c *compare.Change) string {
	call, rest := request(c)
	if call == "" && len(importers(c.Symbols)) == 0 {
		return c.Subject
	}
	return rest
}

// exchange tells of changes that only differ in what they touch.
func exchange(all []*compare.Change) string {
	var names []string
	for _, c := range all {
		names = append(names, touched(c)...)
	}
	where, what, happened := upTo(6, names), element(all[0]), values(all[0].What)
	switch {
	case where == "":
		return escape(what) + " " + happened
	case what != "":
		return where + ": " + escape(what) + " " + happened
	case len(codes(names)) == 1:
		return where + " " + happened
	}
	return where + ": " + happened
}

// touched names what importers know of a change: methods for requests, fields
// for members of objects, or else methods.
func touched(c *compare.Change) []string {
	call, _ := request(c)
	names := importers(c.Symbols)
	if call != "" || len(names) == 0 {
		names = c.Calls
	}
	if len(names) == 0 && call != "" {
		return []string{call}
	}
	return names
}

// values puts what is and what was in code.
func values(what string) string {
	what = oneLine(what)
	i := strings.LastIndex(what, ", was ")
	for _, verb := range []string{"is called ", "is sent again ", "is sent as ", "comes as ", "pages hold ", "is "} {
		if now, ok := strings.CutPrefix(what, verb); ok && i >= len(verb) {
			return verb + code(now[:i-len(verb)]) + ", was " + code(what[i+len(", was "):])
		}
	}
	return prose(what)
}

// document tells of what only shows in the document, where it has a place in
// the package: limits and deprecations. Whatever else matters shows elsewhere. Of
// texts only some become comments, and none changes a program.
func (s *section) document(r *compare.Report) {
	var left []*compare.Change
	for i := range r.Changes {
		c := &r.Changes[i]
		_, covered := s.covered[c.Key()]
		if c.Layer == compare.Document && !covered && len(importers(c.Symbols)) > 0 && ofInterest(undirected(c.What)) {
			left = append(left, c)
		}
	}
	for _, together := range group(left, func(c *compare.Change) string { return undirected(c.What) }) {
		var names []string
		for _, c := range together {
			names = append(names, documented(c)...)
		}
		s.add(altered, upTo(8, names)+": "+prose(undirected(together[0].What)))
	}
}

// ofInterest says whether a change of the document is of a deprecation or a
// limit.
func ofInterest(what string) bool {
	if strings.Contains(what, "deprecated") {
		return true
	}
	return slices.ContainsFunc([]string{"default ", "minimum ", "maximum ", "least ", "greatest ", "pattern "}, func(limit string) bool {
		return strings.HasPrefix(what, limit)
	})
}

// documented names what a part of the document is about: of an operation its
// methods, without the types that come with them.
func documented(c *compare.Change) []string {
	names := importers(c.Symbols)
	members := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		owner, _, found := strings.Cut(name, ".")
		return !found || strings.HasSuffix(owner, "Response") // which embeds what it holds
	})
	if len(members) > 0 {
		return members
	}
	return names
}

// undirected leaves out whether something is sent or comes, which the names of
// symbols tell.
func undirected(what string) string {
	for _, direction := range []string{" (request and answer)", " (request)", " (answer)", " (not used)"} {
		what = strings.TrimSuffix(what, direction)
	}
	return what
}

// upTo names as many as most, each once, and counts the others.
func upTo(most int, names []string) string {
	all := codes(names)
	if len(all) <= most {
		return list(all)
	}
	return strings.Join(all[:most-2], ", ") + " and " + strconv.Itoa(len(all)-most+2) + " more"
}

// codes returns each name as code, once.
func codes(names []string) []string {
	var all []string
	for _, name := range names {
		if c := code(name); !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}
