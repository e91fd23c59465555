package model

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/envconfig"
)

// ServerOptions says how a server is used. The zero value is useful.
type ServerOptions struct {
	InFlight  int           // requests at a time, whatever they are for; 0: 4
	Window    int           // tokens of prompt and answer a chat model is loaded with (num_ctx), at most what it can; 0: chosen, see WindowOf
	Think     bool          // let models that can think before they answer
	Retries   int           // how often a busy server is asked again; 0: 4, negative: never
	Backoff   time.Duration // before the first retry, doubled for each further one; 0: half a second
	Patience  time.Duration // silence until the first sign of an answer, loading included; 0: 15 minutes
	Stall     time.Duration // silence between two pieces of an answer; 0: 2 minutes
	KeepAlive time.Duration // how long a model stays loaded after a call; 0: as the server is set
	Memory    int64         // bytes of the machine that models run on, for the choice of the window; 0: this one's, if the server is on it

	Prices  Prices        // what chat models cost
	Texts   LongTexts     // what happens to a text that is longer than the embedding model's window
	Prefix  *Prefix       // what stands before embedded texts; nil: as the model's family wants it
	Recheck time.Duration // how long a model's digest is believed; 0: 5 seconds

	Log *slog.Logger // notices; nil: none
}

// withDefaults fills in what is not set.
func (o ServerOptions) withDefaults() ServerOptions {
	setDefault(&o.InFlight, 4)
	setDefault(&o.Backoff, time.Second/2)
	setDefault(&o.Patience, 15*time.Minute)
	setDefault(&o.Stall, 2*time.Minute)
	setDefault(&o.Recheck, 5*time.Second)
	if o.Retries == 0 {
		o.Retries = 4
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func setDefault[T int | time.Duration](v *T, to T) {
	if *v <= 0 {
		*v = to
	}
}

// A Server is one Ollama server. All models that are opened on it share its bound on
// requests in flight. It is safe for concurrent use and needs no closing.
type Server struct {
	url    string
	client *api.Client
	opts   ServerOptions
	gate   gate
	local  bool // it runs on this machine
}

// NewServer returns the server at baseURL ("host", "host:port" or a URL), else at
// OLLAMA_HOST, else at 127.0.0.1:11434. It connects to nothing yet; requests go to
// that address only: no redirect is followed and no proxy is used.
func NewServer(baseURL string, opts ServerOptions) (*Server, error) {
	base := envconfig.Host()
	if strings.TrimSpace(baseURL) != "" {
		var err error
		if base, err = parseBaseURL(strings.TrimSpace(baseURL), "11434"); err != nil {
			return nil, &Error{Kind: ErrSpec, Server: baseURL, Err: err, hint: "give the server as http://HOST:PORT"}
		}
	}
	if ip := net.ParseIP(base.Hostname()); ip != nil && ip.IsUnspecified() { // where a server listens, not where one connects to
		base.Host = net.JoinHostPort("127.0.0.1", base.Port())
	}
	opts = opts.withDefaults()
	return &Server{
		url: base.Redacted(), client: api.NewClient(base, newHTTPClient(opts.InFlight)), opts: opts,
		gate:  newGate(opts.InFlight, opts.Retries, opts.Backoff),
		local: onThisMachine(base.Hostname()),
	}, nil
}

// onThisMachine reports whether a host is this machine.
func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// parseBaseURL reads a server's address the way OLLAMA_HOST is read. port is for
// addresses that name neither scheme nor port.
func parseBaseURL(s, port string) (*url.URL, error) {
	switch {
	case !strings.Contains(s, "://"):
		s = "http://" + s
	case strings.HasPrefix(s, "http://"):
		port = "80"
	case strings.HasPrefix(s, "https://"):
		port = "443"
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil, err
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, fmt.Errorf("%q is not the address of a server", s)
	}
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), port)
	}
	return u, nil
}

// URL returns the address that requests go to.
func (s *Server) URL() string { return s.url }

// Version returns the server's version.
func (s *Server) Version(ctx context.Context) (version string, err error) {
	err = s.call(ctx, "", func(ctx context.Context) error {
		version, err = s.client.Version(ctx)
		return err
	})
	return version, err
}

// call runs one request within the bound on requests in flight, again while the
// server says that it is busy. name is that of the model, for errors.
func (s *Server) call(ctx context.Context, name string, do func(context.Context) error) error {
	return s.gate.pass(ctx, func(err error) error { return s.wrap(ctx, name, err) }, func() error { return do(ctx) })
}

// wrap makes an *Error of what the client returned. A context that ended is the cause
// whatever the client says: it returns nil for a stream that was cancelled.
func (s *Server) wrap(ctx context.Context, name string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("call model %s at %s: %w", name, s.url, context.Cause(ctx))
	}
	e := &Error{Kind: ErrServer, Server: s.url, Err: err}
	if known := (*Error)(nil); errors.As(err, &known) {
		e = known
		e.Server = s.url
	} else {
		classifyOllama(e, err)
	}
	if name != "" {
		e.Model = "ollama:" + name
	}
	return e
}

// classifyOllama decides what an error of Ollama's client means.
func classifyOllama(e *Error, err error) {
	var status api.StatusError
	var auth api.AuthorizationError
	switch {
	case errors.As(err, &status):
		e.Status = status.StatusCode
		e.Kind = statusKind(status.StatusCode, status.ErrorMessage)
	case errors.As(err, &auth):
		e.Status, e.Kind = auth.StatusCode, ErrKey
		e.hint = "the server wants to know who asks: sign in with `ollama signin`"
	default:
		e.Kind = statusKind(http.StatusInternalServerError, err.Error()) // an error in the middle of a stream is bare text
		classifyTransport(e, err)
	}
}

// classifyTransport decides what a failed connection means.
func classifyTransport(e *Error, err error) {
	var silent errSilent
	var netErr net.Error
	switch {
	case errors.As(err, &silent):
		e.Kind, e.Err = ErrSilent, silent
	case errors.Is(err, errRedirect):
		e.hint = "name the server it redirects to with --base-url"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		e.Kind = ErrDied
	case errors.As(err, &netErr):
		e.Kind = ErrUnreachable
	}
}

// statusKind tells errors apart by their code; by the text only where one code means
// several things.
func statusKind(code int, text string) error {
	text = strings.ToLower(text)
	switch {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return ErrKey
	case code == http.StatusNotFound:
		return ErrNoModel
	case code == http.StatusServiceUnavailable || code == http.StatusTooManyRequests:
		return ErrBusy
	case strings.Contains(text, "does not support"):
		return ErrWrongKind
	case code == http.StatusBadRequest && saysTooLong(text):
		return ErrTooLong
	case code >= 500 && (strings.Contains(text, "runner") || strings.Contains(text, "unexpectedly stopped")):
		return ErrDied
	}
	return ErrServer
}

// saysTooLong reports whether the text of a 400 is about the length of the prompt, as
// Ollama, llama.cpp, vLLM, LM Studio and hosted servers word it.
func saysTooLong(text string) bool {
	for _, says := range []string{"exceed", "maximum context", "context_length", "too long", "too large", "longer than"} {
		if strings.Contains(text, says) && (strings.Contains(text, "context") || strings.Contains(text, "length") ||
			strings.Contains(text, "token") || strings.Contains(text, "input")) {
			return true
		}
	}
	return false
}
