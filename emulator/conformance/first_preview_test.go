package conformance_test

import "strings"

// firstPreviewRules returns the rules for 2020-09-21-preview2.
func firstPreviewRules() []rule {
	const version = "?api-version=2020-09-21-preview2"
	return []rule{
		{
			name:   "preview2-members",
			text:   "In 2020-09-21-preview2 participants are `members`: they are part of a thread's properties, listed and added at that path, and removed by `DELETE` of `members/{id}`.",
			source: recorded("2020-09-21-preview2"),
			check: func(c *check) {
				bob := c.newUser()
				u, th := c.newThread()
				u.post(th.path("/members"+version), `{"members":[{"id":"`+bob.id+`"}]}`).wantStatus(207)
				c.wantEqual("members", u.get(th.path("/members"+version)).list("id"), []string{u.id, bob.id})
				r := u.get(th.path(version)).wantProperties("", "id topic createdOn createdBy members")
				r.want("members/1/id", `"`+bob.id+`"`)
				u.delete(th.path("/members/" + escape(bob.id) + version)).wantStatus(204)
				c.wantEqual("members", u.get(th.path("/members"+version)).list("id"), []string{u.id})
			},
		},
		{
			name:   "preview2-results",
			text:   "In 2020-09-21-preview2 creating a thread and adding members are a 207 with `multipleStatus`, which has the `statusCode` of each member and of the thread. Updates are a 200.",
			source: recorded("2020-09-21-preview2"),
			check: func(c *check) {
				u := c.newUser()
				r := u.post("/chat/threads"+version, `{"topic":"x","members":[{"id":"`+u.id+`"}]}`).wantStatus(207)
				r.want("multipleStatus/0", `{"id":"`+u.id+`","statusCode":201,"type":"ThreadMember"}`).want("multipleStatus/1/type", `"Thread"`).want("multipleStatus/1/statusCode", "201")
				th := thread{c, r.text("multipleStatus/1/id")}
				u.post(th.path("/members"+version), `{"members":[{"id":"`+c.newUser().id+`"}]}`).wantStatus(207).want("multipleStatus/0/statusCode", "201")
				u.call("PATCH", th.path(version), `{"topic":"y"}`, "Content-Type: application/json").wantStatus(200).wantEmpty()
				path := th.path("/messages/" + u.send(th, `"content":"x"`))
				u.call("PATCH", path+version, `{"content":"y"}`, "Content-Type: application/json").wantStatus(200).wantEmpty()
				u.delete(th.path(version)).wantStatus(204)
			},
		},
		{
			name:   "preview2-history",
			text:   "In 2020-09-21-preview2 a member who is added without `shareHistoryTime` sees the messages from then on.",
			source: recorded("2020-09-21-preview2"),
			check: func(c *check) {
				bob := c.newUser()
				u, th := c.newThread()
				u.post(th.path("/members"+version), `{"members":[{"id":"`+bob.id+`"}]}`).wantStatus(207)
				if since := u.get(th.path("/members" + version)).text("value/1/shareHistoryTime"); since == "1970-01-01T00:00:00Z" {
					c.Errorf("shareHistoryTime %s", since)
				}
			},
		},
		{
			name:   "preview2-messages",
			text:   "In 2020-09-21-preview2 the content of a message is a text, which is XML for those of the system. Their types are `Text`, `ThreadActivity/TopicUpdate` and `ThreadActivity/AddMember`; they have a `priority`, and no sequence ID.",
			source: recorded("2020-09-21-preview2"),
			check: func(c *check) {
				u, th := c.newThread()
				u.send(th, `"content":"x"`)
				r := u.get(th.path("/messages" + version))
				c.wantEqual("types", r.list("type"), []string{"Text", "ThreadActivity/TopicUpdate", "ThreadActivity/AddMember"})
				r.wantProperties("value/0", "id type priority version content senderDisplayName createdOn senderId").want("value/0/content", `"x"`)
				r.wantProperties("value/1", "id type priority version content createdOn senderId").want("value/1/senderId", `"`+th.id+`"`)
				r.want("value/1/content", marshal("<topicupdate><eventtime>"+r.text("value/1/id")+"</eventtime><initiator>"+u.id+"</initiator><value>Lunch</value></topicupdate>"))
				if added := r.text("value/2/content"); !strings.HasSuffix(added, "<target>"+u.id+"</target><detailedtargetinfo><id>"+u.id+"</id></detailedtargetinfo></addmember>") {
					c.Errorf("content %s", added)
				}
			},
		},
		{
			name:   "preview2-threads",
			text:   "In 2020-09-21-preview2 a thread in a list has `isDeleted` in place of `deletedOn`.",
			source: recorded("2020-09-21-preview2"),
			check: func(c *check) {
				u, _ := c.newThread()
				u.get("/chat/threads"+version).wantProperties("value/0", "id topic isDeleted lastMessageReceivedOn").want("value/0/isDeleted", "false")
			},
		},
		{
			name:   "preview2-chosen",
			text:   "In 2020-09-21-preview2 priorities are not stored, so that each is `Normal`; HTML is `RichText/Html`, the message about a removal `ThreadActivity/DeleteMember`.",
			source: chosen,
			check: func(c *check) {
				bob := c.newUser()
				u, th := c.newThread(bob)
				u.post(th.path("/messages"+version), `{"content":"x","priority":"High"}`).wantStatus(201)
				u.send(th, `"content":"x","type":"html"`)
				u.remove(th, bob.id).wantStatus(204)
				r := u.get(th.path("/messages" + version))
				c.wantEqual("types", r.list("type")[:3], []string{"ThreadActivity/DeleteMember", "RichText/Html", "Text"})
				r.want("value/2/priority", `"Normal"`)
			},
		},
	}
}
