package wire

import "time"

// scanTime parses a time as [DecodeTime] describes it, and reports whether it is valid.
func scanTime(s string) (time.Time, bool) {
	const length = len("2006-01-02T15:04:05")
	if len(s) < length || s[4] != '-' || s[7] != '-' || s[10]|0x20 != 't' && s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return time.Time{}, false
	}
	century, year, month, day := twoDigits(s, 0), twoDigits(s, 2), twoDigits(s, 5), twoDigits(s, 8)
	hour, minute, second := twoDigits(s, 11), twoDigits(s, 14), twoDigits(s, 17)
	if uint(century) > 99 || uint(year) > 99 || uint(month-1) > 11 || uint(day-1) > 30 || uint(hour) > 23 || uint(minute) > 59 || uint(second) > 59 {
		return time.Time{}, false
	}
	var nanosecond int
	var offset time.Duration
	if rest := s[length:]; rest != "Z" {
		var ok, okOffset bool
		nanosecond, rest, ok = scanFraction(rest)
		if offset, okOffset = scanOffset(rest); !ok || !okOffset {
			return time.Time{}, false
		}
	}
	seconds := secondsToDay(century*100+year, month, day) + int64(hour*3600+minute*60+second)
	t := time.Unix(seconds, int64(nanosecond)).UTC()
	if day > 28 && t.Day() != day { // the month has fewer days
		return time.Time{}, false
	}
	if offset != 0 {
		t = t.Add(-offset)
	}
	return t, true
}

// secondsToDay returns the Unix time at which a day begins. It is faster than
// [time.Date], which accepts any numbers. Its years begin in March, so that a leap day
// is the last one of its year.
func secondsToDay(year, month, day int) int64 {
	year, month = 400+year+(month-14)/12, (month+9)%12 // 400 years, so that no year is negative
	days := 365*year + year/4 - year/100 + year/400 + (153*month+2)/5 + day - 1
	const daysTo1970 = 719468 + 146097 // from 1 March of the year -400
	return int64(days-daysTo1970) * 24 * 3600
}

// twoDigits returns the number of two digits at i, or -1.
func twoDigits(s string, i int) int {
	tens, ones := s[i]-'0', s[i+1]-'0'
	if tens > 9 || ones > 9 {
		return -1
	}
	return int(tens)*10 + int(ones)
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
