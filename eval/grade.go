package eval

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// The names of grades. Each is 0 to 1.
const (
	GradeCorrect  = "correct"  // right by the measure of the question's shape
	GradeEM       = "em"       // exact match after normalising (text)
	GradeF1       = "f1"       // token F1 (text), F1 of items (list)
	GradeContains = "contains" // the answer contains a right wording (text)
	GradeNumber   = "number"   // equal within the tolerance
	GradeNear     = "near"     // 0.75 to the power of how far off a number is (OOLONG)
	GradeListP    = "list_p"   // share of the items given that are right
	GradeListR    = "list_r"   // share of the right items that are given
	GradeChoice   = "choice"   // the right choice
	GradeCell     = "cell"     // the right cell
	GradeAbstain  = "abstain"  // abstained exactly when the documents do not say
)

// Grades are an answer's, by name. Which there are depends on the question's
// shape.
type Grades map[string]float64

// Grade grades a short answer. abstained says that the answer is that the
// documents do not say. A question without a gold answer has no grades.
func (q *Question) Grade(answer string, abstained bool) Grades {
	answer = StripMarkers(answer)
	if abstained {
		answer = ""
	}
	g := Grades{}
	switch q.Shape {
	case ShapeNone:
		return g
	case ShapeUnanswerable:
		g[GradeCorrect] = unit(abstained)
	case ShapeList:
		g.list(q.Items, answer)
	case ShapeNumber:
		g.number(q, answer)
	case ShapeChoice:
		g[GradeChoice] = unit(choose(q.Choices, answer) >= 0 && choose(q.Choices, answer) == choose(q.Choices, q.Answers[0]))
		g[GradeCorrect] = g[GradeChoice]
	case ShapeCell:
		g[GradeCell] = best(q.Answers, answer, cellMatch)
		g[GradeCorrect] = g[GradeCell]
	default:
		g.text(q.Answers, answer)
	}
	g[GradeAbstain] = unit(abstained == q.Unanswerable())
	return g
}

func (g Grades) text(golds []string, answer string) {
	g[GradeEM] = best(golds, answer, ExactMatch)
	g[GradeF1] = best(golds, answer, TokenF1)
	g[GradeContains] = best(golds, answer, Contains)
	g[GradeCorrect] = g[GradeContains]
}

func (g Grades) number(q *Question, answer string) {
	g[GradeNumber] = best(q.Answers, answer, func(gold, a string) float64 { return unit(numberMatch(gold, a, q.Tolerance)) })
	g[GradeNear] = best(q.Answers, answer, near)
	g[GradeCorrect] = g[GradeNumber]
}

func (g Grades) list(items []string, answer string) {
	p, r := ListMatch(items, answer)
	g[GradeListP], g[GradeListR], g[GradeF1] = p, r, harmonic(p, r)
	g[GradeCorrect] = unit(p == 1 && r == 1)
}

// best is the highest score over the right wordings.
func best(golds []string, answer string, score func(gold, answer string) float64) float64 {
	top := 0.0
	for _, gold := range golds {
		top = max(top, score(gold, answer))
	}
	return top
}

// ExactMatch is 1 if both wordings are the same after normalising.
func ExactMatch(gold, answer string) float64 { return unit(Normalize(gold) == Normalize(answer)) }

// TokenF1 is the harmonic mean of precision and recall over the tokens that
// both share, as a bag. As in SQuAD 2.0, an empty side matches an empty one
// only.
func TokenF1(gold, answer string) float64 {
	g, a := wordsOf(gold), wordsOf(answer)
	if len(g) == 0 || len(a) == 0 {
		return unit(len(g) == len(a))
	}
	bag := map[string]int{}
	for _, w := range g {
		bag[w]++
	}
	same := 0.0
	for _, w := range a {
		if bag[w] > 0 {
			bag[w]--
			same++
		}
	}
	return harmonic(same/float64(len(a)), same/float64(len(g)))
}

// Contains is 1 if the answer has the gold wording's words in a row. Yes and no
// must come first: they stand inside too many other sentences.
func Contains(gold, answer string) float64 {
	g, a := wordsOf(gold), wordsOf(answer)
	if len(g) == 0 || len(a) == 0 {
		return unit(len(g) == len(a))
	}
	if len(g) == 1 && (g[0] == "yes" || g[0] == "no") {
		return unit(a[0] == g[0])
	}
	for i := 0; i+len(g) <= len(a); i++ {
		if slices.Equal(a[i:i+len(g)], g) {
			return 1
		}
	}
	return 0
}

func numberMatch(gold, answer string, tolerance float64) bool {
	want, ok := firstNumber(gold)
	got, given := firstNumber(answer)
	return ok && given && math.Abs(want-got) <= tolerance*math.Abs(want)+1e-9
}

// near is OOLONG's score of a count (Bertsch et al. 2025): 0.75^|off|.
func near(gold, answer string) float64 {
	want, ok := firstNumber(gold)
	got, given := firstNumber(answer)
	if !ok || !given {
		return 0
	}
	return math.Pow(0.75, math.Abs(want-got))
}

// cellMatch compares cells of tables: as numbers where the gold cell is one,
// whatever its unit or sign for money, else as texts.
func cellMatch(gold, answer string) float64 {
	if trimmed := strings.Trim(gold, " $€£%"); numeral.FindString(trimmed) == trimmed && trimmed != "" {
		return unit(numberMatch(gold, answer, 0))
	}
	return ExactMatch(gold, answer)
}

// letter is a choice given by its letter: B, (b), B. or "B) text".
var letter = regexp.MustCompile(`^\(?([A-Za-z])(?:[).:]|$)`)

// choose is the index of the choice that an answer names, by letter or by its
// words; -1 if it names none, or more than one.
func choose(choices []string, answer string) int {
	answer = strings.TrimSpace(answer)
	for i, c := range choices {
		if Normalize(c) == Normalize(answer) {
			return i
		}
	}
	if m := letter.FindStringSubmatch(answer); m != nil {
		if i := int(strings.ToUpper(m[1])[0] - 'A'); i < len(choices) {
			return i
		}
	}
	found := -1
	for i, c := range choices {
		if Contains(c, answer) == 1 {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

func harmonic(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

func unit(ok bool) float64 {
	if ok {
		return 1
	}
	return 0
}
