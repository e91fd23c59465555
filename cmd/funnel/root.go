package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// app is what every command works with: the outside world, and the settings
// shared by all commands.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time

	flags    settings // as given on the command line
	homeFlag string
	as       []string // labels of whoever asks
	json     bool
	quiet    bool
	pull     bool
	logLevel string

	talk sync.Mutex // held while something is said on stderr
}

// run executes the command line and returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	out := &output{to: stdout}
	a := &app{stdin: stdin, stdout: out, stderr: stderr, getenv: os.Getenv, now: time.Now}
	root := a.rootCommand()
	root.SetArgs(args)
	a.json = slices.Contains(args, "--json") // for mistakes that end the reading of flags before it
	err := root.ExecuteContext(ctx)
	if out.err != nil && (err == nil || errors.As(err, new(outcome))) {
		err = out.err
	}
	return a.end(out, err)
}

// end says what went wrong, as JSON too where that was asked for, and returns
// the exit code.
func (a *app) end(out *output, err error) int {
	code, message, hint := explain(err)
	hint = a.aimed(hint)
	if message == "" {
		return code
	}
	fmt.Fprintln(a.stderr, "funnel:", printable(message))
	if hint != "" {
		fmt.Fprintln(a.stderr, "  "+printable(hint))
	}
	if a.json {
		a.failed(out, message, hint, code)
	}
	return code
}

// usageError is a mistake on the command line.
type usageError struct {
	error
	command string
}

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "funnel",
		Short: "Answers over your own documents, offline, with quotes that are checked",
		Long: `funnel answers questions over thousands of private documents, offline, on your
own machine. Search narrows the collection to a shortlist; a recursive reader
works through it by writing programs; the answer quotes its sources, and every
quote is checked byte by byte.

` + exitHelp,
		SilenceErrors: true, SilenceUsage: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("unknown command %q", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	a.globalFlags(root)
	root.AddCommand(
		a.initCommand(), a.demoCommand(), a.ingestCommand(), a.queryCommand(), a.searchCommand(),
		a.docsCommand(), a.statusCommand(), a.traceCommand(), a.configCommand(), a.versionCommand(),
		a.pythonCommand(), a.workerCommand(), a.auditCommand(), a.verifyCommand(), a.reembedCommand(),
		a.evalCommand(), a.modelsCommand(), a.doctorCommand(), a.collectionsCommand(),
	)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	markUsage(root)
	return root
}

func (a *app) globalFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&a.flags.Model, "model", "", "chat model: builtin, auto, ollama:NAME, openai:NAME (default builtin: an extractive reader, not a language model)")
	f.StringVar(&a.flags.Embedder, "embedder", "", "embedder: builtin, auto, ollama:NAME, openai:NAME (default the collection's, builtin for a new one)")
	f.StringVar(&a.flags.BaseURL, "base-url", "", "address of the model server (default $OLLAMA_HOST, else Ollama's own default; openai:NAME needs one)")
	f.StringVar(&a.flags.Window, "window", "", "tokens of prompt and answer that a chat model is loaded with (default by model and memory)")
	f.StringVar(&a.flags.Think, "think", "", "on or off: models that can, think before they answer (default off)")
	f.StringVar(&a.flags.InFlight, "in-flight", "", "requests to a model server at a time (default 4)")
	f.StringVar(&a.flags.Price, "price", "", "IN,OUT per million tokens, or MODEL=IN,OUT;MODEL=IN,OUT: usage then has a cost")
	f.BoolVar(&a.pull, "pull", false, "have Ollama fetch a model that is missing")
	f.StringVar(&a.homeFlag, "home", "", "folder of the data (default $FUNNEL_HOME, else the nearest .funnel/ upwards, else the user's data folder)")
	f.StringVar(&a.flags.Collection, "collection", "", `collection (default "default", or the only one there is)`)
	f.BoolVar(&a.json, "json", false, "print one JSON document")
	f.BoolVar(&a.quiet, "quiet", false, "no progress and no remarks on stderr")
	f.StringVar(&a.logLevel, "log-level", "warn", "debug, info, warn or error")
}

// markUsage makes errors of flags and arguments usage errors, with their own
// exit code, in every command below root.
func markUsage(root *cobra.Command) {
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &usageError{err, cmd.CommandPath()}
	})
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if check := cmd.Args; check != nil {
			cmd.Args = func(cmd *cobra.Command, args []string) error {
				if err := check(cmd, args); err != nil {
					return &usageError{err, cmd.CommandPath()}
				}
				return nil
			}
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(root)
}

// exactly wants n arguments and says what they are.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return fmt.Errorf("%s is wanted, %d arguments were given", what, len(args))
		}
		return nil
	}
}

// some wants at least one argument and says what they are.
func some(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return fmt.Errorf("%s is wanted", what)
		}
		return nil
	}
}

// usage makes an error of a flag's value.
func usage(cmd *cobra.Command, format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...), cmd.CommandPath()}
}

// log is the program's logger, on stderr.
func (a *app) log() (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(strings.ToUpper(a.logLevel))); err != nil {
		return nil, fail(exitUsage, "use debug, info, warn or error", "--log-level %q is unknown", a.logLevel)
	}
	if level >= slog.LevelWarn {
		return slog.New(noteHandler{a, level}), nil
	}
	return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level})), nil
}

// remark says something to the person on stderr.
func (a *app) remark(format string, args ...any) {
	if !a.quiet {
		a.talk.Lock()
		defer a.talk.Unlock()
		fmt.Fprintln(a.stderr, printable(fmt.Sprintf(format, args...)))
	}
}
