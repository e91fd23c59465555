package python

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"hash/adler32"
	"hash/crc32"
	"io"
	"strings"
)

// moduleZlib has checksums and the compression of bytes. What is compressed here is
// valid, and not the same bytes as CPython's zlib would choose.
func moduleZlib() map[string]Value {
	sum := func(name string, f func(start uint32, b []byte) uint32, zero int64) func(*vm, *args) Value {
		return func(m *vm, a *args) Value {
			start, _ := asInt64(a.get(1, "value", Int(zero)))
			return Int(f(uint32(start), []byte(m.needBytes(a.need(m, name, 0, "data")))))
		}
	}
	out := funcs(map[string]func(*vm, *args) Value{
		"crc32":   sum("crc32", func(start uint32, b []byte) uint32 { return crc32.Update(start, crc32.IEEETable, b) }, 0),
		"adler32": sum("adler32", adlerFrom, 1),
		"compress": func(m *vm, a *args) Value {
			b := m.needBytes(a.need(m, "compress", 0, "data"))
			m.charge(int64(2*len(b)) + 1<<19)
			m.step(int64(len(b)) / 64)
			var out bytes.Buffer
			w := zlib.NewWriter(&out)
			_, _ = w.Write([]byte(b)) // a buffer takes all
			_ = w.Close()
			return Bytes(out.String())
		},
		"decompress": func(m *vm, a *args) Value { return m.inflate(m.needBytes(a.need(m, "decompress", 0, "data"))) },
	})
	out["error"] = excClasses["zlibError"]
	return out
}

// inflate charges what comes out piece by piece, so that no bomb goes off.
func (m *vm) inflate(b Bytes) Value {
	fail := func() {
		m.throw(newException("zlibError", NewStr("Error -3 while decompressing data: incorrect header check")))
	}
	r, err := zlib.NewReader(strings.NewReader(string(b)))
	if err != nil {
		fail()
	}
	var out []byte
	piece := make([]byte, 1<<16)
	for {
		n, err := r.Read(piece)
		m.charge(int64(2 * n))
		m.step(int64(n) / 256)
		out = append(out, piece[:n]...)
		if err == io.EOF {
			return Bytes(out)
		}
		if err != nil {
			m.throw(newException("zlibError", NewStr("Error -5 while decompressing data: incomplete or truncated stream")))
		}
	}
}

func adlerFrom(start uint32, b []byte) uint32 {
	if start == 1 {
		return adler32.Checksum(b)
	}
	x, y := start&0xffff, start>>16
	for _, c := range b {
		x = (x + uint32(c)) % 65521
		y = (y + x) % 65521
	}
	return y<<16 | x
}

func moduleBinascii() map[string]Value {
	out := funcs(map[string]func(*vm, *args) Value{
		"hexlify": func(m *vm, a *args) Value {
			return Bytes(hex.EncodeToString([]byte(m.needBytes(a.need(m, "hexlify", 0, "data")))))
		},
		"unhexlify": func(m *vm, a *args) Value {
			b, err := hex.DecodeString(m.asciiArg(a.need(m, "unhexlify", 0, "hexstr")))
			if err != nil {
				msg := "Non-hexadecimal digit found"
				if err == hex.ErrLength {
					msg = "Odd-length string"
				}
				m.throw(newException("binasciiError", NewStr(msg)))
			}
			return Bytes(b)
		},
		"a2b_base64": func(m *vm, a *args) Value {
			return m.decode64(m.asciiArg(a.need(m, "a2b_base64", 0, "data")), false)
		},
	})
	out["crc32"] = moduleZlib()["crc32"]
	out["a2b_hex"], out["b2a_hex"] = out["unhexlify"], out["hexlify"]
	out["Error"] = excClasses["binasciiError"]
	return out
}

const base85Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"

// base85Encode writes four bytes as five digits.
func base85Encode(b []byte) string {
	var out strings.Builder
	for len(b) > 0 {
		var four [4]byte
		n := copy(four[:], b)
		b = b[n:]
		v := binary.BigEndian.Uint32(four[:])
		var five [5]byte
		for i := 4; i >= 0; i-- {
			five[i] = base85Digits[v%85]
			v /= 85
		}
		out.Write(five[:n+1])
	}
	return out.String()
}

func base85Decode(m *vm, a *args) Value {
	s := m.asciiArg(a.need(m, "b85decode", 0, "b"))
	m.charge(int64(len(s)))
	var out []byte
	for at := 0; at < len(s); at += 5 {
		chunk := s[at:min(at+5, len(s))]
		v := uint64(0)
		for i := range 5 {
			d := 84
			if i < len(chunk) {
				if d = strings.IndexByte(base85Digits, chunk[i]); d < 0 {
					m.raise("ValueError", "bad base85 character at position %d", at+i)
				}
			}
			v = v*85 + uint64(d)
		}
		if v > 1<<32-1 {
			m.raise("ValueError", "base85 overflow in hunk starting at byte %d", at)
		}
		out = append(out, binary.BigEndian.AppendUint32(nil, uint32(v))[:len(chunk)-1]...)
	}
	return Bytes(out)
}
