package suite_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/bench/internal/contender"
	"github.com/chatgen-go/chatgen/bench/internal/suite"
)

// A contender that gives another value, encodes another request or fails stops the run.
func TestCheck(t *testing.T) {
	fault := errors.New("no luck")
	for name, c := range map[string]struct {
		change func(*contender.Contender)
		want   string
	}{
		"decoder fails": {
			func(c *contender.Contender) {
				c.Message.Values = func([]byte) (contender.Message, error) { return contender.Message{}, fault }
			}, "message: near limit: no luck",
		},
		"other message": {
			func(c *contender.Contender) {
				c.Message.Values = func([]byte) (m contender.Message, err error) { return m, nil }
			},
			"message: near limit and ours give different values:",
		},
		"fewer participants": {
			func(c *contender.Contender) {
				c.Participants.Values = func([]byte) (p contender.Page[contender.Participant], err error) { return p, nil }
			}, "page of participants: near limit and ours give different values:",
		},
		"encoder fails": {
			func(c *contender.Contender) { c.CreateThread = func() ([]byte, error) { return nil, fault } },
			"near limit: request that creates a thread: no luck",
		},
		"invalid request": {
			func(c *contender.Contender) { c.CreateThread = func() ([]byte, error) { return []byte("{"), nil } },
			"near limit: request that creates a thread: unexpected end of JSON input",
		},
		"other request": {
			func(c *contender.Contender) {
				c.SendMessage = func() ([]byte, error) { return []byte(`{"content":""}`), nil }
			},
			"near limit: request that sends a message differs from ours: content",
		},
		"no client": {
			func(c *contender.Contender) {
				c.Client = func(http.RoundTripper) (*contender.Client, error) { return nil, fault }
			}, "near limit: no luck",
		},
		"sending fails": {
			changeClient(func(c *contender.Client) { c.Send = func(context.Context) (string, error) { return "", fault } }),
			"near limit: send a message: no luck",
		},
		"other ID": {
			changeClient(func(c *contender.Client) { c.Send = func(context.Context) (string, error) { return "x", nil } }),
			`near limit: send a message: got ID "x"`,
		},
		"listing fails": {
			changeClient(func(c *contender.Client) {
				c.List = func(context.Context) (p contender.Page[contender.Message], err error) { return p, fault }
			}), "near limit: list: no luck",
		},
		"other list": {
			changeClient(func(c *contender.Client) {
				c.List = func(context.Context) (p contender.Page[contender.Message], err error) { return p, nil }
			}), "near limit: list: Items/",
		},
		"other message sent": {
			func(c *contender.Contender) {
				newClient := c.Client
				c.Client = func(transport http.RoundTripper) (*contender.Client, error) {
					client, err := newClient(transport)
					client.Send = func(ctx context.Context) (string, error) {
						req, err := http.NewRequestWithContext(ctx, http.MethodPost, contender.Endpoint, strings.NewReader("{}"))
						if err != nil {
							return "", err
						}
						resp, err := transport.RoundTrip(req)
						if err != nil {
							return "", err
						}
						return contender.SentID, resp.Body.Close()
					}
					return client, err
				}
			}, "near limit: message differs from ours: ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			all := []contender.Contender{contender.Chatgen(), contender.Limit()}
			c.change(&all[1])
			err := suite.Check(t.Context(), all)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func changeClient(change func(*contender.Client)) func(*contender.Contender) {
	return func(c *contender.Contender) {
		newClient := c.Client
		c.Client = func(transport http.RoundTripper) (*contender.Client, error) {
			client, err := newClient(transport)
			if err == nil {
				change(client)
			}
			return client, err
		}
	}
}
