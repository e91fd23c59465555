package eval

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Scored is a document of a ranking.
type Scored struct {
	Doc   string
	Score float64
}

// TrecOrder orders a ranking as trec_eval does, whatever order it came in: by
// score, kept in single precision, and ties by the later id.
func TrecOrder(list []Scored) []Scored {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Scored) int {
		return cmp.Or(cmp.Compare(float32(b.Score), float32(a.Score)), strings.Compare(b.Doc, a.Doc))
	})
	return list
}

// NDCG is trec_eval's ndcg_cut.k (Järvelin and Kekäläinen 2002, with the gain
// undamped): what is relevant counts its grade over log2(rank+1), as a share
// of the best possible ranking of everything judged. k 0 means no cut. It is 0
// where nothing is relevant.
func NDCG(ranking []string, grades map[string]int, k int) float64 {
	gains := make([]int, 0, len(ranking))
	for _, id := range ranking {
		gains = append(gains, max(grades[id], 0))
	}
	ideal := make([]int, 0, len(grades))
	for _, g := range grades {
		ideal = append(ideal, max(g, 0))
	}
	slices.Sort(ideal)
	slices.Reverse(ideal)
	if top := dcg(ideal, k); top > 0 {
		return dcg(gains, k) / top
	}
	return 0
}

func dcg(gains []int, k int) float64 {
	sum := 0.0
	for i, g := range gains {
		if k > 0 && i == k {
			break
		}
		sum += float64(g) / math.Log2(float64(i+2))
	}
	return sum
}
