package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

// nonIdempotentSample returns the sample with an operation that is not idempotent
// and has headers.
func nonIdempotentSample(t *testing.T) *model.Package {
	t.Helper()
	pkg := sample()
	add := operation(t, pkg, "Thread_Add")
	add.NonIdempotent = true
	add.Params = append(add.Params,
		&model.Param{Name: "RequestID", WireName: "request-id", In: model.InHeader, Type: &model.Type{Kind: model.String}},
		&model.Param{Name: "Tenant", WireName: "tenant", In: model.InHeader, Type: &model.Type{Kind: model.String}, Required: true},
		&model.Param{Name: "FirstSent", WireName: "first-sent", In: model.InHeader, Type: &model.Type{Kind: model.HTTPDate}})
	return pkg
}

func TestRepeatability(t *testing.T) {
	pkg := nonIdempotentSample(t)
	if got := problemsOf(pkg, file("repeatability", "- operation: Thread_Add\n")); got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "Thread_Add: idempotent")
	if op := operation(t, pkg, "Thread_Add"); op.NonIdempotent || op.RequestID != nil {
		t.Errorf("non-idempotent %t, request ID in %v", op.NonIdempotent, op.RequestID)
	}
}

func TestRepeatabilityByHeader(t *testing.T) {
	pkg := nonIdempotentSample(t)
	if got := problemsOf(pkg, file("repeatability", "- operation: Thread_Add\n  requestID: request-id\n")); got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "Thread_Add: idempotent, retries recognized by request-id")
	if op := operation(t, pkg, "Thread_Add"); op.NonIdempotent || op.RequestID != op.Params[1] {
		t.Errorf("non-idempotent %t, request ID in %v", op.NonIdempotent, op.RequestID)
	}
}

// Some services need the time of the first attempt beside the ID.
func TestRepeatabilityFirstSent(t *testing.T) {
	pkg := nonIdempotentSample(t)
	if got := problemsOf(pkg, file("repeatability", "- operation: Thread_Add\n  requestID: request-id\n  firstSent: first-sent\n")); got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "Thread_Add: idempotent, retries recognized by request-id, with the time in first-sent")
	if op := operation(t, pkg, "Thread_Add"); op.RequestID != op.Params[1] || op.FirstSent != op.Params[3] {
		t.Errorf("request ID in %v, time in %v", op.RequestID, op.FirstSent)
	}
}

func TestRepeatabilityProblems(t *testing.T) {
	const prefix = "overrides/chat/repeatability.yaml:"
	for _, f := range []problemCase{
		{"no such operation", "- operation: Thread_Ad\n", prefix + "1:3: Thread_Ad: no such operation (did you mean Thread_Add?)"},
		{"an expectation", "- operation: Thread_Add\n  expect: {method: PUT}\n",
			prefix + "2:12: Thread_Add: method is POST, not PUT as expected (check that the entry is still correct)"},
		{"not a POST", "- operation: Thread_Remove\n", prefix + "1:3: Thread_Remove: DELETE operations are treated as idempotent without an entry (remove the entry)"},
		{"no such header", "- operation: Thread_Add\n  requestID: request\n", prefix + "2:3: request: no such header of Thread_Add (want request-id, tenant, first-sent)"},
		{"a path parameter", "- operation: Thread_Add\n  requestID: chatThreadId\n", prefix + "2:3: chatThreadId: no such header of Thread_Add (want request-id, tenant, first-sent)"},
		{"a required header", "- operation: Thread_Add\n  requestID: tenant\n",
			prefix + "2:3: tenant: is not an optional string (the client generates a value if the caller gives none)"},
		{"a time without an ID", "- operation: Thread_Add\n  firstSent: first-sent\n",
			prefix + "2:3: Thread_Add: firstSent needs requestID, by which the service recognizes a retry (add requestID)"},
		{"a time that is none", "- operation: Thread_Add\n  requestID: request-id\n  firstSent: request-id\n",
			prefix + "3:3: request-id: is not an optional HTTP date (the client generates a value if the caller gives none)"},
	} {
		t.Run(f.name, func(t *testing.T) {
			if got := problemsOf(nonIdempotentSample(t), file("repeatability", f.text)); got != f.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, f.want)
			}
		})
	}
}
