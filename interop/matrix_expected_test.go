package interop_test

// newJudge returns the expected results of the calls that matrix/drive.mjs and
// matrix/drive.py make, and the known deviations. docs/interop.md shows both.
func newJudge() *judge {
	const messagesInOrder = `"deleted", "m2 edited", "m9", "m8", "m7", "m6", "m5", "m4", "m1", "topicUpdated", "topicUpdated", "participantAdded"`
	return &judge{
		calls: []matrixCall{
			{"tokens", "create users with tokens", `[24, 24, 24]`}, // hours
			{"tokens", "create a user, then a token", `24`},
			{"tokens", "use a revoked token", `{"error": "401"}`},

			{"threads", "create a thread", `{"topic": "Lunch", "createdBy": "fred", "rejected": ["stranger: 403"]}`},
			{"threads", "create the thread again", `"same"`},
			{"threads", "update the topic", `{"topic": "Dinner", "createdBy": "fred"}`},
			{"threads", "delete the thread", `["Dinner, deleted", "E", "D", "C", "B"]`},
			{"threads", "get the deleted thread", `{"error": "404 NotFound"}`},
			{"pages of threads", "list threads by page", `[["E", "D"], ["C", "B"], ["Dinner"]]`},
			{"pages of threads", "list threads", `["E", "D", "C", "B", "Dinner"]`},

			{"messages", "send messages", `9`}, // different IDs
			{"messages", "get a message", `{"type": "text", "content": "m1", "sender": "fred", "senderDisplayName": "Fred"}`},
			{"messages", "edit a message", `{"content": "m2 edited", "edited": true}`},
			{"messages", "delete a message", `{"content": "", "deleted": true}`},
			{"messages", "read system messages", `{"topic": "Dinner", "initiator": "fred", "added": ["fred", "ann"]}`},
			{"messages", "edit another user's message", `{"error": "403 Forbidden"}`},
			{"messages", "get an unknown message", `{"error": "404 NotFound"}`},
			{"pages of messages", "list messages by page", `[["deleted", "m2 edited", "m9", "m8", "m7"], ["m6", "m5", "m4", "m1", "topicUpdated"], ["topicUpdated", "participantAdded"]]`},
			{"pages of messages", "list messages", `[` + messagesInOrder + `]`},
			{"pages of messages", "list messages from a next link", `[["deleted", "m2 edited", "m9", "m8", "m7"], ["m6", "m5", "m4", "m1", "topicUpdated"], ["topicUpdated", "participantAdded"]]`},
			{"pages of messages", "list messages of the future", `[]`},

			{"participants", "add participants", `["stranger: 403"]`},
			{"participants", "list participants by page", `[["fred", "ann"], ["bob", "carol"]]`},
			{"participants", "remove a participant", `["fred", "ann", "carol"]`},
			{"participants", "send a message when removed", `{"error": "403 Forbidden"}`},
			{"receipts", "list read receipts by page", `[["fred"], ["ann"]]`},
			{"typing", "send a typing notification", `"sent"`},
		},
		deviations: []deviation{
			{"JavaScript 1.0.0-beta.5", "read system messages", `{"topic": "Dinner", "added": ["fred", "ann"]}`,
				"Leaves the initiator of a system message under the name that it has in JSON, `initiatorCommunicationIdentifier`, which the package does not declare."},
			{"Python 1.2.0 *", "create a thread", `{"topic": "Lunch", "createdBy": "fred", "rejected": []}`,
				"Does not report the rejected participants of a new thread: it looks for them in the property `errors` of the previews. `add_participants` reports them."},
		},
	}
}
