package chat_test

import (
	"context"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestNewClientArguments checks the errors for invalid arguments of the
// constructor.
func TestNewClientArguments(t *testing.T) {
	credential, err := acs.NewTokenCredential(secretToken)
	servicetest.WantNoError(t, err)
	const notURL = "endpoint is not a URL like https://example.communication.azure.com"
	cases := map[string]struct {
		endpoint   string
		credential azcore.TokenCredential
		options    *chat.ClientOptions
		want       string
	}{
		"no endpoint":       {"", credential, nil, "endpoint is empty"},
		"no credential":     {endpoint, nil, nil, "acs: credential is nil"},
		"connection string": {"endpoint=https://x/;accesskey=c2VjcmV0", credential, nil, notURL},
		"no host":           {"https://", credential, nil, notURL},
		"query":             {endpoint + "?a=b", credential, nil, notURL},
		"user":              {"https://user:pw@x.example", credential, nil, notURL},
		"other scheme":      {"ftp://x.example", credential, nil, `endpoint has the scheme "ftp" instead of https`},
		"not over TLS": {
			"http://x.example", credential, nil,
			"endpoint is http, but credentials are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)",
		},
		"next link host": {endpoint, credential, &chat.ClientOptions{AllowedNextLinkHosts: []string{"https://x.example"}}, `ClientOptions.AllowedNextLinkHosts: invalid host "https://x.example" (want "host" or "host:port")`},
		"response size":  {endpoint, credential, &chat.ClientOptions{MaxResponseSize: -1}, `MaxResponseSize: invalid size -1 (want a number of bytes, or 0 for the default)`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			client, err := chat.NewClient(c.endpoint, c.credential, c.options)
			servicetest.WantError(t, err, "chat.NewClient: "+c.want)
			if client != nil {
				t.Error("got a client with the error")
			}
		})
	}
}

// TestEndpoint checks the supported formats of an endpoint.
func TestEndpoint(t *testing.T) {
	for name, c := range map[string]struct{ endpoint, host, uri string }{
		"without scheme": {"resource.communication.azure.com", "resource.communication.azure.com", "/chat/threads/t"},
		"trailing slash": {endpoint + "/", "resource.communication.azure.com", "/chat/threads/t"},
		"port":           {"localhost:8443", "localhost:8443", "/chat/threads/t"},
		"path":           {"https://gateway.example/acs/", "gateway.example", "/acs/chat/threads/t"},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, noContent())
			_, err := newClientAt(t, c.endpoint, s).DeleteThread(t.Context(), "t", nil)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "host", s.OnlyRequest(t).Host, c.host)
			servicetest.WantEqual(t, "URI", s.OnlyRequest(t).URI, c.uri+"?"+version)
		})
	}
}

// argumentCase is a call with an invalid argument, and its error.
type argumentCase struct {
	want string
	call func(context.Context, *chat.Client) error
}

func threadCase(want string, call func(context.Context, *chat.ThreadClient) error) argumentCase {
	return argumentCase{want, func(ctx context.Context, c *chat.Client) error { return call(ctx, c.Thread(threadID)) }}
}

// contentArguments returns calls with invalid content.
func contentArguments() map[string]argumentCase {
	many := participants(make([]string, 201)...)
	nilIdentifier := []chat.Participant{{ID: user("a")}, {DisplayName: "Fred"}}
	return map[string]argumentCase{
		"CreateThread, topic": {"Client.CreateThread: topic: must not be empty", func(ctx context.Context, c *chat.Client) error {
			_, err := c.CreateThread(ctx, "", nil)
			return err
		}},
		"CreateThread, participants": {"Client.CreateThread: options.Participants: 201 items, but at most 200 are accepted", func(ctx context.Context, c *chat.Client) error {
			_, err := c.CreateThread(ctx, "Lunch", &chat.CreateThreadOptions{Participants: many})
			return err
		}},
		"CreateThread, nil identifier": {"Client.CreateThread: options.Participants[1].ID: must not be nil", func(ctx context.Context, c *chat.Client) error {
			_, err := c.CreateThread(ctx, "Lunch", &chat.CreateThreadOptions{Participants: nilIdentifier})
			return err
		}},
		"DeleteThread, ID": {"Client.DeleteThread: threadID: must not be empty", func(ctx context.Context, c *chat.Client) error {
			_, err := c.DeleteThread(ctx, "", nil)
			return err
		}},
		"DeleteThread, dots": {`Client.DeleteThread: threadID: ".." cannot be part of a path`, func(ctx context.Context, c *chat.Client) error {
			_, err := c.DeleteThread(ctx, "..", nil)
			return err
		}},
		"SendMessage, content": threadCase("ThreadClient.SendMessage: content: must not be empty", func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.SendMessage(ctx, "", nil)
			return err
		}),
		"UpdateTopic, topic": threadCase("ThreadClient.UpdateTopic: topic: must not be empty", func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.UpdateTopic(ctx, "", nil)
			return err
		}),
		"UpdateContent, content": threadCase("ThreadClient.UpdateContent: content: must not be empty", func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.UpdateContent(ctx, messageID, "", nil)
			return err
		}),
		"AddParticipants, participants": threadCase("ThreadClient.AddParticipants: participants: 201 items, but at most 200 are accepted", func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.AddParticipants(ctx, many, nil)
			return err
		}),
		"AddAllParticipants, nil identifier": threadCase("ThreadClient.AddParticipants: participants[1].ID: must not be nil", func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.AddAllParticipants(ctx, nilIdentifier, nil)
			return err
		}),
		"AddParticipants, nil identifier": threadCase("ThreadClient.AddParticipants: participants[1].ID: must not be nil", func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.AddParticipants(ctx, nilIdentifier, nil)
			return err
		}),
		"AddParticipant, nil identifier": threadCase("ThreadClient.AddParticipants: participants[0].ID: must not be nil", func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.AddParticipant(ctx, chat.Participant{}, nil)
			return err
		}),
		"RemoveParticipant, nil identifier": threadCase("ThreadClient.RemoveParticipant: participant: must not be nil", func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.RemoveParticipant(ctx, nil, nil)
			return err
		}),
	}
}

// messageArguments returns calls with an invalid message ID.
func messageArguments() map[string]argumentCase {
	cases := map[string]argumentCase{
		"SendReadReceipt, ID": threadCase("ThreadClient.SendReadReceipt: messageID: must not be empty", func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.SendReadReceipt(ctx, "", nil)
			return err
		}),
		"UpdateContent, ID": threadCase("ThreadClient.UpdateMessage: messageID: must not be empty", func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.UpdateContent(ctx, "", "hello", nil)
			return err
		}),
	}
	calls := map[string]func(context.Context, *chat.ThreadClient, chat.MessageID) error{
		"GetMessage": func(ctx context.Context, thread *chat.ThreadClient, id chat.MessageID) error {
			_, err := thread.GetMessage(ctx, id, nil)
			return err
		},
		"UpdateMessage": func(ctx context.Context, thread *chat.ThreadClient, id chat.MessageID) error {
			_, err := thread.UpdateMessage(ctx, id, nil)
			return err
		},
		"DeleteMessage": func(ctx context.Context, thread *chat.ThreadClient, id chat.MessageID) error {
			_, err := thread.DeleteMessage(ctx, id, nil)
			return err
		},
	}
	for name, call := range calls {
		cases[name+", ID"] = threadCase("ThreadClient."+name+": messageID: must not be empty", func(ctx context.Context, thread *chat.ThreadClient) error {
			return call(ctx, thread, "")
		})
		cases[name+", dot"] = threadCase("ThreadClient."+name+`: messageID: "." cannot be part of a path`, func(ctx context.Context, thread *chat.ThreadClient) error {
			return call(ctx, thread, ".")
		})
	}
	return cases
}

// threadCalls returns a call for each operation of ThreadClient.
func threadCalls() map[string]func(context.Context, *chat.ThreadClient) error {
	return map[string]func(context.Context, *chat.ThreadClient) error{
		"GetProperties": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.GetProperties(ctx, nil)
			return err
		},
		"UpdateProperties": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.UpdateProperties(ctx, nil)
			return err
		},
		"SendMessage": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.SendMessage(ctx, "hello", nil)
			return err
		},
		"ListMessages": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := collect(thread.Messages(ctx, nil))
			return err
		},
		"GetMessage": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.GetMessage(ctx, messageID, nil)
			return err
		},
		"UpdateMessage": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.UpdateMessage(ctx, messageID, nil)
			return err
		},
		"DeleteMessage": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.DeleteMessage(ctx, messageID, nil)
			return err
		},
		"ListParticipants": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := collect(thread.Participants(ctx, nil))
			return err
		},
		"AddParticipants": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.AddParticipants(ctx, participants("a"), nil)
			return err
		},
		"RemoveParticipant": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.RemoveParticipant(ctx, user("a"), nil)
			return err
		},
		"SendTypingNotification": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.SendTypingNotification(ctx, nil)
			return err
		},
		"SendReadReceipt": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := thread.SendReadReceipt(ctx, messageID, nil)
			return err
		},
		"ListReadReceipts": func(ctx context.Context, thread *chat.ThreadClient) error {
			_, err := collect(thread.ReadReceipts(ctx, nil))
			return err
		},
	}
}

// TestArguments checks that an invalid argument is reported without sending a
// request, and that the error contains the operation and the argument.
func TestArguments(t *testing.T) {
	client := newClient(t, servicetest.New(t))
	check := func(name string, c argumentCase) {
		t.Run(name, func(t *testing.T) { servicetest.WantError(t, c.call(t.Context(), client), c.want) })
	}
	for name, c := range contentArguments() {
		check(name, c)
	}
	for name, c := range messageArguments() {
		check(name, c)
	}
	for name, call := range threadCalls() {
		check(name+", thread ID", argumentCase{"ThreadClient." + name + ": threadID: must not be empty", func(ctx context.Context, c *chat.Client) error {
			return call(ctx, c.Thread(""))
		}})
	}
}

// TestLimits checks calls with the maximum number of participants.
func TestLimits(t *testing.T) {
	s := servicetest.New(t, createdThread(), servicetest.Response{Status: 201, Body: "{}"})
	client := newClient(t, s)
	maximum := participants(make([]string, 200)...)
	_, err := client.CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{Participants: maximum})
	servicetest.WantNoError(t, err)
	_, err = client.Thread(threadID).AddParticipants(t.Context(), maximum, nil)
	servicetest.WantNoError(t, err)
}

// TestThread checks that ThreadID returns the ID of the client's thread.
func TestThread(t *testing.T) {
	servicetest.WantEqual(t, "ID", newThread(t, servicetest.New(t)).ThreadID(), threadID)
}

// TestPathEscapes checks that an ID with any bytes is a single path segment.
func TestPathEscapes(t *testing.T) {
	for id, want := range map[chat.MessageID]string{
		"a/b":      "a%2Fb",
		"../x":     "..%2Fx",
		"%2F":      "%252F",
		"a b+c":    "a%20b%2Bc",
		"?a=b#c":   "%3Fa%3Db%23c",
		"Ü\x00\n":  "%C3%9C%00%0A",
		"a{b}":     "a%7Bb%7D",
		"...":      "...",
		"~._-Zz09": "~._-Zz09",
	} {
		t.Run(string(id), func(t *testing.T) {
			s := servicetest.New(t, noContent())
			_, err := newThread(t, s).DeleteMessage(t.Context(), id, nil)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "URI", s.OnlyRequest(t).URI, threadPath+"/messages/"+want+"?"+version)
		})
	}
}
