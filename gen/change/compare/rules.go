package compare

import (
	"slices"

	"github.com/chatgen-go/chatgen/gen/contract"
)

// Direction is where the elements of a rule are used.
type Direction string

// The directions. A rule for Either applies to both.
const (
	Requests  Direction = "requests"
	Responses Direction = "responses"
	Either    Direction = "either"
)

// Rule is the verdict on a kind of change. Requests must not need more than before;
// responses must not guarantee less.
type Rule struct {
	Change    string // "optional property added"
	Direction Direction
	// Document is the verdict for every client of the service, and Wire that for
	// importers, whose package accepts unknown values and any error.
	Document, Wire Outcome
	// API is what usually follows for the exported Go API, which is compared on its
	// own.
	API     Outcome
	applies condition
}

// Rules returns the rules. The first one that applies to a difference, in a
// direction, decides.
func Rules() []Rule {
	var all []Rule
	for _, group := range []func() []Rule{
		operationRules, parameterRules, responseRules, propertyRules, typeRules, valueRules, unionRules, otherRules,
	} {
		all = append(all, group()...)
	}
	return all
}

// The verdicts of rules, as short as a table needs them.
const (
	none       = Unchanged
	compatible = Compatible
	breaking   = Breaking
)

// rule returns a rule, with its verdicts in the order of the layers: document, API,
// wire.
func rule(change string, in Direction, document, api, wire Outcome, applies condition) Rule {
	return Rule{Change: change, Direction: in, Document: document, API: api, Wire: wire, applies: applies}
}

func operationRules() []Rule {
	longRunning := attribute(contract.LongRunning)
	return []Rule{
		rule("operation added", Either, compatible, compatible, compatible, added.of(contract.Operation)),
		rule("operation removed", Either, breaking, breaking, breaking, removed.of(contract.Operation)),
		rule("operation renamed", Either, compatible, breaking, none, renamed.of(contract.Operation)),
		rule("base path moved into the paths, or out of them", Requests, compatible, none, none, attribute(contract.Path).and(isSameAddress)),
		rule("address changed", Requests, breaking, none, breaking, attribute(contract.Path).and(isOf(contract.Host))),
		rule("method or path changed", Either, breaking, none, breaking, attribute(contract.Method, contract.Path)),
		rule("retry behavior of the package changed", Either, none, none, compatible, attribute(contract.Retry)),
		rule("security scheme added", Requests, breaking, none, breaking, added.of(contract.Security)),
		rule("security scheme removed", Requests, compatible, none, compatible, removed.of(contract.Security)),
		rule("paging added that an override has", Either, compatible, none, none, attribute(contract.Paging).and(hadNone).and(keepsPager)),
		rule("paging removed that an override has", Either, breaking, none, none, attribute(contract.Paging).and(hasNone).and(keepsPager)),
		rule("paging added", Either, compatible, breaking, compatible, attribute(contract.Paging).and(hadNone)),
		rule("paging removed or changed", Either, breaking, breaking, breaking, attribute(contract.Paging)),
		rule("long-running that an override has, or is no longer", Either, breaking, none, none, longRunning.and(isToggled).and(keepsPoller)),
		rule("operation became long-running, or is no longer", Either, breaking, breaking, breaking, longRunning.and(isToggled)),
		rule("place of a long-running operation's result changed", Either, breaking, none, breaking, longRunning),
	}
}

func parameterRules() []Rule {
	isInput := isOf(contract.Parameter, contract.Body)
	body := isOf(contract.Body)
	return []Rule{
		rule("limit, default or value of api-version changed", Requests, compatible, none, none, ofAPIVersion),
		rule("required parameter or body added", Requests, breaking, breaking, breaking, added.where(isInput).and(isRequired)),
		rule("optional parameter or body added", Requests, compatible, compatible, compatible, added.where(isInput)),
		rule("parameter or body removed", Requests, breaking, breaking, breaking, removed.where(isInput)),
		rule("path parameter renamed, or case of a header changed", Requests, compatible, none, none, renamed.of(contract.Parameter).and(isNameUnused)),
		rule("parameter renamed", Requests, breaking, breaking, breaking, renamed.of(contract.Parameter)),
		rule("parameter moved to another location", Requests, breaking, none, breaking, attribute(contract.In)),
		rule("list format changed", Requests, breaking, none, breaking, attribute(contract.Format)),
		rule("order of required parameters or properties changed", Either, compatible, breaking, none, is(reordered)),
		rule("parameter moved to the client, or back", Requests, compatible, breaking, none, flag(contract.ClientLevel)),
		rule("body that is always sent became required", Requests, breaking, none, none, flagSet(contract.Required).and(body).and(isAlwaysSent)),
		rule("body that is always sent became optional", Requests, compatible, none, none, flag(contract.Required).and(body).and(isAlwaysSent)),
		rule("parameter of a media type changed, such as a charset", Either, compatible, none, none, attribute(contract.Media).and(isSameMedia)),
		rule("parameter of the media type sent changed", Requests, none, none, none, attribute(contract.Sends).and(isSameMedia)),
		rule("media type sent added", Requests, none, none, compatible, attribute(contract.Sends).and(hadNone)),
		rule("media type sent changed", Requests, none, none, breaking, attribute(contract.Sends)),
		rule("media type added", Either, compatible, none, none, attribute(contract.Media).and(keepsMedia)),
		rule("media type of a response replaced", Responses, breaking, none, breaking, attribute(contract.Media).and(sharesNoMedia)),
		rule("media type removed", Either, breaking, none, none, attribute(contract.Media)),
	}
}

func responseRules() []Rule {
	response, failure := isOf(contract.Response), isOf(contract.Response).and(isFailure)
	typ := attribute(contract.Type).and(not(isSameStructure))
	return []Rule{
		rule("error status added or removed", Responses, compatible, none, none, added.or(removed).and(failure)),
		rule("success status added", Responses, compatible, compatible, compatible, added.where(response)),
		rule("success status removed", Responses, breaking, breaking, breaking, removed.where(response)),
		rule("error status became a success status, or the other way round", Responses, breaking, none, breaking, flag(contract.Failure)),
		rule("body of an error status added", Responses, compatible, none, compatible, typ.and(failure).and(hadNone)),
		rule("body of an error status changed or removed", Responses, breaking, none, breaking, typ.and(failure)),
		rule("response body added", Responses, compatible, compatible, compatible, typ.and(response).and(hadNone)),
		rule("response body removed", Responses, breaking, breaking, breaking, typ.and(response).and(hasNone)),
		rule("response header without a field added", Responses, compatible, none, none, added.of(contract.Header).and(not(hasField))),
		rule("response header without a field removed", Responses, breaking, none, none, removed.of(contract.Header).and(not(hasField))),
		rule("response header added", Responses, compatible, compatible, compatible, added.of(contract.Header)),
		rule("case of a response header changed", Responses, compatible, none, none, renamed.of(contract.Header).and(isSameName)),
		rule("response header removed", Responses, breaking, breaking, breaking, removed.of(contract.Header)),
	}
}

func propertyRules() []Rule {
	property := isOf(contract.Property)
	return []Rule{
		rule("required property added", Requests, breaking, breaking, breaking, added.where(property).and(isRequired)),
		rule("required property added", Responses, compatible, compatible, compatible, added.where(property).and(isRequired)),
		rule("optional property added", Either, compatible, compatible, compatible, added.where(property)),
		rule("property removed", Either, breaking, breaking, breaking, removed.where(property)),
		rule("property renamed", Either, breaking, breaking, breaking, renamed.where(property)),
		rule("became required", Requests, breaking, breaking, breaking, flagSet(contract.Required)),
		rule("became required", Responses, compatible, none, compatible, flagSet(contract.Required)),
		rule("became optional", Requests, compatible, breaking, compatible, flag(contract.Required)),
		rule("became optional", Responses, breaking, none, breaking, flag(contract.Required)),
		rule("became nullable", Requests, compatible, breaking, compatible, flagSet(contract.Nullable)),
		rule("became nullable", Responses, breaking, breaking, breaking, flagSet(contract.Nullable)),
		rule("no longer nullable", Requests, breaking, breaking, breaking, flag(contract.Nullable)),
		rule("no longer nullable", Responses, compatible, breaking, compatible, flag(contract.Nullable)),
		rule("became read-only", Requests, breaking, breaking, breaking, flagSet(contract.ReadOnly)),
		rule("no longer read-only, and required", Requests, breaking, breaking, breaking, flag(contract.ReadOnly).and(isRequired)),
		rule("no longer read-only, and optional", Requests, compatible, compatible, compatible, flag(contract.ReadOnly)),
		rule("became or is no longer read-only", Responses, compatible, none, none, flag(contract.ReadOnly)),
	}
}

func typeRules() []Rule {
	typ := attribute(contract.Type)
	return []Rule{
		rule("type replaced by one with the same structure", Either, compatible, breaking, none, typ.and(isSameStructure)),
		rule("another notation of the same number", Either, compatible, none, none, typ.and(isSameNumber)),
		rule("precision raised: float to double", Requests, compatible, none, none, typ.and(isPrecision).and(isWidened)),
		rule("precision raised: float to double", Responses, breaking, none, none, typ.and(isPrecision).and(isWidened)),
		rule("precision lowered: double to float", Requests, breaking, none, none, typ.and(isPrecision)),
		rule("precision lowered: double to float", Responses, compatible, none, none, typ.and(isPrecision)),
		rule("type widened: integer to number, int32 to int64", Requests, compatible, breaking, compatible, typ.and(isWidened)),
		rule("type widened: integer to number, int32 to int64", Responses, breaking, breaking, breaking, typ.and(isWidened)),
		rule("type narrowed: number to integer, int64 to int32", Requests, breaking, breaking, breaking, typ.and(isNarrowed)),
		rule("type narrowed: number to integer, int64 to int32", Responses, compatible, breaking, compatible, typ.and(isNarrowed)),
		rule("format of a text added, as uri", Requests, breaking, none, breaking, typ.and(addsFormat).and(isSameEncoding)),
		rule("format of a text added, as uri", Responses, compatible, none, none, typ.and(addsFormat).and(isSameEncoding)),
		rule("format of a text removed, as uri", Requests, compatible, none, compatible, typ.and(removesFormat).and(isSameEncoding)),
		rule("format of a text removed, as uri", Responses, breaking, none, none, typ.and(removesFormat).and(isSameEncoding)),
		rule("format with a Go type added, as date-time", Requests, breaking, breaking, breaking, typ.and(addsFormat)),
		rule("format with a Go type added, as date-time", Responses, compatible, breaking, compatible, typ.and(addsFormat)),
		rule("format with a Go type removed, as date-time", Requests, compatible, breaking, compatible, typ.and(removesFormat)),
		rule("format with a Go type removed, as date-time", Responses, breaking, breaking, breaking, typ.and(removesFormat)),
		rule("another type", Either, breaking, breaking, breaking, typ),
		rule("base changed, whose properties are compared on their own", Either, compatible, none, none, attribute(contract.Extends)),
		rule("type of additional properties added", Requests, breaking, breaking, breaking, attribute(contract.Additional).and(hadNone)),
		rule("type of additional properties added", Responses, compatible, breaking, compatible, attribute(contract.Additional).and(hadNone)),
		rule("type of additional properties changed or removed", Either, breaking, breaking, breaking, attribute(contract.Additional)),
	}
}

func valueRules() []Rule {
	limit, enum := condition(isLimit), attribute(contract.Enum)
	value := isOf(contract.Value)
	return []Rule{
		rule("limit narrowed, or a pattern added or changed", Requests, breaking, none, breaking, limit.and(narrowsLimit)),
		rule("limit widened or removed, or a pattern removed", Requests, compatible, none, compatible, limit),
		rule("limit changed", Responses, compatible, none, none, limit),
		rule("default changed", Requests, breaking, none, breaking, attribute(contract.Default).and(not(hadNone)).and(not(hasNone))),
		rule("default added or removed", Requests, breaking, breaking, breaking, attribute(contract.Default)),
		rule("default changed, added or removed", Responses, compatible, none, none, attribute(contract.Default)),
		rule("type became a closed enum", Requests, breaking, breaking, none, enum.and(hadNone).and(closes)),
		rule("closed enum became a plain type", Responses, breaking, breaking, none, enum.and(hasNone).and(opens)),
		rule("type became an enum, or is no longer one", Either, compatible, breaking, none, enum.and(isToggled)),
		rule("enum closed", Requests, breaking, none, none, enum.and(closes)),
		rule("enum closed", Responses, compatible, none, none, enum.and(closes)),
		rule("enum opened", Requests, compatible, none, none, enum),
		rule("enum opened", Responses, breaking, none, none, enum),
		rule("enum value added", Requests, compatible, compatible, compatible, added.where(value)),
		rule("enum value added to a closed enum", Responses, breaking, compatible, compatible, added.where(value).and(isClosed)),
		rule("enum value added to an open enum", Responses, compatible, compatible, compatible, added.where(value)),
		rule("enum value removed", Requests, breaking, breaking, breaking, removed.where(value)),
		rule("enum value removed", Responses, compatible, breaking, compatible, removed.where(value)),
	}
}

func unionRules() []Rule {
	variant := isOf(contract.Variant)
	return []Rule{
		rule("union variant added", Requests, compatible, compatible, compatible, added.where(variant)),
		rule("union variant added, its discriminator is a closed enum", Responses, breaking, compatible, compatible, added.where(variant).and(isClosed)),
		rule("union variant added, its discriminator is open", Responses, compatible, compatible, compatible, added.where(variant)),
		rule("union variant removed", Requests, breaking, breaking, breaking, removed.where(variant)),
		rule("union variant removed", Responses, compatible, breaking, compatible, removed.where(variant)),
		rule("discriminator value changed", Either, breaking, none, breaking, renamed.where(variant)),
		rule("discriminator property changed", Either, breaking, breaking, breaking, attribute(contract.Discriminator)),
	}
}

func otherRules() []Rule {
	definition := isOf(contract.Definition)
	return []Rule{
		rule("definition added", Either, compatible, compatible, none, added.where(definition)),
		rule("definition removed", Either, compatible, breaking, none, removed.where(definition)),
		rule("definition or enum renamed", Either, compatible, breaking, none, renamed.where(definition).or(attribute(contract.EnumName))),
		rule("client name changed", Either, compatible, breaking, none, attribute(contract.ClientName)),
		rule("deprecated, or no longer", Either, compatible, none, none, flag(contract.Deprecated)),
		rule("summary or description changed", Either, compatible, none, none, is(textChanged)),
		rule("any other change", Either, breaking, breaking, breaking, func(*difference) bool { return true }),
	}
}

// effect returns the verdict on a layer: that of the first rule that applies, in each
// direction in which the element is used. A change is breaking only in a direction in
// which both sides use the element. If nothing uses it, the change is compatible.
func (d *difference) effect(verdict func(*Rule) Outcome) Outcome {
	both := d.useOnBoth
	if d.kind == flagChanged && d.flag == contract.ReadOnly {
		both = d.use // a request does not contain a read-only property
	}
	if !d.use.Request && !d.use.Response {
		return min(Compatible, verdict(d.rule(Either)))
	}
	result := Unchanged
	if d.use.Request {
		result = max(result, limitTo(both.Request, verdict(d.rule(Requests))))
	}
	if d.use.Response {
		result = max(result, limitTo(both.Response, verdict(d.rule(Responses))))
	}
	return result
}

// limitTo returns a verdict, at most that the change is compatible unless both sides
// use the element.
func limitTo(onBoth bool, outcome Outcome) Outcome {
	if onBoth {
		return outcome
	}
	return min(outcome, Compatible)
}

// rule returns the first rule that applies in a direction. The last one always does.
func (d *difference) rule(in Direction) *Rule {
	i := slices.IndexFunc(d.rules, func(r Rule) bool {
		return (r.Direction == in || r.Direction == Either || in == Either) && r.applies(d)
	})
	return &d.rules[i]
}
