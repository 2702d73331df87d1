// Package loadtest holds tests of the clients under load: thousands of calls at once,
// storms of rejections, and responses that are lost, over HTTP/1.1 and HTTP/2. They need
// the build tag load:
//
//	go test -race -tags load ./loadtest
//
// Each test runs for a few seconds. The environment variable LOADTEST_DURATION, such as
// "10m", makes each run for that long.
package loadtest
