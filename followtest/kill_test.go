package followtest_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// The environment of a follower process.
const (
	endpointVariable = "FOLLOW_ENDPOINT"
	tokenVariable    = "FOLLOW_TOKEN"
	fileVariable     = "FOLLOW_FILE"
)

// TestMain runs a follower instead of the tests if the environment has an endpoint.
func TestMain(m *testing.M) {
	if endpoint := os.Getenv(endpointVariable); endpoint != "" {
		if err := followToFile(endpoint, os.Getenv(tokenVariable), os.Getenv(fileVariable)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// record is a line of a follower's file: a change, and the cursor after it.
type record struct {
	Thread  chat.ThreadID   `json:"thread"`
	ID      chat.MessageID  `json:"id"` // empty for a change of the thread itself
	Version string          `json:"version"`
	Kind    chat.ChangeKind `json:"kind"`
	Cursor  string          `json:"cursor"`
}

// followToFile appends the changes of all threads to a file, a line with a single write for
// each of them, until it is killed.
func followToFile(endpoint, token, name string) error {
	records, err := readRecords(name)
	if err != nil {
		return err
	}
	from := acs.FromBeginning()
	if n := len(records); n > 0 {
		from = acs.FromCursor(records[n-1].Cursor)
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	client, err := plainClient(endpoint, token)
	if err != nil {
		return err
	}
	const interval, sweep = 500 * time.Millisecond, 2 * time.Second
	options := &chat.ChangesOptions{From: from, MinInterval: interval, MaxInterval: interval, SweepInterval: sweep}
	for change, err := range client.Changes(context.Background(), options) {
		if err != nil {
			return err
		}
		line, err := json.Marshal(record{change.ThreadID, change.Message.ID, change.Message.Version, change.Kind, change.Cursor()})
		if err != nil {
			return err
		}
		if _, err := file.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return errors.New("the range has ended")
}

// plainClient returns a client of a service without TLS. Its retries are quick.
func plainClient(endpoint, token string) (*chat.Client, error) {
	return newClient(endpoint, token, azcore.ClientOptions{
		InsecureAllowCredentialWithHTTP: true, Retry: policy.RetryOptions{RetryDelay: time.Millisecond, MaxRetryDelay: 100 * time.Millisecond},
	})
}

func readRecords(name string) ([]record, error) {
	data, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var records []record
	for decoder := json.NewDecoder(bytes.NewReader(data)); ; {
		var r record
		switch err := decoder.Decode(&r); {
		case errors.Is(err, io.EOF):
			return records, nil
		case err != nil:
			return nil, err
		}
		records = append(records, r)
	}
}

// busyService is an emulator in the realistic mode, with faults, and threads in which much
// happens.
type busyService struct {
	endpoint string
	bot      string // token of the follower
	threads  []*chat.ThreadClient
}

func startBusyService(t *testing.T, threads int) *busyService {
	t.Helper()
	e, err := emulator.New(emulator.Options{
		Realistic: true, Lag: time.Second,
		Faults: []string{"ListMessages:503:0.02", "ListMessages:429:0.02", "ListThreads:500:0.05", "ListThreads:drop:0.02"},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	test := emulator.TestServer{Endpoint: server.URL, ConnectionString: e.ConnectionString(server.URL), Client: server.Client()}
	writer, bot := newUser(t, test), newUser(t, test)
	s := &busyService{endpoint: server.URL, bot: bot.token}
	for i := range threads {
		s.threads = append(s.threads, writer.newThread(t, fmt.Sprint("thread ", i), bot))
	}
	return s
}

// write sends, edits and deletes messages in a thread until the context ends.
func (s *busyService) write(ctx context.Context, thread *chat.ThreadClient) error {
	var sent []chat.MessageID
	for n := 0; ctx.Err() == nil; n++ {
		var err error
		switch i := rand.IntN(10); {
		case i < 6 || len(sent) == 0:
			var resp chat.SendMessageResponse
			if resp, err = thread.SendMessage(ctx, fmt.Sprint("message ", n), nil); err == nil {
				sent = append(sent, resp.ID)
			}
		case i < 8:
			_, err = thread.UpdateContent(ctx, sent[rand.IntN(len(sent))], fmt.Sprint("edit ", n), nil)
		case i < 9:
			_, err = thread.UpdateTopic(ctx, fmt.Sprint("topic ", n), nil)
		default:
			last := len(sent) - 1
			_, err = thread.DeleteMessage(ctx, sent[last], nil)
			sent = sent[:last]
		}
		if err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(rand.IntN(1000)) * time.Millisecond):
		}
	}
	return nil
}

// run starts a follower, and kills it after a time.
func (s *busyService) run(ctx context.Context, file string, after time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, after)
	defer cancel()
	executable, err := os.Executable()
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, executable) // its context kills it with SIGKILL
	command.Env = append(os.Environ(), endpointVariable+"="+s.endpoint, tokenVariable+"="+s.bot, fileVariable+"="+file)
	output, err := command.CombinedOutput()
	if ctx.Err() == nil {
		return fmt.Errorf("the follower has ended: %w: %s", err, output)
	}
	return nil
}

// states returns the version of the last state of each message.
func (s *busyService) states(ctx context.Context) (map[string]int64, error) {
	states := map[string]int64{}
	for _, thread := range s.threads {
		for message, err := range thread.Messages(ctx, nil) {
			if err != nil {
				return nil, err
			}
			version, err := strconv.ParseInt(message.Version, 10, 64)
			if err != nil {
				return nil, err
			}
			key := string(thread.ThreadID()) + " " + string(message.ID)
			states[key] = max(states[key], version) // a list can repeat items
		}
	}
	return states, nil
}

// reported returns the version of the last reported state of each message. It is an error
// if a state came twice or after a later one, or if an event of a thread came twice.
func reported(records []record) (map[string]int64, error) {
	last, events := map[string]int64{}, map[string]bool{}
	for i, r := range records {
		key := string(r.Thread) + " " + string(r.ID)
		if r.ID == "" {
			if key += string(r.Kind); events[key] {
				return nil, fmt.Errorf("line %d: %s came again", i+1, key)
			}
			events[key] = true
			continue
		}
		version, err := strconv.ParseInt(r.Version, 10, 64)
		if err != nil {
			return nil, err
		}
		if version <= last[key] {
			return nil, fmt.Errorf("line %d: version %d of %s after %d", i+1, version, key, last[key])
		}
		last[key] = version
	}
	return last, nil
}

// difference returns a message whose last state was not reported, or "".
func difference(states, reported map[string]int64) string {
	for key, version := range states {
		if reported[key] != version {
			return fmt.Sprintf("%s: reported version %d, want %d", key, reported[key], version)
		}
	}
	return ""
}

// A follower that stores each change with its cursor, and is killed at random while many
// threads are busy, has reported the last state of each message exactly once.
func TestKilledFollower(t *testing.T) {
	duration, err := time.ParseDuration(cmp.Or(os.Getenv("FOLLOW_DURATION"), "4s"))
	if err != nil {
		t.Fatal(err)
	}
	s := startBusyService(t, 50)
	file := filepath.Join(t.TempDir(), "changes")
	ctx, cancel := context.WithTimeout(t.Context(), duration)
	defer cancel()
	var writers sync.WaitGroup
	for _, thread := range s.threads {
		writers.Go(func() {
			if err := s.write(ctx, thread); err != nil {
				t.Error(err)
			}
		})
	}
	kills := 0
	for ; ctx.Err() == nil; kills++ {
		if err := s.run(t.Context(), file, time.Duration(200+rand.IntN(1500))*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	writers.Wait()
	s.checkFile(t, file, kills)
}

// checkFile lets a follower catch up, and checks its file.
func (s *busyService) checkFile(t *testing.T, file string, kills int) {
	t.Helper()
	time.Sleep(time.Second) // the lag
	states, err := s.states(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx, file, 5*time.Minute) }()
	for missing := "?"; missing != "" && !t.Failed(); {
		select {
		case err := <-ended:
			t.Fatalf("%s (%v)", missing, err)
		case <-time.After(time.Second):
		}
		missing = s.checkRecords(t, file, states, kills)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// checkRecords checks the records so far, and returns a message that is missing in them, or
// "".
func (s *busyService) checkRecords(t *testing.T, file string, states map[string]int64, kills int) string {
	t.Helper()
	records, err := readRecords(file)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return err.Error() // a line is being written
	}
	if err != nil {
		t.Error(err)
		return ""
	}
	got, err := reported(records)
	if err != nil {
		t.Error(err)
		return ""
	}
	missing := difference(states, got)
	if missing == "" {
		t.Logf("%d changes of %d messages, %d kills, a cursor of %d bytes", len(records), len(states), kills, len(records[len(records)-1].Cursor))
	}
	return missing
}
