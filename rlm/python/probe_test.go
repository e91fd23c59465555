package python

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "record what python3 shows for testdata/probes")

// A probe is a few statements and what an interactive CPython shows for them.
type probe struct{ code, want string }

const probeRule = "----"

// readProbes reads a file of probes: statements, a line "----", what CPython 3.11 shows,
// an empty line. In what is shown an empty line is written "<BLANKLINE>".
func readProbes(text string) []probe {
	var out []probe
	for _, block := range strings.Split(text, "\n\n") {
		if block = strings.Trim(block, "\n"); block == "" {
			continue
		}
		code, want, _ := strings.Cut(block+"\n", probeRule+"\n")
		out = append(out, probe{code, want})
	}
	return out
}

func writeProbes(ps []probe) string {
	var b strings.Builder
	for i, p := range ps {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(p.code + probeRule + "\n" + p.want)
	}
	return b.String()
}

// shown marks the empty lines of an output.
func shown(out string) string {
	lines := strings.Split(out, "\n")
	for i := range len(lines) - 1 {
		if lines[i] == "" {
			lines[i] = "<BLANKLINE>"
		}
	}
	if last := &lines[len(lines)-1]; *last != "" {
		*last += "\n"
	}
	return strings.Join(lines, "\n")
}

// runProbe does what an interactive interpreter does with the statements.
func runProbe(s *Session, code string) string {
	body, serr := parse(code)
	if serr != nil {
		return shown(syntaxException(serr, code, "<probe>").Traceback)
	}
	for i, st := range body {
		if x, ok := st.(*exprStmt); ok {
			x.x = &callExpr{pos: x.pos, fn: &nameExpr{x.pos, "show__"}, args: []argument{{x: x.x}}}
			body[i] = x
		}
	}
	m := s.m
	m.begin(context.Background())
	m.globals.set("show__", fn("show__", func(m *vm, a *args) Value {
		if v := force(a.pos[0]); v != None {
			m.print(m.repr(v) + "\n")
		}
		return None
	}))
	exc := m.runBody(body, code)
	out, _ := m.out.text()
	if exc != nil {
		tb := exc.Traceback
		if exc.Type == "SyntaxError" || strings.HasSuffix(exc.Type, "Error") && !strings.Contains(tb, "Traceback (most") {
			return shown(out + tb + "\n")
		}
		out += lastException(exc) + "\n"
	}
	return shown(out)
}

// lastException is the end of a traceback, from the name of the exception on.
func lastException(e *Exception) string {
	i := strings.LastIndex(e.Traceback, "Traceback (most recent call last):\n")
	lines := strings.SplitAfter(e.Traceback[max(i, 0):], "\n")
	for j, l := range lines {
		if j > 0 && !strings.HasPrefix(l, " ") {
			return strings.Join(lines[j:], "")
		}
	}
	return e.Error()
}

// TestProbes holds the recorded probes against the interpreter.
func TestProbes(t *testing.T) {
	files, err := filepath.Glob("testdata/probes/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no probes: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			probes := readProbes(string(text))
			if *update {
				recordProbes(t, file, probes)
			}
			s := New(Options{})
			for _, p := range probes {
				if got := runProbe(s, p.code); got != p.want {
					t.Errorf("%s got:\n%s want:\n%s", p.code, got, p.want)
				}
			}
		})
	}
}

func recordProbes(t *testing.T, file string, ps []probe) {
	codes := make([]string, len(ps))
	for i, p := range ps {
		codes[i] = p.code
	}
	var outs []string
	askPython(t, "probes", codes, &outs)
	for i := range ps {
		ps[i].want = shown(outs[i])
	}
	if err := os.WriteFile(file, []byte(writeProbes(ps)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// askPython runs testdata/cpython.py.
func askPython(t *testing.T, mode string, in, out any) {
	path, err := osexec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to compare with")
	}
	job, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	cmd := osexec.Command(path, "testdata/cpython.py", mode)
	cmd.Stdin = bytes.NewReader(job)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "PYTHONHASHSEED=0", "PYTHONIOENCODING=utf-8", "TZ=UTC")
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("run python3: %v", err)
	}
	if err := json.Unmarshal(raw, out); err != nil {
		t.Fatal(err)
	}
}
