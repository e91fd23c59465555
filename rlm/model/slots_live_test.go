package model

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/ollama/ollama/api"
)

// What the root's turn n costs before its first token, with sub-calls in between, at 1,
// 2 and 4 parallel slots. It prints a table; what `funnel doctor` advises follows from
// it. Times are the server's processor time, so that other work on the machine does not
// count. FUNNEL_LONG turns it on.
func TestLiveSlotsTable(t *testing.T) {
	if os.Getenv("FUNNEL_LONG") == "" {
		t.Skip("set FUNNEL_LONG to measure")
	}
	const turns = 5
	fmt.Println("processor time of the root's turn n in ms, nearly all of it prefill (first line: tokens of its prompt)")
	first := true
	for _, row := range []struct{ slots, subs, atOnce int }{{1, 0, 1}, {1, 1, 1}, {1, 4, 4}, {2, 1, 1}, {2, 4, 1}, {2, 4, 4}, {4, 1, 1}, {4, 3, 2}, {4, 4, 1}, {4, 4, 4}, {8, 4, 4}} {
		live, s := liveServer(t, ServerOptions{Window: 8192, InFlight: row.atOnce}, fmt.Sprintf("OLLAMA_NUM_PARALLEL=%d", row.slots))
		chat := liveChat(t, s, "tiny-chat").(*ollamaChat)
		admin := adminOf(t, live)
		msgs := []Message{{System, strings.Repeat("You are the root. ", 20)}, {User, "The question and the shortlist. "}}
		var cells, tokens []string
		for turn := range turns {
			var last api.ChatResponse
			before := live.CPU()
			if err := admin.Chat(t.Context(), chat.request(Request{Messages: msgs, MaxTokens: 4}), func(c api.ChatResponse) error { last = c; return nil }); err != nil {
				t.Fatal(err)
			}
			cells = append(cells, fmt.Sprintf("%5d", (live.CPU()-before).Milliseconds()))
			tokens = append(tokens, fmt.Sprintf("%5d", last.PromptEvalCount))
			subCalls(t, chat, turn, row.subs)
			msgs = append(msgs, Message{Assistant, "This is a tiny answer. "}, Message{User, strings.Repeat(fmt.Sprintf("output %d of the block. ", turn), 16)})
		}
		if first {
			fmt.Printf("%-44s %s\n", "tokens", strings.Join(tokens, " "))
			first = false
		}
		fmt.Printf("%-44s %s\n", fmt.Sprintf("%d slots, %2d sub-calls a turn, %d at a time", row.slots, row.subs, row.atOnce), strings.Join(cells, " "))
		live.Kill()
	}
}

// subCalls makes n sub-calls with texts of their own behind one system prompt.
func subCalls(t *testing.T, chat Chat, turn, n int) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			req := Request{MaxTokens: 8, Messages: []Message{{System, "You read one text."}, {User, strings.Repeat(fmt.Sprintf("text %d of turn %d ", i, turn), 30)}}}
			if _, err := chat.Chat(t.Context(), req); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
