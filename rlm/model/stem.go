package model

// stem cuts the endings off a lower-case ASCII word, in place: plural, -ing, -ed, -ly,
// -ion, -ment and a last e. It is lighter than Porter's: it would rather leave two
// forms apart than make one of two words. Other words are returned as they are.
func stem(w []byte) []byte {
	n := len(w)
	if n < 4 || w[n-1] >= 0x80 || w[n-1] < 'a' {
		return w
	}
	w = plural(w)
	switch n = len(w); {
	case n > 5 && ends(w, "ing") && vowel(w[:n-3]):
		w = undouble(w[:n-3])
	case n > 4 && ends(w, "ied"):
		w = append(w[:n-3], 'y')
	case n > 4 && ends(w, "ed") && vowel(w[:n-2]):
		w = undouble(w[:n-2])
	case n > 5 && ends(w, "ly"):
		w = w[:n-2]
	case n > 7 && ends(w, "ment"):
		w = w[:n-4]
	case n > 7 && ends(w, "ation"):
		w = w[:n-5]
	case n > 6 && ends(w, "tion"), n > 6 && ends(w, "sion"):
		w = w[:n-3]
	}
	if n = len(w); n > 4 && ends(w, "ate") {
		w = w[:n-3]
	} else if n > 3 && w[n-1] == 'e' {
		w = w[:n-1]
	}
	return w
}

// plural cuts a plural's ending, or that of a verb's third person.
func plural(w []byte) []byte {
	n := len(w)
	switch {
	case w[n-1] != 's' || w[n-2] == 's' || w[n-2] == 'u' || w[n-2] == 'i':
		return w
	case n > 4 && ends(w, "ies"):
		return append(w[:n-3], 'y')
	case n > 4 && (ends(w, "sses") || ends(w, "xes") || ends(w, "zes") || ends(w, "ches") || ends(w, "shes")):
		return w[:n-2]
	}
	return w[:n-1]
}

func ends(w []byte, suffix string) bool {
	return len(w) >= len(suffix) && string(w[len(w)-len(suffix):]) == suffix
}

func vowel(w []byte) bool {
	for _, c := range w {
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y':
			return true
		}
	}
	return false
}

// undouble makes "stopp" of "stopping" to "stop"; ll, ss and zz stay.
func undouble(w []byte) []byte {
	n := len(w)
	if n > 2 && w[n-1] == w[n-2] && w[n-1] != 'l' && w[n-1] != 's' && w[n-1] != 'z' {
		return w[:n-1]
	}
	return w
}
