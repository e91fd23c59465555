package pdf

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/md5" // what the standard prescribes
	"crypto/rc4"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// ErrPassword says that a file opens with a password only.
var ErrPassword = errors.New("is encrypted; save it without its password")

// file is an open PDF.
type file struct {
	ctx   context.Context
	xref  *model.Context
	limit int64 // bytes one stream may unpack to
	fonts map[int]*font
}

// page is a page's dictionary with what it inherits.
type page struct {
	dict      types.Dict
	resources types.Dict
	media     *box // nil: not given
	crop      *box
}

// openFile reads the structure of a PDF.
func openFile(ctx context.Context, data []byte, limit int64) (*file, error) {
	conf := &model.Configuration{
		Reader15: true, ValidationMode: model.ValidationRelaxed, UnsupportedResourcePolicy: model.UnsupportedResourceSkip,
		Offline: true, Limits: model.DefaultResourceLimits(),
	}
	x, err := pdfcpu.Read(bytes.NewReader(data), conf)
	if err != nil {
		if strings.Contains(err.Error(), "password") {
			return nil, ErrPassword
		}
		return nil, fmt.Errorf("is damaged: %w", err)
	}
	return &file{ctx: ctx, xref: x, limit: limit, fonts: map[int]*font{}}, nil
}

// maxPages bounds a page tree.
const maxPages = 200_000

// pages lists the pages in order. A page tree that is damaged gives way to all
// objects that are pages, by number.
func (f *file) pages() []page {
	var list []page
	seen := map[int]bool{}
	var walk func(o types.Object, up page, depth int)
	walk = func(o types.Object, up page, depth int) {
		if ref, ok := o.(types.IndirectRef); ok {
			if n := ref.ObjectNumber.Value(); seen[n] {
				return
			} else {
				seen[n] = true
			}
		}
		d := f.dict(o)
		if d == nil || depth > 64 || len(list) >= maxPages {
			return
		}
		up.dict = d
		if r := f.dict(d["Resources"]); r != nil {
			up.resources = r
		}
		up.media = f.box(d["MediaBox"], up.media)
		up.crop = f.box(d["CropBox"], up.crop)
		kids := f.array(d["Kids"])
		if kids == nil {
			list = append(list, up)
			return
		}
		for _, kid := range kids {
			walk(kid, up, depth+1)
		}
	}
	if root, err := f.xref.Catalog(); err == nil {
		walk(root["Pages"], page{}, 0)
	}
	if len(list) == 0 {
		list = f.loosePages()
	}
	return list
}

func (f *file) loosePages() (list []page) {
	var numbers []int
	for n := range f.xref.Table {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		d := f.dict(*types.NewIndirectRef(n, 0))
		if t, ok := f.get(d["Type"]).(types.Name); ok && t == "Page" && len(list) < maxPages {
			list = append(list, page{dict: d, resources: f.dict(d["Resources"]), media: f.box(d["MediaBox"], nil), crop: f.box(d["CropBox"], nil)})
		}
	}
	return list
}

// get follows references; nil if that leads nowhere.
func (f *file) get(o types.Object) types.Object {
	if o == nil {
		return nil
	}
	out, err := f.xref.Dereference(o)
	if err != nil {
		return nil
	}
	return out
}

func (f *file) dict(o types.Object) types.Dict {
	switch d := f.get(o).(type) {
	case types.Dict:
		return d
	case types.StreamDict:
		return d.Dict
	}
	return nil
}

func (f *file) array(o types.Object) types.Array {
	a, _ := f.get(o).(types.Array)
	return a
}

func (f *file) name(o types.Object) string {
	n, _ := f.get(o).(types.Name)
	return string(n)
}

func (f *file) number(o types.Object) (float64, bool) {
	switch n := f.get(o).(type) {
	case types.Integer:
		return float64(n), true
	case types.Float:
		return float64(n), true
	}
	return 0, false
}

func (f *file) numbers(o types.Object) []float64 {
	var list []float64
	for _, e := range f.array(o) {
		n, _ := f.number(e)
		list = append(list, n)
	}
	return list
}

// text is a string object as text: UTF-16, UTF-8 or PDFDocEncoding.
func (f *file) text(o types.Object) string {
	var s string
	switch v := f.get(o).(type) {
	case types.StringLiteral:
		s, _ = types.StringLiteralToString(v)
	case types.HexLiteral:
		s, _ = types.HexLiteralToString(v)
	case types.Name:
		s = string(v)
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// stream is the content of a stream object, unpacked; of a damaged one what
// there is.
func (f *file) stream(o types.Object) []byte {
	sd, ok := f.get(o).(types.StreamDict)
	if !ok {
		return nil
	}
	err := sd.DecodeWithLimit(f.limit)
	if err != nil && f.decryptAgain(o, &sd) {
		err = sd.DecodeWithLimit(f.limit)
	}
	if err == nil {
		return sd.Content
	}
	if len(sd.FilterPipeline) == 1 && sd.FilterPipeline[0].Name == "FlateDecode" {
		z, err := zlib.NewReader(bytes.NewReader(sd.Raw))
		if err != nil {
			return nil
		}
		out, _ := io.ReadAll(io.LimitReader(z, f.limit)) // what comes before the damage
		return out
	}
	return nil
}

// decryptAgain undoes the second of two decryptions: of an encrypted file whose
// table of objects it has to rebuild, the parser decrypts what it had read
// before once more. RC4 twice is nothing, so a third time is once (ISO 32000-1,
// algorithm 1). It reports whether there was something to undo.
func (f *file) decryptAgain(o types.Object, sd *types.StreamDict) bool {
	ref, ok := o.(types.IndirectRef)
	if !ok || f.xref.E == nil || f.xref.E.R > 4 || f.xref.AES4Streams || len(f.xref.EncKey) == 0 {
		return false
	}
	n, gen := ref.ObjectNumber.Value(), ref.GenerationNumber.Value()
	sum := md5.Sum(append(slices.Clone(f.xref.EncKey), byte(n), byte(n>>8), byte(n>>16), byte(gen), byte(gen>>8)))
	c, err := rc4.NewCipher(sum[:min(len(f.xref.EncKey)+5, 16)])
	if err != nil {
		return false
	}
	raw := make([]byte, len(sd.Raw))
	c.XORKeyStream(raw, sd.Raw)
	sd.Raw, sd.Content = raw, nil
	return true
}

// contents is a page's content, its streams joined.
func (f *file) contents(p page) []byte {
	if list := f.array(p.dict["Contents"]); list != nil {
		var all []byte
		for _, o := range list {
			all = append(append(all, f.stream(o)...), '\n')
			if int64(len(all)) > f.limit {
				break
			}
		}
		return all
	}
	return f.stream(p.dict["Contents"])
}
