// Package followtest holds tests of ranges of changes against the emulator. One of them
// kills followers at random while threads are busy, for a few seconds, or for the time in
// the environment variable FOLLOW_DURATION, such as "5m". Others measure what a range costs;
// with FOLLOW_MEASURE=1, also for 1,000 threads.
package followtest
