// Chat-emulator runs an Azure Communication Services Chat and Identity service
// on this machine: see package emulator and docs/emulator.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/cmd/internal/buildinfo"
	"github.com/chatgen-go/chatgen/emulator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal does not wait for running calls
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// settings are what the flags say.
type settings struct {
	addr    string
	certOut string
	options emulator.Options
}

// run returns the exit code: 0 when it was asked to stop, 1 when it cannot run,
// 2 when it was called wrongly.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var s settings
	started := false
	cmd := &cobra.Command{
		Use:   "chat-emulator",
		Short: "Run an Azure Communication Services Chat and Identity service on this machine",
		Long: `Chat-emulator answers as the service does, over HTTPS, until it is interrupted. When
it is ready it prints one line:

    ready: endpoint=https://127.0.0.1:8443;accesskey=...

What follows "ready: " is the connection string for identity clients. Clients
have to trust the certificate that --cert-out writes.`,
		Version:       buildinfo.Version(),
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(*cobra.Command, []string) error {
			started = true
			return serve(ctx, s, stdout)
		},
	}
	cmd.Flags().StringVar(&s.addr, "addr", "127.0.0.1:8443", "address to listen on; port 0 takes a free one")
	cmd.Flags().StringVar(&s.certOut, "cert-out", "", "file to write the certificate to, in PEM, which clients must trust")
	cmd.Flags().StringVar(&s.options.AccessKey, "access-key", "", "key of identity calls, in base64 (default a random one)")
	cmd.Flags().StringVar(&s.options.State, "state", "", "file that keeps the state across restarts, but not the access key: give that, too (default none)")
	cmd.Flags().BoolVar(&s.options.RateLimits, "rate-limits", false, "answer 429 beyond the service's rates")
	cmd.Flags().StringArrayVar(&s.options.Faults, "fault", nil, "rule by which calls fail, such as SendMessage:429:0.1:retry-after=2s (repeatable)")
	cmd.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	cmd.SetArgs(args)
	cmd.SetOut(stdout)
	cmd.SetErr(stderr)
	err := cmd.Execute()
	switch {
	case err == nil:
		return 0
	case started:
		_, _ = fmt.Fprintln(stderr, "chat-emulator:", err) // there is nowhere else to say it
		return 1
	}
	_, _ = fmt.Fprintln(stderr, "chat-emulator:", err, "(chat-emulator --help shows the flags)")
	return 2
}

// serve runs the emulator until ctx ends.
func serve(ctx context.Context, s settings, stdout io.Writer) (err error) {
	e, err := emulator.New(s.options)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := e.Close(); err == nil {
			err = closeErr
		}
	}()
	l, err := e.Listen(s.addr)
	if err != nil {
		return err
	}
	if err := announce(e, l, s.certOut, stdout); err != nil {
		return errors.Join(err, l.Close())
	}
	return l.Serve(ctx)
}

// announce tells clients what they need: the certificate first, as the line says
// that all is there. Programs read the line; its form does not change.
func announce(e *emulator.Emulator, l *emulator.Listener, certOut string, stdout io.Writer) error {
	if certOut != "" {
		if err := os.WriteFile(certOut, l.Certificate, 0o600); err != nil {
			return fmt.Errorf("--cert-out: %w", err)
		}
	}
	_, err := fmt.Fprintln(stdout, "ready:", e.ConnectionString(l.Endpoint))
	return err
}
