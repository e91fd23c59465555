package annotate

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"funnel/store"
)

// month maps the name (English, German, French, Spanish, Italian) of a month, in lower case, to its number.
func month(s string) time.Month {
	s = strings.TrimSuffix(strings.ToLower(s), ".")
	if len(s) < 3 || len(s) > 12 {
		return 0
	}
	for i, names := range [...]string{
		"january jan januar janvier enero gennaio", "february feb februar février febrero febbraio", "march mar märz mars marzo", "april apr avril abril aprile",
		"may mai mayo maggio", "june jun juni juin junio giugno", "july jul juli juillet julio luglio", "august aug août agosto",
		"september sep sept septembre septiembre settembre", "october oct oktober okt octobre octubre ottobre", "november nov novembre noviembre",
		"december dec dezember dez décembre diciembre dicembre",
	} {
		for name := range strings.FieldsSeq(names) {
			if s == name {
				return time.Month(i + 1)
			}
		}
	}
	return 0
}

// date looks for a date that ends with a word.
func (s *scanner) date(w word) {
	text := s.at(w)
	if value := dateWord(text); value != "" {
		s.addDate(value, w.start, w.end)
		return
	}
	year, ok := yearOf(text)
	if !ok || w.joined {
		return
	}
	prev, before := s.last[0], s.last[1]
	near := w.after == gapSpace || w.after == gapComma
	switch {
	case near && prev.end > 0 && month(s.at(prev)) > 0:
		m := month(s.at(prev))
		if day := dayOf(s.at(before)); day > 0 && (prev.after == gapSpace || prev.after == gapComma) && valid(year, m, day) {
			s.addDate(calendar(year, m, day), before.start, w.end) // 4 July 2023
			return
		}
		s.addDate(fmt.Sprintf("%d-%02d", year, m), prev.start, w.end)
	case near && before.end > 0 && month(s.at(before)) > 0 && prev.after == gapSpace && dayOf(s.at(prev)) > 0 && valid(year, month(s.at(before)), dayOf(s.at(prev))):
		s.addDate(calendar(year, month(s.at(before)), dayOf(s.at(prev))), before.start, w.end) // July 4, 2023
	case w.after != gapNone || w.start == 0:
		s.addDate(strconv.Itoa(year), w.start, w.end)
	}
}

func (s *scanner) addDate(value string, start, end int) {
	if len(s.dates) < maxFound {
		s.dates = append(s.dates, store.Found{Value: value, Start: start, End: end})
	}
}

func yearOf(s string) (int, bool) {
	if len(s) != 4 {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 1800 && n < 2100
}

func dayOf(s string) int {
	s = strings.TrimRight(strings.ToLower(s), "sthndr")
	if len(s) < 1 || len(s) > 2 {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 31 {
		return 0
	}
	return n
}

func valid(year int, m time.Month, day int) bool {
	t := time.Date(year, m, day, 0, 0, 0, 0, time.UTC)
	return t.Month() == m && t.Day() == day
}

func calendar(year int, m time.Month, day int) string {
	return fmt.Sprintf("%04d-%02d-%02d", year, m, day)
}

// dateWord reads dates that are one word: 2023-07-04, 2023/07/04, 04.07.2023,
// 13-Jun-2000, and 7/4/2023 where only one reading is a date.
func dateWord(s string) string {
	if len(s) < 8 || len(s) > 11 {
		if len(s) >= 19 && s[10] == 'T' { // a time stamp
			return dateWord(s[:10])
		}
		return ""
	}
	seps := strings.Count(s, "-") + strings.Count(s, "/") + strings.Count(s, ".")
	if seps != 2 && (seps != 0 || s[:2] != "19" && s[:2] != "20") {
		return ""
	}
	for _, layout := range [...]string{time.DateOnly, "2006/01/02", "2006/1/2", "02.01.2006", "2.1.2006", "2-Jan-2006", "02-Jan-2006", "20060102"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1800 && t.Year() < 2100 {
			return t.Format(time.DateOnly)
		}
	}
	us, err1 := time.Parse("1/2/2006", s)
	eu, err2 := time.Parse("2/1/2006", s)
	switch {
	case err1 == nil && (err2 != nil || us.Equal(eu)) && us.Year() >= 1800 && us.Year() < 2100:
		return us.Format(time.DateOnly)
	case err2 == nil && err1 != nil && eu.Year() >= 1800 && eu.Year() < 2100:
		return eu.Format(time.DateOnly)
	}
	return ""
}

// version looks whether a word is a version.
func (s *scanner) version(w word) {
	text := s.at(w)
	body := strings.TrimPrefix(strings.TrimPrefix(text, "v"), "V")
	said := body != text || strings.EqualFold(s.at(s.last[0]), "version") || strings.EqualFold(s.at(s.last[0]), "release")
	core, _, _ := strings.Cut(body, "-")
	dots := strings.Count(core, ".")
	if dots == 0 || dots == 1 && !said || dots > 3 || dots == 3 && !said || len(body) > 40 || dateWord(body) != "" {
		return
	}
	for part := range strings.SplitSeq(core, ".") {
		if part == "" || len(part) > 6 || part[0] < '0' || part[0] > '9' {
			return
		}
	}
	if len(s.versions) < maxFound {
		s.versions = append(s.versions, store.Found{Value: strings.ToLower(body), Start: w.start, End: w.end})
	}
}
