package eval

import (
	"math"
	"testing"
)

// TestSQuADNormalisation: what evaluate-v1.1.py makes of these, step by step:
// lower, punctuation out, articles out, spaces single.
func TestSQuADNormalisation(t *testing.T) {
	for in, want := range map[string]string{
		"The  Denver Broncos!":      "denver broncos",
		"an A-level, the theme":     "alevel theme",
		"  U.S.A. ":                 "usa",
		"Levi's Stadium":            "levis stadium",
		"the":                       "",
		"«Größe», 3 m":              "«größe» 3 m",
		"「战史演武」&「争霸演武」":             "战史演武争霸演武",
		"another theory anathema a": "another theory anathema",
	} {
		if got := Normalize(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestF1WorkedExamples: shared tokens as a bag, worked by hand.
func TestF1WorkedExamples(t *testing.T) {
	for _, test := range []struct {
		gold, answer string
		em, f1       float64
	}{
		{"Denver Broncos", "the Denver Broncos", 1, 1},
		{"Denver Broncos", "Broncos", 0, 2.0 / 3}, // p 1, r 1/2
		{"in the fall of 1990", "fall of 1990 or so", 0, 2.0 * 3 / 5 * 3 / 4 / (3.0/5 + 3.0/4)},
		{"to be or not to be", "be be be", 0, 2.0 * 2 / 3 * 2 / 6 / (2.0/3 + 2.0/6)},
		{"", "", 1, 1},
		{"x", "", 0, 0},
		{"光荣和ω-force", "光荣", 0, 2.0 * 0.5 / 1.5}, // 2 of 4 tokens
	} {
		if em, f1 := ExactMatch(test.gold, test.answer), TokenF1(test.gold, test.answer); em != test.em || math.Abs(f1-test.f1) > 1e-9 {
			t.Errorf("%q for %q: EM %v, F1 %.4f, want %v, %.4f", test.answer, test.gold, em, f1, test.em, test.f1)
		}
	}
}

func TestGrades(t *testing.T) {
	text := Question{Shape: ShapeText, Answers: []string{"five working days", "5 working days"}}
	yes := Question{Shape: ShapeText, Answers: []string{"yes"}}
	number := Question{Shape: ShapeNumber, Answers: []string{"1,200"}, Tolerance: 0.01}
	list := Question{Shape: ShapeList, Items: []string{"pep-0209|PEP 209", "pep-0357"}}
	choice := Question{Shape: ShapeChoice, Choices: []string{"red", "dark red", "blue"}, Answers: []string{"C"}}
	cell := Question{Shape: ShapeCell, Answers: []string{"$(1,204)"}}
	none := Question{Shape: ShapeUnanswerable}
	for _, test := range []struct {
		name      string
		q         Question
		answer    string
		abstained bool
		grade     string
		want      float64
	}{
		{"markers are no part", text, "5 working days [1][2, 3].", false, GradeEM, 1},
		{"within a sentence", text, "Results come within five working days.", false, GradeContains, 1},
		{"not as part of a word", text, "45 working days", false, GradeContains, 0},
		{"yes first", yes, "Yes, they are.", false, GradeCorrect, 1},
		{"yes inside", yes, "No. Yes men are many.", false, GradeCorrect, 0},
		{"number with words about", number, "about 1205 tonnes", false, GradeCorrect, 1},
		{"number off", number, "1,300", false, GradeCorrect, 0},
		{"near", Question{Shape: ShapeNumber, Answers: []string{"7"}}, "nine", false, GradeNear, 0.5625},
		{"list", list, "- PEP 209\n- pep-0357", false, GradeCorrect, 1},
		{"list with one wrong", list, "pep-0357, pep-0358 and pep-0209", false, GradeListP, 2.0 / 3},
		{"list with one missing", list, "They are: pep-0357", false, GradeListR, 0.5},
		{"list twice the same", list, "pep-0357; PEP-0357; pep-0209", false, GradeListP, 1},
		{"choice by letter", choice, "(c)", false, GradeCorrect, 1},
		{"choice by word", choice, "It is blue.", false, GradeCorrect, 1},
		{"choice within another", choice, "dark red", false, GradeCorrect, 0},
		{"two choices", choice, "red or blue", false, GradeCorrect, 0},
		{"cell", cell, "(1,204) million", false, GradeCorrect, 1},
		{"cell without its sign", cell, "1,204", false, GradeCorrect, 0},
		{"abstained rightly", none, "", true, GradeCorrect, 1},
		{"answered the unanswerable", none, "7", false, GradeCorrect, 0},
		{"abstained wrongly", text, "five working days", true, GradeCorrect, 0},
		{"abstained wrongly: the abstention", text, "", true, GradeAbstain, 0},
	} {
		if got := test.q.Grade(test.answer, test.abstained)[test.grade]; math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%s: %s %.4f, want %.4f", test.name, test.grade, got, test.want)
		}
	}
}

// TestNDCGWithTies: trec_eval orders ties by the later id. With grades 3 for a,
// 2 for c, 1 for d and scores a 2, b 2, c 1, d 1 the order is b a d c:
// (3/log2 3 + 1/log2 4 + 2/log2 5) / (3 + 2/log2 3 + 1/log2 4).
func TestNDCGWithTies(t *testing.T) {
	grades := map[string]int{"a": 3, "c": 2, "d": 1, "e": 0}
	var ids []string
	for _, s := range TrecOrder([]Scored{{"a", 2}, {"c", 1}, {"b", 2}, {"d", 1}}) {
		ids = append(ids, s.Doc)
	}
	log := math.Log2
	best := 3 + 2/log(3) + 1/log(4)
	if got, want := NDCG(ids, grades, 0), (3/log(3)+1/log(4)+2/log(5))/best; math.Abs(got-want) > 1e-12 {
		t.Errorf("order %v: %.6f, want %.6f", ids, got, want)
	}
	if got, want := NDCG(ids, grades, 2), (3/log(3))/(3+2/log(3)); math.Abs(got-want) > 1e-12 {
		t.Errorf("cut at 2: %.6f, want %.6f", got, want)
	}
	// Scores that differ beyond single precision are ties to trec_eval.
	if got := TrecOrder([]Scored{{"a", 1.00000001}, {"b", 1}}); got[0].Doc != "b" {
		t.Errorf("single precision: %v", got)
	}
	if NDCG(ids, map[string]int{"a": 0}, 10) != 0 {
		t.Error("nothing relevant must be 0")
	}
}
