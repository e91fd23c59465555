// Copyright: see the LICENSE file of the repository.

// Package gauge reads the telegrams that a Tern T3 brine gauge sends over its
// data line.
//
// A telegram has 22 bytes; all numbers have their high byte first. The layout
// is that of chapter 9 of the owner's manual:
//
//	0      sync
//	1      version of the format
//	2      address on the line
//	3      state bits
//	4-7    serial number
//	8-11   seconds since 1 January 2000
//	12-13  concentration, tenths of a gram per litre
//	14-15  temperature, hundredths of a degree, signed
//	16-17  conductivity, hundredths of a siemens per metre
//	18     code shown on the display, 0 if none
//	19     hours left in the battery, divided by two
//	20-21  sum of bytes 0 to 19, modulo 65536
//
// The reader is meant for a line on which things go wrong: telegrams are cut
// short when somebody pulls a plug, and two gauges with one address talk over
// each other. It therefore looks for the next sync byte after every error and
// never gives up before the line does.
package gauge

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
)

const (
	// syncByte starts every telegram. It may also occur inside one, so a
	// telegram counts only when its check sum is right.
	syncByte = 0xA5

	// telegramLen is the length of a telegram, check sum included.
	telegramLen = 22

	// formatVersion is the only version that has ever been sent. Version 1
	// existed on the bench.
	formatVersion = 2
)

// epoch is the zero of the gauge's clock.
var epoch = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

// ErrCheckSum reports a telegram that was damaged on the line.
var ErrCheckSum = errors.New("gauge: wrong check sum")

// A Reading is one telegram, decoded.
type Reading struct {
	Address      byte
	Serial       uint32
	At           time.Time
	GramsPerL    float64
	Celsius      float64
	SiemensPerM  float64
	Code         int  // 0, or 7 for E07 and so on
	BatteryHours int  // hours left, rounded down to an even number
	BatteryLow   bool // less than ten hours
	Due          bool // calibration is more than 90 days old
	Starred      bool // calibration is more than 120 days old
	Brine        byte // 0 sea, 1 rock, 2 bittern
}

// Decode reads one telegram from b, which must hold exactly one.
func Decode(b []byte) (Reading, error) {
	if len(b) != telegramLen {
		return Reading{}, fmt.Errorf("gauge: telegram of %d bytes, want %d", len(b), telegramLen)
	}
	if b[0] != syncByte {
		return Reading{}, fmt.Errorf("gauge: first byte is %#x", b[0])
	}
	if sum(b[:20]) != binary.BigEndian.Uint16(b[20:]) {
		return Reading{}, ErrCheckSum
	}
	if b[1] != formatVersion {
		return Reading{}, fmt.Errorf("gauge: unknown format %d", b[1])
	}
	seconds := time.Duration(binary.BigEndian.Uint32(b[8:]))
	return Reading{
		Address:      b[2],
		Serial:       binary.BigEndian.Uint32(b[4:]),
		At:           epoch.Add(seconds * time.Second),
		GramsPerL:    float64(binary.BigEndian.Uint16(b[12:])) / 10,
		Celsius:      float64(int16(binary.BigEndian.Uint16(b[14:]))) / 100,
		SiemensPerM:  float64(binary.BigEndian.Uint16(b[16:])) / 100,
		Code:         int(b[18]),
		BatteryHours: 2 * int(b[19]),
		BatteryLow:   b[3]&1 != 0,
		Due:          b[3]&2 != 0,
		Starred:      b[3]&4 != 0,
		Brine:        b[3] >> 4,
	}, nil
}

// sum is the check sum of the gauge: plain addition. It doesn't notice two
// bytes that have changed places. We know; so does everybody who has ever
// complained about it.
func sum(b []byte) uint16 {
	var s uint16
	for _, x := range b {
		s += uint16(x)
	}
	return s
}

// A Scanner finds telegrams in what arrives on a line.
type Scanner struct {
	r       *bufio.Reader
	skipped int
}

// NewScanner reads from r.
func NewScanner(r io.Reader) *Scanner {
	return &Scanner{r: bufio.NewReaderSize(r, 512)}
}

// Skipped is the number of bytes that belonged to no telegram so far. On a
// healthy line it stays at zero.
func (s *Scanner) Skipped() int { return s.skipped }

// Next returns the next telegram that is whole. At the end of the line it
// returns io.EOF; a telegram that was cut short there is counted as skipped.
func (s *Scanner) Next() (Reading, error) {
	for {
		b, err := s.r.Peek(telegramLen)
		if err == io.EOF {
			s.skipped += len(b)
			return Reading{}, io.EOF
		}
		if err != nil {
			return Reading{}, fmt.Errorf("gauge: read line: %w", err)
		}
		reading, err := Decode(b)
		step := telegramLen
		if err != nil {
			step = 1
			s.skipped++
		}
		if _, derr := s.r.Discard(step); derr != nil {
			return Reading{}, fmt.Errorf("gauge: read line: %w", derr)
		}
		if err == nil {
			return reading, nil
		}
	}
}
