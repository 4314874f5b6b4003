package main

import (
	"runtime/debug"
	"strings"
)

type versionCommand struct{}

// Run prints the version, the commit that it was built from, and the Go that built it.
func (v *versionCommand) Run(c *call) error { return c.say("%s", version()) }

func version() string {
	parts := []string{"vonk"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return parts[0]
	}
	if info.Main.Version != "" {
		parts = append(parts, info.Main.Version)
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			parts = append(parts, setting.Value[:min(12, len(setting.Value))])
		}
	}
	return strings.Join(append(parts, info.GoVersion), " ")
}
