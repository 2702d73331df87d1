package conformance_test

import "strings"

// versionRules returns the rules for API versions.
func versionRules() []rule {
	return []rule{
		{
			name:   "stable",
			text:   "Chat has the stable versions 2021-03-07, 2021-09-07, 2023-11-07, 2024-03-07 and 2025-03-15.",
			source: document("2021-03-07 to 2025-03-15"),
			check: func(c *check) {
				c.wantVersions("2021-03-07", "2021-09-07", "2023-11-07", "2024-03-07", "2025-03-15")
			},
		},
		{
			name:   "previews",
			text:   "Chat accepts the previews 2020-09-21-preview2, 2020-11-01-preview3, 2021-01-27-preview4, 2021-03-01-preview5, 2021-04-05-preview6, 2023-07-01-preview, 2023-11-15-preview, 2024-03-15-preview and 2024-06-05-preview.",
			source: recorded("2020-09-21-preview2 to 2024-06-05-preview"),
			check: func(c *check) {
				c.wantVersions("2020-09-21-preview2", "2020-11-01-preview3", "2021-01-27-preview4", "2021-03-01-preview5", "2021-04-05-preview6", "2023-07-01-preview", "2023-11-15-preview", "2024-03-15-preview", "2024-06-05-preview")
			},
		},
		{
			name:   "listed-previews",
			text:   "Chat also accepts the previews 2021-10-01-preview7, 2023-04-01-preview and 2024-03-01-preview, which it lists. Their JSON is that of the version before them.",
			source: chosen,
			check: func(c *check) {
				c.wantVersions("2021-10-01-preview7", "2023-04-01-preview", "2024-03-01-preview")
				u, th := c.newThread()
				u.get(th.path("?api-version=2024-03-01-preview")).wantProperties("", "id topic createdOn createdByCommunicationIdentifier")
				id := u.send(th, `"content":"x"`)
				u.get(th.path("/messages/"+id+"?api-version=2023-04-01-preview")).wantProperties("content", "message")
			},
		},
		{
			name:   "identity",
			text:   "Identity has the versions 2021-03-07, 2021-11-01, 2022-06-01, 2022-10-01, 2023-10-01, 2025-06-30, 2026-07-22 and 2026-09-23, and the previews 2021-02-22-preview1, 2021-03-31-preview1, 2021-10-31-preview, 2025-03-02-preview and 2025-04-01-preview.",
			source: document("Identity 2021-03-07 to 2026-09-23"),
			check: func(c *check) {
				for _, v := range []string{"2021-02-22-preview1", "2021-03-07", "2021-03-31-preview1", "2021-10-31-preview", "2021-11-01", "2022-06-01", "2022-10-01", "2023-10-01", "2025-03-02-preview", "2025-04-01-preview", "2025-06-30", "2026-07-22", "2026-09-23"} {
					c.deleteUser(c.identity("POST", "/identities?api-version="+v, "{}").wantStatus(201).text("identity/id"))
				}
			},
		},
		{
			name:   "unknown",
			text:   "An unknown version is a 400 `UnsupportedApiVersion`, and a missing one a 400 `ApiVersionUnspecified`.",
			source: chosen,
			check: func(c *check) {
				u := c.newUser()
				for _, v := range []string{"2020-01-01", "2023-10-01", "x"} {
					u.get("/chat/threads?api-version="+v).wantError(400, "UnsupportedApiVersion", "*")
				}
				u.get("/chat/threads?api-version=").wantError(400, "ApiVersionUnspecified", "*")
			},
		},
		{
			name:   "header",
			text:   "The header `api-supported-versions` of every response lists the versions, also with previews.",
			source: recorded("2021-03-07 to 2025-03-15"),
			check: func(c *check) {
				got := c.newUser().get("/chat/threads").wantStatus(200).header.Get("api-supported-versions")
				for _, v := range []string{"2021-03-07", "2021-04-05-preview6", "2025-03-15"} {
					if !strings.Contains(got, v) {
						c.Errorf("api-supported-versions %q does not contain %s", got, v)
					}
				}
			},
		},
		{
			name:   "thread-data",
			text:   "Metadata of threads and participants and `retentionPolicy` exist in 2024-03-15-preview and 2024-06-05-preview and since 2025-03-15; before, they are not sent.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThreadWithData()
				for _, v := range []string{"2021-03-07", "2021-09-07", "2023-11-07", "2024-03-07"} {
					u.get(th.path("?api-version="+v)).wantProperties("", "id topic createdOn createdByCommunicationIdentifier")
					u.get(th.path("/participants?api-version="+v)).wantProperties("value/0", "communicationIdentifier shareHistoryTime")
				}
				for _, v := range []string{"2024-03-15-preview", "2024-06-05-preview", "2025-03-15"} {
					u.get(th.path("?api-version="+v)).want("metadata", `{"N":"V"}`)
					u.get(th.path("/participants?api-version="+v)).want("value/0/metadata", `{"P":"V"}`)
				}
				u.get(th.path("?api-version=2025-03-15")).want("retentionPolicy", `{"kind":"none"}`)
			},
		},
		{
			name:   "thread-metadata-2023",
			text:   "In 2023-07-01-preview and 2023-11-15-preview threads and participants have metadata, and threads have no retention policy.",
			source: recorded("2023-07-01-preview, 2023-11-15-preview"),
			check: func(c *check) {
				u, th := c.newThreadWithData()
				for _, v := range []string{"2023-07-01-preview", "2023-11-15-preview"} {
					u.patch(th.path("?api-version="+v), `{"metadata":{"N":"`+v+`"}}`).wantStatus(204)
					r := u.get(th.path("?api-version="+v)).wantProperties("", "id topic createdOn createdByCommunicationIdentifier metadata")
					r.want("metadata", `{"N":"`+v+`"}`)
					u.get(th.path("/participants?api-version="+v)).want("value/0/metadata", `{"P":"V"}`)
				}
			},
		},
		{
			name:   "no-retention-2024",
			text:   "In 2024-03-15-preview a thread has `retentionPolicy` only if one is set, and not after a null.",
			source: recorded("2024-03-15-preview"),
			check: func(c *check) {
				const version, properties = "?api-version=2024-03-15-preview", "id topic createdOn createdByCommunicationIdentifier"
				u, th := c.newThread()
				u.get(th.path(version)).wantProperties("", properties)
				u.patch(th.path(version), `{"retentionPolicy":{"kind":"threadCreationDate","deleteThreadAfterDays":90}}`).wantStatus(204)
				u.get(th.path(version)).wantProperties("", properties+" retentionPolicy").want("retentionPolicy", `{"kind":"threadCreationDate","deleteThreadAfterDays":90}`)
				u.patch(th.path(version), `{"retentionPolicy":null}`).wantStatus(204)
				u.get(th.path(version)).wantProperties("", properties)
			},
		},
		{
			name:   "messaging-policy",
			text:   "In 2024-06-05-preview a thread has `messagingPolicy`, `{\"textOnlyChat\":false}`, which no document defines; later versions do not have it.",
			source: recorded("2024-06-05-preview, 2025-03-15"),
			check: func(c *check) {
				const properties = "id topic createdOn createdByCommunicationIdentifier retentionPolicy"
				u := c.newUser()
				r := u.post("/chat/threads?api-version=2024-06-05-preview", `{"topic":"x"}`).wantStatus(201)
				r.wantProperties("chatThread", properties+" messagingPolicy").want("chatThread/messagingPolicy", `{"textOnlyChat":false}`)
				th := thread{c, r.text("chatThread/id")}
				u.get(th.path("?api-version=2024-06-05-preview")).wantProperties("", properties+" messagingPolicy")
				u.get(th.path("?api-version=2025-03-15")).wantProperties("", properties)
			},
		},
		{
			name:   "ignored",
			text:   "Properties of a request that its version does not define are ignored.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				u.patch(th.path("?api-version=2024-03-07"), `{"topic":"new","metadata":{"a":"1"}}`).wantStatus(204)
				u.get(th.path("")).want("topic", `"new"`).want("metadata", "")
				id := u.post(th.path("/messages?api-version=2021-03-07"), `{"content":"x","metadata":{"a":"1"}}`).wantStatus(201).text("id")
				u.get(th.path("/messages/"+id)).want("metadata", "")
				bob := c.newUser()
				u.post(th.path("/members?api-version=2020-09-21-preview2"), `{"members":[{"id":"`+bob.id+`","metadata":{"a":"1"}}]}`).wantStatus(207)
				u.get(th.path("/participants")).want("value/1/communicationIdentifier/rawId", `"`+bob.id+`"`).want("value/1/metadata", "")
			},
		},
		{
			name:   "message-metadata",
			text:   "Metadata of messages exists since 2021-04-05-preview6; before, it is ignored and not sent.",
			source: recorded("2021-03-07 to 2021-09-07"),
			check: func(c *check) {
				u, th := c.newThread()
				path := th.path("/messages/" + u.send(th, `"content":"x","metadata":{"a":"1"}`))
				for _, v := range []string{"2021-04-05-preview6", "2021-09-07", "2023-11-07", "2024-03-07", "2025-03-15"} {
					u.get(path+"?api-version="+v).want("metadata", `{"a":"1"}`)
				}
				for _, v := range []string{"2021-01-27-preview4", "2021-03-01-preview5", "2021-03-07"} {
					u.get(path+"?api-version="+v).want("metadata", "")
				}
			},
		},
		{
			name:   "preview3-identifiers",
			text:   "In 2020-11-01-preview3 identifiers are raw IDs: `createdBy` of a thread, `id` of a participant, `senderId` of a message and a receipt.",
			source: recorded("2020-11-01-preview3"),
			check: func(c *check) {
				const version = "?api-version=2020-11-01-preview3"
				ann, bob := c.newUser(), c.newUser()
				r := ann.post("/chat/threads"+version, `{"topic":"x","participants":[{"id":"`+bob.id+`","displayName":"Bob"}]}`).wantStatus(201)
				r.want("chatThread/createdBy", `"`+ann.id+`"`).want("chatThread/createdByCommunicationIdentifier", "")
				th := thread{c, r.text("chatThread/id")}
				c.wantEqual("participants", ann.get(th.path("/participants"+version)).list("id"), []string{ann.id, bob.id})
				id := bob.post(th.path("/messages"+version), `{"content":"x"}`).wantStatus(201).text("id")
				ann.get(th.path("/messages/"+id+version)).want("senderId", `"`+bob.id+`"`)
				ann.receipt(th, id).wantStatus(200)
				c.wantEqual("receipts", ann.get(th.path("/readReceipts"+version)).list("senderId"), []string{ann.id})
			},
		},
		{
			name:   "preview3-system-sender",
			text:   "In 2020-11-01-preview3 the `senderId` of a message of the system is the ID of the thread.",
			source: recorded("2020-11-01-preview3"),
			check: func(c *check) {
				u, th := c.newThread()
				r := u.get(th.path("/messages?api-version=2020-11-01-preview3"))
				c.wantEqual("senders", r.list("senderId"), []string{th.id, th.id})
				r.wantProperties("value/0", "id type sequenceId version content createdOn senderId").want("value/0/content/initiator", `"`+u.id+`"`)
			},
		},
		{
			name:   "preview3-remove",
			text:   "In 2020-11-01-preview3 a participant is removed by `DELETE` of `participants/{id}`.",
			source: recorded("2020-11-01-preview3"),
			check: func(c *check) {
				bob := c.newUser()
				u, th := c.newThread(bob)
				u.delete(th.path("/participants/" + escape(bob.id) + "?api-version=2020-11-01-preview3")).wantStatus(204)
				c.wantEqual("participants", u.get(th.path("/participants")).list("communicationIdentifier/rawId"), []string{u.id})
			},
		},
		{
			name:   "preview3-receipts",
			text:   "In 2020-11-01-preview3 sending a read receipt to `readreceipts`, in lower case, is a 201, and to `readReceipts` a 200.",
			source: recorded("2020-11-01-preview3"),
			check: func(c *check) {
				u, th := c.newThread()
				body := `{"chatMessageId":"` + u.send(th, `"content":"x"`) + `"}`
				u.post(th.path("/readreceipts?api-version=2020-11-01-preview3"), body).wantStatus(201).wantEmpty()
				u.post(th.path("/readReceipts?api-version=2020-11-01-preview3"), body).wantStatus(200).wantEmpty()
			},
		},
		{
			name:   "preview3-page-size",
			text:   "In 2020-11-01-preview3 the page size is the parameter `maxPageSize`, also in next links, or `$maxpagesize`, as its document says.",
			source: recorded("2020-11-01-preview3"),
			check: func(c *check) {
				u, th := c.newThread()
				for _, name := range []string{"maxPageSize", "$maxpagesize"} {
					r := u.get(th.path("/messages?" + name + "=1&api-version=2020-11-01-preview3"))
					c.wantEqual("messages", len(r.list("id")), 1)
					if !strings.HasSuffix(r.nextLink(), "&maxPageSize=1&api-version=2020-11-01-preview3") {
						c.Errorf("next link %s", r.nextLink())
					}
				}
			},
		},
		{
			name:   "preview4-rejected",
			text:   "In 2020-11-01-preview3 and 2021-01-27-preview4 rejected participants are in `errors.invalidParticipants`.",
			source: document("2020-11-01-preview3"),
			check: func(c *check) {
				u, th := c.newThread()
				r := u.addWith(th, participant("8:acs:x_y"), "2021-01-27-preview4").wantStatus(201).wantProperties("", "errors")
				r.want("errors/invalidParticipants/0/target", `"8:acs:x_y"`)
			},
		},
		{
			name:   "preview5-request-id",
			text:   "In 2021-03-01-preview5 the header with the request ID is `idempotency-token`.",
			source: recorded("2021-03-01-preview5"),
			check: func(c *check) {
				const path, header = "/chat/threads?api-version=2021-03-01-preview5", "idempotency-token: 0aba8a54-3b14-454a-8991-380d52cb6a69"
				u := c.newUser()
				first := u.call("POST", path, `{"topic":"x"}`, header).wantStatus(201)
				c.wantEqual("body", u.call("POST", path, `{"topic":"x"}`, header).wantStatus(201).body, first.body)
			},
		},
	}
}

// wantVersions reports versions of Chat that are not accepted.
func (c *check) wantVersions(versions ...string) {
	c.Helper()
	u := c.newUser()
	for _, v := range versions {
		u.get("/chat/threads?api-version=" + v).wantStatus(200)
	}
}

// newThreadWithData creates a thread with metadata of the thread and its participant.
func (c *check) newThreadWithData() (user, thread) {
	c.Helper()
	u := c.newUser()
	r := u.post("/chat/threads", `{"topic":"x","metadata":{"N":"V"},"participants":[`+participant(u.id, `,"metadata":{"P":"V"}`)+`]}`).wantStatus(201)
	return u, thread{c, r.text("chatThread/id")}
}
