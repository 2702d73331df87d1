package emulator

import (
	"log"
	"os"

	"github.com/chatgen-go/chatgen/emulator/internal/events"
)

// newDispatcher returns the dispatcher that delivers events, or nil if the options do
// not mention events.
func newDispatcher(options Options) (*events.Dispatcher, error) {
	if len(options.Events) == 0 && options.EventsSchema == "" {
		return nil, nil //nolint:nilnil // there is nothing to dispatch
	}
	return events.New(events.Options{
		URLs: options.Events, Schema: events.Schema(options.EventsSchema), Repeat: options.Realistic,
		Log: log.New(os.Stderr, "emulator: events: ", log.LstdFlags),
	})
}

// redactURLs returns the URLs without their queries, which may contain secrets.
func redactURLs(urls []string) []string {
	redacted := make([]string, len(urls))
	for i, u := range urls {
		redacted[i] = events.Redact(u)
	}
	return redacted
}
