package extract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"path"
	"slices"
	"strings"

	"github.com/emersion/go-message"
	"golang.org/x/net/html"
)

// readMail reads an Internet message (RFC 5322, MIME): who wrote what to whom
// when, and the body, of alternatives the plain text unless it is a stub. Its
// attachments, and messages attached to it, are parts.
func readMail(_ *reader, in input) (Document, []part, error) {
	data := in.data
	if enc := guessUTF16(data[:min(len(data), 4096)]); enc != "" {
		data = []byte(decode(data, "").text)
	}
	m := &mailReader{}
	data = bytes.TrimLeft(bytes.TrimPrefix(data, bomUTF8), "\r\n ")
	if bytes.HasPrefix(data, []byte("From ")) { // an envelope line, as in a mailbox
		data = data[bytes.IndexByte(data, '\n')+1:]
	}
	entity, err := message.ReadWithOptions(bytes.NewReader(data), &message.ReadOptions{MaxHeaderBytes: -1})
	if entity == nil {
		return Document{}, nil, fmt.Errorf("is damaged: %w", err)
	}
	m.entity(entity, 0)
	d := m.document(entity.Header)
	if strings.TrimSpace(d.Text) == "" {
		return Document{}, nil, &Skip{Reason: "no text in it", Gone: true}
	}
	return d, m.parts, nil
}

// mailReader collects what a message holds.
type mailReader struct {
	plain, page []Document // bodies, in order
	parts       []part
	notes       []string
}

// maxMIME bounds how deep multiparts may nest.
const maxMIME = 50

// entity takes one MIME entity and all below it.
func (m *mailReader) entity(e *message.Entity, depth int) {
	if depth > maxMIME {
		m.notes = append(m.notes, fmt.Sprintf("parts nested more than %d deep are left out", maxMIME))
		return
	}
	if parts := e.MultipartReader(); parts != nil {
		for {
			p, err := parts.NextPart()
			if p == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
				if err != nil && !errors.Is(err, io.EOF) {
					m.notes = append(m.notes, "damaged: a part could not be read: "+err.Error())
				}
				return
			}
			m.entity(p, depth+1)
		}
	}
	m.leaf(e)
}

// leaf takes an entity that is no multipart.
func (m *mailReader) leaf(e *message.Entity) {
	kind, params, _ := e.Header.ContentType() // a bad one is text/plain
	disposition, dparams, _ := e.Header.ContentDisposition()
	name := firstNonEmpty(
		decodeWords(dparams["filename"]), extendedParameter(e.Header.Get("Content-Disposition"), "filename"),
		decodeWords(params["name"]), extendedParameter(e.Header.Get("Content-Type"), "name"))
	data, err := io.ReadAll(e.Body)
	if err != nil && !errors.Is(err, io.EOF) && !strings.HasPrefix(kind, "image/") {
		m.notes = append(m.notes, fmt.Sprintf("damaged: the end of %s could not be decoded: %v", firstNonEmpty(name, "a part"), err))
	}
	attached := disposition == "attachment" || name != "" && disposition != "inline"
	switch {
	case kind == "message/rfc822", kind == "message/global":
		m.parts = append(m.parts, part{firstNonEmpty(name, "message.eml"), data})
	case attached, !strings.HasPrefix(kind, "text/") && kind != "" && kind != "message/delivery-status":
		m.attach(kind, name, data)
	case kind == "text/html":
		page, err := mailPage(data, firstNonEmpty(params["charset"], declaredIn("html", data)))
		if err != nil {
			m.notes = append(m.notes, fmt.Sprintf("damaged: its HTML body could not be read: %v", err))
		}
		m.page = append(m.page, page)
	default:
		d := decode(data, params["charset"]).document()
		d.Text = strings.ReplaceAll(d.Text, "\r\n", "\n")
		m.plain = append(m.plain, d)
	}
}

// attach takes an attachment. A name says what the type does not.
func (m *mailReader) attach(kind, name string, data []byte) {
	if strings.Contains(kind, "signature") || strings.HasPrefix(kind, "multipart/") || len(bytes.TrimSpace(data)) == 0 {
		return
	}
	if name == "" {
		ext := map[string]string{"application/pdf": ".pdf", "text/calendar": ".ics", "application/xhtml+xml": ".html"}[kind]
		name = "attachment" + ext
	}
	m.parts = append(m.parts, part{path.Base(strings.ReplaceAll(name, "\\", "/")), data})
}

func firstNonEmpty(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// mailPage is the text of an HTML body; mail has no navigation to drop.
func mailPage(data []byte, charset string) (Document, error) {
	src := decode(data, charset).document()
	root, err := html.Parse(strings.NewReader(src.Text))
	if err != nil { // nested deeper than the parser goes
		return Document{}, err
	}
	d := writeHTML(root, nil)
	d.Charset, d.Undecodable, d.Notes = src.Charset, src.Undecodable, src.Notes
	return d, nil
}

// shownHeaders are the fields that are part of the text, in this order.
var shownHeaders = []string{"Subject", "From", "To", "Cc", "Date"}

// document puts header and bodies together.
func (m *mailReader) document(h message.Header) Document {
	var b strings.Builder
	d := Document{Notes: m.notes}
	for _, key := range shownHeaders {
		if value := cleanLine(decodeWords(h.Get(key))); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, value)
			d.set(strings.ToLower(key), value)
		}
	}
	d.Title, _ = d.Metadata["subject"].(string)
	d.set("message-id", strings.Trim(h.Get("Message-Id"), "<>"))
	d.set("in-reply-to", strings.Trim(h.Get("In-Reply-To"), "<>"))
	if t, err := mail.ParseDate(h.Get("Date")); err == nil {
		d.Modified = t.UTC()
	} else {
		d.Modified = parseTime(h.Get("Date"))
	}
	d.Text = b.String()
	for _, body := range m.bodies() {
		text := strings.TrimSpace(body.Text)
		if text == "" {
			continue
		}
		lead := strings.Index(body.Text, text[:1])
		if d.Text != "" {
			d.Text += "\n"
		}
		at := len(d.Text) - lead
		for _, l := range body.Links {
			l.Start, l.End = l.Start+at, l.End+at
			d.Links = append(d.Links, l)
		}
		d.Text += text + "\n"
		d.Undecodable += body.Undecodable
		d.Notes = append(d.Notes, body.Notes...)
		d.Charset = firstNonEmpty(d.Charset, body.Charset)
	}
	return d
}

// bodies chooses between the plain text and the HTML of a message: the plain
// text, unless it has less than half of the words.
func (m *mailReader) bodies() []Document {
	words := func(list []Document) (n int) {
		for _, d := range list {
			n += len(strings.Fields(d.Text))
		}
		return n
	}
	if words(m.plain)*2 < words(m.page) {
		return m.page
	}
	return slices.Clone(m.plain)
}

// readMailbox reads an mbox file (RFC 4155): the mailbox is a list of its
// messages, each of which is a part.
func readMailbox(_ *reader, in input) (Document, []part, error) {
	var parts []part
	var b strings.Builder
	for raw := range messagesOf(in.data) {
		name := fmt.Sprintf("%d.eml", len(parts)+1)
		parts = append(parts, part{name, raw})
		subject := ""
		if e, _ := message.Read(bytes.NewReader(raw)); e != nil {
			subject = cleanLine(decodeWords(e.Header.Get("Subject"))) + " (" + cleanLine(decodeWords(e.Header.Get("From"))) + ")"
		}
		fmt.Fprintf(&b, "%s: %s\n", name, subject)
	}
	d := Document{Text: fmt.Sprintf("Mailbox of %d messages\n\n", len(parts)) + b.String(), Title: path.Base(in.name)}
	return d, parts, nil
}

// messagesOf yields the messages of an mbox file.
func messagesOf(data []byte) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		start, blank := -1, true
		at := 0
		for line := range bytes.Lines(data) {
			if blank && bytes.HasPrefix(line, []byte("From ")) {
				if start >= 0 && !yield(unquoteFrom(data[start:at])) {
					return
				}
				start = at + len(line)
			}
			blank = len(bytes.TrimSpace(line)) == 0
			at += len(line)
		}
		if start >= 0 {
			yield(unquoteFrom(data[start:]))
		}
	}
}

// unquoteFrom undoes the quoting of lines that begin with From.
func unquoteFrom(message []byte) []byte {
	return bytes.ReplaceAll(message, []byte("\n>From "), []byte("\nFrom "))
}
