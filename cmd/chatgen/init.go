package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/gen/change"
	"github.com/chatgen-go/chatgen/gen/scaffold"
)

func initCommand() *cobra.Command {
	var request scaffold.Request
	cmd := &cobra.Command{
		Use:   "init --spec FILE",
		Short: "Set up a package: chatgen.yaml, overrides and go:generate",
		Long: `Init prepares a Go module to generate a package from a REST document. It adds the
package to the nearest chatgen.yaml, or creates one in the working folder, and
writes the following files next to it

    overrides/NAME/auth.yaml      the credential, from the document's security
    overrides/NAME/clients.yaml   the client's name and documentation
    overrides/schema/*.json       the schemas of these files, for your editor
    overrides/generate.go         a go:generate line

The name is derived from the document's title or file name. If the credential
cannot be derived from the document, init requires --scope or --user-token.
It never overwrites files: if any of them exist, it lists them and writes nothing.`,
		Example: `  chatgen init --spec spec/sms.json --scope https://communication.azure.com//.default --access-key`,
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return initPackage(cmd, request) },
	}
	f := cmd.Flags()
	f.StringVar(&request.Config, "config", "", "`file` that lists the packages; it need not exist (default the nearest chatgen.yaml, or a new one)")
	f.StringVar(&request.Spec, "spec", "", "`file` of the document")
	f.StringVar(&request.Package, "package", "", "`name` of the package (default derived from the document)")
	f.StringVar(&request.Out, "out", "", "`folder` of the package, relative to chatgen.yaml (default generated/NAME)")
	f.StringArrayVar(&request.Credential.Scopes, "scope", nil, "`scope` of the Microsoft Entra ID tokens that the service accepts (repeatable)")
	f.BoolVar(&request.Credential.UserToken, "user-token", false, "the service accepts user access tokens of its own")
	f.BoolVar(&request.Credential.AccessKey, "access-key", false, "the service also accepts requests signed with an access key")
	return cmd
}

func initPackage(cmd *cobra.Command, request scaffold.Request) error {
	if err := notEmpty(cmd, "config", "spec", "package", "out"); err != nil {
		return err
	}
	if err := notStandardInput(cmd, "config", "out"); err != nil {
		return err
	}
	switch {
	case request.Spec == change.StandardInput:
		return usage("--spec must not be %s: chatgen.yaml names the document's file", change.StandardInput)
	case request.Spec == "":
		return usage("--spec is required")
	case request.Credential.UserToken && len(request.Credential.Scopes) > 0:
		return usage("--user-token cannot be combined with --scope")
	case slices.Contains(request.Credential.Scopes, ""):
		return usage("--scope must not be empty")
	}
	result, err := scaffold.Init(request)
	if err != nil {
		return err
	}
	return printInit(cmd, result)
}

func printInit(cmd *cobra.Command, result *scaffold.Result) error {
	text := fmt.Sprintf("package %s is set up:\n  %s\n", result.Package, strings.Join(result.Files, "\n  "))
	text += fmt.Sprintf("the schemas for your editor are in %s\n", result.Schemas)
	if result.NoCredential {
		text += "its clients send no credential, because the document declares no security; if the service requires one,\n" +
			"add auth.yaml to the overrides of " + result.Package + " (its keys: chatgen schema auth)\n"
	}
	text += "next: go generate ./... and go mod tidy\n"
	_, err := fmt.Fprint(cmd.OutOrStdout(), text)
	return err
}
