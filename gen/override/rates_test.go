package override_test

import "testing"

const memberRates = "- group: member\n  operations: [Thread_Add, Thread_Remove]\n  per: chatThreadId\n  limits: [{count: 10, seconds: 10}, {count: 30, seconds: 60}]\n"

// The operations of a group share its rates.
func TestRates(t *testing.T) {
	pkg := apply(t, file("rates", memberRates))
	checkEffects(t, pkg, "member: paced: Thread_Add, Thread_Remove at most 10 in 10 seconds and 30 in 60 seconds for each chatThreadId")
	add, remove := operation(t, pkg, "Thread_Add"), operation(t, pkg, "Thread_Remove")
	if add.Rates == nil || add.Rates != remove.Rates || len(add.Rates.Limits) != 2 || add.RatesKey.WireName != "chatThreadId" {
		t.Errorf("got %+v", add.Rates)
	}
}

// Rates without a parameter apply to a client. Lists can have rates, too.
func TestRatesOfClient(t *testing.T) {
	pkg := apply(t, file("rates", "- group: list\n  operations: [Chat_List]\n  limits: [{count: 5, seconds: 10}]\n"))
	checkEffects(t, pkg, "list: paced: Chat_List at most 5 in 10 seconds")
	if list := operation(t, pkg, "Chat_List"); list.Rates == nil || list.RatesKey != nil {
		t.Errorf("got %+v by %+v", list.Rates, list.RatesKey)
	}
}

func TestRatesProblems(t *testing.T) {
	const prefix = "overrides/chat/rates.yaml:"
	const limits = "  limits: [{count: 1, seconds: 1}]\n"
	checkProblems(t, "rates", []problemCase{
		{"no such operation", "- group: member\n  operations: [Thread_Ad]\n  per: chatThreadId\n" + limits, prefix + "2:16: Thread_Ad: no such operation (did you mean Thread_Add?)"},
		{"no such parameter", "- group: member\n  operations: [Thread_Add]\n  per: threadId\n" + limits,
			prefix + "3:3: threadId: no such path parameter of Thread_Add (want chatThreadId)"},
		{"an operation of two groups", memberRates + "- group: other\n  operations: [Thread_Add]\n  per: chatThreadId\n" + limits,
			prefix + "7:16: Thread_Add: already has the rates of the group member (name it in one group only)"},
		{"a group twice", memberRates + "- group: member\n  operations: [Thread_GetChat]\n  per: chatThreadId\n" + limits,
			prefix + "6:3: member: another entry already changes it (the first is at overrides/chat/rates.yaml:1:3)"},
		{"a name with a space", "- group: a member\n  operations: [Thread_Add]\n  per: chatThreadId\n" + limits,
			prefix + "1:3: a member: is not a word in lower case (for example, message)"},
		{"no limits", "- group: member\n  operations: [Thread_Add]\n  per: chatThreadId\n", prefix + "1:3: entry: limits is missing"},
		{"no seconds", "- group: member\n  operations: [Thread_Add]\n  per: chatThreadId\n  limits: [{count: 1}]\n", prefix + "4:12: limits: seconds is missing"},
	})
}
