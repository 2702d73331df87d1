// Command chat-emulator runs an emulator of Azure Communication Services Chat and
// Identity on this machine: see package emulator and docs/emulator.md.
package main

import (
	"context"
	"crypto/tls"
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
	context.AfterFunc(ctx, stop) // so that a second signal ends the process at once
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// settings are the values of the flags.
type settings struct {
	addr    string
	certOut string
	cert    string
	certKey string
	control string
	options emulator.Options
}

// run runs the command line and returns the exit code: 0 if it was asked to stop, 1
// if it failed, 2 after a usage error.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var s settings
	started := false
	cmd := &cobra.Command{
		Use:   "chat-emulator",
		Short: "Run an emulator of Azure Communication Services Chat and Identity",
		Long: `Chat-emulator serves the Chat and Identity APIs over HTTPS until it is interrupted.
When it is ready, it prints one line:

    ready: endpoint=https://127.0.0.1:8443;accesskey=...

The text after "ready: " is the connection string for identity clients. Clients
must trust the certificate that --cert-out writes, or, with --cert, its authority.
With --control, the URL of the control interface is printed first. Programs can change
faults, clock and state through it, and browsers show a page that does so, the inspector:

    control: http://127.0.0.1:8444`,
		Version:       buildinfo.Version(),
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(*cobra.Command, []string) error {
			started = true
			return serve(ctx, s, stdout)
		},
	}
	cmd.Flags().StringVar(&s.addr, "addr", "127.0.0.1:8443", "`address` to listen on; port 0 selects a free port")
	cmd.Flags().StringVar(&s.certOut, "cert-out", "", "`file` to write the certificate to, in PEM; clients must trust it")
	cmd.Flags().StringArrayVar(&s.options.CertificateNames, "cert-name", nil, "another DNS `name` or IP address of the certificate (repeatable)")
	cmd.Flags().StringVar(&s.cert, "cert", "", "`file` with a certificate chain to use, in PEM (default a new certificate)")
	cmd.Flags().StringVar(&s.certKey, "cert-key", "", "`file` with the private key of --cert, in PEM")
	cmd.Flags().BoolVar(&s.options.HTTP, "http", false, "serve plain HTTP, on a loopback address only")
	cmd.Flags().StringVar(&s.options.AccessKey, "access-key", "", "access `key` of the resource, in base64 (default a random one)")
	cmd.Flags().StringVar(&s.options.State, "state", "", "`file` for persistent state; the access key is not stored, so also pass --access-key (default none)")
	cmd.Flags().BoolVar(&s.options.RateLimits, "rate-limits", false, "enforce the service's rate limits (429)")
	cmd.Flags().BoolVar(&s.options.StrictLinks, "strict-links", false, "reject next links that a client has modified in any way")
	cmd.Flags().BoolVar(&s.options.Realistic, "realistic", false, "imitate irregular behaviour of the service, such as short pages")
	cmd.Flags().DurationVar(&s.options.Lag, "lag", 0, "lag of reads behind writes, up to 1m")
	cmd.Flags().StringArrayVar(&s.options.Faults, "fault", nil, "fault-injection `rule`, for example SendMessage:429:0.1:retry-after=2s (repeatable)")
	cmd.Flags().StringArrayVar(&s.options.Events, "events", nil, "`URL` of a webhook to which the events of Chat are delivered (repeatable)")
	cmd.Flags().StringVar(&s.options.EventsSchema, "events-schema", "", "`schema` of the events: eventgrid or cloudevents (default eventgrid)")
	cmd.Flags().StringVar(&s.control, "control", "", "loopback `address` of control and inspector; whoever can connect can act as any user (default none)")
	cmd.MarkFlagsRequiredTogether("cert", "cert-key")
	cmd.MarkFlagsMutuallyExclusive("cert", "cert-name")
	for _, flag := range []string{"cert", "cert-name", "cert-out"} {
		cmd.MarkFlagsMutuallyExclusive("http", flag)
	}
	cmd.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	cmd.SetArgs(args)
	cmd.SetOut(stdout)
	cmd.SetErr(stderr)
	err := cmd.Execute()
	switch {
	case err == nil:
		return 0
	case started:
		_, _ = fmt.Fprintln(stderr, "chat-emulator:", err) // if this also fails, only the exit code reports the error
		return 1
	}
	_, _ = fmt.Fprintln(stderr, "chat-emulator:", err, "(see chat-emulator --help)")
	return 2
}

// serve runs the emulator until ctx ends.
func serve(ctx context.Context, s settings, stdout io.Writer) (err error) {
	if s.cert != "" {
		own, err := tls.LoadX509KeyPair(s.cert, s.certKey)
		if err != nil {
			return fmt.Errorf("--cert: %w", err)
		}
		s.options.Certificate = &own
	}
	e, err := emulator.New(s.options) //nolint:contextcheck // deliveries of events end with Close
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
	servers := []server{l}
	if s.control != "" {
		control, err := l.ListenControl(s.control)
		if err != nil {
			return errors.Join(err, l.Close())
		}
		servers = append(servers, control)
		_, _ = fmt.Fprintln(stdout, "control:", control.URL) // if this fails, so does announce
	}
	if err := announce(e, l, s.certOut, stdout); err != nil {
		return errors.Join(err, closeAll(servers))
	}
	return serveAll(ctx, servers)
}

// server is a listening server.
type server interface {
	Serve(ctx context.Context) error
	Close() error
}

// serveAll runs the servers until ctx ends or one of them fails.
func serveAll(ctx context.Context, servers []server) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stopped := make(chan error)
	for _, s := range servers {
		go func() { stopped <- s.Serve(ctx) }()
	}
	var errs []error
	for range servers {
		errs = append(errs, <-stopped)
		cancel()
	}
	return errors.Join(errs...)
}

// closeAll closes the servers, which do not run yet.
func closeAll(servers []server) error {
	var errs []error
	for _, s := range servers {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}

// announce writes the certificate, and then the line that reports the emulator as
// ready. Programs parse the line, so its format must not change.
func announce(e *emulator.Emulator, l *emulator.Listener, certOut string, stdout io.Writer) error {
	if certOut != "" {
		if err := os.WriteFile(certOut, l.Certificate, 0o600); err != nil {
			return fmt.Errorf("--cert-out: %w", err)
		}
	}
	_, err := fmt.Fprintln(stdout, "ready:", e.ConnectionString(l.Endpoint))
	return err
}
