package wire

import (
	"testing"
	"time"
)

// Each day of the years in which times can be written begins when package time says.
func TestSecondsToDay(t *testing.T) {
	for day := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 10000; day = day.AddDate(0, 0, 1) {
		if got := secondsToDay(day.Year(), int(day.Month()), day.Day()); got != day.Unix() {
			t.Fatalf("%v: %d, want %d", day, got, day.Unix())
		}
	}
}
