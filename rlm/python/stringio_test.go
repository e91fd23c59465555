package python

import "testing"

// What CPython 3.11 prints.
func TestStringIOPositions(t *testing.T) {
	got := block(t, New(Options{}), `import io
s = io.StringIO("héllo\nwörld\n")
print(s.read(3), s.tell(), s.read(2), s.seek(0), repr(s.readline()), s.tell())
print(s.seek(1), s.write("ÉL"), s.tell(), repr(s.getvalue()))
print(s.truncate(4), repr(s.getvalue()), s.seek(0, 2), s.write("zz"), s.getvalue())
print(s.seek(9), repr(s.read()), s.write("x"), repr(s.getvalue()), s.tell())
try: print(-10**25 % 0)
except ZeroDivisionError as e: print(e)
`)
	want := `hél 3 lo 0 'héllo\n' 6
1 2 3 'hÉLlo\nwörld\n'
4 'hÉLl' 4 2 hÉLlzz
9 '' 1 'hÉLlzz\x00\x00\x00x' 10
integer modulo by zero
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
