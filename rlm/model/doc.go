// Package model is what funnel knows of language models: three small
// interfaces (Chat, Embedder, Reranker), the servers behind them, a call cache,
// and fakes for tests.
//
// A Request carries the rendered messages that a language model gets, and
// beside them its Purpose and its Parts (question, text, passages, tools):
// the same request in a form that needs no language to be understood.
//
// # Models
//
//   - "builtin" is NOT a language model. It is a deterministic extractive
//     reader: it answers a reading request with sentences of the text it was
//     given, word for word, or says that the text does not say; for a root turn
//     it writes one of a few fixed REPL programs. It understands nothing, needs
//     no server, and is the floor that a language model has to beat. It reads
//     Parts and never looks at Messages; its Info says Extractive.
//   - "ollama:NAME" is a model on an Ollama server, by its API client.
//
// # Invariants
//
//   - A response is complete or there is an error: a stream that ends without
//     its last chunk, a prompt that does not fit the window, and an embedding of
//     half a text are errors, never shortened answers. An answer that MaxTokens
//     ended says so in Response.Cut.
//   - One Server has one bound on requests in flight, whatever they are for.
//   - Errors that a user can do something about are of type *Error and have a
//     Hint.
//   - Nothing here connects to anything but the server it was given.
//
// The package imports nothing else of funnel.
package model
