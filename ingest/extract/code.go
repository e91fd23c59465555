package extract

import (
	"go/ast"
	"go/parser"
	"go/token"

	"funnel/store"
)

// maxSyntax is the largest text whose syntax tree is built: it takes some
// twenty times the text. Larger ones get their outline line by line.
const maxSyntax = 8 << 20

// readGo takes the outline from the syntax tree; a file that does not parse is
// still text, with an outline by its lines.
func readGo(_ *reader, in input) (Document, []part, error) {
	d := plain(in)
	if len(d.Text) <= maxSyntax {
		var ok bool
		if d.Title, d.Outline, ok = goOutline(d.Text); ok {
			return d, nil, nil
		}
	}
	d.Outline = codeOutline(in.format.Kind, d.Text)
	return d, nil, nil
}

// readCode is for all other languages.
func readCode(_ *reader, in input) (Document, []part, error) {
	d := plain(in)
	d.Outline = codeOutline(in.format.Kind, d.Text)
	return d, nil, nil
}

func goOutline(text string) (title string, outline []store.Heading, ok bool) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return "", nil, false
	}
	base := fset.File(file.FileStart).Base()
	at := func(p token.Pos) int { return int(p) - base }
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			outline = append(outline, symbol("func", funcName(d), at(withDoc(d.Doc, d.Pos())), at(d.End())))
		case *ast.GenDecl:
			if d.Tok != token.IMPORT && len(d.Specs) > 0 {
				outline = append(outline, symbol(d.Tok.String(), declName(d), at(withDoc(d.Doc, d.Pos())), at(d.End())))
			}
		}
	}
	return "package " + file.Name.Name, outline, true
}

func symbol(kind, title string, start, end int) store.Heading {
	return store.Heading{Level: 1, Kind: kind, Title: title, Start: start, End: end}
}

func withDoc(doc *ast.CommentGroup, pos token.Pos) token.Pos {
	if doc != nil {
		return doc.Pos()
	}
	return pos
}

// funcName writes a method as Go's documentation does: (*Server).Serve.
func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	typ, star := d.Recv.List[0].Type, false
	if p, ok := typ.(*ast.StarExpr); ok {
		typ, star = p.X, true
	}
	switch g := typ.(type) {
	case *ast.IndexExpr:
		typ = g.X
	case *ast.IndexListExpr:
		typ = g.X
	}
	name := "?"
	if id, ok := typ.(*ast.Ident); ok {
		name = id.Name
	}
	if star {
		return "(*" + name + ")." + d.Name.Name
	}
	return name + "." + d.Name.Name
}

// declName is the first name of a declaration.
func declName(d *ast.GenDecl) string {
	switch s := d.Specs[0].(type) {
	case *ast.TypeSpec:
		return s.Name.Name
	case *ast.ValueSpec:
		return s.Names[0].Name
	}
	return ""
}

// codeOutline are the symbols of source code; of a text too large to be looked
// at as a whole, each lasts until the next.
func codeOutline(kind, text string) []store.Heading {
	if len(text) > maxSyntax {
		kind = ""
	}
	return symbolsOf(kind, text)
}
