// Package sandbox runs extractors in processes of their own, so that no file
// can take the run down: not by a crash, not by memory, not by time.
//
// A [Pool] starts the program it is told to (as a rule, the running one with a
// hidden command) and keeps it for the next file. That program calls [Serve],
// which limits its own memory before it reads anything, and then answers one
// request after another: name and bytes of a file in, documents out. A process
// that dies, or takes too long and is killed, costs the one file it worked on;
// its error says which it was.
//
// # Protocol
//
// Both directions: a length of 8 bytes, big endian, and that many bytes. A
// request is two such frames, JSON and the file's bytes. An answer is one of
// JSON. Answers over Limits.Answer are refused, so a process that was taken
// over cannot fill the memory of the one that asked.
package sandbox
