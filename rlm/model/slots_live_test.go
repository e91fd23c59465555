package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"

	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/ollama/ollama/api"

	"funnel/rlm/model/ollamatest"
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
	for _, row := range []struct {
		slots, subs, atOnce int
		other               bool // sub-calls go to another model
	}{{1, 0, 1, false}, {1, 1, 1, false}, {1, 4, 4, false}, {2, 1, 1, false}, {2, 4, 4, false}, {4, 1, 1, false}, {4, 4, 4, false}, {1, 4, 4, true}} {
		live, s := liveServer(t, ServerOptions{Window: 8192, InFlight: row.atOnce}, fmt.Sprintf("OLLAMA_NUM_PARALLEL=%d", row.slots))
		chat := liveChat(t, s, "tiny-chat").(*ollamaChat)
		admin := adminOf(t, live)
		sub := Chat(chat)
		if row.other {
			sub = otherModel(t, s, admin)
		}
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
			subCalls(t, sub, turn, row.subs)
			msgs = append(msgs, Message{Assistant, "This is a tiny answer. "}, Message{User, strings.Repeat(fmt.Sprintf("output %d of the block. ", turn), 16)})
		}
		if first {
			fmt.Printf("%-56s %s\n", "tokens", strings.Join(tokens, " "))
			first = false
		}
		fmt.Printf("%-56s %s\n", fmt.Sprintf("%d slots, %d sub-calls a turn, %d at a time, other model %v", row.slots, row.subs, row.atOnce, row.other), strings.Join(cells, " "))
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

// otherModel makes a chat model with weights of its own, and so with slots of its own.
func otherModel(t *testing.T, s *Server, admin *api.Client) Chat {
	data, err := os.ReadFile(filepath.Join(ollamatest.Folder(t), "gguf", "tiny-chat.gguf"))
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)-4] ^= 1 // the least bit of a weight
	sum := sha256.Sum256(data)
	digest := "sha256:" + hex.EncodeToString(sum[:])
	if err := admin.CreateBlob(t.Context(), digest, bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	req := &api.CreateRequest{Model: "tiny-other", Files: map[string]string{"model.gguf": digest}, Parameters: map[string]any{"num_thread": 1}}
	if err := admin.Create(t.Context(), req, func(api.ProgressResponse) error { return nil }); err != nil {
		t.Fatal(err)
	}
	return liveChat(t, s, "tiny-other")
}
