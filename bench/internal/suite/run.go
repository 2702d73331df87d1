package suite

import (
	"context"
	"fmt"
	"net/http"

	"github.com/chatgen-go/chatgen/bench/internal/contender"
	"github.com/chatgen-go/chatgen/bench/internal/measure"
	"github.com/chatgen-go/chatgen/bench/internal/payload"
	"github.com/chatgen-go/chatgen/bench/internal/report"
)

// Run checks the contenders against each other and measures them.
func Run(ctx context.Context, all []contender.Contender, plan measure.Plan) (*report.Results, error) {
	if err := Check(ctx, all); err != nil {
		return nil, err
	}
	results := &report.Results{}
	for _, c := range all {
		results.Contenders = append(results.Contenders, c.Name)
	}
	results.Contenders = append(results.Contenders, report.AzcoreAlone, report.HTTPAlone)
	calls, err := callJobs(ctx, all)
	if err != nil {
		return nil, err
	}
	if results.Rows, err = measureRows(codecJobs(all), plan); err != nil {
		return nil, err
	}
	if results.Calls, err = measureRows(calls, plan); err != nil {
		return nil, err
	}
	results.Writings, err = measureRows(writings(all), plan)
	return results, err
}

// job is a row to measure.
type job struct {
	row   report.Row
	tasks []measure.Task
}

func measureRows(jobs []job, plan measure.Plan) ([]report.Row, error) {
	var rows []report.Row
	for _, j := range jobs {
		figures, err := measure.Interleave(j.tasks, plan)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", j.row.Label, err)
		}
		j.row.Figures = map[string]measure.Figure{}
		for i, task := range j.tasks {
			j.row.Figures[task.Name] = figures[i]
		}
		rows = append(rows, j.row)
	}
	return rows, nil
}

func writings(all []contender.Contender) []job {
	var jobs []job
	for _, w := range payload.Writings() {
		jobs = append(jobs, decodeJob(w.Name, fmt.Sprintf("%s (%d KB)", w.Name, (len(w.Body)+500)/1000), w.Body, all, messages))
	}
	return jobs
}

func codecJobs(all []contender.Contender) []job {
	page, without := payload.Messages(200), payload.MessagesWithoutMetadata(200)
	return []job{
		decodeJob(report.RowPage, fmt.Sprintf("decode a page of 200 messages (%d KB)", (len(page)+500)/1000), page, all, messages),
		decodeJob(report.RowNoMetadata, "the same without metadata", without, all, messages),
		decodeJob(report.RowParticipants, "decode 1,000 participants", payload.Participants(1000), all, participants),
		decodeJob(report.RowMessage, "decode one message", payload.Message(), all, message),
		encodeJob(report.RowCreateThread, "encode a new thread with 10 participants", all,
			func(c contender.Contender) func() ([]byte, error) { return c.CreateThread }),
		encodeJob(report.RowSendBody, "encode a message to send", all,
			func(c contender.Contender) func() ([]byte, error) { return c.SendMessage }),
	}
}

func decodeJob[V any](id, label string, body []byte, all []contender.Contender, decoder func(contender.Contender) contender.Decoder[V]) job {
	j := job{row: report.Row{ID: id, Label: label, BodyBytes: len(body)}}
	for _, c := range all {
		decode := decoder(c).Decode
		j.tasks = append(j.tasks, measure.Task{Name: c.Name, Run: func() error { return decode(body) }})
	}
	return j
}

func encodeJob(id, label string, all []contender.Contender, encoder func(contender.Contender) func() ([]byte, error)) job {
	j := job{row: report.Row{ID: id, Label: label}}
	for _, c := range all {
		encode := encoder(c)
		if encode == nil {
			continue
		}
		j.tasks = append(j.tasks, measure.Task{Name: c.Name, Run: func() error {
			_, err := encode()
			return err
		}})
	}
	return j
}

// callJobs returns the calls through an [http.Transport], and the sending of a message also
// through another round tripper, whose connections ours watches.
func callJobs(ctx context.Context, all []contender.Contender) ([]job, error) {
	page := payload.Messages(200)
	send := job{row: report.Row{ID: report.RowSendCall, Label: "SendMessage through the client"}}
	other := job{row: report.Row{ID: report.RowSendOther, Label: "the same with another round tripper"}}
	list := job{row: report.Row{ID: report.RowListCall, Label: "list 200 messages through the client", BodyBytes: len(page)}}
	transport := &contender.Transport{Page: page}
	standard, err := newCallers(all, transport.Standard())
	if err != nil {
		return nil, err
	}
	for _, c := range standard {
		send.tasks = append(send.tasks, c.task(ctx, c.send))
		list.tasks = append(list.tasks, c.task(ctx, c.list))
	}
	others, err := newCallers(all, transport)
	if err != nil {
		return nil, err
	}
	for _, c := range others {
		other.tasks = append(other.tasks, c.task(ctx, c.send))
	}
	return []job{send, other, list}, nil
}

// caller is a client whose calls are measured.
type caller struct {
	name       string
	send, list func(context.Context) error
}

func (c caller) task(ctx context.Context, call func(context.Context) error) measure.Task {
	return measure.Task{Name: c.name, Run: func() error { return call(ctx) }}
}

// newCallers returns the clients of the contenders, azcore alone, and net/http alone.
func newCallers(all []contender.Contender, transport http.RoundTripper) ([]caller, error) {
	var callers []caller
	for _, c := range all {
		if c.Client == nil {
			continue
		}
		client, err := c.Client(transport)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
		callers = append(callers, caller{c.Name, func(ctx context.Context) error {
			_, err := client.Send(ctx)
			return err
		}, client.ListOnly})
	}
	send, list, err := contender.AzcoreAlone(transport)
	if err != nil {
		return nil, err
	}
	callers = append(callers, caller{report.AzcoreAlone, send, list})
	send, list = contender.HTTPAlone(transport)
	return append(callers, caller{report.HTTPAlone, send, list}), nil
}
