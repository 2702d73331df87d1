package conformance_test

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
)

// The environment variables that select a resource of the service to check.
const (
	endpointVariable         = "AZURE_COMMUNICATION_SERVICE_ENDPOINT"
	connectionStringVariable = "AZURE_COMMUNICATION_SERVICE_CONNECTION_STRING"
)

// rule is a rule of the service.
type rule struct {
	// name identifies the rule within its area.
	name string
	// text is one sentence that states the rule, in Markdown.
	text   string
	source source
	// options are set if the rule is only checked against an emulator: one with
	// these options and a clock that the check moves. If they have an EventsSchema, the
	// check gets the events.
	options *emulator.Options
	check   func(*check)
}

// source is where a rule is known from.
type source string

// chosen is the source of the rules that are not known from anywhere: the service
// may behave differently.
const chosen source = "chosen"

// recorded returns the source of a rule that recorded responses of the service
// show. versions are their API versions.
func recorded(versions string) source { return source("recorded, " + versions) }

// published returns the source of a rule on a published page with the title.
func published(title string) source { return source("page *" + title + "*") }

// document returns the source of a rule in a published API document.
func document(version string) source { return source("document, " + version) }

// issue returns the source of a rule in a public issue, such as
// "azure-sdk-for-net#31413".
func issue(reference string) source { return source("issue " + reference) }

// standard returns the source of a rule that a standard requires.
func standard(name string) source { return source(name) }

// area is a group of rules.
type area struct {
	title string
	rules []rule
}

// areas returns all rules, in the order of the table in docs/emulator.md.
func areas() []area {
	return []area{
		{"errors", errorRules()},
		{"threads", threadRules()},
		{"participants", participantRules()},
		{"messages", messageRules()},
		{"lists", slices.Concat(listRules(), nextLinkRules())},
		{"receipts and typing", receiptRules()},
		{"permissions", permissionRules()},
		{"rates", rateRules()},
		{"identity", slices.Concat(identityRules(), tokenRules(), entraRules())},
		{"versions", slices.Concat(versionRules(), firstPreviewRules())},
		{"headers", headerRules()},
		{"CORS", corsRules()},
		{"irregular behaviour", realisticRules()},
		{"events", eventRules()},
	}
}

// TestEmulator checks every rule against the emulator.
func TestEmulator(t *testing.T) {
	shared := startEmulator(t, emulator.Options{Now: time.Now})
	for _, a := range areas() {
		for _, r := range a.rules {
			t.Run(a.title+"/"+r.name, func(t *testing.T) {
				target := shared
				if r.options != nil {
					target = startEmulator(t, *r.options)
				}
				for _, problem := range r.problems(t, target) {
					t.Error(problem)
				}
			})
		}
	}
}

// TestService checks the rules against a resource of the service, if the environment
// variables select one. A contradiction fails the test, except for a chosen rule,
// which is only reported.
func TestService(t *testing.T) {
	t.Parallel()
	endpoint, connectionString := os.Getenv(endpointVariable), os.Getenv(connectionStringVariable)
	if endpoint == "" || connectionString == "" {
		t.Logf("%s and %s are not set", endpointVariable, connectionStringVariable)
		return
	}
	target := newLiveTarget(endpoint, connectionString)
	for _, a := range areas() {
		for _, r := range a.rules {
			if r.options != nil {
				continue
			}
			t.Run(a.title+"/"+r.name, func(t *testing.T) {
				t.Parallel()
				report := t.Errorf
				if r.source == chosen {
					report = t.Logf
				}
				for _, problem := range r.problems(t, target) {
					report("the service contradicts %q (%s): %s", r.text, r.source, problem)
				}
			})
		}
	}
}

// problems runs the check of a rule and returns what contradicts it.
func (r rule) problems(t *testing.T, target target) []string {
	t.Helper()
	rec := &recorder{TB: t}
	c := &check{TB: rec, target: target}
	runApart(func() { r.check(c) })
	for _, cleanup := range slices.Backward(c.cleanups) {
		runApart(cleanup)
	}
	return rec.problems
}

// runApart calls f in a goroutine of its own, which Fatalf ends, and waits for it.
func runApart(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

// recorder is a testing.TB that records problems instead of failing the test.
type recorder struct {
	testing.TB

	mu       sync.Mutex
	problems []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.problems = append(r.problems, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// TestRules checks that rules have distinct names and complete sentences.
func TestRules(t *testing.T) {
	for _, a := range areas() {
		names := map[string]bool{}
		for _, r := range a.rules {
			if names[r.name] {
				t.Errorf("%s/%s: the name is used twice", a.title, r.name)
			}
			names[r.name] = true
			if r.text == "" || r.text[len(r.text)-1] != '.' {
				t.Errorf("%s/%s: %q is not a sentence", a.title, r.name, r.text)
			}
			if r.source == "" || r.check == nil {
				t.Errorf("%s/%s: source or check is missing", a.title, r.name)
			}
		}
	}
}

// TestLiveTarget checks that a check of the real service deletes its users and
// threads, also if it fails.
func TestLiveTarget(t *testing.T) {
	started := emulator.StartWith(t, emulator.Options{AccessKey: accessKey})
	live := newLiveTarget(started.Endpoint+"/", "endpoint=x;AccessKey="+accessKey)
	live.client, live.interval = started.Client, 0
	remaining := live
	remaining.live = false
	problems := rule{check: func(c *check) {
		witness := c.newUser()
		var u user
		failed := rule{check: func(c *check) {
			u = c.newUser()
			u.createThread(witness)
			c.Fatalf("failed")
		}}
		c.wantEqual("problems", failed.problems(t, live), "[failed]")
		c.identity("POST", "/identities/"+u.id+"/:issueAccessToken", `{"scopes":["chat"]}`).wantStatus(401)
		witness.get("/chat/threads").text("value/0/deletedOn")
	}}.problems(t, remaining)
	if problems != nil {
		t.Error(problems)
	}
}

// TestContradictions checks that a contradicted rule is noticed, and that a check
// ends at the first fatal problem.
func TestContradictions(t *testing.T) {
	r := rule{check: func(c *check) {
		c.Errorf("first")
		c.Fatalf("second %d", 2)
		c.Errorf("third")
	}}
	if got := fmt.Sprint(r.problems(t, target{})); got != "[first second 2]" {
		t.Errorf("got %s", got)
	}
}
