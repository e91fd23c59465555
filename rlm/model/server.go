package model

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/envconfig"
)

// ServerOptions says how a Server is used. The zero value is useful.
type ServerOptions struct {
	InFlight int           // requests at a time, whatever they are for; 0: 4
	Window   int           // tokens of prompt and answer a chat model is loaded with (num_ctx), at most what it can; 0: 8,192
	Think    bool          // let models that can think before they answer
	Retries  int           // how often a busy server is asked again; 0: 4, negative: never
	Backoff  time.Duration // before the first retry, doubled for each further one; 0: half a second
}

// A Server is one Ollama server. All models that are opened on it share its bound on
// requests in flight. It is safe for concurrent use and needs no closing.
type Server struct {
	url    string
	client *api.Client
	opts   ServerOptions
	slots  chan struct{}
}

// NewServer returns the server at baseURL ("host", "host:port" or a URL), else at
// OLLAMA_HOST, else at 127.0.0.1:11434. It connects to nothing yet; requests go to
// that address only: no redirect is followed and no proxy is used.
func NewServer(baseURL string, opts ServerOptions) (*Server, error) {
	base := envconfig.Host()
	if strings.TrimSpace(baseURL) != "" {
		var err error
		if base, err = parseBaseURL(strings.TrimSpace(baseURL)); err != nil {
			return nil, &Error{Kind: ErrSpec, Server: baseURL, Err: err, hint: "give the server as http://HOST:PORT"}
		}
	}
	if ip := net.ParseIP(base.Hostname()); ip != nil && ip.IsUnspecified() { // where a server listens, not where one connects to
		base.Host = net.JoinHostPort("127.0.0.1", base.Port())
	}
	if opts.InFlight <= 0 {
		opts.InFlight = 4
	}
	if opts.Window <= 0 {
		opts.Window = 8192
	}
	if opts.Retries == 0 {
		opts.Retries = 4
	}
	if opts.Backoff <= 0 {
		opts.Backoff = time.Second / 2
	}
	hc := &http.Client{
		Transport: &http.Transport{
			DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
			MaxIdleConnsPerHost: opts.InFlight,
			IdleConnTimeout:     90 * time.Second,
			TLSHandshakeTimeout: 10 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errRedirect },
	}
	return &Server{url: base.String(), client: api.NewClient(base, hc), opts: opts, slots: make(chan struct{}, opts.InFlight)}, nil
}

var errRedirect = errors.New("the server redirects elsewhere, which is not followed")

// parseBaseURL reads a server's address the way OLLAMA_HOST is read.
func parseBaseURL(s string) (*url.URL, error) {
	port := "11434"
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

// A Model is a model that is installed on a server.
type Model struct {
	Name   string // as the server lists it, with its tag
	Digest string
	Bytes  int64
}

// Models returns what is installed, in the server's order.
func (s *Server) Models(ctx context.Context) ([]Model, error) {
	var list *api.ListResponse
	err := s.call(ctx, "", func() (err error) {
		list, err = s.client.List(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	models := make([]Model, len(list.Models))
	for i, m := range list.Models {
		models[i] = Model{Name: m.Name, Digest: m.Digest, Bytes: m.Size}
	}
	return models, nil
}

// call runs one request within the bound on requests in flight, again while the
// server says that it is busy. The slot is given back while it waits. name is that of
// the model, for errors.
func (s *Server) call(ctx context.Context, name string, do func() error) error {
	wait := s.opts.Backoff
	for try := 0; ; try++ {
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
			return s.wrap(ctx, name, ctx.Err())
		}
		err := do()
		<-s.slots
		if err == nil && ctx.Err() == nil {
			return nil
		}
		err = s.wrap(ctx, name, err)
		if !errors.Is(err, ErrBusy) || try >= s.opts.Retries {
			return err
		}
		timer := time.NewTimer(wait + rand.N(wait)) // jitter, so that waiting clients do not come back together
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return s.wrap(ctx, name, ctx.Err())
		}
		wait *= 2
	}
}

// wrap makes an *Error of what the client returned. A context that ended is the cause
// whatever the client says: it returns nil for a stream that was cancelled.
func (s *Server) wrap(ctx context.Context, name string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("call model %s at %s: %w", name, s.url, context.Cause(ctx))
	}
	var known *Error
	if errors.As(err, &known) {
		return err
	}
	e := &Error{Kind: ErrServer, Server: s.url, Err: err}
	if name != "" {
		e.Model = "ollama:" + name
	}
	var status api.StatusError
	var auth api.AuthorizationError
	var netErr net.Error
	switch {
	case errors.As(err, &status):
		e.Status = status.StatusCode
		e.Kind = statusKind(status)
	case errors.As(err, &auth):
		e.Status = auth.StatusCode
		e.hint = "the server wants to know who asks: sign in with `ollama signin`"
	case errors.Is(err, errRedirect):
		e.hint = "name the server it redirects to with --base-url"
	case errors.As(err, &netErr):
		e.Kind = ErrUnreachable
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Kind = ErrIncomplete
	}
	return e
}

// statusKind tells errors apart by their code; the text only where one code means
// several things.
func statusKind(e api.StatusError) error {
	text := strings.ToLower(e.ErrorMessage)
	switch {
	case e.StatusCode == http.StatusNotFound:
		return ErrNoModel
	case e.StatusCode == http.StatusServiceUnavailable || e.StatusCode == http.StatusTooManyRequests:
		return ErrBusy
	case strings.Contains(text, "does not support"):
		return ErrWrongKind
	case e.StatusCode == http.StatusBadRequest && strings.Contains(text, "exceed") && (strings.Contains(text, "context") || strings.Contains(text, "length")):
		return ErrTooLong
	}
	return ErrServer
}
