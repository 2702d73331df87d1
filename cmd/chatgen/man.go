package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man FOLDER",
		Short: "Write the man pages into a folder",
		Long: `Man writes a man page for chatgen and for each command into a folder, which it
creates if needed. Their date is the month of the run, or of SOURCE_DATE_EPOCH.`,
		Example: `  chatgen man man1
  man man1/chatgen-bump.1`,
		RunE: writeManPages,
	}
}

func writeManPages(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("expected one FOLDER, %s", gotArguments(args))
	}
	if err := os.MkdirAll(args[0], 0o750); err != nil {
		return err
	}
	root := cmd.Root()
	root.DisableAutoGenTag = true
	return doc.GenManTree(root, &doc.GenManHeader{Title: "CHATGEN", Section: "1", Source: root.Name() + " " + root.Version, Manual: "chatgen"}, args[0])
}
