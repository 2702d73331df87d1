package main

import (
	"strconv"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/messaging/eventgrid/azsystemevents"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// eventScenario is what happens in a thread of Ann and Bob, and the events about it.
type eventScenario struct {
	t             *testing.T
	hook          *eventWebhook
	ann, bob, cid eventUser

	thread *chat.ThreadClient // of Ann
}

func (s *eventScenario) run() {
	s.createThread()
	s.changeMessages()
	s.changeParticipants()
	s.updateThread()
	s.sendTyping()
	s.deleteThread()
}

func (s *eventScenario) noError(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// subject returns the subject of an event of the thread.
func (s *eventScenario) subject(rest string) string {
	return "thread/" + string(s.thread.ThreadID()) + "/" + rest
}

func (s *eventScenario) threadID() *string { return new(string(s.thread.ThreadID())) }

// near returns a time of an event, which must be one of the last minutes.
func (s *eventScenario) near(got *time.Time) *time.Time {
	s.t.Helper()
	if got == nil || time.Since(*got).Abs() > 10*time.Minute {
		s.t.Errorf("time %v", got)
	}
	return got
}

// recent returns a version of a thread, which must be a time of the last minutes.
func (s *eventScenario) recent(got *int64) *int64 {
	s.t.Helper()
	if got == nil || time.Since(time.UnixMilli(*got)).Abs() > 10*time.Minute {
		s.t.Errorf("version %v", got)
	}
	return got
}

func (u eventUser) participant(name string) azsystemevents.ACSChatThreadParticipantProperties {
	return azsystemevents.ACSChatThreadParticipantProperties{ParticipantCommunicationIdentifier: u.model, DisplayName: &name}
}

func metadata(value string) map[string]*string { return map[string]*string{"key": &value} }

func (s *eventScenario) createThread() {
	created, err := s.ann.client.CreateThread(s.t.Context(), "Lunch", &chat.CreateThreadOptions{
		Participants: []chat.Participant{{ID: acs.UserIdentifier{ID: s.bob.id}, DisplayName: "Bob", Metadata: map[string]string{"key": "bob"}}},
		Metadata:     map[string]string{"key": "thread"},
	})
	s.noError(err)
	s.thread = s.ann.client.Thread(created.Thread.ID)
	bob := s.bob.participant("Bob")
	bob.Metadata = metadata("bob")
	participants := []azsystemevents.ACSChatThreadParticipantProperties{s.ann.participant(""), bob}
	// The first delivery fails, so the other event comes first.
	wantEvent(s, "ChatThreadCreatedWithUser", "createdBy/"+s.ann.id+"/recipient/"+s.bob.id,
		func(got azsystemevents.ACSChatThreadCreatedWithUserEventData) azsystemevents.ACSChatThreadCreatedWithUserEventData {
			return azsystemevents.ACSChatThreadCreatedWithUserEventData{
				CreateTime: s.near(got.CreateTime), CreatedByCommunicationIdentifier: s.ann.model, Properties: map[string]any{"topic": "Lunch"},
				RecipientCommunicationIdentifier: s.bob.model, ThreadID: s.threadID(), Version: s.recent(got.Version),
				Participants: participants, Metadata: metadata("thread"),
			}
		})
	wantEvent(s, "ChatThreadCreated", "createdBy/"+s.ann.id,
		func(got azsystemevents.ACSChatThreadCreatedEventData) azsystemevents.ACSChatThreadCreatedEventData {
			return azsystemevents.ACSChatThreadCreatedEventData{
				CreateTime: s.near(got.CreateTime), CreatedByCommunicationIdentifier: s.ann.model, Properties: map[string]any{"topic": "Lunch"},
				ThreadID: s.threadID(), Version: s.recent(got.Version), Participants: participants, Metadata: metadata("thread"),
			}
		})
}

// at returns got, which must be the time in Unix milliseconds.
func (s *eventScenario) at(got *time.Time, milliseconds string) *time.Time {
	s.t.Helper()
	if got == nil || strconv.FormatInt(got.UnixMilli(), 10) != milliseconds {
		s.t.Errorf("time %v, want %s", got, milliseconds)
	}
	return got
}

// version returns the version of a message.
func (s *eventScenario) version(id chat.MessageID) *int64 {
	s.t.Helper()
	message, err := s.thread.GetMessage(s.t.Context(), id, nil)
	s.noError(err)
	version, err := strconv.ParseInt(message.Version, 10, 64)
	s.noError(err)
	return &version
}

func (s *eventScenario) changeMessages() {
	sent, err := s.thread.SendMessage(s.t.Context(), "<b>Pizza?</b>", &chat.SendMessageOptions{
		Type: chat.MessageTypeHTML, SenderDisplayName: "Ann", Metadata: map[string]string{"key": "message"},
	})
	s.noError(err)
	s.wantReceived(sent.ID)
	_, err = s.thread.UpdateMessage(s.t.Context(), sent.ID, &chat.UpdateMessageOptions{Content: acs.Set("Soup?")})
	s.noError(err)
	s.wantEdited(sent.ID)
	_, err = s.thread.DeleteMessage(s.t.Context(), sent.ID, nil)
	s.noError(err)
	s.wantDeleted(sent.ID)
}

func (s *eventScenario) wantReceived(id chat.MessageID) {
	s.t.Helper()
	wantEvent(s, "ChatMessageReceivedInThread", "sender/"+s.ann.id,
		func(got azsystemevents.ACSChatMessageReceivedInThreadEventData) azsystemevents.ACSChatMessageReceivedInThreadEventData {
			return azsystemevents.ACSChatMessageReceivedInThreadEventData{
				ComposeTime: s.at(got.ComposeTime, string(id)), MessageBody: new("<b>Pizza?</b>"), MessageID: new(string(id)),
				SenderCommunicationIdentifier: s.ann.model, ThreadID: s.threadID(), Type: new("RichText/Html"), Version: s.version(id),
				Metadata: metadata("message"), SenderDisplayName: new("Ann"),
			}
		})
	wantEvent(s, "ChatMessageReceived", "sender/"+s.ann.id+"/recipient/"+s.bob.id,
		func(got azsystemevents.ACSChatMessageReceivedEventData) azsystemevents.ACSChatMessageReceivedEventData {
			return azsystemevents.ACSChatMessageReceivedEventData{
				ComposeTime: s.at(got.ComposeTime, string(id)), MessageBody: new("<b>Pizza?</b>"), MessageID: new(string(id)),
				RecipientCommunicationIdentifier: s.bob.model,
				SenderCommunicationIdentifier:    s.ann.model, ThreadID: s.threadID(), Type: new("RichText/Html"), Version: s.version(id),
				Metadata: metadata("message"), SenderDisplayName: new("Ann"),
			}
		})
}

func (s *eventScenario) wantEdited(id chat.MessageID) {
	s.t.Helper()
	version := s.version(id)
	editedOn := strconv.FormatInt(*version, 10)
	wantEvent(s, "ChatMessageEditedInThread", "sender/"+s.ann.id,
		func(got azsystemevents.ACSChatMessageEditedInThreadEventData) azsystemevents.ACSChatMessageEditedInThreadEventData {
			return azsystemevents.ACSChatMessageEditedInThreadEventData{
				ComposeTime: s.at(got.ComposeTime, string(id)), EditTime: s.at(got.EditTime, editedOn), MessageBody: new("Soup?"), MessageID: new(string(id)),
				SenderCommunicationIdentifier: s.ann.model, ThreadID: s.threadID(), Type: new("RichText/Html"), Version: version,
				Metadata: metadata("message"), SenderDisplayName: new("Ann"),
			}
		})
	wantEvent(s, "ChatMessageEdited", "sender/"+s.ann.id+"/recipient/"+s.bob.id,
		func(got azsystemevents.ACSChatMessageEditedEventData) azsystemevents.ACSChatMessageEditedEventData {
			return azsystemevents.ACSChatMessageEditedEventData{
				ComposeTime: s.at(got.ComposeTime, string(id)), EditTime: s.at(got.EditTime, editedOn), MessageBody: new("Soup?"), MessageID: new(string(id)),
				RecipientCommunicationIdentifier: s.bob.model,
				SenderCommunicationIdentifier:    s.ann.model, ThreadID: s.threadID(), Type: new("RichText/Html"), Version: version,
				Metadata: metadata("message"), SenderDisplayName: new("Ann"),
			}
		})
}

func (s *eventScenario) wantDeleted(id chat.MessageID) {
	s.t.Helper()
	version := s.version(id)
	deletedOn := strconv.FormatInt(*version, 10)
	wantEvent(s, "ChatMessageDeletedInThread", "sender/"+s.ann.id,
		func(got azsystemevents.ACSChatMessageDeletedInThreadEventData) azsystemevents.ACSChatMessageDeletedInThreadEventData {
			return azsystemevents.ACSChatMessageDeletedInThreadEventData{
				ComposeTime: s.at(got.ComposeTime, string(id)), DeleteTime: s.at(got.DeleteTime, deletedOn), MessageID: new(string(id)),
				SenderCommunicationIdentifier: s.ann.model, ThreadID: s.threadID(), Type: new("RichText/Html"), Version: version,
				SenderDisplayName: new("Ann"),
			}
		})
	wantEvent(s, "ChatMessageDeleted", "sender/"+s.ann.id+"/recipient/"+s.bob.id,
		func(got azsystemevents.ACSChatMessageDeletedEventData) azsystemevents.ACSChatMessageDeletedEventData {
			return azsystemevents.ACSChatMessageDeletedEventData{
				ComposeTime: s.at(got.ComposeTime, string(id)), DeleteTime: s.at(got.DeleteTime, deletedOn), MessageID: new(string(id)),
				RecipientCommunicationIdentifier: s.bob.model,
				SenderCommunicationIdentifier:    s.ann.model, ThreadID: s.threadID(), Type: new("RichText/Html"), Version: version,
				SenderDisplayName: new("Ann"),
			}
		})
}

// changeParticipants adds Cid, who gets the event about it, and removes Cid again.
func (s *eventScenario) changeParticipants() {
	cid := s.cid.participant("Cid")
	_, err := s.thread.AddParticipants(s.t.Context(), []chat.Participant{{ID: acs.UserIdentifier{ID: s.cid.id}, DisplayName: "Cid"}}, nil)
	s.noError(err)
	wantEvent(s, "ChatThreadParticipantAdded", "participantadded/"+s.cid.id,
		func(got azsystemevents.ACSChatParticipantAddedToThreadEventData) azsystemevents.ACSChatParticipantAddedToThreadEventData {
			return azsystemevents.ACSChatParticipantAddedToThreadEventData{
				AddedByCommunicationIdentifier: s.ann.model, ParticipantAdded: &cid, ThreadID: s.threadID(), Time: s.near(got.Time), Version: s.recent(got.Version),
			}
		})
	for _, recipient := range []eventUser{s.bob, s.cid} {
		wantEvent(s, "ChatParticipantAddedToThreadWithUser", "participantAdded/"+s.cid.id+"/recipient/"+recipient.id,
			func(got azsystemevents.ACSChatParticipantAddedToThreadWithUserEventData) azsystemevents.ACSChatParticipantAddedToThreadWithUserEventData {
				return azsystemevents.ACSChatParticipantAddedToThreadWithUserEventData{
					AddedByCommunicationIdentifier: s.ann.model, CreateTime: s.near(got.CreateTime), ParticipantAdded: &cid,
					RecipientCommunicationIdentifier: recipient.model, ThreadID: s.threadID(), Time: s.near(got.Time), Version: s.recent(got.Version),
				}
			})
	}
	_, err = s.thread.RemoveParticipant(s.t.Context(), acs.UserIdentifier{ID: s.cid.id}, nil)
	s.noError(err)
	wantEvent(s, "ChatThreadParticipantRemoved", "participantremoved/"+s.cid.id,
		func(got azsystemevents.ACSChatParticipantRemovedFromThreadEventData) azsystemevents.ACSChatParticipantRemovedFromThreadEventData {
			return azsystemevents.ACSChatParticipantRemovedFromThreadEventData{
				RemovedByCommunicationIdentifier: s.ann.model, ParticipantRemoved: &cid, ThreadID: s.threadID(),
				Time: s.near(got.Time), Version: s.recent(got.Version),
			}
		})
	for _, recipient := range []eventUser{s.bob, s.cid} {
		wantEvent(s, "ChatParticipantRemovedFromThreadWithUser", "participantRemoved/"+s.cid.id+"/recipient/"+recipient.id,
			func(got azsystemevents.ACSChatParticipantRemovedFromThreadWithUserEventData) azsystemevents.ACSChatParticipantRemovedFromThreadWithUserEventData {
				return azsystemevents.ACSChatParticipantRemovedFromThreadWithUserEventData{
					RemovedByCommunicationIdentifier: s.ann.model, CreateTime: s.near(got.CreateTime), ParticipantRemoved: &cid,
					RecipientCommunicationIdentifier: recipient.model, ThreadID: s.threadID(), Time: s.near(got.Time), Version: s.recent(got.Version),
				}
			})
	}
}

func (s *eventScenario) updateThread() {
	_, err := s.thread.UpdateTopic(s.t.Context(), "Dinner", nil)
	s.noError(err)
	wantEvent(s, "ChatThreadPropertiesUpdated", "editedBy/"+s.ann.id,
		func(got azsystemevents.ACSChatThreadPropertiesUpdatedEventData) azsystemevents.ACSChatThreadPropertiesUpdatedEventData {
			return azsystemevents.ACSChatThreadPropertiesUpdatedEventData{
				CreateTime: s.near(got.CreateTime), EditTime: s.near(got.EditTime), EditedByCommunicationIdentifier: s.ann.model,
				Metadata: metadata("thread"), Properties: map[string]any{"topic": "Dinner"}, ThreadID: s.threadID(), Version: s.recent(got.Version),
			}
		})
	wantEvent(s, "ChatThreadPropertiesUpdatedPerUser", "editedBy/"+s.ann.id+"/recipient/"+s.bob.id,
		func(got azsystemevents.ACSChatThreadPropertiesUpdatedPerUserEventData) azsystemevents.ACSChatThreadPropertiesUpdatedPerUserEventData {
			return azsystemevents.ACSChatThreadPropertiesUpdatedPerUserEventData{
				CreateTime: s.near(got.CreateTime), EditTime: s.near(got.EditTime), EditedByCommunicationIdentifier: s.ann.model,
				RecipientCommunicationIdentifier: s.bob.model,
				Metadata:                         metadata("thread"), Properties: map[string]any{"topic": "Dinner"}, ThreadID: s.threadID(), Version: s.recent(got.Version),
			}
		})
}

func (s *eventScenario) sendTyping() {
	_, err := s.thread.SendTypingNotification(s.t.Context(), &chat.SendTypingNotificationOptions{SenderDisplayName: "Ann"})
	s.noError(err)
	wantEvent(s, "ChatTypingIndicatorReceivedInThread", "sender/"+s.ann.id,
		func(azsystemevents.ACSChatTypingIndicatorReceivedInThreadEventData) azsystemevents.ACSChatTypingIndicatorReceivedInThreadEventData {
			return azsystemevents.ACSChatTypingIndicatorReceivedInThreadEventData{
				SenderCommunicationIdentifier: s.ann.model, SenderDisplayName: new("Ann"), ThreadID: s.threadID(),
			}
		})
}

func (s *eventScenario) deleteThread() {
	_, err := s.ann.client.DeleteThread(s.t.Context(), s.thread.ThreadID(), nil)
	s.noError(err)
	wantEvent(s, "ChatThreadDeleted", "deletedBy/"+s.ann.id,
		func(got azsystemevents.ACSChatThreadDeletedEventData) azsystemevents.ACSChatThreadDeletedEventData {
			return azsystemevents.ACSChatThreadDeletedEventData{
				CreateTime: s.near(got.CreateTime), DeleteTime: s.near(got.DeleteTime), DeletedByCommunicationIdentifier: s.ann.model,
				ThreadID: s.threadID(), Version: s.recent(got.Version),
			}
		})
	wantEvent(s, "ChatThreadWithUserDeleted", "deletedBy/"+s.ann.id+"/recipient/"+s.bob.id,
		func(got azsystemevents.ACSChatThreadWithUserDeletedEventData) azsystemevents.ACSChatThreadWithUserDeletedEventData {
			return azsystemevents.ACSChatThreadWithUserDeletedEventData{
				CreateTime: s.near(got.CreateTime), DeleteTime: s.near(got.DeleteTime), DeletedByCommunicationIdentifier: s.ann.model,
				RecipientCommunicationIdentifier: s.bob.model, ThreadID: s.threadID(), Version: s.recent(got.Version),
			}
		})
}
