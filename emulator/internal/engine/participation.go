package engine

import (
	"slices"

	"github.com/chatgen-go/chatgen/generated/chat"
)

// lastMessageOn returns the time of the newest message that the participant sees.
func (p *participant) lastMessageOn() int64 {
	if p.Removed != nil {
		return p.Removed.MessageOn
	}
	return p.thread.lastMessageOn()
}

// threadItem returns the thread as an item of the participant's list.
func (p *participant) threadItem() chat.ThreadItem {
	topic := p.thread.Topic
	if p.Removed != nil {
		topic = p.Removed.Topic
	}
	return chat.ThreadItem{
		ID: chat.ThreadID(p.thread.ID), Topic: topic,
		DeletedOn: wholeSeconds(p.thread.DeletedOn), LastMessageReceivedOn: wholeSeconds(p.lastMessageOn()),
	}
}

// canSee reports whether a message is in the history that the participant can read.
func (p *participant) canSee(m *message) bool {
	return m.createdOn() >= p.ShareFrom && (p.Removed == nil || m.ID <= p.Removed.MessageID)
}

// position returns the position of the thread in the participant's list of threads.
func (p *participant) position() position { return position{p.activity, p.thread.Seq} }

func comparePosition(p *participant, to position) int { return p.position().compare(to) }

// place moves a participation to its position in the user's list of threads. It has to
// be called after each change of the time of the last message or of the deletion.
func (u *user) place(p *participant) {
	u.displace(p)
	p.activity = max(p.lastMessageOn(), p.thread.DeletedOn)
	i, _ := slices.BinarySearchFunc(u.participations, p.position(), comparePosition)
	u.participations = slices.Insert(u.participations, i, p)
}

// displace removes a participation from the user's list of threads.
func (u *user) displace(p *participant) {
	if i, found := slices.BinarySearchFunc(u.participations, p.position(), comparePosition); found {
		u.participations = slices.Delete(u.participations, i, i+1)
	}
}

// sortParticipations determines the order of the user's list of threads.
func (u *user) sortParticipations() {
	for _, p := range u.participations {
		p.activity = max(p.lastMessageOn(), p.thread.DeletedOn)
	}
	slices.SortFunc(u.participations, func(a, b *participant) int { return a.position().compare(b.position()) })
}
