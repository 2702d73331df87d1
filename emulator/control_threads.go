package emulator

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/chatgen-go/chatgen/acs/wire"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// The numbers of threads and messages in a response without the parameter limit, and the
// highest limit.
const (
	defaultControlLimit = 100
	maxControlLimit     = 1000
)

// The bodies of the resources of threads.
type (
	wireThreads struct {
		Threads []wireThreadOverview `json:"threads"`
		Total   int                  `json:"total"`
	}
	wireThreadOverview struct {
		ID                    string `json:"id"`
		Topic                 string `json:"topic"`
		CreatedBy             string `json:"createdBy"`
		CreatedOn             string `json:"createdOn"`
		DeletedOn             string `json:"deletedOn,omitempty"`
		LastMessageReceivedOn string `json:"lastMessageReceivedOn,omitempty"`
		Participants          int    `json:"participants"`
		Messages              int    `json:"messages"`
	}
	wireParticipants struct {
		Participants []wireParticipantOverview `json:"participants"`
	}
	wireParticipantOverview struct {
		ID          string `json:"id"`
		DisplayName string `json:"displayName,omitempty"`
		IsFormer    bool   `json:"isFormer,omitempty"`
	}
	wireMessages struct {
		Messages []newestMessage `json:"messages"`
	}
	wireNewMessage struct {
		Sender            string            `json:"sender"`
		Content           string            `json:"content"`
		Type              string            `json:"type"`
		SenderDisplayName string            `json:"senderDisplayName"`
		Metadata          map[string]string `json:"metadata"`
	}
)

// newestMessage is a message that is encoded as the newest version of Chat encodes it.
type newestMessage chat.Message

// MarshalJSON returns the message as JSON.
func (m newestMessage) MarshalJSON() ([]byte, error) {
	return wire.Marshal(func(e *wire.Encoder) { newestVersion().messageIn("")(e, chat.Message(m)) })
}

// newestVersion returns the newest version of Chat.
func newestVersion() version {
	versions := chatVersions()
	return versions[len(versions)-1]
}

func (c control) getThreads(w http.ResponseWriter, r *http.Request) {
	limit, err := limitOf(r)
	if err != nil {
		writeControlError(w, http.StatusBadRequest, err)
		return
	}
	threads, total, err := c.emulator.engine.ThreadOverviews(limit)
	respond(w, http.StatusOK, wireThreads{mapSlice(threads, newThreadOverview), total}, err)
}

func newThreadOverview(t engine.ThreadOverview) wireThreadOverview {
	return wireThreadOverview{
		ID: string(t.Properties.ID), Topic: t.Properties.Topic,
		CreatedBy: t.Properties.CreatedBy.RawID(), CreatedOn: chatTime(t.Properties.CreatedOn),
		DeletedOn: chatTime(t.Properties.DeletedOn), LastMessageReceivedOn: chatTime(t.LastMessageOn),
		Participants: t.Participants, Messages: t.Messages,
	}
}

func (c control) getParticipants(w http.ResponseWriter, r *http.Request) {
	participants, err := c.emulator.engine.ParticipantOverviews(threadOf(r))
	respond(w, http.StatusOK, wireParticipants{mapSlice(participants, func(p engine.ParticipantOverview) wireParticipantOverview {
		return wireParticipantOverview{p.ID.RawID(), p.DisplayName, p.IsFormer}
	})}, err)
}

func (c control) getMessages(w http.ResponseWriter, r *http.Request) {
	limit, err := limitOf(r)
	before, beforeErr := positiveParameter(r, "before", 0)
	if err := errors.Join(err, beforeErr); err != nil {
		writeControlError(w, http.StatusBadRequest, err)
		return
	}
	messages, err := c.emulator.engine.LastMessages(threadOf(r), before, limit)
	respond(w, http.StatusOK, wireMessages{mapSlice(messages, func(m chat.Message) newestMessage { return newestMessage(m) })}, err)
}

func (c control) postMessage(w http.ResponseWriter, r *http.Request) {
	var body wireNewMessage
	if !readControl(w, r, &body) {
		return
	}
	sender, err := c.emulator.engine.CallerFor(body.Sender)
	if err != nil {
		respond(w, 0, nil, err)
		return
	}
	options := chat.SendMessageOptions{Type: chat.MessageType(body.Type), SenderDisplayName: body.SenderDisplayName, Metadata: body.Metadata}
	id, err := c.emulator.engine.SendMessage(sender, threadOf(r), body.Content, options)
	respond(w, http.StatusCreated, map[string]string{"id": string(id)}, err)
}

func threadOf(r *http.Request) chat.ThreadID { return chat.ThreadID(r.PathValue("thread")) }

// limitOf returns the parameter limit.
func limitOf(r *http.Request) (int, error) {
	limit, err := positiveParameter(r, "limit", defaultControlLimit)
	if err == nil && limit > maxControlLimit {
		err = fmt.Errorf("invalid limit %d (want up to %d)", limit, maxControlLimit)
	}
	return limit, err
}

// positiveParameter returns the value of a parameter, or the default if there is none.
func positiveParameter(r *http.Request, name string, byDefault int) (int, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return byDefault, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("invalid %s %q (want a number from 1)", name, text)
	}
	return n, nil
}

// respond writes the body, or an error of the engine with its status.
func respond(w http.ResponseWriter, status int, body any, err error) {
	if err == nil {
		writeControl(w, status, body)
		return
	}
	status = http.StatusInternalServerError
	if rejection, ok := errors.AsType[*engine.Error](err); ok {
		status = rejection.Status
	}
	writeControlError(w, status, err)
}
