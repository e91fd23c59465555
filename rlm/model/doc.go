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
//   - "openai:NAME" is a model on a server that speaks OpenAI's protocol
//     (llama.cpp, vLLM, LM Studio, hosted ones), by OpenAI's client. Ollama's
//     own endpoints are better where there is a choice: they name the window,
//     refuse what does not fit, and identify the weights.
//
// # Invariants
//
//   - A response is complete or there is an error: a stream that ends without
//     its last chunk, a prompt that does not fit the window, and an embedding of
//     half a text are errors, never shortened answers. An answer that MaxTokens
//     ended says so in Response.Cut.
//   - Answers and vectors are kept under the digest of the weights they came
//     from; a model that was put in another's place is an error.
//   - Retries are for a server that is busy, with growing waits and jitter.
//     Nothing else is asked twice: it would fail again, or do its work twice.
//   - One Server has one bound on requests in flight, whatever they are for.
//   - Errors that a user can do something about are of type *Error and have a
//     Hint.
//   - A key is sent to the address it was given for and stands nowhere else:
//     in no error, log, cache key or description.
//   - Nothing here connects to anything but the server it was given.
//
// The package imports nothing else of funnel.
package model
