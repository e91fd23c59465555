package model

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

// A Compatible is one server that speaks OpenAI's protocol: llama.cpp, vLLM, LM Studio,
// or a hosted one. All models that are opened on it share its bound on requests in
// flight. It is safe for concurrent use and needs no closing.
type Compatible struct {
	url    string // without credentials
	hosted bool   // it is OpenAI's own, which calls some things differently
	client openai.Client
	opts   ServerOptions
	gate   gate
}

// NewCompatible returns the server at baseURL ("http://localhost:8080/v1"; a path that
// is missing is /v1). key is sent to that address and goes nowhere else; "" sends none.
// It connects to nothing yet; no redirect is followed, no proxy is used, and none of the
// variables that OpenAI's client reads from the environment count.
func NewCompatible(baseURL, key string, opts ServerOptions) (*Compatible, error) {
	wrong := func(err error) error {
		return &Error{Kind: ErrSpec, Server: hideUser(baseURL), Err: err,
			hint: "name the server with --base-url: http://localhost:8080/v1 for llama.cpp, https://api.openai.com/v1 for OpenAI's own"}
	}
	if strings.TrimSpace(baseURL) == "" {
		return nil, wrong(errors.New("a model openai:NAME needs the address of its server"))
	}
	base, err := parseBaseURL(strings.TrimSpace(baseURL), "80")
	if err != nil {
		return nil, wrong(errors.New("this is not the address of a server")) // the cause would quote it
	}
	if strings.Trim(base.Path, "/") == "" {
		base.Path = "/v1"
	}
	opts = opts.withDefaults()
	if key != "" && base.Scheme == "http" && !onThisMachine(base.Hostname()) {
		opts.Log.Warn("the API key is sent unencrypted: use https", "server", base.Redacted())
	}
	s := &Compatible{
		url: base.Redacted(), opts: opts, gate: newGate(opts.InFlight, opts.Retries, opts.Backoff),
		hosted: strings.HasSuffix(base.Hostname(), ".openai.com"),
	}
	s.client.Options = []option.RequestOption{
		option.WithBaseURL(base.String()), option.WithHTTPClient(newHTTPClient(opts.InFlight)),
		option.WithMaxRetries(0), option.WithMiddleware(refused),
	}
	if key != "" {
		s.client.Options = append(s.client.Options, option.WithAPIKey(key))
	}
	return s, nil
}

// hideUser takes credentials out of an address.
func hideUser(address string) string {
	if _, after, ok := strings.Cut(address, "@"); ok {
		return after
	}
	return address
}

// URL returns the address that requests go to, without credentials.
func (s *Compatible) URL() string { return s.url }

// refused turns a response that refuses the request into an *Error: the client's own
// error keeps neither the text nor what a server says beside it.
func refused(req *http.Request, next option.MiddlewareNext) (*http.Response, error) {
	resp, err := next(req)
	if err != nil || resp.StatusCode < http.StatusBadRequest {
		return resp, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return nil, err
	}
	return nil, refusal(resp, body)
}

// refusal reads the body of a response that refuses a request. Its shape differs from
// server to server.
func refusal(resp *http.Response, body []byte) *Error {
	var said struct {
		Error   json.RawMessage
		Message string
		Detail  string
	}
	var inner struct {
		Message string
		Code    any
		Prompt  int `json:"n_prompt_tokens"` // llama.cpp
		Window  int `json:"n_ctx"`
	}
	text := string(body)
	if json.Unmarshal(body, &said) == nil {
		_ = json.Unmarshal(said.Error, &inner) // it may be bare text
		var bare string
		_ = json.Unmarshal(said.Error, &bare)
		text = firstText(inner.Message, bare, said.Message, said.Detail, text)
	}
	e := &Error{Kind: statusKind(resp.StatusCode, text), Status: resp.StatusCode, Err: errors.New(clipText(text))}
	if e.Kind == ErrTooLong {
		e.Tokens, e.Window, e.Exact = inner.Prompt, inner.Window, inner.Prompt > 0
		if !e.Exact {
			e.Tokens, e.Window = numbersIn(text)
			e.Exact = e.Tokens > 0
		}
		e.Err = nil
	}
	if inner.Code == "insufficient_quota" {
		e.Kind, e.hint = ErrKey, "the account behind the key has no credit left, or its limit is reached"
	}
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
		e.after = time.Duration(seconds) * time.Second
	}
	return e
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// clipText keeps an error readable, whatever a server sends.
func clipText(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > 300 {
		text = strings.ToValidUTF8(text[:300], "") + "…"
	}
	return text
}

// How servers say in prose how long a prompt was.
var (
	saysWindow = regexp.MustCompile(`maximum context length (?:is|of) (\d+)`)
	saysPrompt = regexp.MustCompile(`resulted in (\d+) tokens|(\d+) in the messages|prompt contains (?:at least )?(\d+)`)
)

func numbersIn(text string) (tokens, window int) {
	number := func(re *regexp.Regexp) (n int) {
		for i, m := range re.FindStringSubmatch(text) {
			if i > 0 && m != "" {
				n, _ = strconv.Atoi(m) // digits; one that is too large is no number
			}
		}
		return n
	}
	return number(saysPrompt), number(saysWindow)
}

// call runs one request within the bound on requests in flight, again while the
// server says that it is busy.
func (s *Compatible) call(ctx context.Context, name string, do func(context.Context) error) error {
	return s.gate.pass(ctx, func(err error) error { return s.wrap(ctx, name, err) }, func() error { return do(ctx) })
}

// wrap makes an *Error of what the client returned.
func (s *Compatible) wrap(ctx context.Context, name string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("call model %s at %s: %w", name, s.url, context.Cause(ctx))
	}
	e := &Error{Kind: ErrServer, Err: err}
	if known := (*Error)(nil); errors.As(err, &known) {
		e = known
	} else {
		classifyTransport(e, err)
		var address *url.Error
		if errors.As(err, &address) { // it quotes the address, credentials included
			e.Err = address.Err
		}
	}
	e.Server = s.url
	if e.Kind == ErrUnreachable && e.hint == "" {
		e.hint = "start the server, or name the one that runs with --base-url"
	}
	if e.Kind == ErrNoModel && e.hint == "" {
		e.hint = "`funnel models` lists what the server has; a base URL usually ends in /v1"
	}
	if name != "" {
		e.Model = "openai:" + name
	}
	return e
}

// served is a model as a server lists it.
type served struct {
	ID      string `json:"id"`
	Owner   string `json:"owned_by"`
	Root    string `json:"root"`          // vLLM: where the weights are from
	Window  int    `json:"max_model_len"` // vLLM
	Context int    `json:"context_length"`
	Meta    struct {
		Window int   `json:"n_ctx_train"` // llama.cpp: what the model can
		Params int64 `json:"n_params"`
		Size   int64 `json:"size"`
	} `json:"meta"`
}

// list asks for what the server serves.
func (s *Compatible) list(ctx context.Context) ([]served, error) {
	var list struct {
		Data []served `json:"data"`
	}
	err := s.call(ctx, "", func(ctx context.Context) error {
		return s.client.Get(ctx, "models", nil, &list)
	})
	sort.Slice(list.Data, func(i, j int) bool { return list.Data[i].ID < list.Data[j].ID })
	return list.Data, err
}

// Models returns what the server serves, by name. Digests are unknown.
func (s *Compatible) Models(ctx context.Context) ([]Model, error) {
	list, err := s.list(ctx)
	if err != nil {
		return nil, err
	}
	models := make([]Model, len(list))
	for i, m := range list {
		models[i] = Model{Name: m.ID, Bytes: m.Meta.Size}
	}
	return models, nil
}

// find describes a model. A server that keeps no list is believed to have it.
func (s *Compatible) find(ctx context.Context, name string) (served, error) {
	list, err := s.list(ctx)
	if errors.Is(err, ErrNoModel) { // 404: it has no list
		return served{ID: name}, nil
	}
	if err != nil {
		return served{}, err
	}
	var names []string
	for _, m := range list {
		if m.ID == name {
			return m, nil
		}
		names = append(names, m.ID)
	}
	if len(names) == 0 {
		return served{ID: name}, nil
	}
	e := &Error{Kind: ErrNoModel, Model: "openai:" + name, Server: s.url}
	e.hint = "the server has: " + clipText(strings.Join(names, ", "))
	return served{}, e
}

// digest stands for the weights, which the protocol does not identify: the same name on
// the same server is taken for the same model.
func (s *Compatible) digest(m served) string {
	sum := sha256.Sum256([]byte(s.url + "\x00" + m.ID + "\x00" + m.Root + "\x00" + fmt.Sprint(m.Meta.Params, m.Meta.Size)))
	return hex.EncodeToString(sum[:])
}
