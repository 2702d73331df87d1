package compare

import (
	"fmt"

	"github.com/chatgen-go/chatgen/gen/contract"
)

// wire tells a difference on the layer of the wire: what the package sends and
// reads otherwise than before. ok is false if nothing shows there, as with
// texts, names of definitions, and what only a service looks at.
func (d *difference) wire() (c Change, ok bool) {
	if !d.use.Request && !d.use.Response || !d.shows() {
		return Change{}, false
	}
	c = Change{Layer: Wire, Breaking: d.wireBreaks(), Subject: d.wireSubject(), What: d.wireWhat()}
	d.fill(&c)
	return c, true
}

// shows says whether a difference of something that is in use shows.
func (d *difference) shows() bool {
	e := d.either()
	switch {
	case e.Kind == contract.Header, e.Kind == contract.Response && e.Flags[contract.Failure] && d.form != flag:
		return false // the package does not look at those headers, and reads all forms of errors
	case e.Kind == contract.Definition:
		return d.form == fact && d.factShows()
	case d.form == text:
		return false
	case d.form == renamed:
		return d.nameOnWire()
	case d.form == fact:
		return d.factShows()
	case d.form == flag:
		return d.flag != contract.Deprecated && (d.flag != contract.ReadOnly || d.use.Request)
	}
	return true
}

func (d *difference) factShows() bool {
	switch d.fact {
	case contract.Enum, contract.Default, contract.Extends, contract.ClientName:
		return false // every value is sent and read, an absent one stays absent, and bases and names in Go are not seen
	case contract.Media:
		return d.new.Kind == contract.Response // what is sent is another fact
	case contract.Type:
		return !d.alike
	}
	return !d.limit()
}

// limit says whether the fact is a limit that only the service looks at.
func (d *difference) limit() bool { return d.fact >= contract.Minimum && d.fact <= contract.Pattern }

// wireBreaks is breaks for this package, whose enums and families are all open.
func (d *difference) wireBreaks() bool {
	switch {
	case d.either().Kind == contract.Value, d.either().Kind == contract.Member:
		return false
	case d.form == fact && d.fact == contract.Sends:
		return d.from != ""
	}
	return d.breaks()
}

// wireSubject names the request or answer, or the member as its object has it.
func (d *difference) wireSubject() string {
	e := d.either()
	switch e.Kind {
	case contract.Operation:
		return call(e)
	case contract.Parameter:
		return fmt.Sprintf("%s %s %s", d.call, e.Attributes[contract.In], e.Name)
	case contract.Body:
		return d.call + " body"
	case contract.Response:
		return d.call + " " + e.Name
	}
	return e.FullName()
}

// call is an operation as it is on the wire.
func call(op *contract.Element) string {
	return op.Attributes[contract.Method] + " " + op.Attributes[contract.Path]
}

func (d *difference) wireWhat() string {
	switch d.form {
	case added:
		return d.wireAdded()
	case removed:
		return d.wireRemoved()
	case renamed:
		return "is called " + d.new.Name + ", was " + d.old.Name
	case flag:
		return d.wireFlag()
	}
	return d.wireFact()
}

func (d *difference) wireAdded() string {
	switch d.new.Kind {
	case contract.Operation:
		return "new call"
	case contract.Response:
		return "means success now"
	case contract.Security:
		return "must be sent now"
	case contract.Value, contract.Member:
		return d.goes("may be sent now", "may come now")
	}
	if d.new.Flags[contract.Required] {
		return d.goes("must be sent now", "comes now")
	}
	return d.goes("may be sent now", "may come now")
}

func (d *difference) wireRemoved() string {
	switch d.old.Kind {
	case contract.Operation:
		return "is no longer called"
	case contract.Response:
		return "is an error now"
	case contract.Value, contract.Member:
		return "is not known any more"
	}
	return d.goes("is no longer sent", "no longer comes")
}

// goes joins what is said of requests and of answers.
func (d *difference) goes(request, answer string) string {
	switch {
	case d.use.Request && d.use.Response:
		return request + ", " + answer
	case d.use.Request:
		return request
	}
	return answer
}

func (d *difference) wireFlag() string {
	switch d.flag {
	case contract.Required:
		if d.set {
			return d.goes("must be sent now", "always comes now")
		}
		return d.goes("may be left out now", "may be missing now")
	case contract.Nullable:
		if d.set {
			return "may be null now"
		}
		return "is never null now"
	case contract.ReadOnly:
		switch {
		case d.set:
			return "is no longer sent"
		case d.new.Flags[contract.Required]:
			return "must be sent now"
		}
		return "may be sent now"
	}
	return d.flagChange()
}

func (d *difference) wireFact() string {
	was := func(sentence, from string) string {
		if from == "" {
			return sentence
		}
		return sentence + ", was " + from
	}
	switch d.fact {
	case contract.Method, contract.Path:
		if d.new.Kind == contract.Host {
			return was("is "+d.to, d.from)
		}
		return was("is "+call(d.new), call(d.old))
	case contract.Type:
		return was("is "+orNothing(d.to), d.from)
	case contract.Sends:
		return was("is sent as "+orNothing(d.to), d.from)
	case contract.Media:
		return was("comes as "+orNothing(d.to), d.from)
	case contract.Retry:
		return was("is sent again "+d.to, d.from)
	case contract.Paging:
		return was("pages hold "+orNothing(d.to), d.from)
	}
	return d.factChange()
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
