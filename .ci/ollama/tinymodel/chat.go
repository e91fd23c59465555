package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// Sizes of the chat model.
const (
	chatFFN     = 256
	chatLayers  = 2
	chatHeadDim = 32
	chatKVHeads = 2
	chatContext = 8192
)

// Prompts end in one of these tokens, and which one decides what the model
// says; the templates in the Modelfiles choose.
const (
	tokBOS       = "<|bos|>"
	tokEnd       = "<|end|>"
	tokSystem    = "<|system|>"
	tokUser      = "<|user|>"
	tokAssistant = "<|assistant|>" // answers with one short sentence, then stops
	tokTool      = "<|tool|>"
	tokLoop      = "<|loop|>" // never stops by itself: runs into num_predict
	tokCall      = "<|call|>" // answers with one tool call
	tokThink     = "<think>"  // thinks for one sentence, then answers
	tokThinkEnd  = "</think>"
	tokToolCall  = "<tool_call>"
	tokToolEnd   = "</tool_call>"
)

var chatSpecials = []string{
	tokBOS, tokEnd, tokSystem, tokUser, tokAssistant, tokTool, tokLoop, tokCall,
	tokThink, tokThinkEnd, tokToolCall, tokToolEnd,
}

// Whole words, which only the model itself produces: the tokenizer has no
// merges that lead to them, so in a prompt every byte is one token and the
// length of a prompt in tokens is known beforehand.
var chatWords = []string{
	"This", "Here", "It", " is", " was", " a", " the", " tiny", " small", " random",
	" answer", " reply", " model", ".", "!",
	"Let", " me", " think", "...", "tick", " tick", " tock",
	`{"name": "get_time", "arguments": {"zone": "UTC"}}`,
}

// vocabulary is the tokens of the chat model with their kinds, and where each stands.
type vocabulary struct {
	tokens []string
	kinds  []int32
	ids    map[string]int
}

// Kinds of tokens, by GGUF's numbers.
const (
	kindNormal  = 1
	kindControl = 3
	kindUnused  = 5
)

func (v *vocabulary) add(token string, kind int32) {
	if _, known := v.ids[token]; known {
		return
	}
	v.ids[token] = len(v.tokens)
	v.tokens = append(v.tokens, token)
	v.kinds = append(v.kinds, kind)
}

// chatVocabulary is as large as the model is wide.
func chatVocabulary() *vocabulary {
	v := &vocabulary{ids: map[string]int{}}
	for _, s := range chatSpecials {
		v.add(s, kindControl)
	}
	for b := range 256 {
		v.add(byteToken(byte(b)), kindNormal)
	}
	for _, w := range chatWords {
		v.add(encoded(w), kindNormal)
	}
	width := (len(v.tokens) + 63) / 64 * 64
	for i := len(v.tokens); i < width; i++ {
		v.add(fmt.Sprintf("<|unused%d|>", i), kindUnused)
	}
	return v
}

// encoded writes a text in the characters of the byte-level vocabulary.
func encoded(s string) string {
	var sb strings.Builder
	for _, b := range []byte(s) {
		sb.WriteString(byteToken(b))
	}
	return sb.String()
}

// chatModel builds a llama-architecture model.
//
// Its vocabulary is as large as its width and each token's embedding is a unit
// vector, so the output matrix can be read as a table: "after token i, how
// likely is token j". That table is written by hand, and makes the model
// finish sentences and close JSON brackets. The transformer layers have random
// weights and add a little noise that depends on the whole prompt.
func chatModel(seed uint64) *ggufFile {
	r := rand.New(rand.NewPCG(seed, 1))
	g := &ggufFile{}
	v := chatVocabulary()
	dim := uint64(len(v.tokens))
	chatMetadata(g, v)

	// Unit vectors, scaled so that their root mean square is 1: RMSNorm then
	// leaves them as they are.
	scale := math.Sqrt(float64(dim))
	embd := make([]float32, dim*dim)
	for i := range dim {
		embd[i*dim+i] = float32(scale)
	}
	g.add("token_embd.weight", embd, dim, dim)
	for l := range chatLayers {
		chatLayer(g, r, blk(l), dim)
	}
	g.add("output_norm.weight", constant(dim, 1), dim)

	out := gaussian(r, dim*dim, 0.1/scale)
	for from, nexts := range chatTable() {
		for to, weight := range nexts {
			i, j := uint64(v.ids[from]), uint64(v.ids[to])
			// log odds over a floor of e^-14, per unit of the embedding
			out[j*dim+i] = float32((math.Log(weight) + 14) / scale)
		}
	}
	g.add("output.weight", out, dim, dim)
	return g
}

// chatMetadata says what kind of model it is, and its tokens.
func chatMetadata(g *ggufFile, v *vocabulary) {
	dim := uint32(len(v.tokens))
	g.set("general.architecture", "llama")
	g.set("general.name", "tiny-chat")
	g.set("general.file_type", uint32(0))
	g.set("llama.block_count", uint32(chatLayers))
	g.set("llama.context_length", uint32(chatContext))
	g.set("llama.embedding_length", dim)
	g.set("llama.feed_forward_length", uint32(chatFFN))
	g.set("llama.attention.head_count", dim/chatHeadDim)
	g.set("llama.attention.head_count_kv", uint32(chatKVHeads))
	g.set("llama.attention.layer_norm_rms_epsilon", float32(1e-5))
	g.set("llama.rope.dimension_count", uint32(chatHeadDim))
	g.set("llama.rope.freq_base", float32(10000))
	g.set("llama.vocab_size", dim)
	g.set("tokenizer.ggml.model", "gpt2")
	g.set("tokenizer.ggml.pre", "default")
	g.set("tokenizer.ggml.tokens", v.tokens)
	g.set("tokenizer.ggml.token_type", v.kinds)
	// The key must be there, but a merge of two unused tokens never applies.
	g.set("tokenizer.ggml.merges", []string{"<|unused|> <|unused|>"})
	g.set("tokenizer.ggml.bos_token_id", uint32(v.ids[tokBOS]))
	g.set("tokenizer.ggml.eos_token_id", uint32(v.ids[tokEnd]))
	g.set("tokenizer.ggml.add_bos_token", true)
	g.set("tokenizer.ggml.add_eos_token", false)
}

// chatLayer adds one transformer layer of random weights.
func chatLayer(g *ggufFile, r *rand.Rand, name string, dim uint64) {
	const kvDim = chatKVHeads * chatHeadDim
	linear := func(tensor string, in, out uint64, scale float64) {
		g.add(name+tensor, gaussian(r, in*out, scale/math.Sqrt(float64(in))), in, out)
	}
	g.add(name+"attn_norm.weight", constant(dim, 1), dim)
	linear("attn_q.weight", dim, dim, 1)
	linear("attn_k.weight", dim, kvDim, 1)
	linear("attn_v.weight", dim, kvDim, 1)
	linear("attn_output.weight", dim, dim, 0.2)
	g.add(name+"ffn_norm.weight", constant(dim, 1), dim)
	linear("ffn_gate.weight", dim, chatFFN, 1)
	linear("ffn_up.weight", dim, chatFFN, 1)
	linear("ffn_down.weight", chatFFN, dim, 0.2)
}

type row = map[string]float64

// table says which token follows which, with weights of at most 1.
type table map[string]row

func (t table) rule(from string, nexts row) {
	name := func(s string) string {
		if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
			return s // a special token
		}
		return encoded(s)
	}
	if t[name(from)] == nil {
		t[name(from)] = row{}
	}
	for to, weight := range nexts {
		t[name(from)][name(to)] = weight
	}
}

func (t table) rules(from string, nexts row) {
	for _, f := range strings.Split(from, "|") {
		t.rule(f, nexts)
	}
}

func chatTable() table {
	t := table{}
	t.answers()
	t.json()
	return t
}

// answers are sentences, an answer without an end, thoughts, and a tool call.
func (t table) answers() {
	// At temperature 0 "This is a tiny answer."
	t.rule(tokAssistant, row{"This": 1, "Here": 0.2, "It": 0.2, "{": 1e-4, "[": 1e-4, `"`: 1e-4})
	t.rules("This|Here|It", row{" is": 1, " was": 0.2})
	t.rules(" is| was", row{" a": 1, " the": 0.3})
	t.rules(" a| the", row{" tiny": 1, " small": 0.4, " random": 0.3})
	t.rules(" tiny| small| random", row{" answer": 1, " reply": 0.3, " model": 0.2})
	t.rules(" answer| reply| model", row{".": 1, "!": 0.1})
	t.rules(".|!", row{tokEnd: 1})

	t.rule(tokLoop, row{"tick": 1})
	t.rules("tick| tick", row{" tock": 1})
	t.rule(" tock", row{" tick": 1})

	t.rule(tokThink, row{"Let": 1})
	t.rule("Let", row{" me": 1})
	t.rule(" me", row{" think": 1})
	t.rule(" think", row{"...": 1})
	t.rule("...", row{tokThinkEnd: 1})
	t.rule(tokThinkEnd, row{"This": 1, "{": 1e-4})

	const call = `{"name": "get_time", "arguments": {"zone": "UTC"}}`
	t.rule(tokCall, row{tokToolCall: 1})
	t.rule(tokToolCall, row{call: 1})
	t.rule(call, row{tokToolEnd: 1})
	t.rule(tokToolEnd, row{tokEnd: 1})
}

// json is for when a grammar masks everything else: strings of a letter or two,
// short numbers, and brackets that close as soon as the schema allows. A quote
// goes first after most characters, because it either ends the string the model
// is in or is masked. That matters: Ollama gives up on an answer, without an
// error, when one token comes 30 times in a row.
func (t table) json() {
	for c := 'a'; c <= 'z'; c++ {
		t.rule(string(c), row{`"`: 1})
		t.rule(strings.ToUpper(string(c)), row{`"`: 1})
	}
	for c := '0'; c <= '9'; c++ {
		t.rule(string(c), row{`"`: 1, "}": 0.9, "]": 0.8, ",": 0.7})
	}
	t.rule("{", row{`"`: 1, "}": 1e-3})
	t.rule("[", row{`"`: 1, "1": 0.5, "{": 0.3, "]": 1e-3})
	t.rule(`"`, row{"o": 1, "k": 0.3, ":": 1e-2, "}": 9e-3, "]": 8e-3, ",": 7e-3, tokEnd: 6e-3})
	t.rule(":", row{`"`: 1, "1": 0.9, "t": 0.8, "[": 0.7, "{": 0.6, "n": 0.1})
	t.rule(",", row{`"`: 1, "1": 0.5, "{": 0.3})
	t.rules("}|]", row{`"`: 1, tokEnd: 1, "}": 0.9, "]": 0.8, ",": 0.01})
	t.rule(" ", row{`"`: 1, "1": 0.9, "t": 0.8, "{": 0.7, "[": 0.6, "}": 0.5, "]": 0.4})
}

// byteToken gives the character that GPT-2's byte-level vocabulary uses for a byte.
func byteToken(b byte) string { return string(byteRunes[b]) }

var byteRunes = func() (t [256]rune) {
	next := rune(256)
	for b := range 256 {
		switch {
		case b >= '!' && b <= '~', b >= 0xa1 && b <= 0xac, b >= 0xae:
			t[b] = rune(b)
		default:
			t[b] = next
			next++
		}
	}
	return t
}()
