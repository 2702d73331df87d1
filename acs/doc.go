// Package acs contains the types that all generated packages share:
// credentials, participant identifiers, the service's errors, and patches. ACS
// is short for Azure Communication Services.
//
//   - User credentials: a client that acts for one user, such as package
//     chat's, takes a credential. [NewTokenCredential] holds a fixed user access
//     token, [NewRefreshingCredential] refreshes the token before it expires,
//     and [NewEntraCredential] gets it in exchange for a Microsoft Entra ID
//     token.
//   - Resource credentials: a client that acts for the whole resource, such as
//     package identity's, takes an access key (which signs every request), the
//     connection string that contains it, or an azcore.TokenCredential for
//     Microsoft Entra ID. [ParseConnectionString] and [ParseAccessKey] parse the
//     values that the Azure portal shows. Use such a client on a server only:
//     anyone who has the key can act on behalf of every user.
//   - Identifiers: participants and senders have the type [Identifier]. Create
//     one of its implementations, such as UserIdentifier{ID: "8:acs:..."}, or
//     parse a raw ID with [ParseIdentifier]. RawID returns the string to store,
//     and [Equal] compares two identifiers.
//   - Errors: if the service rejects a call, errors.As finds an [*Error] with the
//     status, code, message and Retry-After value, and the *azcore.ResponseError
//     that other Azure packages return.
//   - Patches: a call that updates something takes a [Patch] for each property
//     that can be left unchanged, set with [Set], or reset with [Null]. For a map
//     it takes a [MapPatch], which sets names with [MergeMap], removes names with
//     [MapPatch.Remove], or resets the map with [NullMap].
//
// azcore's logs contain neither access keys nor the tokens that authorize a
// call. With Logging.IncludeBody they contain bodies, and therefore the tokens
// that package identity issues or exchanges: do not enable it for such a client
// outside of tests.
//
// A credential is safe for concurrent use. The other types are plain values:
// they may be copied, and shared between goroutines that do not modify them.
//
// Functions that take a [wire.Encoder], a [wire.Decoder] or an *http.Response
// are for generated code.
package acs
