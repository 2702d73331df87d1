package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/internal/testmodule"
)

// sendTest is a test that a user of a generated package sms may write.
const sendTest = `package app

import (
	"context"
	"net/http"
	"testing"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"example.com/app/generated/sms"
	"example.com/app/generated/sms/fake"
)

func TestSend(t *testing.T) {
	server := fake.Server{Send: func(_ context.Context, _ string, to []sms.SmsRecipient, _ string, _ *sms.SendOptions) (resp azfake.Responder[sms.SendResponse], errResp azfake.ErrorResponder) {
		resp.SetResponse(http.StatusAccepted, sms.SendResponse{SmsSendResponse: sms.SmsSendResponse{Value: []sms.SmsSendResponseItem{{To: to[0].To, Successful: true}}}}, nil)
		return resp, errResp
	}}
	var options sms.ClientOptions
	options.Transport = fake.NewServerTransport(&server)
	client, err := sms.NewClientWithKey("https://contoso.communication.azure.com", "a2V5", &options)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := client.Send(t.Context(), "+14255550123", []sms.SmsRecipient{{To: "+14255550199"}}, "hello", nil)
	if err != nil || len(sent.Value) != 1 || sent.Value[0].To != "+14255550199" || !sent.Value[0].Successful {
		t.Errorf("got %+v, %v", sent, err)
	}
}
`

// In a module with only a go.mod, init and generate lead from a document to a client that
// can be called.
func TestInitToCall(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	testmodule.Write(t, ".", root, "example.com/app")
	write(t, "spec/sms.json", read(t, root, "testdata/sms/sms.json"))
	wantOutput(t, "init --spec spec/sms.json", `package sms is set up:
  overrides/generate.go
  overrides/sms/auth.yaml
  overrides/sms/clients.yaml
  chatgen.yaml
the schemas for your editor are in overrides/schema
next: go generate ./... and go mod tidy
`)
	wantOutput(t, "lint", "no problems (packages: 1, operations: 1, overrides: 2, accepted as not carried: 5)\n")
	wantOutput(t, "generate", "sms: N files changed in generated/sms\n")
	write(t, "send_test.go", sendTest)
	for _, args := range []string{"vet ./...", "test -vet=off ./..."} { // test also builds what has no tests
		cmd := exec.CommandContext(t.Context(), "go", strings.Fields(args)...)
		cmd.Env = append(os.Environ(), "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", args, err, out)
		}
	}
	wantExit(t, "init --spec spec/sms.json", exitFailed, "", "chatgen.yaml:4:9: sms: the package exists already (pass another name with --package)\n")
}

// If the document declares no security, init only mentions that clients send no
// credential.
func TestInitNoSecurity(t *testing.T) {
	project(t)
	write(t, "go.mod", "module example.com/sdk\n")
	write(t, "docs/more.json", document("Pets_Count"))
	wantOutput(t, "init --spec docs/more.json --package more --out more", `package more is set up:
  overrides/generate.go
  overrides/more/clients.yaml
  chatgen.yaml
the schemas for your editor are in overrides/schema
its clients send no credential, because the document declares no security; if the service requires one,
add auth.yaml to the overrides of more (its keys: chatgen schema auth)
next: go generate ./... and go mod tidy
`)
	wantOutput(t, "generate --package more", "more: N files changed in more\n")
}

func TestInitUsage(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"init", "chatgen init: --spec is required (see chatgen init --help)"},
		{"init --spec=", "chatgen init: --spec must not be empty (see chatgen init --help)"},
		{"init --spec a.json --package=", "chatgen init: --package must not be empty (see chatgen init --help)"},
		{"init a.json", `chatgen init: unexpected argument "a.json", did you mean --spec a.json? (see chatgen init --help)`},
		{"init --spec a.json --user-token --scope a", "chatgen init: --user-token cannot be combined with --scope (see chatgen init --help)"},
		{"init --spec a.json --scope=", "chatgen init: --scope must not be empty (see chatgen init --help)"},
	} {
		wantExit(t, c.args, exitUsage, "", c.want+"\n")
	}
}
