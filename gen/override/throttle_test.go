package override_test

import "testing"

func TestThrottle(t *testing.T) {
	pkg := apply(t, file("throttle", "- operation: Thread_Add\n  seconds: 8\n"))
	checkEffects(t, pkg, "Thread_Add: optional limit of one request every 8 seconds")
	if op := operation(t, pkg, "Thread_Add"); op.Throttle == nil || op.Throttle.Seconds != 8 {
		t.Errorf("got %+v", op.Throttle)
	}
}

// The operation that resets the throttle refers to the same one.
func TestThrottleUntil(t *testing.T) {
	pkg := apply(t, file("throttle", "- operation: Thread_Add\n  seconds: 8\n  until: Thread_Remove\n"))
	checkEffects(t, pkg, "Thread_Add: optional limit of one request every 8 seconds, reset by Thread_Remove")
	if added := operation(t, pkg, "Thread_Add").Throttle; added == nil || operation(t, pkg, "Thread_Remove").ResetsThrottle != added {
		t.Errorf("got %+v", added)
	}
}

func TestThrottleProblems(t *testing.T) {
	const prefix = "overrides/chat/throttle.yaml:"
	checkProblems(t, "throttle", []problemCase{
		{"no such operation", "- operation: Thread_Ad\n  seconds: 8\n", prefix + "1:3: Thread_Ad: no such operation (did you mean Thread_Add?)"},
		{"an expectation", "- operation: Thread_Add\n  seconds: 8\n  expect: {method: PUT}\n",
			prefix + "3:12: Thread_Add: method is POST, not PUT as expected (check that the entry is still correct)"},
		{"no seconds", "- operation: Thread_Add\n", prefix + "1:3: entry: seconds is missing"},
		{"part of a second", "- operation: Thread_Add\n  seconds: 0.5\n", prefix + "2:12: seconds: must be a whole number above 0, is 0.5"},
		{"a paged operation", "- operation: Chat_List\n  seconds: 8\n", prefix + "1:3: Chat_List: is paged, so it cannot be throttled (remove the entry)"},
		{"no such other operation", "- operation: Thread_Add\n  seconds: 8\n  until: Thread_Removed\n", prefix + "3:3: Thread_Removed: no such operation (did you mean Thread_Remove?)"},
		{"until an operation of another client", "- operation: Thread_Add\n  seconds: 8\n  until: Chat_Search\n",
			prefix + "3:3: Chat_Search: is paged or belongs to another client (name an operation of ThreadClient)"},
	})
}
