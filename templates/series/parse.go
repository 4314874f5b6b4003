package series

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// MaxBytes is the most that a series file may hold.
const MaxBytes = 1 << 20

// The other limits of a series file. They keep a hostile file from costing memory or time, and no real one comes near.
const (
	maxTokens  = 100_000
	maxNesting = 50      // opened at one place of the file
	maxNodes   = 200_000 // with every alias written out
)

// parse turns a file into its one YAML document. It notes what is wrong and returns nil when there is none to read.
func (n *notebook) parse(raw []byte) ast.Node {
	source, ok := n.source(raw)
	if !ok {
		return nil
	}
	tokens := lexer.Tokenize(source)
	if !n.bounded(tokens) {
		return nil
	}
	// Duplicate keys are found while decoding, so that they do not hide the other mistakes.
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		n.faultAt(n.syntax(err))
		return nil
	}
	var bodies []ast.Node
	for _, document := range file.Docs {
		if _, directive := document.Body.(*ast.DirectiveNode); document.Body != nil && !directive {
			bodies = append(bodies, document.Body)
		}
	}
	switch len(bodies) {
	case 0:
		n.faultAt(place{1, 1}, "the file is empty")
		return nil
	case 1:
		return bodies[0]
	}
	n.faultAt(start(bodies[1]), "a second document begins here; a series file holds one")
	return nil
}

// source checks the bytes and gives the text with LF at the ends of lines, so that lines are counted as editors do.
func (n *notebook) source(raw []byte) (string, bool) {
	if len(raw) > MaxBytes {
		n.faultAt(place{1, 1}, "the file is larger than 1 MiB")
		return "", false
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	raw = bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	for i, line := range bytes.Split(raw, []byte("\n")) {
		for column, rest := 1, line; len(rest) > 0; column++ {
			r, size := utf8.DecodeRune(rest)
			if r == utf8.RuneError && size == 1 {
				n.faultAt(place{i + 1, column}, "this is not UTF-8 text")
				return "", false
			}
			if r < ' ' && r != '\t' || r == 0x7f {
				n.faultAt(place{i + 1, column}, "a control character (%U) cannot stand in a series file", r)
				return "", false
			}
			rest = rest[size:]
		}
		indent := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
		if tab := bytes.IndexByte(indent, '\t'); tab >= 0 && len(indent) < len(line) {
			n.faultAt(place{i + 1, tab + 1}, "a tab stands in the indentation; YAML takes spaces only")
			return "", false
		}
	}
	return string(raw), true
}

// bounded refuses what the parser, which calls itself for each level, should not be given.
func (n *notebook) bounded(tokens token.Tokens) bool {
	flow, indicators, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, indicators = t.Position.Line, 0
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType:
			indicators++
		case token.TagType:
			n.faultAt(at(t), "a tag (%s) cannot stand in a series file", t.Value)
			return false
		}
		if flow > maxNesting || indicators > maxNesting {
			n.faultAt(at(t), "the nesting is too deep")
			return false
		}
	}
	if len(tokens) > maxTokens {
		n.faultAt(at(tokens[maxTokens]), "the file is too long")
		return false
	}
	return true
}

// syntax is where a file stops being YAML, and why.
func (n *notebook) syntax(err error) (place, string, any) {
	var known yaml.Error
	if errors.As(err, &known) && known.GetToken() != nil {
		return at(known.GetToken()), "this is not valid YAML: %s", known.GetMessage()
	}
	message, _, _ := strings.Cut(err.Error(), "\n")
	return place{1, 1}, "this is not valid YAML: %s", message
}

// at is where a token stands.
func at(t *token.Token) place {
	return place{max(1, t.Position.Line), max(1, t.Position.Column)}
}

// start is where a node begins.
func start(node ast.Node) place {
	switch v := node.(type) {
	case *ast.MappingNode:
		if !v.IsFlowStyle && len(v.Values) > 0 {
			return at(v.Values[0].Key.GetToken())
		}
	case *ast.MappingValueNode:
		return at(v.Key.GetToken())
	}
	return at(node.GetToken())
}
