package main

import (
	"runtime/debug"
	"strconv"
	"strings"
	"time"
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

// build names this program: by its commit, so that every copy of it has one name, or, where that says not all, by the moment at
// which it started.
func build(started time.Time) string {
	settings := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			settings[setting.Key] = setting.Value
		}
	}
	if settings["vcs.modified"] == "false" {
		return settings["vcs.revision"]
	}
	return strconv.FormatInt(started.UnixNano(), 36)
}
