package extract

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

const (
	japanese = "日本語の文章です。ポンプは毎月点検されます。"
	chinese  = "水泵每月检查一次,费用由房东承担。"
	taiwan   = "水泵每月檢查一次,費用由房東負擔。"
	korean   = "펌프는 매월 점검하며 비용은 집주인이 부담합니다."
	russian  = "Насос проверяется каждый месяц, расходы несёт владелец дома."
	greek    = "Η αντλία ελέγχεται κάθε μήνα και τα έξοδα βαρύνουν τον ιδιοκτήτη."
	french   = "La pompe est vérifiée chaque mois, à la charge du propriétaire « déjà » prévenu."
	polish   = "Pompa jest sprawdzana co miesiąc, koszty ponosi właściciel, a źródło żółci się łamie."
	hebrew   = "המשאבה נבדקת מדי חודש וההוצאות על בעל הבית."
	arabic   = "تفحص المضخة كل شهر وتكون التكاليف على صاحب البيت."
	turkish  = "Pompa her ay kontrol edilir, ağır işçilik ücretini ev sahibi öder; şüphe yoktur."
	thai     = "ปั๊มน้ำจะถูกตรวจสอบทุกเดือน เจ้าของบ้านเป็นผู้จ่ายค่าใช้จ่าย"
)

// charsetSamples: guessed says whether the bytes alone tell the encoding. Of
// those with an alphabet of Latin letters only that of the West is.
var charsetSamples = []struct {
	charset, text string
	guessed       bool
}{
	{"iso-2022-jp", japanese, true}, {"shift_jis", japanese, true}, {"euc-jp", japanese, true},
	{"gb18030", chinese, true}, {"hz-gb-2312", chinese, true}, {"big5", taiwan, true}, {"euc-kr", korean, true},
	{"koi8-r", russian, true}, {"windows-1251", russian, true}, {"ibm866", russian, true}, {"iso-8859-5", russian, true}, {"x-mac-cyrillic", russian, false},
	{"windows-1253", greek, true}, {"windows-1252", french, true}, {"macintosh", french, false}, {"ibm850", french, false},
	{"windows-1250", polish, false}, {"iso-8859-2", polish, false}, {"windows-1255", hebrew, true}, {"windows-1256", arabic, true}, {"iso-8859-6", arabic, true},
	{"windows-1254", turkish, false}, {"windows-874", thai, true}, {"utf-16le", chinese, true}, {"utf-16be", russian, true},
}

func encoded(t *testing.T, charset, text string) string {
	t.Helper()
	out, err := encodingOf(charset).NewEncoder().String(text)
	if err != nil {
		t.Fatalf("%s: %v", charset, err)
	}
	return out
}

// TestEveryCharset reads a sentence and a long text of each encoding: as it is,
// and in the files and mails that declare it.
func TestEveryCharset(t *testing.T) {
	for _, s := range charsetSamples {
		raw := encoded(t, s.charset, s.text+"\n")
		long := encoded(t, s.charset, strings.Repeat(s.text+" 2024 abc\n", 200))
		if got := read(t, "a.txt", []byte(long)).Documents[0]; s.guessed != strings.HasPrefix(got.Text, s.text) {
			t.Errorf("%s, long: %q (%s)", s.charset, cut(got.Text, 80), got.Charset)
		}
		if got := read(t, "a.txt", []byte(raw)).Documents[0]; s.guessed != (got.Text == s.text+"\n") {
			t.Errorf("%s, short: %q (%s)", s.charset, got.Text, got.Charset)
		}
		mail := fmt.Sprintf("From: a@x.org\r\nTo: b@x.org\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=%q\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n", s.charset, base64.StdEncoding.EncodeToString([]byte(raw)))
		if got := read(t, "a.eml", []byte(mail)).Documents[0]; !strings.Contains(got.Text, s.text) || len(got.Notes) > 0 {
			t.Errorf("%s, mail: %q (%s) %q", s.charset, got.Text, got.Charset, got.Notes)
		}
		if strings.HasPrefix(s.charset, "utf-16") {
			continue
		}
		for name, page := range map[string]string{
			"a.html": fmt.Sprintf("<html><head><meta http-equiv=x content='text/html; charset=%s'></head><p>%s</p></html>", s.charset, raw),
			"a.xml":  fmt.Sprintf("<?xml version=\"1.0\" encoding=%q?>\n<a>%s</a>", s.charset, raw),
			"a.py":   fmt.Sprintf("#!/usr/bin/python\n# -*- coding: %s -*-\n# %s", s.charset, raw),
		} {
			if got := read(t, name, []byte(page)).Documents[0]; !strings.Contains(got.Text, s.text) || len(got.Notes) > 0 {
				t.Errorf("%s, %s: %q (%s) %q", s.charset, name, got.Text, got.Charset, got.Notes)
			}
		}
	}
}

func TestEscapedCharsets(t *testing.T) {
	for _, tt := range []struct{ name, charset, src, want string }{
		{"utf-7", "utf-7", "Gr+APwA3w-e, 1 +- 1, +ZeVnLA-.", "Grüße, 1 + 1, 日本."},
		{"utf-7 unfinished", "utf-7", "a +ZeVnLA", "a 日本"},
		{"iso-2022-kr", "iso-2022-kr", "\x1b$)C\x0eF_GA\x0f pump\n", "펌프 pump\n"},
		{"iso-2022-kr, not declared", "", "\x1b$)C\x0eF_GA\x0f pump\n", "펌프 pump\n"},
		{"a terminal's colours", "", "\x1b(B\x1b[m ~{ok~} \x1b[31mred", "\x1b(B\x1b[m ~{ok~} \x1b[31mred"},
		{"Lisp", "", "(format t \"~{~a~^, ~}~%\" list)", "(format t \"~{~a~^, ~}~%\" list)"},
		{"UTF-8 declared as Latin", "iso-8859-1", "déjà vu", "déjà vu"},
		{"Latin declared as UTF-8", "utf-8", "d\xe9j\xe0 vu, d\xe9j\xe0 vu", "déjà vu, déjà vu"},
	} {
		if got := decode([]byte(tt.src), tt.charset); got.text != tt.want {
			t.Errorf("%s: %q (%s), want %q", tt.name, got.text, got.charset, tt.want)
		}
	}
	if d := decode([]byte("plain words"), "x-unheard-of"); d.text != "plain words" || !strings.Contains(d.note, `"x-unheard-of", which is not known`) {
		t.Errorf("unknown: %+v", d)
	}
}

func TestMailWords(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?= x", "日本 x"},
		{"=?utf-8?B?5pel5g==?=\r\n =?UTF-8?B?nKw=?=", "日本"}, // a character cut between words
		{"=?utf-8*de?Q?Gr=C3=BC=C3=9Fe_100%?= =?iso-8859-1?Q?=E9?= end", "Grüße 100%é end"},
		{"=?koi8-r?B?7sHTz9M?=", "Насос"}, // no padding
		{"raw \xe9t\xe9 =?broken", "raw été =?broken"},
	} {
		if got := decodeWords(tt.src); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.src, got, tt.want)
		}
	}
	for _, tt := range []struct{ src, want string }{
		{"attachment; filename*=iso-2022-jp''%1B$BF%7CK%5C%1B(B.txt", "日本.txt"},
		{"attachment; filename*0*=koi8-r''%EE%C1; filename*1*=%D3%CF%D3; filename*2=\" 1.txt\"", "Насос 1.txt"},
		{"attachment; filename=plain.txt", ""},
		{"attachment; filename*=%41.txt", "A.txt"},
	} {
		if got := extendedParameter(tt.src, "filename"); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.src, got, tt.want)
		}
	}
}
