package wire

import (
	"fmt"
	"strconv"
	"time"
)

// DecodeMinutes reads a duration that is a whole number of minutes.
func DecodeMinutes(to *time.Duration, d *Decoder) { decodeDuration(to, d, time.Minute, "minutes") }

// DecodeSeconds reads a duration that is a whole number of seconds.
func DecodeSeconds(to *time.Duration, d *Decoder) { decodeDuration(to, d, time.Second, "seconds") }

func decodeDuration(to *time.Duration, d *Decoder, unit time.Duration, name string) {
	d.skipSpace()
	start := d.pos
	var n int64
	if DecodeInt64(&n, d); d.err != nil {
		return
	}
	v := time.Duration(n) * unit
	if int64(v/unit) != n {
		d.pos = start
		d.fail(fmt.Errorf("%d %s are out of range", n, name))
		return
	}
	*to = v
}

// EncodeMinutes writes a duration as a whole number of minutes. A fractional number
// of minutes is an error.
func EncodeMinutes(v *time.Duration, e *Encoder) { encodeDuration(*v, e, time.Minute, "minutes") }

// EncodeSeconds writes a duration as a whole number of seconds. A fractional number
// of seconds is an error.
func EncodeSeconds(v *time.Duration, e *Encoder) { encodeDuration(*v, e, time.Second, "seconds") }

func encodeDuration(v time.Duration, e *Encoder, unit time.Duration, name string) {
	n := int64(v / unit)
	e.countNonZero(v != 0)
	if time.Duration(n)*unit != v {
		e.Fail(fmt.Errorf("%s is not a whole number of %s", v, name))
		return
	}
	e.buf = strconv.AppendInt(e.buf, n, 10)
}
