package sandbox

import "syscall"

// limitsMemory says that limitMemory does something.
const limitsMemory = true

// limitMemory bounds the writable memory of this process (RLIMIT_DATA: address
// space that Go only reserves does not count), and its core dumps.
func limitMemory(n int64) error {
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}); err != nil {
		return err
	}
	return syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: uint64(n), Max: uint64(n)})
}
