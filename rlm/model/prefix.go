package model

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// A Prefix is what an embedding model wants before its texts. They are part of a
// model's training, and servers do not add them.
type Prefix struct {
	Document string `json:"document"`
	Query    string `json:"query"`
}

// family is a family of embedding models with its prefixes.
type family struct {
	name string // the model's name contains it
	Prefix
}

const retrievalQuery = "Represent this sentence for searching relevant passages: "

// families, with the prefixes that the models' cards give. The first that fits counts.
var families = []family{
	{"nomic-embed", Prefix{"search_document: ", "search_query: "}},
	{"mxbai-embed", Prefix{"", retrievalQuery}},
	{"snowflake-arctic-embed2", Prefix{"", "query: "}},
	{"snowflake-arctic-embed-l-v2", Prefix{"", "query: "}},
	{"snowflake-arctic-embed-m-v2", Prefix{"", "query: "}},
	{"snowflake-arctic-embed", Prefix{"", retrievalQuery}},
	{"bge-large-en", Prefix{"", retrievalQuery}},
	{"bge-base-en", Prefix{"", retrievalQuery}},
	{"bge-small-en", Prefix{"", retrievalQuery}},
	{"multilingual-e5", Prefix{"passage: ", "query: "}},
	{"e5-", Prefix{"passage: ", "query: "}},
	{"qwen3-embedding", Prefix{"", "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"}},
	{"embeddinggemma", Prefix{"title: none | text: ", "task: search result | query: "}},
}

// familyOf returns the family of a model's name; the zero family has no prefixes.
func familyOf(name string) family {
	for _, f := range families {
		if strings.Contains(strings.ToLower(name), f.name) {
			return f
		}
	}
	return family{}
}

// prefixed returns the family whose prefixes are used: an override has a name of its
// own, made of its content, for the fingerprint.
func prefixed(name string, override *Prefix) family {
	f := familyOf(name)
	if override == nil || *override == f.Prefix {
		return f
	}
	sum := sha256.Sum256([]byte(override.Document + "\x00" + override.Query))
	return family{"custom-" + hex.EncodeToString(sum[:4]), *override}
}

// before is what stands before a text of a kind.
func (f family) before(kind string) string {
	if kind == KindQuery {
		return f.Query
	}
	return f.Document
}
