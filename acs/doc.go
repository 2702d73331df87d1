// Package acs holds what the users of all generated packages share: the names
// of participants, the credentials, the service's error and changes of single
// members. Azure Communication Services is ACS for short.
//
// A program meets it in five places:
//
//   - A client that acts for one user, such as package chat's, takes a
//     credential. [NewTokenCredential] holds a user access token,
//     [NewRefreshingCredential] gets new ones in time, and
//     [NewEntraCredential] exchanges tokens of Microsoft Entra ID for them.
//   - A client that acts for the whole resource, such as package identity's,
//     takes an access key, which signs each request, the connection string that
//     holds it, or an azcore.TokenCredential of Microsoft Entra ID.
//     [ParseConnectionString] and [ParseAccessKey] read what the Azure portal
//     shows. Such a client belongs on a server: whoever has the key can act for
//     all users.
//   - Participants and senders are an [Identifier]. Make one of its types, such
//     as UserIdentifier{ID: "8:acs:..."}, or [ParseIdentifier] a raw ID;
//     RawID gives the text to store, and [Equal] compares.
//   - A call that the service refuses returns an error from which errors.As
//     gets an [*Error], with status, code, message and the time to wait, and
//     the *azcore.ResponseError as other Azure packages return it.
//   - A call that changes something takes a [Patch] for each member that can
//     be left alone, set with [Set], or reset with [Null].
//
// Logs of azcore show neither keys nor the tokens that authorize a call. With
// Logging.IncludeBody they show bodies, and so the tokens that package identity
// issues or exchanges: do not set it for such a client outside of tests.
//
// Values of these types may be copied and shared between goroutines as long as
// none of them changes one; a credential may be shared anyway.
//
// Functions that take a [wire.Encoder], a [wire.Decoder] or an *http.Response
// are called by generated code.
package acs
