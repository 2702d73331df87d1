package chat_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// TestLinksAreRedacted checks that printed and logged pages contain no values of a link that may be secret.
func TestLinksAreRedacted(t *testing.T) {
	const link, redacted = "https://x.example/p?syncState=s3cr3t&maxPageSize=2", "NextLink:https://x.example/p?syncState=REDACTED&maxPageSize=2}"
	response := chat.ListMessagesResponse{
		MessagesPage: chat.MessagesPage{NextLink: link}, ItemErrors: []*acs.ItemError{{Index: 3, Err: errors.New("no type")}},
	}
	for _, page := range []any{
		response, &response, response.MessagesPage, chat.ParticipantsPage{NextLink: link}, chat.ReadReceiptsPage{NextLink: link}, chat.ThreadsPage{NextLink: link},
		chat.ListThreadsResponse{ThreadsPage: chat.ThreadsPage{NextLink: link}},
		chat.ListParticipantsResponse{ParticipantsPage: chat.ParticipantsPage{NextLink: link}},
		chat.ListReadReceiptsResponse{ReadReceiptsPage: chat.ReadReceiptsPage{NextLink: link}},
	} {
		var text bytes.Buffer
		slog.New(slog.NewJSONHandler(&text, nil)).Info("json", "page", page)
		slog.New(slog.NewTextHandler(&text, nil)).Info("text", "page", page)
		fmt.Fprintf(&text, "%v %+v %#v %s", page, page, page, page)
		if !strings.Contains(text.String(), redacted) || strings.Contains(text.String(), "s3cr3t") {
			t.Errorf("%T: printed %s, want %s", page, text.String(), redacted)
		}
	}
	want := fmt.Sprintf("{MessagesPage:{_:[] Value:[] %s ItemErrors:%v ItemJSON:[]}", redacted, response.ItemErrors)
	if got := fmt.Sprintf("%+v", response); got != want {
		t.Errorf("printed %s, want %s", got, want)
	}
}
