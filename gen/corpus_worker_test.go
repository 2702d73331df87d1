package gen_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/notcarried"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// corpusWorker is the environment variable that makes the test binary a worker; see
// [TestCorpus]. Its value is the folder of the documents.
const corpusWorker = "CHATGEN_CORPUS_WORKER"

// Limits of a worker for one document.
const (
	corpusTime   = time.Minute
	corpusMemory = 2 << 30
)

func TestMain(m *testing.M) {
	if root := os.Getenv(corpusWorker); root != "" {
		go limitMemory()
		if err := work(root, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// The outcomes of a document.
const (
	outcomeGenerated = "generated"
	outcomeRejected  = "rejected"
	outcomeInvalid   = "invalid Go"
	outcomeDiffers   = "differs"
	outcomeCrashed   = "crashed"
	outcomeTimedOut  = "timed out"
)

// verdict is what chatgen makes of a document.
type verdict struct {
	File       string         `json:"file"`
	Outcome    string         `json:"outcome"`
	Reason     string         `json:"reason"` // the first problem of a rejected document
	Line       int            `json:"line"`   // where it is
	Col        int            `json:"col"`
	Text       string         `json:"text"`       // the error of an outcome that is a mistake of chatgen
	NotCarried map[string]int `json:"notCarried"` // parts that are not carried out, by kind
}

// work reads names of documents, a line each, and writes a verdict for each, as JSON.
func work(root string, in io.Reader, out io.Writer) error {
	check, err := newChecker()
	if err != nil {
		return err
	}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if err := json.NewEncoder(out).Encode(judge(check, root, lines.Text())); err != nil {
			return err
		}
	}
	return nil
}

// credentialOverride selects a credential, which documents do not state.
var credentialOverride = override.File{Name: "overrides/auth.yaml", Data: []byte("- userToken: true\n  why: Documents do not state the credential.\n")}

// judge generates the package of a document, and type-checks it. If the document needs an
// override for its credential, it gets one.
func judge(check *checker, root, file string) verdict {
	p := config()
	p.Spec, p.Roots = filepath.Join(root, file), []string{root}
	open := gen.OpenDocument(p, tree.Disk{})
	doc, pkg, err := gen.LoadFrom(p, open, nil)
	if problems, ok := errors.AsType[diag.Errors](err); ok && strings.HasPrefix(problems[0].Message, "no override selects the credential") {
		doc, pkg, err = gen.LoadFrom(p, open, []override.File{credentialOverride})
	}
	v := verdict{File: file, Outcome: outcomeGenerated, NotCarried: map[string]int{}}
	if problems, ok := errors.AsType[diag.Errors](err); ok {
		problems[0].Message = strings.ReplaceAll(problems[0].Message, filepath.ToSlash(root)+"/", "")
		v.Outcome, v.Reason, v.Line, v.Col = outcomeRejected, problems[0].Message, problems[0].Pos.Line, problems[0].Pos.Col
		return v
	}
	for _, part := range notcarried.List(doc, pkg) {
		v.NotCarried[part.Kind]++
	}
	files, err := emit.Files(pkg)
	if err == nil {
		_, _, err = check.check(files, p.Import)
	}
	if err != nil {
		v.Outcome, v.Text = outcomeInvalid, err.Error()
	}
	return v
}

// limitMemory ends the process when it uses more than corpusMemory.
func limitMemory() {
	for range time.Tick(100 * time.Millisecond) {
		var stats runtime.MemStats
		if runtime.ReadMemStats(&stats); stats.HeapAlloc > corpusMemory {
			fmt.Fprintf(os.Stderr, "more than %d GB of memory\n", corpusMemory>>30)
			os.Exit(1)
		}
	}
}

// judges sends documents to a worker process, and starts another one after a crash.
type judges struct {
	command func() *exec.Cmd
	limit   time.Duration // for a document

	worker   *exec.Cmd
	in       io.WriteCloser
	verdicts chan verdict // of the worker; closed when it ends
	stderr   *beginning
}

// judge returns the verdict of a worker.
func (j *judges) judge(file string) (verdict, error) {
	if j.worker == nil {
		if err := j.start(); err != nil {
			return verdict{}, err
		}
	}
	io.WriteString(j.in, file+"\n") // a worker that has ended gives no verdict
	select {
	case v, ok := <-j.verdicts:
		if ok {
			return v, nil
		}
		j.stop()
		return verdict{File: file, Outcome: outcomeCrashed, Text: j.stderr.String()}, nil
	case <-time.After(j.limit):
		j.stop()
		return verdict{File: file, Outcome: outcomeTimedOut, Text: fmt.Sprintf("more than %v", j.limit)}, nil
	}
}

func (j *judges) start() error {
	j.worker, j.stderr = j.command(), &beginning{}
	j.worker.Stderr = j.stderr
	out, err := j.worker.StdoutPipe()
	if err != nil {
		return err
	}
	if j.in, err = j.worker.StdinPipe(); err != nil {
		return err
	}
	verdicts := make(chan verdict)
	j.verdicts = verdicts
	go func() {
		defer close(verdicts)
		var v verdict
		for decoder := json.NewDecoder(out); decoder.Decode(&v) == nil; v = (verdict{}) {
			verdicts <- v
		}
	}()
	return j.worker.Start()
}

// stop ends the worker.
func (j *judges) stop() {
	if j.worker == nil {
		return
	}
	j.worker.Process.Kill() // it may have ended
	j.in.Close()
	for range j.verdicts { // until its output ends
	}
	j.worker.Wait() // it was killed
	j.worker = nil
}

// beginning keeps the beginning of what a worker prints.
type beginning struct{ text []byte }

func (t *beginning) Write(p []byte) (int, error) {
	const limit = 2000
	t.text = append(t.text, p[:min(len(p), limit-min(limit, len(t.text)))]...)
	return len(p), nil
}

func (t *beginning) String() string { return string(t.text) }
