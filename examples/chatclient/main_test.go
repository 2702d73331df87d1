package main

import (
	"testing"

	"github.com/chatgen-go/chatgen/examples/internal/exampletest"
)

func TestOutput(t *testing.T) {
	exampletest.CheckOutput(t, "chatclient", run)
}

func TestErrors(t *testing.T) {
	exampletest.CheckErrors(t, run, "CreateUser", "IssueToken", "CreateThread", "GetProperties", "ListThreads", "DeleteThread")
}
