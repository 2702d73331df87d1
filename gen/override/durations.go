package override

import "github.com/chatgen-go/chatgen/gen/model"

// durationEntry makes an integer property of minutes or seconds a duration.
type durationEntry struct {
	targetRef
	Unit text   `yaml:"unit,required"`
	Low  number `yaml:"low"`
	High number `yaml:"high"`
	common
}

func (e *durationEntry) apply(a *applier) string {
	unit, known := map[string]model.Unit{"seconds": model.Seconds, "minutes": model.Minutes}[e.Unit.Value]
	if !known {
		a.reject(e.Unit.Pos, e.Unit.Value, "invalid unit", "want seconds or minutes")
		return ""
	}
	if e.Low.IsSet() != e.High.IsSet() || e.Low.Value > e.High.Value {
		a.reject(e.common.Pos, e.subject().name, "low and high must both be given, with low not above high", "add both, the lower one first")
		return ""
	}
	targets := e.find(a)
	if len(targets) == 0 {
		return ""
	}
	if !e.Property.IsSet() {
		a.reject(e.common.Pos, e.subject().name, "is not a property", "set definition and property")
		return ""
	}
	return e.setDuration(a, targets[0], unit)
}

// setDuration makes a property a duration.
func (e *durationEntry) setDuration(a *applier, s resolvedTarget, unit model.Unit) string {
	if k := (*s.typ).Kind; k != model.Int32 && k != model.Int64 {
		a.reject(e.common.Pos, e.subject().name, "is not an integer; its type is "+typeName(*s.typ), "remove the entry")
		return ""
	}
	if (*s.typ).Pointer && !e.Low.IsSet() { // with a range, zero can represent absent
		a.reject(e.common.Pos, e.subject().name, "distinguishes zero from absent, which a duration cannot", "set low and high, so that zero is not valid")
		return ""
	}
	*s.typ = &model.Type{Kind: model.Duration, Unit: unit}
	s.check.Min, s.check.Max = e.Low.Value, e.High.Value
	return "a duration in " + e.Unit.Value
}
