package extract

// readPDF says what reads PDF until this package does.
func readPDF(*reader, input) (Document, []part, error) {
	return Document{}, nil, &Skip{Reason: "not read yet; convert it to text with: pdftotext FILE", Gone: true}
}
