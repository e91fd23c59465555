package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	if os.Getenv(envMain) != "" {
		main()
		return
	}
	testscript.Main(m, map[string]func(){"funnel": main})
}

// TestScripts runs the program as a user would: testdata/script/*.txtar, each
// in an empty home.
func TestScripts(t *testing.T) {
	world, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("FUNNEL_HOME", e.WorkDir+"/home")
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("XDG_DATA_HOME", e.WorkDir+"/data")
			e.Setenv("WORLD", world+"/../../testdata/saltern")
			return nil
		},
	})
}
