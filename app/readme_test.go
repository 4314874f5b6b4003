package main

import (
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func TestReadmeNamesEveryCommandAndEveryFlagOfServe(t *testing.T) {
	raw, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(raw)
	parser, err := kong.New(&commands{}, kong.Name("vonk"), kong.NoDefaultHelp(), kong.DefaultEnvars(envPrefix))
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range parser.Model.Children {
		if !strings.Contains(readme, "vonk "+command.Name) {
			t.Errorf("the README does not tell of vonk %s", command.Name)
		}
		if command.Name != "serve" {
			continue
		}
		for _, flag := range command.Flags {
			for _, name := range append([]string{"--" + flag.Name}, flag.Envs...) {
				if !strings.Contains(readme, "`"+name) {
					t.Errorf("the README does not tell of vonk serve's %s", name)
				}
			}
		}
	}
}
