package conformance_test

import (
	"cmp"
	"fmt"
	"regexp"
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
	w.caller = participants[0].raw()
	list := make([]string, len(participants))
	for i, p := range participants {
		list[i] = participant(w.as(p.raw()).id, p.properties()...)
	}
	r := w.as(w.caller).post("/chat/threads", `{"topic":`+marshal(topic)+`,"participants":[`+strings.Join(list, ",")+`]}`).wantStatus(201)
	th := thread{w.check, r.text("chatThread/id")}
	w.threads[w.rec.Vars["t"]] = th.id
	return th
}

// recordedParticipant is a participant in a recorded response.
type recordedParticipant struct {
	ID       recordedIdentifier `json:"communicationIdentifier"`
	RawID    string             `json:"id"` // in the first previews
	Name     string             `json:"displayName"`
	Since    string             `json:"shareHistoryTime"`
	Metadata map[string]string  `json:"metadata"`
}

func (p recordedParticipant) raw() string { return cmp.Or(p.ID.raw(), p.RawID) }

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
	th := w.newThreadAt(recordedTime(recorded.CreatedOn), recorded.Topic, []recordedParticipant{{RawID: recorded.creator()}})
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
			Sender   recordedIdentifier `json:"senderCommunicationIdentifier"`
			SenderID string             `json:"senderId"` // in the first previews
			Message  string             `json:"chatMessageId"`
			ReadOn   string             `json:"readOn"`
		} `json:"value"`
	}](w).Value
	var participants []recordedParticipant
	var events events
	var th thread
	first := recordedTime("2020-01-01T00:00:00Z")
	for _, r := range receipts {
		reader := recordedParticipant{ID: r.Sender, RawID: r.SenderID}
		participants = append(participants, reader)
		events.add(number(r.Message), func() { w.as(w.caller).send(th, `"content":"x"`) })
		events.add(max(recordedTime(r.ReadOn), number(r.Message)), func() { w.as(reader.raw()).receipt(th, r.Message).wantStatus(200) })
	}
	th = w.newThreadAt(first, "topic", participants)
	events.run(w)
	return th
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
