package build

import (
	"fmt"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// scope is a set of Go names that must differ.
type scope struct {
	in    string // "package chat", "type Message"
	names map[string]nameOwner
	errs  *diag.List
}

// nameOwner is the element that has a name.
type nameOwner struct {
	subject string
	pos     diag.Pos // zero: chatgen itself uses it
}

func newScope(in string, errs *diag.List) *scope {
	return &scope{in: in, names: map[string]nameOwner{}, errs: errs}
}

// reserve adds a name that emitted code always uses.
func (s *scope) reserve(name, subject string) { s.names[name] = nameOwner{subject: subject} }

// add adds the name of a subject, or reports that it is taken or empty.
func (s *scope) add(name string, pos diag.Pos, subject string) {
	s.addFrom(name, pos, subject, "names.yaml")
}

// addFrom is add for names that another kind of override sets. It reports whether the
// name was free.
func (s *scope) addFrom(name string, pos diag.Pos, subject, override string) bool {
	first, taken := s.names[name]
	switch {
	case name == "":
		s.errs.Add(pos, subject, "no Go name can be derived from it", "name it in "+override)
	case taken && first.pos == diag.Pos{}:
		s.errs.Add(pos, subject, fmt.Sprintf("its Go name %s in %s is that of %s", name, s.in, first.subject), "rename it in "+override)
	case taken:
		message := fmt.Sprintf("its Go name %s in %s is also that of %s at %s", name, s.in, first.subject, first.pos)
		s.errs.Add(pos, subject, message, "rename one of them in "+override)
	default:
		s.names[name] = nameOwner{subject, pos}
		return true
	}
	return false
}
