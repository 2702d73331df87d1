package emulator

import (
	"encoding/xml"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// The first preview, 2020-09-21-preview2, called participants members, and responded to a
// change of them with a status of each. The content of its messages was text, which
// was XML for those of the system.

// participantsRoute returns a request of the first preview with the path of the later ones.
// A path that does not have the method is not changed.
func participantsRoute(r *http.Request) *http.Request {
	const members, participants = "/members", "/participants"
	if !strings.Contains(r.URL.Path, members) || !versionOf(r).hasMembers() {
		return r
	}
	isList := strings.HasSuffix(r.URL.Path, members)
	isDefined := isList && (r.Method == http.MethodGet || r.Method == http.MethodPost) || !isList && r.Method == http.MethodDelete
	if !isDefined {
		return r
	}
	later, path := *r, *r.URL
	path.Path, path.RawPath = strings.Replace(path.Path, members, participants, 1), strings.Replace(path.RawPath, members, participants, 1)
	if r.Method == http.MethodPost {
		path = *path.JoinPath(":add")
	}
	later.URL = &path
	return &later
}

// sharedFrom returns members to add, who see the history from now on unless the request
// contains another time.
func sharedFrom(now time.Time, members []chat.Participant) []chat.Participant {
	members = slices.Clone(members)
	for i := range members {
		if members[i].ShareHistoryTime.IsZero() {
			members[i].ShareHistoryTime = now
		}
	}
	return members
}

// memberStatus is the result of a request for one member, or for the thread.
type memberStatus struct {
	id      string
	status  int
	message string
	kind    string // ThreadMember or Thread
}

// memberStatuses returns the status of each member of a request.
func memberStatuses(members []chat.Participant, rejected []acs.ErrorDetail) []memberStatus {
	return mapSlice(members, func(p chat.Participant) memberStatus {
		s := memberStatus{p.ID.RawID(), http.StatusCreated, "", "ThreadMember"}
		if i := slices.IndexFunc(rejected, func(d acs.ErrorDetail) bool { return d.Target == s.id }); i >= 0 {
			s.status, _ = strconv.Atoi(rejected[i].Code) // the code is a status
			s.message = rejected[i].Message
		}
		return s
	})
}

// threadStatuses returns the status of each member of a request and of the new thread.
func threadStatuses(members []chat.Participant, created chat.CreateThreadResult) []memberStatus {
	return append(memberStatuses(members, created.InvalidParticipants), memberStatus{string(created.Thread.ID), http.StatusCreated, "", "Thread"})
}

func encodeMultiStatus(e *wire.Encoder, list []memberStatus) {
	e.BeginObject()
	listProperty(e, "multipleStatus", list, func(e *wire.Encoder, s memberStatus) {
		e.BeginObject()
		property(e, "id", s.id)
		e.Name("statusCode")
		e.Raw([]byte(strconv.Itoa(s.status)))
		optionalProperty(e, "message", s.message)
		property(e, "type", s.kind)
		e.EndObject()
	})
	e.EndObject()
}

// threadWithMembers is a thread with its current and former participants.
type threadWithMembers struct {
	thread       chat.ThreadProperties
	participants []engine.ParticipantOverview
}

func (v version) threadWithMembers(e *wire.Encoder, t threadWithMembers) {
	members := []chat.Participant{}
	for _, p := range t.participants {
		if !p.IsFormer {
			members = append(members, p.Participant)
		}
	}
	e.BeginObject()
	v.threadProperties(e, t.thread)
	listProperty(e, "members", members, v.participant)
	e.EndObject()
}

// firstContent writes the type, priority, version and content of a message. The emulator
// does not store priorities, so it is always the default.
func firstContent(e *wire.Encoder, m chat.Message) {
	kind, content := "Text", m.Content.Message
	switch m.Type {
	case chat.MessageTypeHTML:
		kind = "RichText/Html"
	case chat.MessageTypeTopicUpdated:
		kind, content = "ThreadActivity/TopicUpdate", activity("topicupdate", m, element("value", m.Content.Topic))
	case chat.MessageTypeParticipantAdded:
		kind, content = "ThreadActivity/AddMember", activity("addmember", m, targets(m))
	case chat.MessageTypeParticipantRemoved:
		kind, content = "ThreadActivity/DeleteMember", activity("deletemember", m, targets(m))
	}
	property(e, "type", kind)
	property(e, "priority", "Normal")
	property(e, "version", m.Version)
	property(e, "content", content)
}

// activity returns the content of a message of the system.
func activity(name string, m chat.Message, details string) string {
	return "<" + name + ">" + element("eventtime", string(m.ID)) + element("initiator", m.Content.Initiator.RawID()) + details + "</" + name + ">"
}

// targets returns the members who were added or removed. The version of the list of members
// is the message's.
func targets(m chat.Message) string {
	var b strings.Builder
	b.WriteString(element("rosterVersion", string(m.ID)))
	for _, p := range m.Content.Participants {
		id := p.ID.RawID()
		b.WriteString(element("target", id) + "<detailedtargetinfo>" + element("id", id) + "</detailedtargetinfo>")
	}
	return b.String()
}

// element returns an XML element that contains text.
func element(name, text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder never fails
	return "<" + name + ">" + b.String() + "</" + name + ">"
}
