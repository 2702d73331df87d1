package fault

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// earlyPrefix precedes the status of an Early fault.
const earlyPrefix = string(Early) + "-"

// Parse parses a rule. operations are the valid operation names, in addition to
// Any. Errors contain the rule, the invalid part, and what is accepted.
func Parse(text string, operations []string) (Rule, error) {
	rule, err := parse(text, operations)
	if err != nil {
		return Rule{}, fmt.Errorf("fault rule %q: %w", text, err)
	}
	return rule, nil
}

func parse(text string, operations []string) (Rule, error) {
	rule := Rule{Rate: 1}
	text, err := cutIDs(&rule, text)
	if err != nil {
		return Rule{}, err
	}
	parts := strings.Split(text, ":")
	if len(parts) < 2 {
		return Rule{}, errors.New("invalid format (want OPERATION:FAULT, for example SendMessage:429)")
	}
	if err := setOperation(&rule, parts[0], operations); err != nil {
		return Rule{}, err
	}
	if err := setFault(&rule, parts[1]); err != nil {
		return Rule{}, err
	}
	if rule.Operation != Any && !rule.Kind.appliesTo(rule.Operation) {
		accepted := slices.DeleteFunc(slices.Clone(operations), func(name string) bool { return !rule.Kind.appliesTo(name) })
		return Rule{}, fmt.Errorf("%s does not apply to %s (want %s)", rule.Kind, rule.Operation, oneOf(append(accepted, Any)))
	}
	return rule, setParameters(&rule, parts[2:])
}

// cutIDs sets the IDs at the end of a rule, which contain colons, and returns the
// rest of the rule.
func cutIDs(r *Rule, text string) (rest string, err error) {
	rest, thread, hasThread := strings.Cut(text, ":thread=")
	rest, user, hasUser := strings.Cut(rest, ":user=")
	if hasThread && thread == "" || hasUser && user == "" {
		return "", errors.New("the ID is missing (for example, user=8:acs:RESOURCE_USER or thread=19:ID@thread.v2)")
	}
	for _, name := range parameterNames() {
		if strings.Contains(user, ":"+name+"=") || strings.Contains(thread, ":"+name+"=") {
			return "", fmt.Errorf("%s follows an ID (want user=ID and then thread=ID at the end of the rule)", name)
		}
	}
	r.User, r.Thread = user, thread
	return rest, nil
}

func setOperation(r *Rule, name string, operations []string) error {
	if name == Any || slices.Contains(operations, name) {
		r.Operation = name
		return nil
	}
	return fmt.Errorf("unknown operation %q (%s)", name, suggest(name, append(slices.Clone(operations), Any)))
}

// setFault sets the kind of fault and its value.
func setFault(r *Rule, text string) error {
	name, value, hasValue := strings.Cut(text, "=")
	early, isEarly := strings.CutPrefix(text, earlyPrefix)
	switch kind := Kind(name); {
	case isEarly:
		r.Kind = Early
		return setStatus(r, early, "early-429")
	case kind == Refuse:
		r.Kind = Refuse
		return setStatus(r, value, "refuse=503")
	case kind == Latency, kind == Lag:
		duration, err := time.ParseDuration(value)
		if err != nil || duration <= 0 {
			return fmt.Errorf("invalid duration %q (for example, %s=200ms)", value, kind)
		}
		r.Kind, r.Duration = kind, duration
		return nil
	case !hasValue && slices.Contains(plainKinds(), name):
		r.Kind = kind
		return nil
	}
	r.Kind = Status
	if setStatus(r, text, "") == nil {
		return nil
	}
	return fmt.Errorf("invalid fault %q (%s)", text, suggestFault(name))
}

// plainKinds returns the names of the faults without a value.
func plainKinds() []string {
	return []string{string(Drop), string(Lose), string(CutAnswer), string(BlackHole), string(NullItem), string(GzipBomb)}
}

// suggestFault returns what is accepted instead of an invalid fault.
func suggestFault(name string) string {
	if near := nearest(name, append(plainKinds(), string(Latency), string(Lag), string(Refuse))); near != "" {
		return "did you mean " + near + "?"
	}
	accepted := append([]string{"a status from 400 to 599", "early-STATUS"}, plainKinds()...)
	return "want " + oneOf(append(accepted, "latency=DURATION", "lag=DURATION", "refuse=STATUS"))
}

func setStatus(r *Rule, text, example string) error {
	status, err := strconv.Atoi(text)
	if err != nil || len(text) != 3 || status < 400 || status > 599 {
		return fmt.Errorf("invalid status %q (want 400 to 599, for example %s)", text, example)
	}
	r.Status = status
	return nil
}

// parameterNames returns the names of all parts that may follow the fault.
func parameterNames() []string {
	return []string{"rate", "nth", "every", "first", "from", "retry-after", "then", "user", "thread"}
}

func setParameters(r *Rule, parts []string) error {
	seen := map[string]bool{}
	for _, part := range parts {
		name, value, isNamed := strings.Cut(part, "=")
		if !isNamed {
			name, value = "rate", part
		}
		if seen[name] {
			return fmt.Errorf("%s is specified twice", name)
		}
		seen[name] = true
		if err := setParameter(r, name, value); err != nil {
			return err
		}
	}
	return nil
}

func setParameter(r *Rule, name, value string) error {
	for _, c := range countsOf(r) {
		if c.name == name {
			return setCount(c, value)
		}
	}
	switch name {
	case "rate":
		rate, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(rate) || rate <= 0 || rate > 1 {
			return fmt.Errorf("invalid rate %q (want a number greater than 0 and at most 1)", value)
		}
		r.Rate = rate
		return nil
	case "retry-after":
		return setRetryAfter(r, value)
	case "then":
		return setThen(r, value)
	default:
		return fmt.Errorf("unknown parameter %q (%s)", name, suggest(name, parameterNames()))
	}
}

func setCount(c count, text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return fmt.Errorf("invalid number %q (want a whole number from 1, for example %s=2)", text, c.name)
	}
	*c.value = n
	return nil
}

func setRetryAfter(r *Rule, text string) error {
	if r.Kind != Status && r.Kind != Early {
		return errors.New("retry-after requires a status")
	}
	wait, err := time.ParseDuration(text)
	if err != nil || wait <= 0 || wait%time.Second != 0 {
		return fmt.Errorf("invalid duration %q (want whole seconds, for example retry-after=2s)", text)
	}
	r.RetryAfter = wait
	return nil
}

func setThen(r *Rule, text string) error {
	if r.Kind != Refuse {
		return errors.New("then requires refuse=STATUS")
	}
	if text != "ok" {
		return fmt.Errorf("invalid then %q (want then=ok)", text)
	}
	r.ThenOK = true
	return nil
}
