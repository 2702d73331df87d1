package emulator

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs/wire"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/identity"
	identityfake "github.com/chatgen-go/chatgen/generated/identity/fake"
)

// assignmentsPrefix begins the paths of the access of principals to Teams Phone.
const assignmentsPrefix = "/access/teamsExtension/tenants/"

// assignments are the access of principals to Teams Phone. They are kept in memory, and
// the exchange of tokens does not depend on them.
type assignments struct {
	mu          sync.Mutex
	byPrincipal map[principal]assignment
}

// principal is the key of an assignment. Object IDs and tenants are GUIDs, in lower case.
type principal struct{ tenant, object string }

func newPrincipal(tenant, object string) principal {
	return principal{strings.ToLower(tenant), strings.ToLower(object)}
}

// assignment is the access of a principal for some clients.
type assignment struct {
	objectID      string
	tenantID      string
	principalType identity.TeamsExtensionPrincipalType
	clientIDs     []string
}

func encodeAssignment(e *wire.Encoder, a assignment) {
	e.BeginObject()
	property(e, "objectId", a.objectID)
	property(e, "tenantId", a.tenantID)
	property(e, "principalType", string(a.principalType))
	listProperty(e, "clientIds", a.clientIDs, (*wire.Encoder).String)
	e.EndObject()
}

// set creates or replaces an assignment, and reports whether it created it.
func (a *assignments) set(w assignment) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := newPrincipal(w.tenantID, w.objectID)
	_, exists := a.byPrincipal[key]
	if a.byPrincipal == nil {
		a.byPrincipal = map[principal]assignment{}
	}
	a.byPrincipal[key] = w
	return !exists
}

// get returns an assignment, or the service's error if there is none.
func (a *assignments) get(tenant, object string) (assignment, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w, exists := a.byPrincipal[newPrincipal(tenant, object)]
	if !exists {
		return w, &engine.Error{Status: http.StatusNotFound, Code: "NotFound", Message: "The principal has no assignment."}
	}
	return w, nil
}

// remove removes an assignment, if there is one.
func (a *assignments) remove(tenant, object string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.byPrincipal, newPrincipal(tenant, object))
}

// handle sets the functions of a server that read and write assignments.
func (a *assignments) handle(s *identityfake.Server) {
	s.GetTeamsExtensionAssignment = func(
		ctx context.Context, tenantID, objectID string, _ *identity.GetTeamsExtensionAssignmentOptions,
	) (azfake.Responder[identity.GetTeamsExtensionAssignmentResponse], azfake.ErrorResponder) {
		w, err := a.get(tenantID, objectID)
		return jsonResponse[identity.GetTeamsExtensionAssignmentResponse](ctx, http.StatusOK, err, w, encodeAssignment)
	}
	s.SetTeamsExtensionAssignment = func(
		ctx context.Context, tenantID, objectID string, kind identity.TeamsExtensionPrincipalType, options *identity.SetTeamsExtensionAssignmentOptions,
	) (azfake.Responder[identity.SetTeamsExtensionAssignmentResponse], azfake.ErrorResponder) {
		w := assignment{objectID, tenantID, kind, append([]string{}, options.ClientIDs...)}
		status := http.StatusOK
		var err error
		switch {
		case !slices.Contains(identity.PossibleTeamsExtensionPrincipalTypeValues(), kind):
			err = &engine.Error{Status: http.StatusBadRequest, Code: "ValidationError", Message: "The principal type is invalid.", Target: "PrincipalType"}
		case a.set(w):
			status = http.StatusCreated
		}
		return jsonResponse[identity.SetTeamsExtensionAssignmentResponse](ctx, status, err, w, encodeAssignment)
	}
	s.DeleteTeamsExtensionAssignment = func(
		ctx context.Context, tenantID, objectID string, _ *identity.DeleteTeamsExtensionAssignmentOptions,
	) (azfake.Responder[identity.DeleteTeamsExtensionAssignmentResponse], azfake.ErrorResponder) {
		a.remove(tenantID, objectID)
		return emptyResponse[identity.DeleteTeamsExtensionAssignmentResponse](ctx, http.StatusNoContent, nil)
	}
}
