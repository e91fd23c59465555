package python

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

// counting returns a sequence of n strings and how many of them were made.
func counting(n int) (*Lazy, *int) {
	made := new(int)
	return NewLazy(func() (Value, error) {
		if *made == n {
			return nil, nil
		}
		*made++
		return NewStr(fmt.Sprintf("d%d", *made)), nil
	}), made
}

func TestLazy(t *testing.T) {
	for _, tt := range []struct {
		code, want string
		made       int
	}{
		{"print(x[1])", "d2\n", 2},
		{"print(x[:2])", "['d1', 'd2']\n", 2},
		{"for i in x:\n    print(i)\n    break", "d1\n", 1},
		{"print(bool(x))", "True\n", 1},
		{"print(len(x), x.total, x[-1], x[2:])", "5 5 d5 ['d3', 'd4', 'd5']\n", 5},
		{"print('d3' in x, list(x) == x, sorted(x, reverse=True)[0], x + ['e'])", "True True d5 ['d1', 'd2', 'd3', 'd4', 'd5', 'e']\n", 5},
		{"print([a for a in x] == [a for a in x], set(x) - {'d1'} == {'d2', 'd3', 'd4', 'd5'}, x.index('d2'), x)", "True True 1 ['d1', 'd2', 'd3', 'd4', 'd5']\n", 5},
	} {
		s := New(Options{})
		l, made := counting(5)
		s.Set("x", l)
		res := s.Run(context.Background(), tt.code)
		if res.Err != nil || res.Output != tt.want || *made != tt.made {
			t.Errorf("%s: %q, %v; %d made, want %q, %d", tt.code, res.Output, res.Err, *made, tt.want, tt.made)
		}
	}
}

func TestLazyError(t *testing.T) {
	s := New(Options{})
	s.Set("x", NewLazy(func() (Value, error) { return nil, errors.New("the disk is gone") }))
	if res := s.Run(context.Background(), "list(x)"); res.Err == nil || res.Err.Error() != "RuntimeError: the disk is gone" {
		t.Errorf("%v", res.Err)
	}
}

func TestListAttr(t *testing.T) {
	l := NewList(Int(1), Int(2))
	l.SetAttr("total", Int(9))
	s := New(Options{})
	s.Set("x", l)
	res := s.Run(context.Background(), "print(x.total, len(x), isinstance(x, list), hasattr(x[:1], 'total'))")
	if res.Output != "9 2 True False\n" {
		t.Errorf("%q %v", res.Output, res.Err)
	}
}

func TestPrinted(t *testing.T) {
	var told []Origin
	s := New(Options{Printed: func(o []Origin) { told = append(told, o...) }})
	s.Set("x", NewText("hello world", "doc", 100))
	s.Run(context.Background(), "y = x[6:]\nprint('a', f'<{x[:5]}>', [y])")
	if fmt.Sprint(told) != "[{doc 100 105 1 6} {doc 106 111 0 5}]" {
		t.Errorf("%v", told)
	}
}
