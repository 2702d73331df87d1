package acs

import (
	"errors"
	"fmt"
	"strings"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// ConnectionString is the address of a Communication Services resource and a key to it.
type ConnectionString struct {
	// Endpoint is "https://RESOURCE.communication.azure.com", without a slash at its end.
	Endpoint string

	// AccessKey does not print itself.
	AccessKey AccessKey
}

// ParseConnectionString reads the text that the Azure portal shows as connection string,
// "endpoint=https://RESOURCE.communication.azure.com/;accesskey=KEY". Names may be in any order and case, spaces around names
// and values and empty parts are ignored, and so are other names. An endpoint without a scheme gets https.
//
// It is an error if endpoint or accesskey is missing, given twice or malformed. The errors repeat no part of the text, which
// holds the key.
func ParseConnectionString(text string) (ConnectionString, error) {
	connection, err := parseConnectionString(text)
	if err != nil {
		return ConnectionString{}, fmt.Errorf("acs: connection string: %w", err)
	}
	return connection, nil
}

func parseConnectionString(text string) (ConnectionString, error) {
	values, err := connectionValues(text)
	if err != nil {
		return ConnectionString{}, err
	}
	for _, name := range []string{"endpoint", "accesskey"} {
		if _, ok := values[name]; !ok {
			return ConnectionString{}, fmt.Errorf("%s is missing (want endpoint=...;accesskey=...)", name)
		}
	}
	endpoint, err := wire.ParseEndpoint(values["endpoint"])
	if err != nil {
		return ConnectionString{}, err
	}
	key, err := newAccessKey(values["accesskey"])
	if err != nil {
		return ConnectionString{}, err
	}
	return ConnectionString{Endpoint: endpoint.String(), AccessKey: key}, nil
}

// connectionValues splits a connection string into its values by their names in lower case. Only known names are kept: what
// looks like a name may be a piece of the key.
func connectionValues(text string) (map[string]string, error) {
	values := map[string]string{}
	part := 0
	for pair := range strings.SplitSeq(text, ";") {
		part++
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, fmt.Errorf("part %d is not of the form name=value", part)
		}
		name = strings.ToLower(strings.TrimSpace(name))
		if name != "endpoint" && name != "accesskey" {
			continue
		}
		if _, twice := values[name]; twice {
			return nil, fmt.Errorf("%s is given twice", name)
		}
		values[name] = strings.TrimSpace(value)
	}
	if len(values) == 0 {
		return nil, errors.New("endpoint and accesskey are missing (want endpoint=...;accesskey=...)")
	}
	return values, nil
}
