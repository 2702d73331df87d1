package engine

import (
	"slices"
	"strconv"

	"github.com/chatgen-go/chatgen/acs"
)

// WithRefusals returns the caller with a function by which AddParticipants refuses
// participants that it would otherwise add: refuse returns the status to report, or 0
// for a participant that is added. If refuse is nil, none is refused.
func (c Caller) WithRefusals(refuse func(rawID string) int) Caller {
	c.refuse = refuse
	return c
}

// refuseParticipants removes the refused participants from those that are accepted,
// and returns their errors.
func (c Caller) refuseParticipants(result *addResult) []acs.ErrorDetail {
	if c.refuse == nil {
		return nil
	}
	var refused []acs.ErrorDetail
	result.accepted = slices.DeleteFunc(result.accepted, func(p *participant) bool {
		status := c.refuse(p.ID)
		if status != 0 {
			refused = append(refused, acs.ErrorDetail{Code: strconv.Itoa(status), Message: "The participant was refused by a fault rule.", Target: p.ID})
		}
		return status != 0
	})
	return refused
}
