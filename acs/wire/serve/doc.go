// Package serve is what emitted fakes stand on: the other side of package wire.
// It finds the operation that a request is for, reads its parameters and body,
// and makes an answer of what azcore's responders hold. Programs that use a fake
// do not need it, but for [Failure].
package serve
