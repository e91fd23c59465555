package extract

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"unicode/utf8"

	"funnel/ingest/extract/pdf"
	"funnel/store"
)

// scannedChars is the fewest characters a page that are no sign of a scan.
const scannedChars = 40

// readPDF reads a PDF: each page is an entry of the outline, beside the
// headings. Files within it are parts.
func readPDF(r *reader, in input) (Document, []part, error) {
	var t *pdf.Text
	var err error
	if r.opts.PDFToText != "" {
		t, err = popplerText(r.ctx, r.opts.PDFToText, in.data)
	} else {
		t, err = pdf.Read(r.ctx, in.data, r.left)
	}
	if err != nil {
		return Document{}, nil, err
	}
	var parts []part
	for _, a := range t.Attachments {
		parts = append(parts, part{a.Name, a.Data})
	}
	if strings.TrimSpace(t.Text) == "" && len(parts) == 0 {
		return Document{}, nil, &Skip{Reason: scanned(t), Gone: true}
	}
	d := Document{Text: t.Text, Modified: t.Modified, Undecodable: t.Undecodable, Outline: pdfOutline(t)}
	for from, to := range map[string]string{"Author": "author", "Subject": "subject", "Keywords": "keywords"} {
		d.set(to, t.Info[from])
	}
	d.set("pages", len(t.Pages))
	d.Title = pdfTitle(t)
	if chars := utf8.RuneCountInString(t.Text); chars < scannedChars*len(t.Pages) && t.Pictures > 0 || t.Pictures*2 > len(t.Pages) {
		d.Notes = append(d.Notes, fmt.Sprintf("suspiciously little text: %d characters on %d pages, %d of them pictures only; a scan wants OCR: ocrmypdf IN OUT", chars, len(t.Pages), t.Pictures))
	}
	if strings.TrimSpace(d.Text) == "" {
		d.Text = "(no text of its own)"
		d.Outline = nil
	}
	return d, parts, nil
}

func scanned(t *pdf.Text) string {
	if t.Pictures > 0 {
		return fmt.Sprintf("no text: %d of its %d pages are pictures (a scan); read them first: ocrmypdf IN OUT", t.Pictures, len(t.Pages))
	}
	return "no text in it"
}

// pdfTitle is the title that the file gives itself, unless a program made it
// up, else the first heading.
func pdfTitle(t *pdf.Text) string {
	title := strings.TrimSpace(t.Info["Title"])
	lower := strings.ToLower(title)
	made := strings.HasPrefix(lower, "microsoft word - ") || lower == "untitled" || strings.HasSuffix(lower, ".doc") || strings.HasSuffix(lower, ".dvi") || strings.HasSuffix(lower, ".indd")
	if title != "" && !made {
		return title
	}
	for _, h := range t.Headings {
		return h.Title
	}
	return title
}

// pdfOutline holds headings, each closed by the next of its level, and pages.
func pdfOutline(t *pdf.Text) []store.Heading {
	var headings []store.Heading
	for _, h := range t.Headings {
		headings = append(headings, store.Heading{Level: h.Level, Kind: "heading", Title: h.Title, Start: h.Start})
	}
	headings = closeSections(headings, len(t.Text))
	var out []store.Heading
	for i, p := range t.Pages {
		for len(headings) > 0 && headings[0].Start <= p.Start {
			out, headings = append(out, headings[0]), headings[1:]
		}
		out = append(out, store.Heading{Level: 10, Kind: "page", Title: "page " + strconv.Itoa(i+1), Start: p.Start, End: p.End})
		for len(headings) > 0 && headings[0].Start < p.End {
			out, headings = append(out, headings[0]), headings[1:]
		}
	}
	return append(out, headings...)
}

// popplerText reads a PDF with poppler's pdftotext.
func popplerText(ctx context.Context, tool string, data []byte) (*pdf.Text, error) {
	tmp, err := os.CreateTemp("", "funnel-*.pdf")
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if closeErr := tmp.Close(); err != nil || closeErr != nil {
		return nil, fmt.Errorf("write %s: %w", tmp.Name(), firstError(err, closeErr))
	}
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, tool, "-enc", "UTF-8", "-q", tmp.Name(), "-")
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if strings.Contains(stderr.String(), "assword") {
			return nil, pdf.ErrPassword
		}
		return nil, fmt.Errorf("read it with %s: %w: %s", tool, err, cleanLine(stderr.String()))
	}
	t := &pdf.Text{Info: map[string]string{}}
	var b strings.Builder
	for _, page := range strings.Split(strings.TrimSuffix(strings.ToValidUTF8(string(out), "\uFFFD"), "\f"), "\f") {
		page = strings.TrimRight(page, " \n")
		if b.Len() > 0 && page != "" {
			b.WriteString("\n\n")
		}
		start := b.Len()
		b.WriteString(page)
		t.Pages = append(t.Pages, pdf.Span{Start: start, End: b.Len()})
	}
	t.Text = b.String()
	return t, nil
}

func firstError(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}
