// Package serve is the runtime that generated fakes use, the server-side
// counterpart of package wire. It routes a request to its operation, decodes the
// parameters and the body, and converts azcore's responders to HTTP responses.
// Programs that use a fake need none of it: what they use is also in the fake.
package serve
