package pdf

import (
	"cmp"
	"math"
	"slices"
)

// order puts a page's segments into reading order. Text that is turned
// against most of the page comes last.
func order(segs []segment) []segment {
	count := map[int]int{}
	for _, s := range segs {
		count[s.turned] += s.chars
	}
	turns := []int{0, 1, 2, 3}
	slices.SortStableFunc(turns, func(a, b int) int { return count[b] - count[a] })
	var out []segment
	for _, t := range turns {
		var group []segment
		for _, s := range segs {
			if s.turned == t {
				group = append(group, s)
			}
		}
		if jumpy(group) {
			group = cutXY(group, 0)
		}
		out = append(out, group...)
	}
	return out
}

// prose is how many characters a segment of running text has.
const prose = 20

// jumpy reports whether the order in which a page was painted is not that of
// reading: it goes back up within a column, or to and fro between columns.
func jumpy(segs []segment) bool {
	back, across := 0, 0
	for i := 1; i < len(segs); i++ {
		a, b := segs[i-1], segs[i]
		size := max(a.size, b.size)
		sameLine := math.Abs(a.y-b.y) < baseDrift*size
		switch {
		case sameLine && b.x0 >= a.x1 && a.chars >= prose && b.chars >= prose:
			across++
		case sameLine && b.x1 <= a.x0:
			back++
		case b.y > a.y+size && b.x0 < a.x1 && b.x1 > a.x0, b.y > a.y+size && b.x1 < a.x0:
			back++
		}
	}
	return back > 2 && back*10 > len(segs) || across > 3 && across*4 > len(segs)
}

// maxCuts bounds the recursion of cutXY.
const maxCuts = 60

// cutXY orders segments by cutting the page along its white space: between
// columns of prose first, else at the widest horizontal gap.
func cutXY(segs []segment, depth int) []segment {
	if len(segs) < 2 || depth > maxCuts {
		return segs
	}
	if left, right, ok := cutColumns(segs); ok {
		return append(cutXY(left, depth+1), cutXY(right, depth+1)...)
	}
	if above, below, ok := cutRows(segs); ok {
		return append(cutXY(above, depth+1), cutXY(below, depth+1)...)
	}
	return byLine(segs)
}

// cutColumns cuts at the widest vertical gap that has prose on both sides.
func cutColumns(segs []segment) (left, right []segment, ok bool) {
	at, gap := widestGap(segs, func(s segment) (float64, float64) { return s.x0, s.x1 })
	if gap < medianSize(segs) {
		return nil, nil, false
	}
	for _, s := range segs {
		if s.x0 < at {
			left = append(left, s)
		} else {
			right = append(right, s)
		}
	}
	return left, right, isProse(left) && isProse(right)
}

func isProse(segs []segment) bool {
	chars := 0
	for _, s := range segs {
		chars += s.chars
	}
	return len(segs) >= 3 && chars >= prose*len(segs)
}

// cutRows cuts at the widest horizontal gap, if it is wider than lines are
// apart.
func cutRows(segs []segment) (above, below []segment, ok bool) {
	at, gap := widestGap(segs, func(s segment) (float64, float64) { return s.y - 0.25*s.size, s.y + 0.75*s.size })
	if gap < 0.3*medianSize(segs) {
		return nil, nil, false
	}
	for _, s := range segs {
		if s.y > at {
			above = append(above, s)
		} else {
			below = append(below, s)
		}
	}
	return above, below, len(above) > 0 && len(below) > 0
}

func medianSize(segs []segment) float64 {
	sizes := make([]float64, len(segs))
	for i, s := range segs {
		sizes[i] = s.size
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2]
}

// widestGap is the middle and the width of the widest stretch of an axis that
// no segment covers.
func widestGap(segs []segment, span func(segment) (lo, hi float64)) (at, gap float64) {
	list := slices.Clone(segs)
	slices.SortStableFunc(list, func(a, b segment) int {
		lo, _ := span(a)
		lo2, _ := span(b)
		return cmp.Compare(lo, lo2)
	})
	_, end := span(list[0])
	for _, s := range list[1:] {
		lo, hi := span(s)
		if lo-end > gap {
			at, gap = (lo+end)/2, lo-end
		}
		end = max(end, hi)
	}
	return at, gap
}

// byLine sorts by lines from top to bottom, and within a line from left to
// right.
func byLine(segs []segment) []segment {
	list := slices.Clone(segs)
	slices.SortStableFunc(list, func(a, b segment) int { return cmp.Compare(b.y, a.y) })
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && list[i].y-list[j].y < baseDrift*max(list[i].size, list[j].size) {
			j++
		}
		slices.SortStableFunc(list[i:j], func(a, b segment) int { return cmp.Compare(a.x0, b.x0) })
		i = j
	}
	return list
}
