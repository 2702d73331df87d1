package main

import (
	"testing"

	"github.com/chatgen-go/chatgen/examples/internal/exampletest"
)

func TestRun(t *testing.T) {
	exampletest.Run(t, "chatclient", run)
}

func TestFailures(t *testing.T) {
	exampletest.Failures(t, run, "CreateUser", "IssueToken", "CreateThread", "GetProperties", "ListThreads", "DeleteThread")
}
