package override_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

// once is the sample with an operation that must not be sent twice, and headers
// of it.
func once(t *testing.T) *model.Package {
	t.Helper()
	pkg := sample()
	add := operation(t, pkg, "Thread_Add")
	add.NonIdempotent = true
	add.Params = append(add.Params,
		&model.Param{Name: "RequestID", WireName: "request-id", In: model.InHeader, Type: &model.Type{Kind: model.String}},
		&model.Param{Name: "Tenant", WireName: "tenant", In: model.InHeader, Type: &model.Type{Kind: model.String}, Required: true})
	return pkg
}

func TestRepeatability(t *testing.T) {
	pkg := once(t)
	if got := problemsOf(pkg, file("repeatability", "- operation: Thread_Add\n")); got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "Thread_Add: may be repeated")
	if op := operation(t, pkg, "Thread_Add"); op.NonIdempotent || op.RequestID != nil {
		t.Errorf("once %t, recognized by %v", op.NonIdempotent, op.RequestID)
	}
}

func TestRepeatabilityByHeader(t *testing.T) {
	pkg := once(t)
	if got := problemsOf(pkg, file("repeatability", "- operation: Thread_Add\n  requestID: request-id\n")); got != "" {
		t.Fatal(got)
	}
	checkEffects(t, pkg, "Thread_Add: may be repeated, recognized by request-id")
	if op := operation(t, pkg, "Thread_Add"); op.NonIdempotent || op.RequestID != op.Params[1] {
		t.Errorf("once %t, recognized by %v", op.NonIdempotent, op.RequestID)
	}
}

func TestRepeatabilityFaults(t *testing.T) {
	const at = "overrides/chat/repeatability.yaml:"
	for _, f := range []fault{
		{"no such operation", "- operation: Thread_Ad\n", at + "1:3: Thread_Ad: no such operation (did you mean Thread_Add?)"},
		{"an expectation", "- operation: Thread_Add\n  expect: {method: PUT}\n",
			at + "2:12: Thread_Add: method is POST, not PUT as expected (look whether the entry is still right)"},
		{"no POST", "- operation: Thread_Remove\n", at + "1:3: Thread_Remove: is a DELETE, which may be repeated anyway (remove the entry)"},
		{"no such header", "- operation: Thread_Add\n  requestID: request\n", at + "2:3: request: no such header of Thread_Add"},
		{"a path parameter", "- operation: Thread_Add\n  requestID: chatThreadId\n", at + "2:3: chatThreadId: no such header of Thread_Add"},
		{"a required header", "- operation: Thread_Add\n  requestID: tenant\n",
			at + "2:3: tenant: is no optional string (the client makes one if none is given)"},
	} {
		t.Run(f.name, func(t *testing.T) {
			if got := problemsOf(once(t), file("repeatability", f.text)); got != f.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, f.want)
			}
		})
	}
}
