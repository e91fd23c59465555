package model

import (
	"bufio"
	"os"
	"strconv"
	"strings"
)

// The window that a chat model is loaded with, where nothing else is set: as large as
// the model can, at most widestWindow, and on a server of this machine only as large as
// its cache of the context fits a quarter of the memory, though not below
// narrowestWindow. It depends on the model and the machine alone, so that it is the same
// in every run: another one would make the server load the model again, and is part of
// the call cache's key.
const (
	widestWindow    = 16384
	defaultWindow   = 8192 // where model or machine are unknown
	narrowestWindow = 4096
)

// WindowOf is the window that a chat model is loaded with.
func (s *Server) WindowOf(d Details) int {
	want := s.opts.Window
	if want <= 0 {
		want = s.roomFor(d.cell)
	}
	if d.Window > 0 {
		want = min(want, d.Window)
	}
	return want
}

// roomFor is the window whose cache, at cell bytes a token, fits the machine.
func (s *Server) roomFor(cell int64) int {
	memory := s.opts.Memory
	if memory == 0 && s.local {
		memory = machineMemory()
	}
	if memory == 0 || cell == 0 {
		return defaultWindow
	}
	window := widestWindow
	for window > narrowestWindow && int64(window)*cell > memory/4 {
		window /= 2
	}
	return window
}

// machineMemory is the machine's memory in bytes; 0 where the system does not tell it
// in /proc/meminfo.
func machineMemory() int64 {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) >= 2 && fields[0] == "MemTotal:" {
			kib, err := strconv.ParseInt(fields[1], 10, 64)
			if err != nil {
				return 0
			}
			return kib << 10
		}
	}
	return 0
}
