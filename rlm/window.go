package rlm

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"funnel/rlm/model"
)

// Shares of the root's window.
const (
	outputShare  = 10 // a turn's output: a tenth
	passageShare = 4  // the passages of the first message: a quarter
	ledgerShare  = 8  // the ledger after a compaction: an eighth
	fullAt       = 70 // percent: a longer transcript is compacted
)

// A transcript is the conversation of one reader. It is only appended to, until it
// is compacted.
type transcript struct {
	window int // tokens
	system string
	first  string // the question and what surrounds it
	turns  []exchange
	next   string // "Turn n/N:" and what the model is told beside
}

// An exchange is a reply of the model and what it got back.
type exchange struct {
	reply string
	back  string
}

// messages renders the conversation up to the turn that is to come.
func (t *transcript) messages() []model.Message {
	first := t.first
	if len(t.turns) == 0 {
		first += "\n\n" + t.next
	}
	msgs := []model.Message{{Role: model.System, Content: t.system}, {Role: model.User, Content: first}}
	for i, e := range t.turns {
		back := e.back
		if i == len(t.turns)-1 {
			back += "\n\n" + t.next
		}
		msgs = append(msgs,
			model.Message{Role: model.Assistant, Content: e.reply},
			model.Message{Role: model.User, Content: back})
	}
	return msgs
}

// add appends an exchange. The message before keeps the line it ended with.
func (t *transcript) add(reply, back string) {
	if n := len(t.turns); n > 0 {
		t.turns[n-1].back += "\n\n" + t.next
	} else {
		t.first += "\n\n" + t.next
	}
	if strings.TrimSpace(reply) == "" {
		reply = "(empty reply)"
	}
	t.turns = append(t.turns, exchange{reply, back})
}

// full reports whether the transcript should be compacted.
func (t *transcript) full() bool {
	return model.PromptTokens(t.messages())*100 > t.window*fullAt
}

// fits reports whether a reply of answer tokens has room after the transcript.
func (t *transcript) fits(answer int) bool {
	return model.PromptTokens(t.messages())+answer <= t.window
}

// compact replaces the transcript by first (question, ledger, variables) and the last
// keep turns, each cut to its share.
func (t *transcript) compact(first string, keep int) {
	t.first = first
	t.turns = t.turns[max(0, len(t.turns)-keep):]
	for i, e := range t.turns {
		t.turns[i].reply = cutMiddle(e.reply, t.window/outputShare)
		t.turns[i].back = cutMiddle(e.back, t.window/outputShare+64)
	}
}

// cutMiddle cuts s to about limit tokens, two thirds of them from its head and one
// from its tail, and says how much is missing between.
func cutMiddle(s string, limit int) string {
	total := model.Tokens(s)
	if total <= limit {
		return s
	}
	head := headTokens(s, limit*2/3)
	tail := tailTokens(s, limit/3)
	missing := len(s) - len(head) - len(tail)
	return fmt.Sprintf("%s\n… [%d of %d characters are left out here: print less, or a slice] …\n%s", head, missing, len(s), tail)
}

// headTokens returns the longest start of s of at most n tokens, up to the end of a
// line if one is near.
func headTokens(s string, n int) string {
	head := s[:tokenOffset(s, n)]
	if i := strings.LastIndexByte(head, '\n'); i > len(head)*3/4 {
		head = head[:i]
	}
	return head
}

// tailTokens is headTokens from the end.
func tailTokens(s string, n int) string {
	lo, hi := max(0, len(s)-4*n-4), len(s) // a token is four bytes at most
	for lo < hi {
		mid := (lo + hi) / 2
		if model.Tokens(s[mid:]) <= n {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	for lo < len(s) && !utf8.RuneStart(s[lo]) {
		lo++
	}
	tail := s[lo:]
	if i := strings.IndexByte(tail, '\n'); i >= 0 && i < len(tail)/4 {
		tail = tail[i+1:]
	}
	return tail
}

// tokenOffset returns the largest offset at a character with at most n tokens before.
func tokenOffset(s string, n int) int {
	lo, hi := 0, min(len(s), 4*n+4) // a token is four bytes at most
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if model.Tokens(s[:mid]) <= n {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	for lo > 0 && lo < len(s) && !utf8.RuneStart(s[lo]) {
		lo--
	}
	return lo
}

// runesUpTo returns the longest start of s of at most n bytes that ends at a
// character.
func runesUpTo(s string, n int) string {
	if n >= len(s) {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// ownLines marks lines of an output that look like the host's own with "> ", so that
// a document cannot pass for it.
func ownLines(out string) string {
	lines := strings.Split(out, "\n")
	for i, l := range lines {
		t := strings.TrimSpace(l)
		if strings.HasPrefix(t, "REPL output:") || strings.HasPrefix(t, "Host:") ||
			strings.HasPrefix(t, "Turn ") && strings.Contains(t, "/") && strings.HasSuffix(t, ":") {
			lines[i] = "> " + l
		}
	}
	return strings.Join(lines, "\n")
}
