//go:build !unix

package ollamatest

import (
	"errors"
	"os"
	"os/exec"
	"time"
)

func ownGroup(*exec.Cmd) {}

func killGroup(group int) {
	if p, err := os.FindProcess(group); err == nil {
		_ = p.Kill()
	}
}

func groupCPU(int) (time.Duration, error) { return 0, errors.New("not known on this system") }
