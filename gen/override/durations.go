package override

import "github.com/chatgen-go/chatgen/gen/model"

// durationEntry gives a whole number of minutes or seconds the type of a
// duration.
type durationEntry struct {
	targetRef
	Unit text   `yaml:"unit,required"`
	Low  number `yaml:"low"`
	High number `yaml:"high"`
	common
}

func (e *durationEntry) apply(r *applier) string {
	unit, known := map[string]model.Unit{"seconds": model.Seconds, "minutes": model.Minutes}[e.Unit.Value]
	if !known {
		r.reject(e.Unit.At, e.Unit.Value, "no unit", "say seconds or minutes")
		return ""
	}
	if e.Low.Given() != e.High.Given() || e.Low.Value > e.High.Value {
		r.reject(e.common.At, e.subject().name, "low and high are no range", "give both, low first")
		return ""
	}
	targets := e.find(r)
	if len(targets) == 0 {
		return ""
	}
	if !e.Property.Given() {
		r.reject(e.common.At, e.subject().name, "is no property", "name a definition and a property")
		return ""
	}
	return e.set(r, targets[0], unit)
}

// set makes a duration of a property.
func (e *durationEntry) set(r *applier, s resolvedTarget, unit model.Unit) string {
	if k := (*s.typ).Kind; k != model.Int32 && k != model.Int64 {
		r.reject(e.common.At, e.subject().name, "is no whole number, its type is "+typeName(*s.typ), "")
		return ""
	}
	if (*s.typ).Pointer && !e.Low.Given() { // a range leaves zero to mean absent
		r.reject(e.common.At, e.subject().name, "tells zero from absent, which a duration cannot", "give a range without zero")
		return ""
	}
	*s.typ = &model.Type{Kind: model.Duration, Unit: unit}
	s.check.Min, s.check.Max = e.Low.Value, e.High.Value
	return "a duration in " + e.Unit.Value
}
