package wire

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// isASCII reports whether a host, after percent-decoding, is ASCII. No other host is
// allowed, because hosts would not be equal where they seem to be, or the reverse:
// U+0130 and U+212A, for example, become ASCII letters in lower case.
func isASCII(host string) bool {
	return strings.IndexFunc(host, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// notASCII returns the error for a host that is not ASCII.
func notASCII(host string) error {
	return fmt.Errorf(`host %s is not ASCII (want its punycode form, "xn--...")`, Quote(host))
}

// lowerASCII converts ASCII letters to lower case, and no others.
func lowerASCII(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}
