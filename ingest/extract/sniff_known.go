package extract

import (
	"bytes"
	"strings"
)

const (
	ocr        = "tesseract FILE - (OCR)"
	transcribe = "whisper FILE (speech to text)"
	unpack     = "tar xf FILE"
)

// known are files told by bytes at a place near their beginning that are not
// read: what they are, and what makes text of them, if anything does. A magic
// that is letters only counts where the rest is binary.
var known = []struct {
	at                  int
	magic, kind, advice string
}{
	{0, "\x89PNG", "image", ocr}, {0, "\xff\xd8\xff", "image", ocr}, {0, "GIF8", "image", ocr}, {0, "II*\x00", "image", ocr}, {0, "MM\x00*", "image", ocr},
	{8, "WEBP", "image", ocr}, {0, "BM", "image", ocr}, {0, "\x00\x00\x01\x00", "icon", ocr}, {0, "8BPS", "Photoshop image", ocr}, {4, "ftypheic", "image", ocr}, {4, "ftypavif", "image", ocr}, {4, "jP  ", "image", ocr},
	{0, "ID3", "audio", transcribe}, {0, "\xff\xfb", "audio", transcribe}, {0, "\xff\xf3", "audio", transcribe}, {0, "\xff\xf2", "audio", transcribe}, {0, "OggS", "audio", transcribe}, {0, "fLaC", "audio", transcribe}, {8, "WAVE", "audio", transcribe}, {4, "ftypM4A", "audio", transcribe}, {0, "MThd", "music (MIDI)", ""},
	{4, "ftyp", "video", transcribe}, {4, "moov", "video", transcribe}, {8, "AVI ", "video", transcribe}, {0, "\x1aE\xdf\xa3", "video", transcribe}, {0, "\x00\x00\x01\xba", "video", transcribe}, {0, "FLV\x01", "video", transcribe},
	{60, "BOOKMOBI", "mobi", "ebook-convert FILE out.epub"}, {0, "ITSF", "chm", "extract_chmLib FILE DIR"}, {0, "AT&TFORM", "djvu", "djvutxt FILE"}, {0, "\xf7\x02", "dvi", "dvipdf FILE"},
	{0, "PAR1", "parquet", `duckdb -csv -c "select * from 'FILE'"`}, {0, "ARROW1", "arrow", `duckdb -csv -c "select * from 'FILE'"`}, {0, "Obj\x01", "avro", "avro-tools tojson FILE"}, {0, "ORC", "orc", "orc-contents FILE"}, {0, "\x89HDF", "hdf5", "h5dump FILE"}, {0, "\x93NUMPY", "numpy array", "numpy.savetxt"},
	{0, "SQLite format 3\x00", "sqlite", "sqlite3 -csv FILE 'select …'"}, {4, "Standard Jet DB", "access", "mdb-export FILE TABLE"}, {4, "Standard ACE DB", "access", "mdb-export FILE TABLE"},
	{0, "BZh", "bzip2 archive", "bunzip2"}, {0, "\xfd7zXZ", "xz archive", "unxz"}, {0, "7z\xbc\xaf", "7z archive", "7z x FILE"}, {0, "Rar!\x1a", "rar archive", "unrar x FILE"}, {0, "\x28\xb5\x2f\xfd", "zstd archive", "unzstd FILE"}, {0, "\x04\x22\x4d\x18", "lz4 archive", "unlz4 FILE"}, {257, "ustar", "tar archive", unpack}, {0, "!<arch>\n", "library", ""},
	{0, "\x00asm", "WebAssembly module", "wasm2wat FILE"}, {0, "\x7fELF", "program", ""}, {0, "MZ", "program", ""}, {0, "\xcf\xfa\xed\xfe", "program", ""}, {0, "\xca\xfe\xba\xbe", "program", ""}, {0, "dex\n", "program", ""},
	{0, "wOFF", "font", ""}, {0, "wOF2", "font", ""}, {0, "OTTO", "font", ""}, {0, "\x00\x01\x00\x00\x00", "font", ""}, {0, "ttcf", "font", ""},
}

// refused is the format of a file that is known and not read.
func refused(head []byte) (Format, bool) {
	for _, k := range known {
		if k.at > len(head) || !bytes.HasPrefix(head[k.at:], []byte(k.magic)) {
			continue
		}
		if strings.IndexFunc(k.magic, func(r rune) bool { return r < ' ' || r > '~' }) >= 0 || looksBinary(head) {
			return Format{Kind: k.kind, advice: k.advice}, true
		}
	}
	return Format{}, false
}
