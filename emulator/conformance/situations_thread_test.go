package conformance_test

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// newThreadAt creates a thread with the recorded ID at a time. The first participant
// is its creator.
func (w *world) newThreadAt(milli int64, topic string, participants []recordedParticipant) thread {
	w.Helper()
	w.at(milli)
	if len(participants) == 0 {
		participants = []recordedParticipant{{ID: recordedIdentifier{RawID: someone}}}
	}
	w.caller = participants[0].ID.raw()
	list := make([]string, len(participants))
	for i, p := range participants {
		list[i] = participant(w.as(p.ID.raw()).id, p.properties()...)
	}
	r := w.as(w.caller).post("/chat/threads", `{"topic":`+marshal(topic)+`,"participants":[`+strings.Join(list, ",")+`]}`).wantStatus(201)
	th := thread{w.check, r.text("chatThread/id")}
	w.threads[w.rec.Vars["t"]] = th.id
	return th
}

// recordedParticipant is a participant in a recorded response.
type recordedParticipant struct {
	ID       recordedIdentifier `json:"communicationIdentifier"`
	Name     string             `json:"displayName"`
	Since    string             `json:"shareHistoryTime"`
	Metadata map[string]string  `json:"metadata"`
}

// properties returns the properties that the request to add the participant had.
func (p recordedParticipant) properties() []string {
	var properties []string
	if p.Name != "" {
		properties = append(properties, `,"displayName":`+marshal(p.Name))
	}
	if recordedTime(p.Since) != 0 {
		properties = append(properties, `,"shareHistoryTime":"`+p.Since+`"`)
	}
	if len(p.Metadata) > 0 {
		properties = append(properties, `,"metadata":`+marshal(p.Metadata))
	}
	return properties
}

// recordedMessage is a message in a recorded response.
type recordedMessage struct {
	ID         string             `json:"id"`
	Type       string             `json:"type"`
	SequenceID string             `json:"sequenceId"`
	Version    string             `json:"version"`
	SenderName string             `json:"senderDisplayName"`
	Sender     recordedIdentifier `json:"senderCommunicationIdentifier"`
	EditedOn   string             `json:"editedOn"`
	DeletedOn  string             `json:"deletedOn"`
	Metadata   map[string]string  `json:"metadata"`
	Content    struct {
		Message      string                `json:"message"`
		Topic        string                `json:"topic"`
		Participants []recordedParticipant `json:"participants"`
		Initiator    recordedIdentifier    `json:"initiatorCommunicationIdentifier"`
	} `json:"content"`
}

func (m recordedMessage) milli() int64   { return number(m.ID) }
func (m recordedMessage) sequence() int  { return int(number(m.SequenceID)) }
func (m recordedMessage) author() string { return cmp.Or(m.Sender.raw(), m.Content.Initiator.raw()) }
func (m recordedMessage) isSystem() bool { return m.Sender.raw() == "" }

// number returns a decimal number, or 0 if the text is not one.
func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

// prepareThread creates the thread of the recording, unless it did not exist.
func (w *world) prepareThread() thread {
	w.Helper()
	switch op := w.rec.Op; {
	case w.rec.Status == 404 && op == "GetProperties" || w.rec.Status >= 400 && !strings.HasPrefix(w.rec.Vars["t"], "19:"):
		return thread{w.check, w.rec.Vars["t"]}
	case op == "GetProperties" && w.rec.Status == 200:
		return w.prepareProperties()
	case op == "ListParticipants" && w.rec.Status == 200:
		return w.prepareParticipants()
	case op == "ListReadReceipts" && w.rec.Status == 200:
		return w.prepareReceipts()
	case op == "GetMessage" && w.rec.Status == 200:
		return w.prepareMessages([]recordedMessage{parseBody[recordedMessage](w)})
	case op == "ListMessages" && w.rec.Status == 200:
		return w.prepareMessages(w.allMessages())
	case op == "SendMessage" && w.rec.Status == 201:
		sent := parseBody[recordedMessage](w).milli()
		th := w.newThreadAt(sent-1000, "topic", nil)
		w.at(sent)
		return th
	}
	if sent := number(w.rec.Vars["m"]); sent > 0 {
		return w.newThreadAt(sent-1000, "topic", nil)
	}
	return w.newThreadAt(recordedTime("2021-01-01T00:00:00Z"), "topic", nil)
}

// prepareProperties creates the thread with its recorded properties.
func (w *world) prepareProperties() thread {
	w.Helper()
	recorded := parseBody[recordedThread](w)
	th := w.newThreadAt(recordedTime(recorded.CreatedOn), recorded.Topic, []recordedParticipant{{ID: recorded.CreatedBy}})
	patch := map[string]any{}
	if len(recorded.Metadata) > 0 {
		patch["metadata"] = recorded.Metadata
	}
	if len(recorded.Retention) > 0 {
		patch["retentionPolicy"] = recorded.Retention
	}
	w.as(w.caller).patch(th.path(""), marshal(patch)).wantStatus(204)
	return th
}

// prepareParticipants creates the thread with the recorded participants, after those
// that the request skips, and before more if there is a next link.
func (w *world) prepareParticipants() thread {
	w.Helper()
	page := parseBody[struct {
		Value    []recordedParticipant `json:"value"`
		NextLink string                `json:"nextLink"`
	}](w)
	var list []recordedParticipant
	for i := range number(w.rec.Query["skip"]) {
		list = append(list, recordedParticipant{ID: recordedIdentifier{RawID: fmt.Sprint("skipped ", i)}})
	}
	list = append(list, page.Value...)
	if page.NextLink != "" {
		list = append(list, recordedParticipant{ID: recordedIdentifier{RawID: "more"}})
	}
	return w.newThreadAt(recordedTime("2020-01-01T00:00:00Z"), "topic", list)
}

// prepareReceipts sends the recorded messages and receipts.
func (w *world) prepareReceipts() thread {
	w.Helper()
	receipts := parseBody[struct {
		Value []struct {
			Sender  recordedIdentifier `json:"senderCommunicationIdentifier"`
			Message string             `json:"chatMessageId"`
			ReadOn  string             `json:"readOn"`
		} `json:"value"`
	}](w).Value
	var participants []recordedParticipant
	var events events
	var th thread
	first := recordedTime("2020-01-01T00:00:00Z")
	for _, r := range receipts {
		participants = append(participants, recordedParticipant{ID: r.Sender})
		events.add(number(r.Message), func() { w.as(w.caller).send(th, `"content":"x"`) })
		events.add(max(recordedTime(r.ReadOn), number(r.Message)), func() { w.as(r.Sender.raw()).receipt(th, r.Message).wantStatus(200) })
	}
	th = w.newThreadAt(first, "topic", participants)
	events.run(w)
	return th
}

// allMessages returns the messages of all recorded pages.
func (w *world) allMessages() []recordedMessage {
	w.Helper()
	type page struct {
		Value []recordedMessage `json:"value"`
	}
	messages := parseBody[page](w).Value
	for _, next := range w.rec.Next {
		later := *w
		later.rec.Body = next.Body
		messages = append(messages, parseBody[page](&later).Value...)
	}
	return messages
}

// prepareMessages creates a thread and posts messages, so that they have the recorded
// sequence IDs. What the recording does not contain is a text message.
func (w *world) prepareMessages(messages []recordedMessage) thread {
	w.Helper()
	slices.SortFunc(messages, func(a, b recordedMessage) int { return cmp.Compare(a.sequence(), b.sequence()) })
	first, topic := messages[0], "topic"
	participants, created := involved(messages), first.milli()-int64(first.sequence())
	if first.Type == "participantAdded" && first.sequence() == 1 {
		participants, created = first.Content.Participants, first.milli()
	}
	for _, m := range messages {
		if m.Type == "topicUpdated" && m.sequence() == 2 {
			topic = m.Content.Topic
		}
	}
	th := w.newThreadAt(created, topic, participants)
	events, last := events{}, created
	for sequence, i := 3, 0; i < len(messages); {
		m := messages[i]
		switch {
		case m.sequence() <= 2:
			i++
		case m.sequence() > sequence:
			last++
			events.add(last, func() { w.as(w.caller).send(th, `"content":"filler"`) })
			sequence++
		default:
			w.addMessage(&events, th, m)
			last, sequence, i = m.milli(), sequence+1, i+1
		}
	}
	events.run(w)
	return th
}

// involved returns the senders and initiators of messages, and the participants who
// are removed.
func involved(messages []recordedMessage) []recordedParticipant {
	var list []recordedParticipant
	add := func(p recordedParticipant) {
		if !slices.ContainsFunc(list, func(q recordedParticipant) bool { return q.ID == p.ID }) {
			list = append(list, p)
		}
	}
	for _, m := range messages {
		if m.isSystem() {
			add(recordedParticipant{ID: m.Content.Initiator})
		} else {
			add(recordedParticipant{ID: m.Sender})
		}
		if m.Type == "participantRemoved" {
			for _, p := range m.Content.Participants {
				add(p)
			}
		}
	}
	return list
}

// addMessage adds the events that lead to a recorded message.
func (w *world) addMessage(events *events, th thread, m recordedMessage) {
	w.Helper()
	switch m.Type {
	case "topicUpdated":
		events.add(m.milli(), func() {
			w.as(m.author()).patch(th.path(""), marshal(map[string]any{"topic": m.Content.Topic})).wantStatus(204)
		})
	case "participantAdded", "participantRemoved":
		w.addParticipantMessage(events, th, m)
	default:
		w.addText(events, th, m)
	}
}

// addParticipantMessage adds or removes participants.
func (w *world) addParticipantMessage(events *events, th thread, m recordedMessage) {
	w.Helper()
	var added []string
	for _, p := range m.Content.Participants {
		id := w.as(p.ID.raw()).id
		if m.Type == "participantRemoved" {
			events.add(m.milli(), func() { w.as(m.author()).remove(th, id).wantStatus(204) })
			continue
		}
		added = append(added, participant(id, p.properties()...))
	}
	if added != nil {
		events.add(m.milli(), func() { w.as(m.author()).add(th, strings.Join(added, ",")).wantStatus(201) })
	}
}

// addText sends a message and, if the recorded one was changed, edits or deletes it.
func (w *world) addText(events *events, th thread, m recordedMessage) {
	w.Helper()
	message := map[string]any{"content": m.Content.Message, "type": m.Type, "senderDisplayName": m.SenderName}
	if m.EditedOn != "" || m.DeletedOn != "" {
		message["content"] = "before"
	} else if m.Metadata != nil {
		message["metadata"] = m.Metadata
	}
	var id string
	events.add(m.milli(), func() {
		id = w.as(m.author()).post(th.path("/messages"), marshal(message)).wantStatus(201).text("id")
	})
	path := func() string { return th.path("/messages/" + id) }
	if m.EditedOn != "" {
		edit := map[string]any{"content": cmp.Or(m.Content.Message, "deleted later"), "metadata": m.Metadata}
		events.add(changeTime(m.Version, m.EditedOn, m.DeletedOn != ""), func() { w.as(m.author()).patch(path(), marshal(edit)).wantStatus(204) })
	}
	if m.DeletedOn != "" {
		events.add(number(m.Version), func() { w.as(m.author()).delete(path()).wantStatus(204) })
	}
}

// changeTime returns the time of an edit: the version, unless the message was deleted
// later.
func changeTime(version, editedOn string, deleted bool) int64 {
	if deleted {
		return recordedTime(editedOn)
	}
	return number(version)
}

// invalidID is the participant that a recorded error mentions.
var invalidID = regexp.MustCompile(`Identifier format is invalid \(([^)]*)\)`)

// rejectedID is a participant that a recorded response lists as rejected.
var rejectedID = regexp.MustCompile(`"target": ?"([^"]*)"`)

// namedID returns the participant that the recorded response mentions, or a new user.
func (w *world) namedID() string {
	w.Helper()
	for _, pattern := range []*regexp.Regexp{invalidID, rejectedID} {
		if found := pattern.FindSubmatch(w.rec.Body); found != nil {
			return string(found[1])
		}
	}
	return w.as("added").id
}

// threadCall returns the recorded call for a prepared thread.
func (w *world) threadCall(th thread) callSpec {
	w.Helper()
	message := th.path("/messages/" + w.rec.Vars["m"])
	exists := w.rec.Status < 300 && w.rec.Vars["m"] != "" && w.rec.Op != "GetMessage"
	if exists {
		w.at(number(w.rec.Vars["m"]))
		w.as(w.caller).send(th, `"content":"x"`)
	}
	switch w.rec.Op {
	case "GetProperties":
		return callSpec{"GET", th.path(""), ""}
	case "UpdateProperties":
		return callSpec{"PATCH", th.path(""), w.body(`{"topic":"new topic"}`)}
	case "DeleteThread":
		return callSpec{"DELETE", th.path(""), ""}
	case "ListParticipants":
		return callSpec{"GET", th.path("/participants"), ""}
	case "AddParticipants":
		return callSpec{"POST", th.path("/participants/:add"), w.body(`{"participants":[` + participantOf(w.namedID()) + `]}`)}
	case "RemoveParticipant":
		return callSpec{"POST", th.path("/participants/:remove"), w.body(`{"rawId":"` + w.namedID() + `","communicationUser":{"id":"` + w.namedID() + `"}}`)}
	case "ListMessages":
		return callSpec{"GET", th.path("/messages"), ""}
	case "SendMessage":
		return callSpec{"POST", th.path("/messages"), w.body(`{"content":"x"}`)}
	case "GetMessage":
		return callSpec{"GET", message, ""}
	case "UpdateMessage":
		return callSpec{"PATCH", message, w.body(`{"content":"y"}`)}
	case "DeleteMessage":
		return callSpec{"DELETE", message, ""}
	case "ListReadReceipts":
		return callSpec{"GET", th.path("/readReceipts"), ""}
	case "SendReadReceipt":
		return callSpec{"POST", th.path("/readReceipts"), w.body(`{"chatMessageId":"` + cmp.Or(w.rec.Vars["m"], "1") + `"}`)}
	default:
		return callSpec{"POST", th.path("/typing"), w.body(w.typingBody())}
	}
}

// typingBody returns the body of a typing notification, which some clients omit.
func (w *world) typingBody() string {
	if w.rec.Sent["content-type"] == "" {
		return ""
	}
	return "{}"
}

// participantOf returns a user or a Teams user as a participant.
func participantOf(rawID string) string {
	if teams, ok := strings.CutPrefix(rawID, "8:orgid:"); ok {
		return `{"communicationIdentifier":{"rawId":"` + rawID + `","microsoftTeamsUser":{"userId":"` + teams + `","isAnonymous":false,"cloud":"public"}}}`
	}
	return participant(rawID)
}
