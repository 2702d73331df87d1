package main

import (
	"testing"

	"github.com/chatgen-go/chatgen/examples/internal/exampletest"
)

func TestOutput(t *testing.T) {
	exampletest.CheckOutput(t, "chatthread", run)
}

func TestErrors(t *testing.T) {
	exampletest.CheckErrors(t, run,
		"CreateUser", "CreateThread", "DeleteThread", "GetProperties", "UpdateProperties",
		"SendMessage", "GetMessage", "ListMessages", "UpdateMessage", "DeleteMessage",
		"SendTypingNotification", "SendReadReceipt", "ListReadReceipts",
		"AddParticipants", "RemoveParticipant", "ListParticipants")
}
