package followtest_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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

// lag is the lag of the reads of a busy service.
const lag = time.Second

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
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	from, err := lastCursor(file)
	if err != nil {
		return err
	}
	client, err := plainClient(endpoint, token)
	if err != nil {
		return err
	}
	const interval, sweep = 500 * time.Millisecond, 2 * time.Second
	options := &chat.ChangesOptions{From: from, Window: 3 * lag, MinInterval: interval, MaxInterval: interval, SweepInterval: sweep}
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

// lastCursor returns where to continue after the last line of a follower's file.
func lastCursor(file *os.File) (acs.Start, error) {
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return acs.FromBeginning(), err
	}
	const maxLine = 1 << 20
	tail := make([]byte, min(info.Size(), maxLine))
	if _, err := file.ReadAt(tail, info.Size()-int64(len(tail))); err != nil {
		return acs.Start{}, err
	}
	tail = bytes.TrimSuffix(tail, []byte("\n"))
	var last record
	err = json.Unmarshal(tail[bytes.LastIndexByte(tail, '\n')+1:], &last)
	return acs.FromCursor(last.Cursor), err
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
		Realistic: true, Lag: lag,
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
		for message, err := range thread.Messages(ctx, &chat.ListMessagesOptions{MaxPageSize: 200}) {
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
	s.catchUp(t, file, kills)
}

// catchUp lets a follower catch up, and checks its file. It fails the test if the follower
// stops before.
func (s *busyService) catchUp(t *testing.T, name string, kills int) {
	t.Helper()
	time.Sleep(lag)
	states, err := s.states(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	check, err := newFileCheck(name, states)
	if err != nil {
		t.Fatal(err)
	}
	defer check.file.Close()
	if err := check.read(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d kills; %d changes before the last follower, %d messages to report", kills, check.lines, len(check.missing))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx, name, 24*time.Hour) }()
	const patience = 2 * time.Minute
	for progress := time.Now(); len(check.missing) > 0 && time.Since(progress) < patience; {
		select {
		case err := <-ended:
			t.Fatalf("%v\n%s", err, check)
		case <-time.After(time.Second):
		}
		lines := check.lines
		if err := check.read(); err != nil {
			t.Fatal(err)
		}
		if check.lines > lines {
			progress = time.Now()
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if t.Log(check); len(check.missing) > 0 {
		t.Error("changes were lost")
	}
}
