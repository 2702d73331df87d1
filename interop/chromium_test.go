//go:build interop

package interop_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"testing"
	"time"
)

// patience is the time for anything in a browser on a busy machine.
const patience = 2 * time.Minute

// chromium is a browser without a window that a test drives, with one page. Its methods
// fail the test if the browser does.
type chromium struct {
	t       *testing.T
	session string
	input   io.Writer
	lines   chan []byte // what the browser writes, without the final zero byte
	lastID  int
}

// startChromium starts a browser for the duration of a test. The browser and the test
// exchange the messages of the Chrome DevTools Protocol through two pipes.
func startChromium(t *testing.T) *chromium {
	t.Helper()
	theirInput, input, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	output, theirOutput, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := chromiumCommand(ctx, t, "--remote-debugging-pipe")
	var logged bytes.Buffer // Wait returns when all processes of the browser have closed it
	cmd.Stdout, cmd.Stderr = &logged, &logged
	cmd.ExtraFiles = []*os.File{theirInput, theirOutput} // numbers 3 and 4
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	_, _ = theirInput.Close(), theirOutput.Close() // the browser has its own
	b := &chromium{t: t, input: input, lines: make(chan []byte)}
	go b.read(ctx, output)
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // it was told to end, which is an error
		_, _ = input.Close(), output.Close()
	})
	b.openPage()
	return b
}

// read passes on the messages of the browser.
func (b *chromium) read(ctx context.Context, output io.Reader) {
	defer close(b.lines)
	reader := bufio.NewReader(output)
	for {
		line, err := reader.ReadBytes(0)
		if err != nil {
			return
		}
		select {
		case b.lines <- bytes.TrimSuffix(line, []byte{0}):
		case <-ctx.Done():
			return
		}
	}
}

// openPage creates an empty page.
func (b *chromium) openPage() {
	b.t.Helper()
	var target struct{ TargetID, SessionID string }
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &target)
	b.session = target.SessionID
}

// call calls a method of the protocol and decodes its result.
func (b *chromium) call(method string, params map[string]any, result any) {
	b.t.Helper()
	b.lastID++
	message := map[string]any{"id": b.lastID, "method": method, "params": params}
	if b.session != "" {
		message["sessionId"] = b.session
	}
	data, err := json.Marshal(message)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.input.Write(append(data, 0)); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	if err := json.Unmarshal(b.response(method), result); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
}

// response waits for the result of the last call.
func (b *chromium) response(method string) json.RawMessage {
	b.t.Helper()
	timeout := time.After(patience)
	for {
		select {
		case line, ok := <-b.lines:
			var message struct {
				ID     int             `json:"id"`
				Result json.RawMessage `json:"result"`
				Error  *struct {
					Message string `json:"message"`
				} `json:"error"`
			}
			if !ok {
				b.t.Fatalf("%s: the browser has ended", method)
			}
			if err := json.Unmarshal(line, &message); err != nil {
				b.t.Fatalf("%s: %v", method, err)
			}
			if message.Error != nil {
				b.t.Fatalf("%s: %s", method, message.Error.Message)
			}
			if message.ID == b.lastID { // and not an event
				return message.Result
			}
		case <-timeout:
			b.t.Fatalf("%s: no response", method)
		}
	}
}

// do calls a method whose result does not matter.
func (b *chromium) do(method string, params map[string]any) {
	b.t.Helper()
	var ignored struct{}
	b.call(method, params, &ignored)
}

// open opens an address. Failures are for the caller to see on the page.
func (b *chromium) open(address string) {
	b.t.Helper()
	b.do("Page.navigate", map[string]any{"url": address})
}

// evaluate returns the value of a JavaScript expression, which may be a promise of it,
// as JSON. An exception is a text that begins with "Uncaught".
func (b *chromium) evaluate(expression string) string {
	b.t.Helper()
	var evaluated struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	b.call("Runtime.evaluate", map[string]any{"expression": expression, "awaitPromise": true, "returnByValue": true}, &evaluated)
	if failure := evaluated.ExceptionDetails; failure != nil {
		return failure.Text + " " + failure.Exception.Description
	}
	return string(evaluated.Result.Value)
}

// waitFor waits until the value of an expression is the wanted one, and returns how long
// that took.
func (b *chromium) waitFor(expression, want string) time.Duration {
	b.t.Helper()
	start := time.Now()
	for {
		got := b.evaluate(expression)
		if got == want {
			return time.Since(start)
		}
		if time.Since(start) > patience {
			b.t.Fatalf("%s:\ngot  %s\nwant %s", expression, got, want)
		}
		b.evaluate("new Promise((resolve) => setTimeout(resolve, 20))")
	}
}

// press presses a key, such as "Tab" or "Enter".
func (b *chromium) press(key string) {
	b.t.Helper()
	codes := map[string]int{"Tab": 9, "Enter": 13, " ": 32}
	event := map[string]any{"key": key, "windowsVirtualKeyCode": codes[key], "type": "keyDown"}
	if text := map[string]string{"Enter": "\r", " ": " "}[key]; text != "" {
		event["text"] = text
	}
	b.do("Input.dispatchKeyEvent", event)
	delete(event, "text")
	event["type"] = "keyUp"
	b.do("Input.dispatchKeyEvent", event)
}

// write types a text.
func (b *chromium) write(text string) {
	b.t.Helper()
	b.do("Input.insertText", map[string]any{"text": text})
}

// tabTo presses Tab until the element with an ID has the focus.
func (b *chromium) tabTo(id string) {
	b.t.Helper()
	for range 100 {
		if b.evaluate("document.activeElement.id") == fmt.Sprintf("%q", id) {
			return
		}
		b.press("Tab")
	}
	b.t.Fatalf("Tab does not reach %s", id)
}

// resize sets the size of the page in CSS pixels.
func (b *chromium) resize(width, height int) {
	b.t.Helper()
	b.do("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false})
}

// setScheme sets the preferred colour scheme, light or dark.
func (b *chromium) setScheme(scheme string) {
	b.t.Helper()
	b.do("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]any{{"name": "prefers-color-scheme", "value": scheme}}})
}

// screenshot returns the page as a PNG image.
func (b *chromium) screenshot() []byte {
	b.t.Helper()
	var captured struct{ Data []byte }
	b.call("Page.captureScreenshot", map[string]any{"format": "png"}, &captured)
	return captured.Data
}
