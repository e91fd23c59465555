// Package python interprets the Python that models write in REPLs. It is a
// language of its own kind: the syntax and semantics of Python 3.11 without
// classes and decorators, and without any way out.
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
// # Files
//
//   - scan.go, ast.go, parse_*.go, fstring.go: text to syntax tree
//   - exec.go, try.go, assign.go: statements; eval.go, comprehend.go: expressions
//   - locals.go: which names a function binds
//   - value.go, str.go, dict.go, func.go, errors.go: what there is
//   - ops.go, compare.go, iter.go, subscript.go, attr.go: what can be done with it
//   - repr.go, format.go, format_call.go, convert.go: how it is written, and passed to Go
//   - builtins*.go, methods_str.go, modules.go, mod_*.go, match.go: what Python brings along
//   - session.go, promise.go: sessions, limits, promises
//
// Programs are evaluated from their syntax tree. Sets iterate in the order of
// insertion, so that the same program prints the same every time.
package python
