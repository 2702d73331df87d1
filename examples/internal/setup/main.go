package setup

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

// Run is the code of an example. It prints to out.
type Run func(ctx context.Context, out io.Writer, service *Service) error

// Main is the main function of an example. It connects to the service, runs the
// example until it returns or is interrupted, and deletes the users that it
// created. It exits with 0 on success, 1 on failure, and 2 on a usage error.
func Main(run Run) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := execute(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr, run)
	stop()
	os.Exit(code)
}

func execute(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer, run Run) int {
	flags := flag.NewFlagSet("example", flag.ContinueOnError)
	flags.SetOutput(stderr)
	certFile := flags.String("cert", "", "trust the certificate in this `file`, such as the --cert-out of chat-emulator")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return 2 // Parse has printed the error
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "unexpected argument %q\n", flags.Arg(0))
		return 2
	}
	service, err := open(ctx, *certFile, getenv, stderr)
	if err == nil {
		err = errors.Join(run(ctx, stdout, service), service.Close(ctx))
	}
	if err != nil {
		fmt.Fprintln(stderr, "error:", err)
		if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
			fmt.Fprintln(stderr, "If the service is a chat-emulator, start it with --cert-out FILE and this example with --cert FILE.")
		}
		return 1
	}
	return 0
}
