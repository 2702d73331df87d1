package wire

import (
	"strconv"
	"time"
)

// parseTime parses a time as [DecodeTime] describes it.
func parseTime(text string) (time.Time, error) {
	if t, ok := scanTime(text); ok {
		return t, nil
	}
	return time.Time{}, textError("want an RFC 3339 time, got " + strconv.Quote(truncate(text)))
}

// scanTime parses a time, and reports whether it is valid.
func scanTime(s string) (time.Time, bool) {
	const shape = "0000-00-00T00:00:00"
	if len(s) < len(shape) {
		return time.Time{}, false
	}
	for i := range len(shape) {
		switch c := s[i]; {
		case shape[i] == '0' && !isDigit(c),
			shape[i] == 'T' && c != 'T' && c != 't' && c != ' ',
			(shape[i] == '-' || shape[i] == ':') && c != shape[i]:
			return time.Time{}, false
		}
	}
	two := func(i int) int { return int(s[i]-'0')*10 + int(s[i+1]-'0') }
	year, month, day := two(0)*100+two(2), two(5), two(8)
	hour, minute, second := two(11), two(14), two(17)
	nanosecond, rest, ok := scanFraction(s[len(shape):])
	offset, okOffset := scanOffset(rest)
	if !ok || !okOffset || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanosecond, time.UTC)
	if t.Day() != day { // the month has fewer days
		return time.Time{}, false
	}
	return t.Add(-offset), true
}

// scanFraction reads the fraction of a second that s may begin with, and returns its
// first nine digits as nanoseconds.
func scanFraction(s string) (nanoseconds int, rest string, ok bool) {
	if s == "" || s[0] != '.' && s[0] != ',' {
		return 0, s, true
	}
	i := 1
	for unit := 100_000_000; i < len(s) && isDigit(s[i]); i++ {
		nanoseconds += int(s[i]-'0') * unit
		unit /= 10
	}
	return nanoseconds, s[i:], i > 1
}

// scanOffset reads the offset from UTC. Without one, a time is in UTC.
func scanOffset(s string) (time.Duration, bool) {
	if s == "" || s == "Z" || s == "z" {
		return 0, true
	}
	if len(s) != len("+00:00") || s[3] != ':' || !isDigit(s[1]) || !isDigit(s[2]) || !isDigit(s[4]) || !isDigit(s[5]) {
		return 0, false
	}
	hours, minutes := int(s[1]-'0')*10+int(s[2]-'0'), int(s[4]-'0')*10+int(s[5]-'0')
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if hours > 23 || minutes > 59 {
		return 0, false
	}
	switch s[0] {
	case '+':
		return offset, true
	case '-':
		return -offset, true
	}
	return 0, false
}
