package emulator_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/emulator"
)

// The access key is neither printed nor logged, whether it is in the options or in the connection string.
func TestAccessKeyIsRedacted(t *testing.T) {
	const key = "YSBrZXkgb2YgdGhlIHJlc291cmNl"
	options := emulator.Options{AccessKey: key, RateLimits: true}
	server := emulator.TestServer{Endpoint: "https://127.0.0.1:1", ConnectionString: "endpoint=https://127.0.0.1:1;accesskey=" + key}
	for _, test := range []struct {
		value any
		want  string // how %+v begins
	}{
		{options, "{AccessKey:REDACTED State: RateLimits:true "},
		{&options, "{AccessKey:REDACTED State: RateLimits:true "},
		{emulator.Options{}, "{AccessKey: State: RateLimits:false "},
		{server, "{Emulator:<nil> Endpoint:https://127.0.0.1:1 ConnectionString:REDACTED Client:<nil>}"},
	} {
		var text bytes.Buffer
		slog.New(slog.NewJSONHandler(&text, nil)).Info("json", "value", test.value)
		slog.New(slog.NewTextHandler(&text, nil)).Info("text", "value", test.value)
		fmt.Fprintf(&text, "%v %+v %#v %s", test.value, test.value, test.value, test.value)
		if strings.Contains(text.String(), key) {
			t.Errorf("%T: the key is revealed in %s", test.value, text.String())
		}
		if got := fmt.Sprintf("%+v", test.value); !strings.HasPrefix(got, test.want) {
			t.Errorf("printed %s, want %s...", got, test.want)
		}
	}
}
