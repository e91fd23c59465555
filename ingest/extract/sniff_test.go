package extract

import "testing"

// A text may speak of the header of PDF; what precedes one in a file does not
// make it a text.
func TestPDFHeader(t *testing.T) {
	for _, tt := range []struct {
		data, want string
	}{
		{"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "pdf"},
		{"\n\n%PDF-1.4\n", "pdf"},
		{"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\r\n", "pdf"},
		{"\x00\x01\xff junk %PDF-1.7\n", "pdf"},
		{"\xef\xbb\xbf%PDF-1.7\n", "pdf"},
		{"all:\n\tsed 1q a.pdf | grep \"%PDF-1\" >/dev/null\n", "text"},
	} {
		if got := Sniff("a.txt", []byte(tt.data)); got.Kind != tt.want {
			t.Errorf("%q is %s, want %s", tt.data, got.Kind, tt.want)
		}
	}
}
