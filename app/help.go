package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"
)

// helpAsked finds whether help is asked for, and of which command: vonk help export, vonk export --help.
func helpAsked(root *kong.Node, args []string) (*kong.Node, bool) {
	words := slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return arg == "--help" || arg == "-h" })
	asked := len(words) < len(args)
	if len(words) > 0 && words[0] == "help" {
		words, asked = words[1:], true
	}
	node := root
	for _, word := range words {
		for _, child := range node.Children {
			if child.Name == word {
				node = child
				break
			}
		}
	}
	return node, asked
}

// help writes a command's use, or all of them, with every flag, its default and its environment variable.
func help(w io.Writer, node *kong.Node) {
	out := &strings.Builder{}
	if node.Type == kong.ApplicationNode {
		fmt.Fprint(out, "vonk handles registration and scheduling for series of regional sessions.\n\n")
	}
	leaves := node.Leaves(true)
	if len(leaves) == 0 {
		leaves = []*kong.Node{node}
	}
	for _, leaf := range leaves {
		fmt.Fprintf(out, "vonk %s\n    %s\n", strings.TrimPrefix(leaf.Summary(), "vonk "), leaf.Help)
		table := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
		for _, group := range leaf.AllFlags(true) {
			for _, flag := range group {
				_, _ = fmt.Fprintf(table, "      %s\t%s\n", flagUse(flag), flagHelp(flag))
			}
		}
		_ = table.Flush()
		out.WriteByte('\n')
	}
	out.WriteString("--flag=value shows the default. Behind a flag stands its environment variable, like VONK_ADDR; VONK_ADDR_FILE names a\n" +
		"file that holds the value. A flag goes before its variable, and that before the file.\n" +
		"Exit status: 0 done, 1 failed, 2 wrong use.\n")
	_, _ = io.WriteString(w, out.String())
}

func flagUse(flag *kong.Flag) string {
	use := "--" + flag.Name
	if flag.Short != 0 {
		use = "-" + string(flag.Short) + ", " + use
	}
	switch {
	case flag.IsBool():
	case flag.HasDefault && flag.Default != "":
		use += "=" + flag.Default
	default:
		use += "=" + flag.PlaceHolder
	}
	return use
}

func flagHelp(flag *kong.Flag) string {
	text := flag.Help
	if flag.Required {
		text += " (required)"
	}
	for _, name := range flag.Envs {
		text += " [" + name + "]"
	}
	return text
}
