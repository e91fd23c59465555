// Package python interprets the Python that models write in REPLs: the syntax
// and semantics of Python 3.11, without any way out. It knows nothing of
// models, stores or indexes.
//
// # What it is not given
//
// There are no files, network, clock or processes: they do not exist here,
// rather than being forbidden. What a program can reach besides the language
// is what the host registers (Func). Steps, wall time, memory, depth and
// output are limited (Limits) by code that no program can reach, and a limit
// cannot be caught. A block that was stopped leaves its variables alive.
//
// # What only an interpreter of our own can do
//
// A str knows where it came from: slices, strips, splits and joins of a
// document's text keep document and byte span (NewText, Origins), so that a
// quote is a citation. A Promise is a value that is not there yet: a program
// stores it like any other and waits when it looks at it, so that a plain loop
// of sub-calls runs concurrently with the outcome of one by one.
//
// # How it works
//
// A program is scanned, parsed to a syntax tree, its names resolved to slots,
// and compiled to a tree of Go closures, which the session's machine calls.
// Sets iterate in the order of insertion, so that the same program prints the
// same every time.
//
//   - token.go, scan*.go: text to tokens; ast.go, parse*.go: tokens to a tree
//   - scope.go: which names a function binds; compile*.go: the tree to closures
//   - vm.go: the machine: steps, time, memory, depth; size.go, output.go
//   - value.go, str.go, bytearray.go, complex.go, dict.go, deque.go, types.go, class.go,
//     subclass.go, typing.go, enum.go, namedtuple.go, exceptions.go, generator.go, record.go:
//     what there is
//   - ops.go, numbers.go, setops.go, compare.go, sort.go, hash.go, iterate.go,
//     access.go, assign.go, attr.go, setattr.go, slots.go, call.go, construct.go: what
//     can be done with it; signature.go: which arguments builtins take
//   - repr.go, quote.go, format*.go: how it is written; codec.go: as bytes
//   - re_*.go: regular expressions: pattern to tree (re_parse, re_group, re_escape),
//     tree to program (re_prog, re_repeat, re_analyse), programs over texts
//     (re_search, re_match); mod_re*.go: the module re
//   - builtins*.go, methods_*.go, dict_kinds.go, modules.go, mod_*.go, twister.go: what
//     Python brings along; library.go and lib/: the part of it that is in Python
//   - session.go, host.go, promise.go, runfile.go: sessions and their host
package python
