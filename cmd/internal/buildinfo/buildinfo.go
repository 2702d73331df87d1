// Package buildinfo determines the version that the --version flags of the commands print.
package buildinfo

import "runtime/debug"

// Version returns the version of the running program's module, the revision of its
// source and the version of Go, as far as the build has recorded them.
func Version() string {
	info, _ := debug.ReadBuildInfo()
	return describe(info)
}

// describe is [Version] of a build; info may be nil.
func describe(info *debug.BuildInfo) string {
	if info == nil {
		return "built without module support"
	}
	text := info.Main.Version
	if text == "" {
		text = "(devel)"
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if revision := settings["vcs.revision"]; revision != "" {
		text += " " + revision
	}
	if settings["vcs.modified"] == "true" {
		text += " (modified)"
	}
	return text + " " + info.GoVersion
}
