package model

import (
	"go/token"
	"strings"
	"unicode"
)

// Words splits a name of the document or of Go at case changes and at
// everything that is neither letter nor digit: "chatThreadId" and
// "ChatThreadID" are both chat, thread and ID; "merge-patch+json" is three.
func Words(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, string(word))
			word = nil
		}
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r), IsInvisible(r):
			end()
			continue
		case unicode.IsUpper(r) && startsWord(runes, i):
			end()
		}
		word = append(word, r)
	}
	end()
	return words
}

// IsInvisible reports whether a character has no width or changes the direction of text,
// so that a reader sees something else than the compiler.
func IsInvisible(r rune) bool {
	return r > unicode.MaxASCII && unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// startsWord reports whether the upper-case letter at i starts a word: after a
// lower-case letter or digit ("chatT"), or before one ("IDT" in "IDToken"). The s of a
// plural abbreviation ("IDs") does not start a word.
func startsWord(runes []rune, i int) bool {
	if i == 0 {
		return false
	}
	if !unicode.IsUpper(runes[i-1]) {
		return true
	}
	next := i + 1
	if next >= len(runes) || !unicode.IsLower(runes[next]) {
		return false
	}
	plural := runes[next] == 's' && (next+1 == len(runes) || !unicode.IsLower(runes[next+1]))
	return !plural
}

// GoName joins words to an exported Go name, with abbreviations in capitals.
// It is empty if the words contain no letter or digit, and gets an X in front if
// they begin with a digit.
func GoName(words ...string) string {
	var name strings.Builder
	for _, w := range words {
		name.WriteString(title(w))
	}
	if first := []rune(name.String()); len(first) > 0 && !unicode.IsUpper(first[0]) {
		return "X" + name.String()
	}
	return name.String()
}

// Exported returns the Go name for a name of the document.
func Exported(name string) string { return GoName(Words(name)...) }

func title(word string) string {
	upper := strings.ToUpper(word)
	switch upper {
	case "ACL", "API", "CPU", "CSS", "DNS", "EOF", "GUID", "HTML", "HTTP", "HTTPS", "ID", "IP", "JSON", "RPC", "SLA",
		"SMTP", "SQL", "SSH", "TCP", "TLS", "TTL", "UDP", "UI", "UID", "URI", "URL", "UTF8", "UUID", "VM", "XML":
		return upper
	case "IDS", "URLS", "URIS", "APIS":
		return upper[:len(upper)-1] + "s"
	}
	runes := []rune(word)
	runes[0] = unicode.ToUpper(runes[0])
	return string(runes)
}

// Arg returns the Go name as an argument: "ThreadID" becomes "threadID". Keywords,
// predeclared names and names that emitted code uses get the suffix "Value".
func Arg(name string) string {
	words := Words(name)
	if len(words) == 0 {
		return ""
	}
	words[0] = strings.ToLower(words[0])
	arg := strings.Join(words, "")
	if token.IsKeyword(arg) || isReserved(arg) {
		return arg + "Value"
	}
	return arg
}

// isReserved reports whether emitted functions use the name: as a variable, an import
// or a predeclared name.
func isReserved(arg string) bool {
	switch arg {
	case "acs", "azcore", "azfake", "c", "context", "credential", "ctx", "d", "e", "endpoint", "err", "errResp", "error", "errors", "fmt", "http",
		"internal", "iter", "json", "merged", "nil", "ok", "options", "page", "property", "r", "req", "resp", "runtime", "s", "sending", "serve",
		"string", "time", "v", "wire",
		"any", "append", "bool", "byte", "cap", "clear", "close", "copy", "delete", "false", "float64", "int", "int32",
		"int64", "len", "make", "max", "min", "new", "panic", "print", "println", "real", "recover", "true":
		return true
	}
	return false
}

// StandardMethods returns the names of methods that must have the signature of an
// interface of the standard library; go vet reports others.
func StandardMethods() []string {
	return []string{
		"Format", "GobDecode", "GobEncode", "MarshalJSON", "MarshalXML", "ReadByte", "ReadFrom", "ReadRune", "Scan", "Seek", "UnmarshalJSON",
		"UnmarshalXML", "UnreadByte", "UnreadRune", "WriteByte", "WriteTo",
	}
}

// ValidName reports whether name is an exported Go identifier.
func ValidName(name string) bool {
	return token.IsIdentifier(name) && token.IsExported(name)
}

// IsRuntimeHeader reports whether the runtime or net/http sets a header of requests, which
// parameters cannot change.
func IsRuntimeHeader(name string) bool {
	switch strings.ToLower(name) {
	case "accept", "content-type", "authorization", "x-ms-client-request-id", "host", "content-length", "transfer-encoding", "trailer", "te",
		"connection", "keep-alive", "proxy-connection", "upgrade":
		return true
	}
	return false
}
