//go:build interop

package interop_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

var writeScreenshots = flag.Bool("screenshots", false, "write the screenshots in docs")

// inspected is an emulator with the inspector, and a thread of two users.
type inspected struct {
	t        *testing.T
	emulator *emulator.Emulator
	control  string // URL of the inspector
	users    *identity.Client
	fred     *chat.ThreadClient
	ann      *chat.ThreadClient
}

// startInspector starts an emulator with the inspector for the duration of a test. Its
// clock stands still.
func startInspector(t *testing.T) *inspected {
	t.Helper()
	e, err := emulator.New(emulator.Options{Now: func() time.Time { return time.Date(2030, 5, 17, 9, 41, 7, 0, time.UTC) }})
	wantNoError(t, err)
	l, err := e.Listen("127.0.0.1:0")
	wantNoError(t, err)
	control, err := l.ListenControl("127.0.0.1:0")
	wantNoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 2)
	go func() { served <- l.Serve(ctx) }()
	go func() { served <- control.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		wantNoError(t, <-served)
		wantNoError(t, <-served)
		wantNoError(t, e.Close())
	})
	s := &inspected{t: t, emulator: e, control: control.URL}
	s.createThread(l)
	return s
}

func (s *inspected) createThread(l *emulator.Listener) {
	s.t.Helper()
	options := azcore.ClientOptions{Transport: l.Client()}
	users, err := identity.NewClientFromConnectionString(s.emulator.ConnectionString(l.Endpoint), &identity.ClientOptions{ClientOptions: options})
	wantNoError(s.t, err)
	newClient := func() (acs.UserIdentifier, *chat.Client) {
		user, err := users.CreateUserAndToken(s.t.Context(), []identity.Scope{identity.ScopeChat}, nil)
		wantNoError(s.t, err)
		credential, err := acs.NewTokenCredential(user.AccessToken.Token)
		wantNoError(s.t, err)
		client, err := chat.NewClient(l.Endpoint, credential, &chat.ClientOptions{ClientOptions: options})
		wantNoError(s.t, err)
		return user.User, client
	}
	fredID, fred := newClient()
	annID, ann := newClient()
	created, err := fred.CreateThread(s.t.Context(), "Lunch", &chat.CreateThreadOptions{Participants: []chat.Participant{
		{ID: fredID, DisplayName: "Fred"}, {ID: annID, DisplayName: "Ann"},
	}})
	wantNoError(s.t, err)
	s.users, s.fred, s.ann = users, fred.Thread(created.Thread.ID), ann.Thread(created.Thread.ID)
}

func (s *inspected) newUser() acs.Identifier {
	s.t.Helper()
	user, err := s.users.CreateUser(s.t.Context(), nil)
	wantNoError(s.t, err)
	return user.User
}

// send sends a message, half a minute after the previous call.
func (s *inspected) send(thread *chat.ThreadClient, content string) {
	s.t.Helper()
	s.emulator.Clock().Advance(32 * time.Second)
	_, err := thread.SendMessage(s.t.Context(), content, nil)
	wantNoError(s.t, err)
}

// updateTopic changes the topic as Fred.
func updateTopic(s *inspected, topic string) error {
	_, err := s.fred.UpdateTopic(s.t.Context(), topic, nil)
	return err
}

func quoteJSON(t *testing.T, text string) string {
	t.Helper()
	var data strings.Builder
	encoder := json.NewEncoder(&data)
	encoder.SetEscapeHTML(false)
	wantNoError(t, encoder.Encode(text))
	return strings.TrimSpace(data.String())
}

func wantNoError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// JavaScript expressions about the page.
const (
	streamState  = `document.getElementById("stream")?.textContent`
	lastText     = `[...document.querySelectorAll(".text")].at(-1)?.textContent`
	lastByline   = `[...document.querySelectorAll(".byline b")].at(-1)?.textContent`
	lastRequest  = `document.querySelector(".operation")?.textContent`
	hasOverflow  = `document.documentElement.scrollWidth > innerWidth`
	shownSection = `[...document.querySelectorAll("section")].filter((s) => s.offsetWidth).map((s) => s.id).join()`
)

// openInspector opens the inspector in a browser, and waits until it is connected.
func openInspector(t *testing.T, s *inspected) *chromium {
	t.Helper()
	b := startChromium(t)
	b.resize(1440, 900)
	b.open(s.control)
	b.waitFor(streamState, `"Live"`)
	b.waitFor("typeof "+lastRequest, `"string"`)
	return b
}

// TestInspectorShowsMessages checks that messages and requests of another program appear
// on the page without a reload. They take about 0.1 seconds; the limit is generous because
// the machine may be busy.
func TestInspectorShowsMessages(t *testing.T) {
	s := startInspector(t)
	b := openInspector(t, s)
	s.send(s.fred, "Pizza?")
	if took := b.waitFor(lastText, `"Pizza?"`); took > 20*time.Second {
		t.Errorf("the message appeared after %v", took)
	}
	b.waitFor(lastRequest, `"SendMessage"`)
	if got := b.evaluate(lastByline); got != `"Fred"` {
		t.Errorf("the sender is %s", got)
	}
	s.send(s.ann, "Sushi!")
	b.waitFor(lastText, `"Sushi!"`)
}

// TestInspectorKeepsTextAsText checks that no text of another program becomes HTML or
// runs, wherever the page shows it.
func TestInspectorKeepsTextAsText(t *testing.T) {
	s := startInspector(t)
	b := openInspector(t, s)
	const hostile = `<img src=x onerror="document.title='hacked'"><script>document.title='hacked'</script>`
	wantNoError(t, updateTopic(s, hostile))
	_, err := s.fred.AddParticipants(t.Context(), []chat.Participant{{ID: s.newUser(), DisplayName: hostile}}, nil)
	wantNoError(t, err)
	_, err = s.fred.SendMessage(t.Context(), hostile, &chat.SendMessageOptions{SenderDisplayName: hostile, Type: chat.MessageTypeText})
	wantNoError(t, err)
	b.waitFor(lastText+` === document.querySelector("#topic").textContent`, "true")
	wantText := quoteJSON(t, hostile)
	b.waitFor(lastText, wantText)
	b.waitFor(lastByline, wantText)
	b.waitFor(`document.querySelector(".operation")?.closest("details").toggleAttribute("open", true) && document.querySelector(".call pre")?.textContent.includes("onerror")`, "true")
	for _, check := range []struct{ expression, want string }{
		{`document.title`, `"Chat emulator"`},
		{`document.querySelectorAll("img, script:not([src='/inspector.js'])").length`, `0`},
		// The browser would not allow it either.
		{`(() => { try { document.body.innerHTML = "<b>b</b>" } catch (error) { return error.name } })()`, `"TypeError"`},
		{`new Promise((resolve) => {
			addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
			document.body.append(Object.assign(document.createElement("img"), { src: "https://example.com/" }));
		})`, `"img-src"`},
	} {
		if got := b.evaluate(check.expression); got != check.want {
			t.Errorf("%s: got %s, want %s", check.expression, got, check.want)
		}
	}
}

// TestInspectorKeyboard checks that the page can be used by keyboard alone: it selects a
// thread, sends a message as a user, reads a request, and turns on a fault.
func TestInspectorKeyboard(t *testing.T) {
	s := startInspector(t)
	b := openInspector(t, s)
	b.waitFor(`document.querySelectorAll("#sender option").length`, "2")
	b.tabTo("copy")
	b.press("Tab")
	if got := b.evaluate(`document.activeElement.textContent.startsWith("Lunch")`); got != "true" {
		t.Errorf("Tab goes to %s, not to the thread", b.evaluate(`document.activeElement.outerHTML`))
	}
	b.press("Enter")
	b.tabTo("sender")
	b.press("a") // the option that begins with it, Ann
	b.write("")
	b.tabTo("content")
	b.write("With the keyboard")
	b.press("Enter")
	b.waitFor(lastText, `"With the keyboard"`)
	b.waitFor(`document.activeElement.id + document.activeElement.value`, `"content"`)
	b.press("Tab")
	b.press("Tab") // over the button to the first request
	b.press("Enter")
	b.waitFor(`document.activeElement.parentElement.querySelector("pre")?.textContent.includes("Lunch")`, "true")
	b.tabTo("rules")
	b.write("SendMessage:503")
	b.press("Tab")
	b.press("Enter")
	b.waitFor(`document.getElementById("faults-on").checked`, "true")
	if got := s.emulator.Faults(); len(got) != 1 || got[0] != "SendMessage:503" {
		t.Errorf("the faults are %q", got)
	}
	b.tabTo("faults-on")
	b.press(" ")
	b.waitFor(`fetch("/faults").then((r) => r.json()).then((f) => f.rules.length)`, "0")
}

// TestInspectorNarrow checks that a screen of 320 pixels shows one panel at a time, and
// nothing that is wider, also with long words.
func TestInspectorNarrow(t *testing.T) {
	s := startInspector(t)
	s.send(s.fred, strings.Repeat("W", 500))
	wantNoError(t, updateTopic(s, strings.Repeat("W", 200)))
	b := openInspector(t, s)
	b.resize(320, 640)
	for _, panel := range []string{"threads", "thread", "calls", "controls"} {
		b.evaluate(`document.querySelector("[data-show=` + panel + `]").click()`)
		b.waitFor(shownSection, quoteJSON(t, panel))
		if b.evaluate(hasOverflow) != "false" {
			t.Errorf("the panel %s is wider than the screen", panel)
		}
	}
	b.evaluate(`document.querySelector("[data-show=threads]").click()`)
	b.evaluate(`document.querySelector("#thread-list button").click()`)
	b.waitFor(shownSection, `"thread"`) // a selected thread is shown
}

// TestInspectorRejectsOtherOrigins checks that a page of another origin can neither read
// nor change anything.
func TestInspectorRejectsOtherOrigins(t *testing.T) {
	s := startInspector(t)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "text/html") }))
	t.Cleanup(other.Close)
	b := startChromium(t)
	b.open(other.URL)
	b.waitFor("location.origin", quoteJSON(t, other.URL))
	b.waitFor(`fetch("`+s.control+`/threads").then(() => "read", (error) => error.name)`, `"TypeError"`)
	b.evaluate(`fetch("` + s.control + `/clock", { method: "POST", mode: "no-cors", body: '{"advance":"1h"}' }).then(() => 0)`)
	b.waitFor(`new Promise((resolve) => {
		const stream = new EventSource("`+s.control+`/events");
		stream.onopen = () => resolve("open");
		stream.onerror = () => resolve("error");
	})`, `"error"`)
	if now := s.emulator.Clock().Now(); now.Hour() != 9 {
		t.Errorf("the clock was moved to %v", now)
	}
	// A page that shows the inspector in a frame could make people click in it.
	b.evaluate(`document.body.append(Object.assign(document.createElement("iframe"), { src: "` + s.control + `" }))`)
	b.waitFor(`new Promise((resolve) => setTimeout(() => { try { resolve(frames[0].document.title) } catch { resolve("blocked") } }, 500))`, `"blocked"`)
}

// TestInspectorScreenshot takes the screenshots of docs/emulator.md in both colour
// schemes, and checks that they differ. With -screenshots it writes them.
func TestInspectorScreenshot(t *testing.T) {
	s := startInspector(t)
	wantNoError(t, s.emulator.SetFaults("SendMessage:503:nth=3"))
	b := openInspector(t, s)
	s.send(s.fred, "Pizza?")
	s.send(s.ann, "Again? We had pizza on Monday.")
	if _, err := s.fred.SendMessage(t.Context(), "Lost", nil); err == nil {
		t.Error("there was no fault")
	}
	s.send(s.fred, "Then soup. There is a new place next to the station.")
	_, err := s.ann.SendMessage(t.Context(), "<b>Soup</b> it is.", &chat.SendMessageOptions{Type: chat.MessageTypeHTML})
	wantNoError(t, err)
	b.waitFor(lastText, `"<b>Soup</b> it is."`)
	b.waitFor(lastRequest, `"SendMessage"`)
	b.evaluate(`document.querySelector(".operation").closest("details").open = true`)
	b.waitFor(`document.querySelectorAll(".call pre").length`, "2")
	images := map[string][]byte{}
	for _, scheme := range []string{"light", "dark"} {
		b.setScheme(scheme)
		images[scheme] = b.screenshot()
		if *writeScreenshots {
			wantNoError(t, os.WriteFile("../docs/inspector-"+scheme+".png", images[scheme], 0o600))
		}
	}
	if bytes.Equal(images["light"], images["dark"]) {
		t.Error("both colour schemes look the same")
	}
}
