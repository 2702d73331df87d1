package override_test

import "testing"

func TestThrottle(t *testing.T) {
	pkg := apply(t, file("throttle", "- operation: Thread_Add\n  seconds: 8\n"))
	checkEffects(t, pkg, "Thread_Add: once in 8 seconds if the caller wants")
	if op := operation(t, pkg, "Thread_Add"); op.Throttle == nil || op.Throttle.Seconds != 8 {
		t.Errorf("got %+v", op.Throttle)
	}
}

// The operation that ends the waiting refers to the same throttle.
func TestThrottleUntil(t *testing.T) {
	pkg := apply(t, file("throttle", "- operation: Thread_Add\n  seconds: 8\n  until: Thread_Remove\n"))
	checkEffects(t, pkg, "Thread_Add: once in 8 seconds if the caller wants, or after Thread_Remove")
	if added := operation(t, pkg, "Thread_Add").Throttle; added == nil || operation(t, pkg, "Thread_Remove").ResetsThrottle != added {
		t.Errorf("got %+v", added)
	}
}

func TestThrottleFaults(t *testing.T) {
	const at = "overrides/chat/throttle.yaml:"
	checkFaults(t, "throttle", []fault{
		{"no such operation", "- operation: Thread_Ad\n  seconds: 8\n", at + "1:3: Thread_Ad: no such operation (did you mean Thread_Add?)"},
		{"an expectation", "- operation: Thread_Add\n  seconds: 8\n  expect: {method: PUT}\n",
			at + "3:12: Thread_Add: method is POST, not PUT as expected (look whether the entry is still right)"},
		{"no seconds", "- operation: Thread_Add\n", at + "1:3: entry: seconds is missing"},
		{"part of a second", "- operation: Thread_Add\n  seconds: 0.5\n", at + "2:12: seconds: must be a whole number above 0, is a number"},
		{"a paged operation", "- operation: Chat_List\n  seconds: 8\n", at + "1:3: Chat_List: is paged (throttle operations that send something)"},
		{"no such other operation", "- operation: Thread_Add\n  seconds: 8\n  until: Thread_Removed\n", at + "3:3: Thread_Removed: no such operation (did you mean Thread_Remove?)"},
		{"until another client", "- operation: Thread_Add\n  seconds: 8\n  until: Chat_Search\n",
			at + "3:3: Chat_Search: is paged, or of another client (name an operation of ThreadClient)"},
	})
}
