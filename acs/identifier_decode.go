package acs

import "github.com/chatgen-go/chatgen/acs/wire"

// decodeUserModel reads the nested object "communicationUser".
func decodeUserModel(to *identifierModel, d *wire.Decoder) error {
	var id optional[string]
	err := d.Object(func(name []byte) error {
		if string(name) == "id" {
			return id.decode(d, wire.DecodeString)
		}
		return d.Skip()
	})
	to.id = UserIdentifier{ID: id.value}
	to.require("id", id.present)
	return err
}

// decodePhoneNumberModel reads the nested object "phoneNumber".
func decodePhoneNumberModel(to *identifierModel, d *wire.Decoder) error {
	var id PhoneNumberIdentifier
	var value optional[string]
	err := d.Object(func(name []byte) error {
		switch string(name) {
		case "value":
			return value.decode(d, wire.DecodeString)
		case "isAnonymous":
			return wire.DecodeBool(&id.IsAnonymous, d)
		case "assertedId":
			return wire.DecodeString(&id.AssertedID, d)
		default:
			return d.Skip()
		}
	})
	id.PhoneNumber = value.value
	to.id = id
	to.require("value", value.present)
	return err
}

// decodeTeamsUserModel reads the nested object "microsoftTeamsUser".
func decodeTeamsUserModel(to *identifierModel, d *wire.Decoder) error {
	var userID optional[string]
	var isAnonymous optional[bool]
	var cloud optional[Cloud]
	err := d.Object(func(name []byte) error {
		switch string(name) {
		case "userId":
			return userID.decode(d, wire.DecodeString)
		case "isAnonymous":
			return isAnonymous.decode(d, wire.DecodeBool)
		case "cloud":
			return cloud.decode(d, decodeCloud)
		default:
			return d.Skip()
		}
	})
	to.id = TeamsUserIdentifier{UserID: userID.value, IsAnonymous: isAnonymous.value, Cloud: cloud.value}
	to.require("userId", userID.present)
	to.require("isAnonymous", isAnonymous.present)
	to.require("cloud", cloud.present)
	return err
}

// decodeTeamsAppModel reads the nested object "microsoftTeamsApp".
func decodeTeamsAppModel(to *identifierModel, d *wire.Decoder) error {
	var appID optional[string]
	var cloud optional[Cloud]
	err := d.Object(func(name []byte) error {
		switch string(name) {
		case "appId":
			return appID.decode(d, wire.DecodeString)
		case "cloud":
			return cloud.decode(d, decodeCloud)
		default:
			return d.Skip()
		}
	})
	to.id = TeamsAppIdentifier{AppID: appID.value, Cloud: cloud.value}
	to.require("appId", appID.present)
	to.require("cloud", cloud.present)
	return err
}

// decodeTeamsExtensionUserModel reads the nested object "teamsExtensionUser".
func decodeTeamsExtensionUserModel(to *identifierModel, d *wire.Decoder) error {
	var userID, tenantID, resourceID optional[string]
	var cloud optional[Cloud]
	err := d.Object(func(name []byte) error {
		switch string(name) {
		case "userId":
			return userID.decode(d, wire.DecodeString)
		case "tenantId":
			return tenantID.decode(d, wire.DecodeString)
		case "resourceId":
			return resourceID.decode(d, wire.DecodeString)
		case "cloud":
			return cloud.decode(d, decodeCloud)
		default:
			return d.Skip()
		}
	})
	to.id = TeamsExtensionUserIdentifier{
		UserID: userID.value, TenantID: tenantID.value, ResourceID: resourceID.value, Cloud: cloud.value,
	}
	to.require("userId", userID.present)
	to.require("tenantId", tenantID.present)
	to.require("resourceId", resourceID.present)
	to.require("cloud", cloud.present)
	return err
}

// decodeCloud reads the name of a cloud.
func decodeCloud(to *Cloud, d *wire.Decoder) error {
	err := wire.DecodeString(to, d)
	if *to == "public" {
		*to = CloudPublic
	}
	return err
}
