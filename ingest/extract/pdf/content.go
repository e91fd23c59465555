package pdf

import (
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// matrix is [a b c d e f] of x' = ax+cy+e, y' = bx+dy+f.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// mul is the matrix that applies m, then n.
func (m matrix) mul(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// glyph is a text where it stands on the page, in a frame whose x runs along
// the text and whose y runs up.
type glyph struct {
	text   string
	x, y   float64 // where it begins, on its base line
	w      float64 // advance along x
	size   float64 // of the font, in units of the page
	turned int     // quarter turns of the text against the page
	off    bool    // it lies off the part of the page that is shown
}

// state is the graphics state, as far as text goes.
type state struct {
	ctm          matrix
	font         *font
	size         float64
	charSpace    float64
	wordSpace    float64
	scale        float64
	leading, ris float64
}

// interpreter runs a page's content.
type interpreter struct {
	f        *file
	shown    *box // of the page; nil: not known
	state    state
	stack    []state
	tm, tlm  matrix
	glyphs   []glyph
	unknown  int // codes without a text
	pictures int
	forms    int // drawn so far
	actual   []actualText
	ops      int
}

// actualText is marked content whose text is given (ISO 32000, 14.9.4).
type actualText struct {
	set  bool
	text string
	done bool
}

const (
	maxGlyphs = 500_000 // of one page
	maxForms  = 5_000   // drawn by one page
	maxOps    = 20_000_000
	maxStack  = 1000
)

func newInterpreter(f *file, shown *box) *interpreter {
	return &interpreter{f: f, shown: shown, state: state{ctm: identity, scale: 1}, tm: identity, tlm: identity}
}

// run interprets a content stream with its resources.
func (in *interpreter) run(src []byte, resources types.Dict, depth int) {
	l := &lexer{src: src}
	var args []operand
	for len(in.glyphs) < maxGlyphs && in.ops < maxOps {
		t := l.next(0)
		if t.kind == 0 {
			return
		}
		if t.kind != 'o' {
			if len(args) < 256 {
				args = append(args, t)
			}
			continue
		}
		if in.ops++; in.ops%4096 == 0 && in.f.ctx.Err() != nil {
			return
		}
		switch op := string(t.str); op {
		case "ID":
			l.skipInlineImage()
			in.pictures++
		case "Do":
			if len(args) > 0 {
				in.draw(string(args[len(args)-1].str), resources, depth)
			}
		case "Tf":
			if len(args) >= 2 {
				in.state.font = in.f.font(in.f.dict(resources["Font"])[string(args[0].str)])
				in.state.size = args[1].num
			}
		case "BDC":
			in.begin(args, resources)
		default:
			in.operator(op, args)
		}
		args = args[:0]
	}
}

func numbersOf(args []operand) (n [6]float64) {
	for i, a := range args[:min(len(args), 6)] {
		n[i] = a.num
	}
	return n
}

// operator runs the operators that need no resources.
func (in *interpreter) operator(op string, args []operand) {
	n := numbersOf(args)
	st := &in.state
	switch op {
	case "q":
		if len(in.stack) < maxStack {
			in.stack = append(in.stack, *st)
		}
	case "Q":
		if k := len(in.stack); k > 0 {
			*st, in.stack = in.stack[k-1], in.stack[:k-1]
		}
	case "cm":
		st.ctm = matrix(n).mul(st.ctm)
	case "BT":
		in.tm, in.tlm = identity, identity
	case "Tc":
		st.charSpace = n[0]
	case "Tw":
		st.wordSpace = n[0]
	case "Tz":
		st.scale = n[0] / 100
	case "TL":
		st.leading = n[0]
	case "Ts":
		st.ris = n[0]
	case "Td":
		in.move(n[0], n[1])
	case "TD":
		st.leading = -n[1]
		in.move(n[0], n[1])
	case "Tm":
		in.tm, in.tlm = matrix(n), matrix(n)
	case "T*":
		in.move(0, -st.leading)
	case "BMC":
		in.actual = append(in.actual, actualText{})
	case "EMC":
		if k := len(in.actual); k > 0 {
			in.actual = in.actual[:k-1]
		}
	default:
		in.showOperator(op, args, n)
	}
}

func (in *interpreter) showOperator(op string, args []operand, n [6]float64) {
	switch op {
	case "Tj":
		if len(args) > 0 {
			in.show(args[0].str)
		}
	case "'":
		in.move(0, -in.state.leading)
		if len(args) > 0 {
			in.show(args[0].str)
		}
	case `"`:
		in.state.wordSpace, in.state.charSpace = n[0], n[1]
		in.move(0, -in.state.leading)
		if len(args) > 2 {
			in.show(args[2].str)
		}
	case "TJ":
		if len(args) == 0 {
			return
		}
		for _, t := range args[0].items {
			if t.kind == 's' {
				in.show(t.str)
			} else {
				in.advance(-t.num / 1000 * in.state.size * in.state.scale)
			}
		}
	}
}

func (in *interpreter) move(x, y float64) {
	in.tlm = matrix{1, 0, 0, 1, x, y}.mul(in.tlm)
	in.tm = in.tlm
}

func (in *interpreter) advance(x float64) {
	if in.state.font != nil && in.state.font.vertical {
		in.tm = matrix{1, 0, 0, 1, 0, x}.mul(in.tm)
		return
	}
	in.tm = matrix{1, 0, 0, 1, x, 0}.mul(in.tm)
}

// begin opens marked content, with its text if it gives one.
func (in *interpreter) begin(args []operand, resources types.Dict) {
	a := actualText{}
	if len(args) >= 2 && len(in.actual) < maxStack {
		switch p := args[1]; p.kind {
		case '<':
			for i := 0; i+1 < len(p.items); i += 2 {
				if string(p.items[i].str) == "ActualText" {
					a.set, a.text = true, in.f.text(types.NewHexLiteral(p.items[i+1].str))
				}
			}
		case '/':
			d := in.f.dict(in.f.dict(resources["Properties"])[string(p.str)])
			if o, ok := d["ActualText"]; ok {
				a.set, a.text = true, in.f.text(o)
			}
		}
	}
	in.actual = append(in.actual, a)
}

// show writes a string: each code becomes a glyph where it stands.
func (in *interpreter) show(s []byte) {
	st := &in.state
	if st.font == nil {
		st.font = in.f.loadFont(nil)
	}
	st.font.decode(s, func(g glyphCode) {
		trm := matrix{st.size * st.scale, 0, 0, st.size, 0, st.ris}.mul(in.tm).mul(st.ctm)
		dx := g.width*st.size + st.charSpace
		if g.space {
			dx += st.wordSpace
		}
		if !g.known {
			in.unknown++
			g.text = "\uFFFD"
		}
		in.place(g, trm)
		if st.font.vertical {
			in.advance(-st.size - st.charSpace)
			return
		}
		in.advance(dx * st.scale)
	})
}

// place adds a glyph, unless marked content speaks for it.
func (in *interpreter) place(g glyphCode, trm matrix) {
	text := g.text
	for i := range in.actual {
		if a := &in.actual[i]; a.set {
			text = ""
			if !a.done {
				text, a.done = a.text, true
			}
			break
		}
	}
	if len(in.glyphs) >= maxGlyphs || text == "" {
		return
	}
	size := math.Hypot(trm[2], trm[3])
	along := math.Hypot(trm[0], trm[1])
	if size == 0 || along == 0 || math.IsNaN(size+along+trm[4]+trm[5]) || math.IsInf(size+along+trm[4]+trm[5], 0) {
		return
	}
	turned := int(math.Round(math.Atan2(trm[1], trm[0])/(math.Pi/2))+4) % 4
	x, y := trm[4], trm[5]
	off := in.shown != nil && in.shown.misses(x, y, size)
	switch turned { // turn the page so that the text is upright
	case 1:
		x, y = y, -x
	case 2:
		x, y = -x, -y
	case 3:
		x, y = -y, x
	}
	in.glyphs = append(in.glyphs, glyph{text: text, x: x, y: y, w: (g.width + max(0, in.state.charSpace/in.state.size)) * along, size: size, turned: turned, off: off})
}

// draw runs a form, or counts a picture.
func (in *interpreter) draw(name string, resources types.Dict, depth int) {
	o := in.f.dict(resources["XObject"])[name]
	d := in.f.dict(o)
	switch in.f.name(d["Subtype"]) {
	case "Image":
		in.pictures++
	case "Form":
		in.form(o, d, identity, resources, depth)
	}
}

// form runs a form's content in a state of its own.
func (in *interpreter) form(o types.Object, d types.Dict, at matrix, resources types.Dict, depth int) {
	if in.forms++; depth > 20 || in.forms > maxForms {
		return
	}
	saved, tm, tlm, stack, actual := in.state, in.tm, in.tlm, in.stack, in.actual
	in.stack = nil
	m := identity
	if n := in.f.numbers(d["Matrix"]); len(n) == 6 {
		m = matrix(n)
	}
	in.state.ctm = m.mul(at).mul(saved.ctm)
	if r := in.f.dict(d["Resources"]); r != nil {
		resources = r
	}
	in.run(in.f.stream(o), resources, depth+1)
	in.state, in.tm, in.tlm, in.stack, in.actual = saved, tm, tlm, stack, actual
}

// annotations runs what form fields and text boxes look like.
func (in *interpreter) annotations(p page) {
	for i, o := range in.f.array(p.dict["Annots"]) {
		if i >= maxForms {
			return
		}
		a := in.f.dict(o)
		kind := in.f.name(a["Subtype"])
		rect := in.f.numbers(a["Rect"])
		if kind != "Widget" && kind != "FreeText" || len(rect) != 4 {
			continue
		}
		look := in.f.dict(a["AP"])["N"]
		if _, isStream := in.f.get(look).(types.StreamDict); !isStream {
			look = in.f.dict(look)[in.f.name(a["AS"])] // one look for each state
		}
		d := in.f.dict(look)
		if d == nil {
			continue
		}
		x, y := 0.0, 0.0
		if box := in.f.numbers(d["BBox"]); len(box) == 4 {
			x, y = box[0], box[1]
		}
		in.state = state{ctm: identity, scale: 1}
		in.form(look, d, matrix{1, 0, 0, 1, min(rect[0], rect[2]) - x, min(rect[1], rect[3]) - y}, p.resources, 0)
	}
}
