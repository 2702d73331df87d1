package gen

import (
	"fmt"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/strict"
)

// Acceptance accepts that parts of a document are not carried out.
type Acceptance struct {
	Pos     diag.Pos
	Kind    string // as in [model.NotCarried]
	Subject string // the only operation, definition or component, or "" for all
	Why     string
}

// AcceptanceEntry is an [Acceptance] as written in chatgen.yaml.
type AcceptanceEntry struct {
	Kind    strict.Text `yaml:"kind,required"`
	Subject strict.Text `yaml:"subject"`
	Why     strict.Text `yaml:"why,required"`
}

func (a Acceptance) matches(part model.NotCarried) bool {
	return a.Kind == part.Kind && (a.Subject == "" || a.Subject == part.Subject)
}

// accept sets the reasons of the parts that the configuration accepts.
func (p Package) accept(parts []model.NotCarried) {
	for i, part := range parts {
		for _, a := range p.Accepted {
			if a.matches(part) {
				parts[i].Why = a.Why
			}
		}
	}
}

// ReportNotCarried reports what a package does not carry out of its document and the
// configuration does not accept.
func ReportNotCarried(pkg *model.Package, errs *diag.List) {
	for _, part := range pkg.NotCarried {
		if part.Why != "" {
			continue
		}
		message := part.Kind + " is not carried"
		if part.Value != "" {
			message += ": " + part.Value
		}
		hint := fmt.Sprintf("accept it under notCarried in %s: kind %s, and why", ConfigName, part.Kind)
		errs.Add(part.Pos, part.Subject, message, hint)
	}
}

// ReportStaleAcceptances reports entries of the configuration that accept nothing.
func ReportStaleAcceptances(p Package, pkg *model.Package, errs *diag.List) {
	for _, a := range p.Accepted {
		if !acceptsAny(a, pkg.NotCarried) {
			errs.Add(a.Pos, a.Kind, "nothing of that kind is left uncarried", "remove the entry")
		}
	}
}

func acceptsAny(a Acceptance, parts []model.NotCarried) bool {
	for _, part := range parts {
		if a.matches(part) {
			return true
		}
	}
	return false
}
