// Command vonk handles registration and scheduling for series of regional sessions.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // a series' zone must be known on every machine

	"github.com/alecthomas/kong"
)

func main() { os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// The exit statuses.
const (
	done     = 0
	failed   = 1
	wrongUse = 2
)

// commands are what vonk can do, a command a file.
type commands struct {
	Serve     serveCommand     `cmd:"" help:"Serve the site and send its mail, until interrupted."`
	Import    importCommand    `cmd:"" help:"Create a series, or bring it up to date, from a series file."`
	Export    exportCommand    `cmd:"" help:"Write the attendee list of a series or of one session."`
	Organiser organiserCommand `cmd:"" help:"Add, sign in, list and disable organisers."`
	Cancel    cancelCommand    `cmd:"" help:"Cancel a registration, as its holder would."`
	Explain   explainCommand   `cmd:"" help:"Tell the whole story of a registration: what it asked, what it got, and who was served before it and why."`
	Draw      drawCommand      `cmd:"" help:"Hold the draw of a series, or compute its ranks again."`
	Check     checkCommand     `cmd:"" help:"Verify every seat rule, counter and the audit chain."`
	Simulate  simulateCommand  `cmd:"" help:"Replay sign-ups and cancellations against a series' policy, without a database."`
	Mail      mailCommand      `cmd:"" help:"Look at the mails, and try out how they leave."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the database's schema up to date; SQLite is copied first."`
	Backup    backupCommand    `cmd:"" help:"Write a consistent copy of the database, also while it is served."`
	Purge     purgeCommand     `cmd:"" help:"Erase personal data whose time is over; vonk serve does so every day."`
	Version   versionCommand   `cmd:"" help:"Tell the version."`
}

// call is what a command is run with.
type call struct {
	context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
}

// say prints a line of what a command did.
func (c *call) say(format string, args ...any) error {
	_, err := fmt.Fprintf(c.stdout, format+"\n", args...)
	return err
}

// run runs one command and returns the exit status. An interrupt ends its context; a second one ends the program.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	defer context.AfterFunc(ctx, stop)()
	parser, err := kong.New(&commands{}, kong.Name("vonk"), kong.NoDefaultHelp(), kong.DefaultEnvars(envPrefix),
		kong.Resolvers(kong.ResolverFunc(fromFile)), kong.Exit(func(int) {}))
	if err != nil {
		return fail(stderr, err)
	}
	if node, asked := helpAsked(parser.Model.Node, args); asked {
		help(stdout, node)
		return done
	}
	command, err := parser.Parse(args)
	if err != nil {
		return fail(stderr, &misuse{err.Error()})
	}
	if err := command.Run(&call{Context: ctx, stdin: stdin, stdout: stdout, stderr: stderr}); err != nil {
		return fail(stderr, err)
	}
	return done
}
