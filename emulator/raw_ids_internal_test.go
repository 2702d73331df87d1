package emulator

import "testing"

// TestAddRawIDs checks which identifiers of a request get a raw ID.
func TestAddRawIDs(t *testing.T) {
	for name, tc := range map[string]struct{ body, want string }{
		"Teams user":           {`{"microsoftTeamsUser":{"userId":"7"}}`, `{"microsoftTeamsUser":{"userId":"7"},"rawId":"8:orgid:7"}`},
		"anonymous Teams user": {`{"microsoftTeamsUser":{"isAnonymous":true,"userId":"7"}}`, `{"microsoftTeamsUser":{"isAnonymous":true,"userId":"7"},"rawId":"8:teamsvisitor:7"}`},
		"cloud":                {`{"microsoftTeamsUser":{"cloud":"dod","userId":"7"}}`, `{"microsoftTeamsUser":{"cloud":"dod","userId":"7"},"rawId":"8:dod:7"}`},
		"public cloud":         {`{"microsoftTeamsApp":{"appId":"7","cloud":"public"}}`, `{"microsoftTeamsApp":{"appId":"7","cloud":"public"},"rawId":"28:orgid:7"}`},
		"phone number":         {`{"phoneNumber":{"value":"+1"}}`, `{"phoneNumber":{"value":"+1"},"rawId":"4:+1"}`},
		"list, other numbers":  {`{"a":[{"phoneNumber":{"value":"+1"}},1.50]}`, `{"a":[{"phoneNumber":{"value":"+1"},"rawId":"4:+1"},1.50]}`},
		"has a raw ID":         {`{ "rawId":"x", "phoneNumber":{"value":"+1"}}`, `{ "rawId":"x", "phoneNumber":{"value":"+1"}}`},
		"no ID":                {`{ "microsoftTeamsUser":{}}`, `{ "microsoftTeamsUser":{}}`},
		"string":               {`{ "phoneNumber":"+1"}`, `{ "phoneNumber":"+1"}`},
		"not JSON":             {`{"phoneNumber"`, `{"phoneNumber"`},
		"more than one value":  {`{"phoneNumber":{"value":"+1"}}{}`, `{"phoneNumber":{"value":"+1"}}{}`},
		"user":                 {`{"communicationUser":{"id":"8:acs:a_b"}}`, `{"communicationUser":{"id":"8:acs:a_b"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := string(addRawIDs([]byte(tc.body))); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}
