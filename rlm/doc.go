// Package rlm is the recursive reader of arXiv 2512.24601: a language model that
// reads documents by writing programs.
//
// The documents are not in the prompt, they are variables of a REPL. Every turn the
// model replies with prose and a fenced block of Python; the block runs in a session
// that keeps its variables; what it prints, cut head and tail, is the next turn. A
// program reads slices by sub-calls to a model (llm_query) or by a child reader with
// a REPL of its own (rlm_query). The run ends with an answer whose [n] are citations:
// spans of documents, word for word.
//
// # Files
//
//   - run.go, reader.go, blocks.go: Run, the loop of one reader (the root, or a child), its programs
//   - plan.go, planturn.go, prompts/plans: the form that weak models fill in, and the programs it becomes; probe.go
//   - protocol.go, fence.go: what a reply means: blocks, finals, repairs
//   - session.go, tools*.go: the REPL's variables and tools
//   - leaf.go, leafreply.go, schema.go, items.go, sentences.go: one question of many texts, answered by numbered sentences
//   - estimate.go, coverage.go: what a batch will take, what was searched and read
//   - meter.go: the budget; tree.go: what all readers of a run share
//   - window.go: the transcript, and what is left of it when the window fills; sizes.go: in whose tokens
//   - quote.go, ledger.go, answer.go, computed.go: citations, notes, the answer
//   - checklist.go: what speaks against a final
//   - nudge.go, prompts/*.tmpl: all that is ever said to a model
//   - journal.go: steps and calls, as they happen
//   - corpus.go, finder.go, texts.go, positions.go: documents, as the host and as programs see them
//   - memory.go: a Corpus in memory, for tests
//
// # Invariants
//
//   - Messages are only appended to: system, user (question), assistant, user
//     (output), … When they pass seven tenths of the root's window they are replaced
//     once by system, question, ledger, variables and the last two turns.
//   - One meter for the whole tree is charged before a call with its worst case and
//     settled after it. What does not fit is refused, after waiting for calls in
//     flight that could make room. Readers keep back what their own last turn needs.
//   - Steps, calls and citations are numbered in program order: the same replies give
//     the same journal, however many sub-calls are in flight.
//   - Text of documents is data. It reaches the model only inside output, passages
//     and sub-prompts; only a reply of the model can finish a run, and only what the
//     host's tools read can be cited.
//   - Nothing is cut, dropped or refused without the model, or the Result's Notices,
//     being told.
//   - Whatever a run started has ended when Run returns.
package rlm
