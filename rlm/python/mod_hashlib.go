package python

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"strings"

	"golang.org/x/crypto/blake2b"
	"golang.org/x/crypto/blake2s"
)

// A hasher is an object of hashlib.
type hasher struct {
	name string
	make func() hash.Hash
	data []byte
}

func (*hasher) Type() string { return "_hashlib.HASH" }

func (h *hasher) sum() []byte {
	s := h.make()
	s.Write(h.data)
	return s.Sum(nil)
}

func (h *hasher) attr(_ *vm, name string) (Value, bool) {
	var f func(m *vm, a *args) Value
	switch name {
	case "name":
		return NewStr(h.name), true
	case "digest_size":
		return Int(h.make().Size()), true
	case "block_size":
		return Int(h.make().BlockSize()), true
	case "update":
		f = func(m *vm, a *args) Value {
			b := m.needBytes(a.need(m, name, 0, "data"))
			m.charge(int64(2 * len(b)))
			h.data = append(h.data, b...)
			return None
		}
	case "hexdigest":
		f = func(*vm, *args) Value { return NewStr(hex.EncodeToString(h.sum())) }
	case "digest":
		f = func(*vm, *args) Value { return Bytes(h.sum()) }
	case "copy":
		f = func(*vm, *args) Value { return &hasher{h.name, h.make, append([]byte(nil), h.data...)} }
	default:
		return nil, false
	}
	return fn(name, f), true
}

// needBytes returns an argument that must be bytes.
func (m *vm) needBytes(v Value) Bytes {
	switch b := buffer(v).(type) {
	case Bytes:
		return b
	case *Str:
		m.raise("TypeError", "Strings must be encoded before hashing")
	}
	m.raise("TypeError", "object supporting the buffer API required")
	return ""
}

// hashKinds makes the functions of hashlib, by name.
func hashKinds() map[string]func() hash.Hash {
	wide := func(f func() *sha3.SHA3) func() hash.Hash { return func() hash.Hash { return f() } }
	return map[string]func() hash.Hash{"md5": md5.New, "sha1": sha1.New, "sha224": sha256.New224, "sha256": sha256.New,
		"sha384": sha512.New384, "sha512": sha512.New, "sha3_224": wide(sha3.New224), "sha3_256": wide(sha3.New256),
		"sha3_384": wide(sha3.New384), "sha3_512": wide(sha3.New512), "blake2b": blake2bOf(64), "blake2s": blake2sOf(nil)}
}

func blake2bOf(size int) func() hash.Hash {
	return func() hash.Hash {
		h, _ := blake2b.New(size, nil) // the size is checked by who calls
		return h
	}
}

func blake2sOf(key []byte) func() hash.Hash {
	return func() hash.Hash {
		h, _ := blake2s.New256(key)
		return h
	}
}

func moduleHashlib() map[string]Value {
	kinds := hashKinds()
	out := map[string]Value{}
	names := &Set{}
	make := func(m *vm, name string, data Value, a *args) Value {
		kind := kinds[name]
		if size := a.get(-1, "digest_size", None); size != None && name == "blake2b" {
			n := m.needInt(size)
			if n < 1 || n > 64 {
				m.raise("ValueError", "digest_size must be between 1 and 64 bytes")
			}
			kind = blake2bOf(int(n))
		}
		b := m.needBytes(data)
		m.charge(int64(len(b)))
		return &hasher{name, kind, []byte(b)}
	}
	for _, name := range sortedNames(kinds) {
		names.d.setStr(name, nil)
		out[name] = fn(name, func(m *vm, a *args) Value { return make(m, name, a.get(0, "string", Bytes("")), a) })
	}
	out["algorithms_available"], out["algorithms_guaranteed"] = names, names
	out["new"] = fn("new", func(m *vm, a *args) Value {
		name := strings.ToLower(m.str(a.need(m, "new", 0, "name")))
		if kinds[name] == nil {
			m.raise("ValueError", "unsupported hash type %s", name)
		}
		return make(m, name, a.get(1, "data", Bytes("")), a)
	})
	return out
}
