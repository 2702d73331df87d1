package acs

import (
	"errors"
	"fmt"
	"strings"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// ConnectionString holds the endpoint of a Communication Services resource and one of its access keys.
type ConnectionString struct {
	// Endpoint is the URL of the resource without a trailing slash, for example "https://RESOURCE.communication.azure.com".
	Endpoint string

	// AccessKey is the key of the resource. fmt prints a placeholder instead of it.
	AccessKey AccessKey
}

// ParseConnectionString parses a connection string as the Azure portal shows it:
// "endpoint=https://RESOURCE.communication.azure.com/;accesskey=KEY". Names may be in any order and case. Unknown names, empty
// parts, and spaces around names and values are ignored. An endpoint without a scheme gets https.
//
// It returns an error if endpoint or accesskey is missing, duplicated or malformed. The error contains no part of the text,
// because the text contains the key.
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
			return ConnectionString{}, fmt.Errorf("%s is required (want endpoint=...;accesskey=...)", name)
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

// connectionValues returns the values of a connection string, keyed by lower-case name. It drops unknown names, which may be
// pieces of a malformed key.
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
			return nil, fmt.Errorf("part %d is not in the format name=value", part)
		}
		name = strings.ToLower(strings.TrimSpace(name))
		if name != "endpoint" && name != "accesskey" {
			continue
		}
		if _, duplicate := values[name]; duplicate {
			return nil, fmt.Errorf("%s is duplicated", name)
		}
		values[name] = strings.TrimSpace(value)
	}
	if len(values) == 0 {
		return nil, errors.New("endpoint and accesskey are required (want endpoint=...;accesskey=...)")
	}
	return values, nil
}
