// Package followtest holds tests of ranges of changes against the emulator. One of them
// kills followers at random while threads are busy, for a few seconds, or for the time in
// the environment variable FOLLOW_DURATION, such as "5m".
package followtest
