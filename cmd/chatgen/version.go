package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show what this program was built from",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			info, _ := debug.ReadBuildInfo()
			_, err := fmt.Fprintln(cmd.OutOrStdout(), versionLine(info))
			return err
		},
	}
}

// versionLine tells the version of the module and the revision of its source,
// as far as the build has kept them. info may be nil.
func versionLine(info *debug.BuildInfo) string {
	if info == nil {
		return "chatgen, built without module support"
	}
	version := info.Main.Version
	if version == "" {
		version = "(devel)"
	}
	line := "chatgen " + version
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if revision := settings["vcs.revision"]; revision != "" {
		line += " " + revision
	}
	if settings["vcs.modified"] == "true" {
		line += " (modified)"
	}
	return line + " " + info.GoVersion
}
