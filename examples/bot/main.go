// Bot is a support bot that answers the messages in all its threads. It keeps a cursor in
// a file, so that it continues where it was when it is started again, and it takes
// webhooks of Event Grid as a hint to look for changes at once.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/examples/internal/setup"
	"github.com/chatgen-go/chatgen/generated/chat"
)

func main() { setup.Main(run) }

// bot answers the messages of others.
type bot struct {
	self       acs.Identifier
	client     *chat.Client
	cursorFile string
	wake       chan struct{} // of capacity 1
}

// serve answers messages until ctx is canceled.
func (b *bot) serve(ctx context.Context) error {
	cursor, err := os.ReadFile(b.cursorFile)
	from := acs.FromCursor(string(cursor))
	if errors.Is(err, os.ErrNotExist) {
		from = acs.FromBeginning()
	} else if err != nil {
		return err
	}
	for change, err := range b.client.Changes(ctx, &chat.ChangesOptions{From: from, Wake: b.wake}) {
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		// An answer that was begun is completed. If the program is killed between the
		// answer and the cursor, the message is answered again.
		if err := b.answer(context.WithoutCancel(ctx), &change); err != nil {
			return err
		}
		if err := b.save(change.Cursor()); err != nil {
			return err
		}
	}
	return nil
}

// answer answers a message of someone else. Other changes need no answer.
func (b *bot) answer(ctx context.Context, change *chat.Change) error {
	m := change.Message
	if change.Kind != chat.ChangeKindMessageReceived || acs.Equal(m.Sender, b.self) {
		return nil
	}
	text := fmt.Sprintf("You wrote %q. Someone will help you soon.", m.Content.Message)
	_, err := b.client.Thread(change.ThreadID).SendMessage(ctx, text, &chat.SendMessageOptions{SenderDisplayName: "Bot"})
	if failure, ok := errors.AsType[*acs.Error](err); ok && (failure.StatusCode == http.StatusForbidden || failure.StatusCode == http.StatusNotFound) {
		return nil // the bot was removed, or the thread was deleted
	}
	return err
}

// save replaces the cursor in the file, which is complete at any time.
func (b *bot) save(cursor string) error {
	if err := os.WriteFile(b.cursorFile+".new", []byte(cursor), 0o600); err != nil {
		return err
	}
	return os.Rename(b.cursorFile+".new", b.cursorFile)
}

// ServeHTTP handles the webhook of an Event Grid subscription in the CloudEvents schema.
// It ignores what an event contains: the bot reads the changes themselves.
func (b *bot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodOptions { // the handshake
		w.Header().Set("WebHook-Allowed-Origin", r.Header.Get("WebHook-Request-Origin"))
		return
	}
	select {
	case b.wake <- struct{}{}:
	default: // the bot is about to look anyway
	}
}

// run shows Ann, who writes to the bot, and the bot, which is started again in between.
// With a webhook, also serve the bot: http.ListenAndServe(address, b).
func run(ctx context.Context, out io.Writer, service *setup.Service) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	folder, err := os.MkdirTemp("", "bot") // keep your cursor in a place that lasts
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // it is only temporary
	user, err := service.NewUser(ctx)
	if err != nil {
		return err
	}
	b := &bot{user.ID, user.Chat, filepath.Join(folder, "cursor"), make(chan struct{}, 1)}
	ann, err := service.NewUser(ctx)
	if err != nil {
		return err
	}
	created, err := ann.Chat.CreateThread(ctx, "Support", &chat.CreateThreadOptions{Participants: []chat.Participant{{ID: user.ID}}})
	if err != nil {
		return err
	}
	thread := ann.Chat.Thread(created.Thread.ID)
	for _, question := range []string{"Where is my order?", "Hello?"} {
		fmt.Fprintf(out, "Ann: %s\n", question)
		if err := ask(ctx, out, thread, question, b); err != nil {
			return err
		}
	}
	_, err = ann.Chat.DeleteThread(ctx, created.Thread.ID, nil)
	return err
}

// ask sends a question, starts the bot, prints its answer and stops it.
func ask(ctx context.Context, out io.Writer, thread *chat.ThreadClient, question string, b *bot) error {
	sent, err := thread.SendMessage(ctx, question, nil)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- b.serve(ctx); stop() }()
	var readErr error
	for change, err := range thread.Changes(ctx, &chat.ThreadChangesOptions{From: acs.FromBeginning()}) {
		if err != nil {
			readErr = err
			break
		}
		if m := change.Message; m.ID > sent.ID && acs.Equal(m.Sender, b.self) {
			fmt.Fprintf(out, "%s: %s\n", m.SenderDisplayName, m.Content.Message)
			break
		}
	}
	stop()
	return errors.Join(<-served, readErr)
}
