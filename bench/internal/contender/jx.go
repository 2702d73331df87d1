package contender

import (
	"time"

	"github.com/go-faster/jx"
)

// JX returns decoders written by hand over jx, for the structs of encoding/json.
func JX() Contender {
	return Contender{
		Name:         "jx",
		Messages:     NewDecoder(jxDecode(jxMessages), plainMessages),
		Participants: NewDecoder(jxDecode(jxParticipants), plainParticipants),
		Message:      NewDecoder(jxDecode(jxMessage), plainValues),
	}
}

// jxDecode runs decode with a pooled decoder.
func jxDecode[T any](decode func(*jx.Decoder, *T) error) func([]byte, *T) error {
	return func(body []byte, to *T) error {
		d := jx.GetDecoder()
		defer jx.PutDecoder(d)
		d.ResetBytes(body)
		return decode(d, to)
	}
}

func jxMessages(d *jx.Decoder, page *plainMessagesPage) error {
	return d.ObjBytes(func(d *jx.Decoder, name []byte) (err error) {
		switch string(name) {
		case "value":
			return d.Arr(func(d *jx.Decoder) error {
				page.Value = append(page.Value, plainMessage{})
				return jxMessage(d, &page.Value[len(page.Value)-1])
			})
		case "nextLink":
			page.NextLink, err = d.Str()
			return err
		}
		return d.Skip()
	})
}

func jxParticipants(d *jx.Decoder, page *plainParticipantsPage) error {
	return d.ObjBytes(func(d *jx.Decoder, name []byte) (err error) {
		switch string(name) {
		case "value":
			return d.Arr(func(d *jx.Decoder) error {
				page.Value = append(page.Value, plainParticipant{})
				return jxParticipant(d, &page.Value[len(page.Value)-1])
			})
		case "nextLink":
			page.NextLink, err = d.Str()
			return err
		}
		return d.Skip()
	})
}

func jxMessage(d *jx.Decoder, m *plainMessage) error {
	return d.ObjBytes(func(d *jx.Decoder, name []byte) (err error) {
		switch string(name) {
		case "id":
			m.ID, err = d.Str()
		case "type":
			m.Type, err = d.Str()
		case "sequenceId":
			m.SequenceID, err = d.Str()
		case "version":
			m.Version, err = d.Str()
		case "content":
			m.Content = &plainContent{}
			err = jxContent(d, m.Content)
		case "senderDisplayName":
			m.SenderDisplayName, err = d.Str()
		case "createdOn":
			m.CreatedOn, err = jxTime(d)
		case "senderCommunicationIdentifier":
			m.Sender = &plainIdentifier{}
			err = jxIdentifier(d, m.Sender)
		case "metadata":
			m.Metadata = map[string]string{}
			err = d.Obj(func(d *jx.Decoder, name string) error {
				m.Metadata[name], err = d.Str()
				return err
			})
		default:
			err = d.Skip()
		}
		return err
	})
}

func jxContent(d *jx.Decoder, content *plainContent) error {
	return d.ObjBytes(func(d *jx.Decoder, name []byte) (err error) {
		switch string(name) {
		case "message":
			content.Message, err = d.Str()
		case "topic":
			content.Topic, err = d.Str()
		default:
			err = d.Skip()
		}
		return err
	})
}

func jxParticipant(d *jx.Decoder, p *plainParticipant) error {
	return d.ObjBytes(func(d *jx.Decoder, name []byte) (err error) {
		switch string(name) {
		case "communicationIdentifier":
			err = jxIdentifier(d, &p.ID)
		case "displayName":
			p.DisplayName, err = d.Str()
		case "shareHistoryTime":
			var t time.Time
			t, err = jxTime(d)
			p.ShareHistoryTime = &t
		default:
			err = d.Skip()
		}
		return err
	})
}

func jxIdentifier(d *jx.Decoder, id *plainIdentifier) error {
	return d.ObjBytes(func(d *jx.Decoder, name []byte) (err error) {
		switch string(name) {
		case "kind":
			id.Kind, err = d.Str()
		case "rawId":
			id.RawID, err = d.Str()
		case "communicationUser":
			id.CommunicationUser = &plainUser{}
			err = d.ObjBytes(func(d *jx.Decoder, name []byte) error {
				if string(name) != "id" {
					return d.Skip()
				}
				id.CommunicationUser.ID, err = d.Str()
				return err
			})
		default:
			err = d.Skip()
		}
		return err
	})
}

func jxTime(d *jx.Decoder) (time.Time, error) {
	s, err := d.Str()
	if err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, s)
}
