package main

import (
	"testing"

	"github.com/chatgen-go/chatgen/examples/internal/exampletest"
)

func TestRun(t *testing.T) {
	exampletest.Run(t, "chatthread", run)
}

func TestFailures(t *testing.T) {
	exampletest.Failures(t, run,
		"CreateUser", "CreateThread", "DeleteThread", "GetProperties", "UpdateProperties",
		"SendMessage", "GetMessage", "ListMessages", "UpdateMessage", "DeleteMessage",
		"SendTypingNotification", "SendReadReceipt", "ListReadReceipts",
		"AddParticipants", "RemoveParticipant", "ListParticipants")
}
