// Package acs contains the types that all generated packages share:
// credentials, participant identifiers, the service's errors, and patches. ACS
// is short for Azure Communication Services.
//
//   - User credentials: a client that acts for one user, such as package
//     chat's, takes a credential. [NewTokenCredential] holds a fixed user access
//     token, [NewRefreshingCredential] refreshes the token before it expires
//     and when the service rejects it, and [NewEntraCredential] gets it in
//     exchange for a Microsoft Entra ID token. A token that has not expired is
//     used even while a refresh runs or fails.
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
//     that other Azure packages return. errors.Is tests for a common reason, such
//     as [ErrNotFound]. If a call fails for another reason, errors.As finds a
//     [*CallError], and in it an [*ArgumentError] for an invalid argument, or an
//     [*Error] with the beginning of a response that cannot be read. [OutcomeOf]
//     tells whether the service has processed the request.
//   - Patches: a call that updates something takes a [Patch] for each property
//     that can be left unchanged, set with [Set], or reset with [Null]. For a map
//     it takes a [MapPatch], which sets names with [MergeMap], removes names with
//     [MapPatch.Remove], or resets the map with [NullMap].
//
// azcore's logs contain neither access keys nor tokens. Logging.IncludeBody is
// ignored by clients whose bodies contain tokens, such as package identity's.
// fmt and log/slog print a placeholder instead of the secret in a value of this
// module's types; encoding/json encodes the tokens that were issued. fmt cannot
// call methods of unexported struct fields, so do not print a struct that has a
// token in one.
//
// A credential is safe for concurrent use. The other types are plain values:
// they may be copied, and shared between goroutines that do not modify them.
//
// Functions that take a [wire.Encoder], a [wire.Decoder] or an *http.Response
// are for generated code.
package acs
