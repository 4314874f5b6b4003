package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// envPrefix begins the name of every flag's environment variable: --mail-dir is VONK_MAIL_DIR.
const envPrefix = "VONK"

// fromFile reads a flag's value from the file that VONK_…_FILE names, so that a password need not stand in the
// environment. The flag itself and VONK_… come before it.
func fromFile(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
		file, set := os.LookupEnv(name + "_FILE")
		if !set {
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("%s_FILE: %w", name, err)
		}
		return strings.TrimRight(string(raw), "\r\n"), nil
	}
	return nil, nil
}
