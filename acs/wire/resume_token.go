package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// operationLinks is what a resume token contains of an operation that has begun.
type operationLinks struct {
	Operation string `json:"operation"` // name of its span
	Method    string `json:"method"`    // of the first request
	URL       string `json:"url"`       // of the first request
	Monitor   string `json:"monitor"`   // URL of its state, or ""
	Location  string `json:"location"`  // URL of its result, or ""
}

// resumeToken is the token of a poller, as azcore writes it.
type resumeToken struct {
	Type  string         `json:"type"`
	Token operationLinks `json:"token"`
}

// argResumeToken is the argument with a resume token.
const argResumeToken = "options.ResumeToken"

// resume returns a poller for an operation that has begun.
func (o *longRunning[R]) resume() (*runtime.Poller[R], error) {
	token, err := readResumeToken(o.spec.ResumeToken, o.spec.Name)
	var poller *runtime.Poller[R]
	if err == nil {
		options := &runtime.NewPollerFromResumeTokenOptions[R]{Handler: o, Tracer: o.client.azure.Tracer()}
		poller, err = runtime.NewPollerFromResumeToken(token, o.client.azure.Pipeline(), options)
	}
	if err != nil {
		return nil, o.failure(&ArgumentError{argResumeToken, err}, OutcomeUnknown)
	}
	return poller, nil
}

// readResumeToken returns a token of an operation as azcore may read it: with nothing else
// than the token's properties. azcore would also accept tokens of its own pollers, which
// do not check where requests are sent.
func readResumeToken(text, operation string) (string, error) {
	var token resumeToken
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	switch err := decoder.Decode(&token); {
	case err != nil:
		return "", errors.New("is not a resume token of this package")
	case token.Token.Operation != operation:
		return "", fmt.Errorf("is a token of the operation %s", Quote(token.Token.Operation))
	case token.Token.Monitor == "" && token.Token.Location == "":
		return "", errors.New("contains no URL")
	}
	checked, err := json.Marshal(token)
	return string(checked), err
}
