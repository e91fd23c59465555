package extract

import (
	"encoding/base64"
	"regexp"
	"strconv"
	"strings"
)

// Mail writes what is no ASCII in headers as encoded words (RFC 2047), and in
// parameters such as file names as extended values (RFC 2231). Both name their
// encoding; both are written wrongly by many programs, and read leniently.

var (
	encodedWord  = regexp.MustCompile(`=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=`)
	extendedPart = regexp.MustCompile(`(?i)(?:^|;)\s*([\w-]+)\*(?:(\d+)(\*)?)?\s*=\s*(?:"([^"]*)"|([^;\s]*))`)
)

// decodeWords decodes the encoded words of a header field. White space between
// two of them is none; a character that is cut between two of the same encoding
// is put together. The rest is decoded by its bytes.
func decodeWords(s string) string {
	var b strings.Builder
	var run []byte // of words at hand, not yet decoded
	charset, at := "", 0
	end := func() {
		b.WriteString(decode(run, charset).text)
		run = nil
	}
	for _, m := range encodedWord.FindAllStringSubmatchIndex(s, -1) {
		name, between := s[m[2]:m[3]], s[at:m[0]]
		if joined := run != nil && strings.TrimSpace(between) == ""; !joined || !strings.EqualFold(name, charset) {
			end()
			if !joined {
				b.WriteString(decode([]byte(between), "").text)
			}
		}
		charset = name
		run = append(run, wordBytes(s[m[4]:m[5]], s[m[6]:m[7]])...)
		at = m[1]
	}
	end()
	b.WriteString(decode([]byte(s[at:]), "").text)
	return b.String()
}

// wordBytes are the bytes of an encoded word.
func wordBytes(encoding, text string) []byte {
	if strings.EqualFold(encoding, "q") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "%", "%25"), "_", " ")
		return unescape(strings.ReplaceAll(text, "=", "%"))
	}
	text = strings.TrimRight(strings.Join(strings.Fields(text), ""), "=")
	out, _ := base64.RawStdEncoding.DecodeString(text) // what is there of a damaged word
	return out
}

// unescape turns %41 into its byte and leaves what is no escape.
func unescape(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(c))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}

// extendedParameter is the value of a parameter in the notation of RFC 2231:
// name*=charset'language'percent-encoded, or in parts name*0*=, name*1=; "" if
// it is not there.
func extendedParameter(header, name string) string {
	charset, next := "", 0
	var value []byte
	for _, m := range extendedPart.FindAllStringSubmatch(header, maxParameterParts) {
		part, _ := strconv.Atoi("0" + m[2])
		if !strings.EqualFold(m[1], name) || part != next {
			continue
		}
		text, extended := m[4]+m[5], m[2] == "" || m[3] != ""
		if part == 0 && extended {
			if fields := strings.SplitN(text, "'", 3); len(fields) == 3 {
				charset, text = fields[0], fields[2]
			}
		}
		if next++; extended {
			value = append(value, unescape(text)...)
		} else {
			value = append(value, text...)
		}
	}
	return decode(value, charset).text
}

// maxParameterParts bounds the parts of a parameter: they hold a file's name.
const maxParameterParts = 200
