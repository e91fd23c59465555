package embed

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"

	"gonum.org/v1/gonum/mat"
)

// sparse is a matrix of texts by terms, row by row.
type sparse struct {
	columns int
	ends    []int
	cells   []cell // term is the column
}

// addRow adds a text at length 1; a text without known terms is left out.
func (a *sparse) addRow(cells []cell, column []int32, idf []float32) {
	begin, square := len(a.cells), 0.0
	for _, c := range cells {
		if j := column[c.term]; j >= 0 {
			w := c.weight * idf[j]
			a.cells = append(a.cells, cell{uint32(j), w})
			square += float64(w) * float64(w)
		}
	}
	if begin == len(a.cells) {
		return
	}
	length := float32(math.Sqrt(square))
	for i := begin; i < len(a.cells); i++ {
		a.cells[i].weight /= length
	}
	a.ends = append(a.ends, len(a.cells))
}

func (a *sparse) rows() int { return len(a.ends) }

// transposed returns the matrix of terms by texts.
func (a *sparse) transposed() *sparse {
	t := &sparse{columns: a.rows(), ends: make([]int, a.columns), cells: make([]cell, len(a.cells))}
	for _, c := range a.cells {
		t.ends[c.term]++
	}
	at, sum := make([]int, a.columns), 0
	for i, n := range t.ends {
		at[i] = sum
		sum += n
		t.ends[i] = sum
	}
	begin := 0
	for row, end := range a.ends {
		for _, c := range a.cells[begin:end] {
			t.cells[at[c.term]] = cell{uint32(row), c.weight}
			at[c.term]++
		}
		begin = end
	}
	return t
}

// times returns a·b. Each row is summed by one goroutine in one order, so the
// result does not depend on how many there are.
func (a *sparse) times(b *mat.Dense) *mat.Dense {
	_, width := b.Dims()
	out := mat.NewDense(max(a.rows(), 1), width, nil)
	var wait sync.WaitGroup
	jobs := runtime.GOMAXPROCS(0)
	for job := range jobs {
		wait.Go(func() {
			for row := a.rows() * job / jobs; row < a.rows()*(job+1)/jobs; row++ {
				a.timesRow(row, b, out.RawRowView(row))
			}
		})
	}
	wait.Wait()
	return out
}

func (a *sparse) timesRow(row int, b *mat.Dense, out []float64) {
	begin := 0
	if row > 0 {
		begin = a.ends[row-1]
	}
	for _, c := range a.cells[begin:a.ends[row]] {
		w := float64(c.weight)
		from := b.RawRowView(int(c.term))[:len(out)]
		for j, x := range from {
			out[j] += w * x
		}
	}
}

const (
	oversample = 12 // directions beyond those wanted, for accuracy
	powerSteps = 1
)

// decompose returns the first right singular vectors of a, one row for each
// column of a, by the randomised method of Halko, Martinsson and Tropp (2011,
// algorithms 4.4 and 5.1). dims is less than wanted where a's rank is.
func decompose(ctx context.Context, a *sparse, wanted int, seed uint64) (rows []float32, dims int, err error) {
	width := min(wanted+oversample, a.rows(), a.columns)
	if width == 0 {
		return nil, 0, nil
	}
	t := a.transposed()
	q := mat.NewDense(a.columns, width, nil)
	random := rand.New(rand.NewPCG(seed, 0x4c5341))
	for i := range a.columns {
		row := q.RawRowView(i)
		for j := range row {
			row[j] = random.NormFloat64()
		}
	}
	for step := 0; ; step++ {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		y := a.times(q) // texts by width
		if y, err = orthonormal(y); err != nil {
			return nil, 0, err
		}
		q = t.times(y) // terms by width: the transpose of yᵀ·a
		if step == powerSteps {
			return rightVectors(q, wanted)
		}
		if q, err = orthonormal(q); err != nil {
			return nil, 0, err
		}
	}
}

// errSingular is returned when a decomposition does not converge.
var errSingular = errors.New("decomposition did not converge")

// orthonormal returns an orthonormal basis of the columns of y, by the
// eigenvectors of yᵀ·y. Directions without length vanish.
func orthonormal(y *mat.Dense) (*mat.Dense, error) {
	vectors, values, err := gramEigen(y)
	if err != nil {
		return nil, err
	}
	kept := significant(values)
	if kept == 0 {
		rows, _ := y.Dims()
		return mat.NewDense(rows, 1, nil), nil
	}
	basis := mat.DenseCopyOf(vectors.Slice(0, len(values), 0, kept))
	for j := range kept {
		scale := 1 / math.Sqrt(values[j])
		for i := range values {
			basis.Set(i, j, basis.At(i, j)*scale)
		}
	}
	var out mat.Dense
	out.Mul(y, basis)
	return &out, nil
}

// gramEigen returns eigenvectors and eigenvalues of yᵀ·y, the largest first.
func gramEigen(y *mat.Dense) (*mat.Dense, []float64, error) {
	_, width := y.Dims()
	var gram mat.SymDense
	gram.SymOuterK(1, y.T())
	var eigen mat.EigenSym
	if !eigen.Factorize(&gram, true) {
		return nil, nil, errSingular
	}
	ascending := eigen.Values(nil)
	var all mat.Dense
	eigen.VectorsTo(&all)
	vectors, values := mat.NewDense(width, width, nil), make([]float64, width)
	for j := range width {
		values[j] = ascending[width-1-j]
		for i := range width {
			vectors.Set(i, j, all.At(i, width-1-j))
		}
	}
	return vectors, values, nil
}

// significant counts the values that are more than rounding.
func significant(values []float64) int {
	n := 0
	for n < len(values) && values[n] > 1e-12*values[0] && values[n] > 1e-30 {
		n++
	}
	return n
}

// rightVectors turns b = aᵀ·q into the right singular vectors of a: with
// bᵀ·b = w·s²·wᵀ they are b·w/s. The sign of each is made that of its largest
// component.
func rightVectors(b *mat.Dense, wanted int) (rows []float32, dims int, err error) {
	w, values, err := gramEigen(b)
	if err != nil {
		return nil, 0, err
	}
	dims = min(significant(values), wanted)
	terms, width := b.Dims()
	if dims == 0 {
		return nil, 0, nil
	}
	var v mat.Dense
	v.Mul(b, w.Slice(0, width, 0, dims))
	rows = make([]float32, terms*dims)
	for j := range dims {
		scale := 1 / math.Sqrt(values[j])
		if largest(&v, j) < 0 {
			scale = -scale
		}
		for i := range terms {
			rows[i*dims+j] = float32(v.At(i, j) * scale)
		}
	}
	return rows, dims, nil
}

// largest is the component of column j that is largest in size.
func largest(v *mat.Dense, j int) (top float64) {
	rows, _ := v.Dims()
	for i := range rows {
		if x := v.At(i, j); math.Abs(x) > math.Abs(top) {
			top = x
		}
	}
	return top
}
