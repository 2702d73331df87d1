package emulator

import (
	"bytes"
	"encoding/json"

	"github.com/chatgen-go/chatgen/acs"
)

// addRawIDs returns the body of a request in which identifiers without a raw ID get one.
// The service derives it from the other properties, while responses always contain it,
// so acs requires it. A body that is not JSON, or that has nothing to add, is returned
// unchanged.
func addRawIDs(body []byte) []byte {
	if !bytes.Contains(body, []byte(`"microsoftTeams`)) && !bytes.Contains(body, []byte(`"phoneNumber"`)) {
		return body
	}
	var document any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&document) != nil || d.More() || !addRawIDsTo(document) {
		return body
	}
	return encodeJSON(document)
}

// addRawIDsTo adds the missing raw IDs in a JSON value, and reports whether there were
// any.
func addRawIDsTo(value any) bool {
	added := false
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			added = addRawIDsTo(item) || added
		}
	case map[string]any:
		for _, property := range value {
			added = addRawIDsTo(property) || added
		}
		if id := modelOf(value); id != nil && value["rawId"] == nil {
			value["rawId"] = id.RawID()
			added = true
		}
	}
	return added
}

// modelOf returns the identifier in the nested object of an identifier, without a raw
// ID, or nil if there is none or it lacks its ID.
func modelOf(object map[string]any) acs.Identifier {
	nested := func(name, key string) (map[string]any, string) {
		model, _ := object[name].(map[string]any)
		id, _ := model[key].(string)
		return model, id
	}
	if model, id := nested("microsoftTeamsUser", "userId"); id != "" {
		anonymous, _ := model["isAnonymous"].(bool)
		return acs.TeamsUserIdentifier{UserID: id, IsAnonymous: anonymous, Cloud: cloudOf(model)}
	}
	if model, id := nested("microsoftTeamsApp", "appId"); id != "" {
		return acs.TeamsAppIdentifier{AppID: id, Cloud: cloudOf(model)}
	}
	if _, value := nested("phoneNumber", "value"); value != "" {
		return acs.PhoneNumberIdentifier{PhoneNumber: value}
	}
	return nil
}

func cloudOf(model map[string]any) acs.Cloud {
	name, _ := model["cloud"].(string)
	if name == "public" {
		return acs.CloudPublic
	}
	return acs.Cloud(name)
}
