package model

import (
	"cmp"
	"strings"
	"unicode"
)

// CompareVersions compares two API versions by their dates. A preview, such as
// 2021-01-27-preview4, comes before the stable version of its date.
func CompareVersions(a, b string) int {
	dateA, previewA := cutPreview(a)
	dateB, previewB := cutPreview(b)
	switch {
	case dateA != dateB:
		return strings.Compare(dateA, dateB)
	case previewA == "" || previewB == "":
		return strings.Compare(previewB, previewA)
	}
	wordA, wordB := strings.TrimRight(previewA, digits), strings.TrimRight(previewB, digits)
	return cmp.Or(
		strings.Compare(wordA, wordB),
		cmp.Compare(len(previewA), len(previewB)), // preview9 comes before preview10
		strings.Compare(previewA, previewB),
	)
}

const digits = "0123456789"

// cutPreview splits a version into its date and the word that marks a preview, or "".
func cutPreview(version string) (date, preview string) {
	at := strings.IndexFunc(version, unicode.IsLetter)
	if at < 1 || version[at-1] != '-' {
		return version, ""
	}
	return version[:at-1], version[at:]
}
