package series

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// maxText is the longest text in a series file, in characters.
const maxText = 5000

// decoder fills a document from YAML nodes: strictly, and further after a mistake, so that all are found at once.
type decoder struct {
	*notebook
	anchors map[string]*ast.AnchorNode
	open    map[string]bool // anchors whose content is being decoded
	nodes   int
}

// decode fills into from a document's root.
func (n *notebook) decode(root ast.Node, into *document) {
	d := &decoder{notebook: n, anchors: map[string]*ast.AnchorNode{}, open: map[string]bool{}}
	ast.Walk(anchorFinder{d}, root)
	n.places[""] = place{1, 1}
	d.value("", root, reflect.ValueOf(into).Elem())
}

// anchorFinder remembers every anchor of a document.
type anchorFinder struct{ *decoder }

func (f anchorFinder) Visit(node ast.Node) ast.Visitor {
	if anchor, ok := node.(*ast.AnchorNode); ok {
		name := anchor.Name.GetToken().Value
		if _, twice := f.anchors[name]; twice {
			f.faultAt(start(anchor), "the anchor &%s is defined twice", name)
		}
		f.anchors[name] = anchor
	}
	return f
}

// value decodes a node into a value of the document. Nothing (null) is as if the key were not there.
func (d *decoder) value(path string, node ast.Node, into reflect.Value) {
	if d.nodes++; d.nodes > maxNodes {
		d.faultAt(start(node), "the aliases make the file too long")
		return
	}
	switch v := node.(type) {
	case *ast.AnchorNode:
		name := v.Name.GetToken().Value
		d.open[name] = true
		d.value(path, v.Value, into)
		delete(d.open, name)
		return
	case *ast.AliasNode:
		if !d.alias(v, func(content ast.Node) { d.value(path, content, into) }) {
			d.faulty[path] = true
		}
		return
	case *ast.NullNode:
		return
	}
	switch into.Kind() {
	case reflect.Struct:
		d.mapping(path, node, into)
	case reflect.Slice:
		d.sequence(path, node, into)
	default:
		d.places[path] = start(node)
		d.scalar(path, node, into)
	}
}

// alias gives what an alias stands for, and says that it stands for something, and not for itself.
func (d *decoder) alias(alias *ast.AliasNode, use func(ast.Node)) bool {
	name := alias.Value.GetToken().Value
	anchor, ok := d.anchors[name]
	switch {
	case !ok:
		d.faultAt(start(alias), "there is no anchor &%s for this alias", name)
	case d.open[name]:
		d.faultAt(start(alias), "the alias *%s stands within its own anchor", name)
	default:
		d.open[name] = true
		use(anchor.Value)
		delete(d.open, name)
		return true
	}
	return false
}

// entry is a key of a mapping with its value.
type entry struct {
	key   *ast.MappingValueNode
	value ast.Node
}

// entries lists a mapping's keys, those that it merges (<<) after its own.
func (d *decoder) entries(path string, node ast.Node) (names []string, byName map[string]entry, ok bool) {
	mapping, ok := node.(ast.MapNode)
	if !ok {
		return nil, nil, false
	}
	byName = map[string]entry{}
	var merged []ast.Node
	for all := mapping.MapRange(); all.Next(); {
		pair := all.KeyValue()
		if pair.Key.IsMergeKey() {
			merged = append(merged, pair.Value)
			continue
		}
		name := plain(pair.Key)
		if earlier, twice := byName[name]; twice {
			d.faultAt(at(pair.Key.GetToken()), "the key %q stands here twice; first on line %d", name, start(earlier.key).line)
			continue
		}
		names, byName[name] = append(names, name), entry{pair, pair.Value}
	}
	for _, source := range merged {
		d.merge(path, source, func(name string, e entry) {
			if _, own := byName[name]; !own {
				names, byName[name] = append(names, name), e
			}
		})
	}
	return names, byName, true
}

// merge gives the keys of the mapping that a merge key (<<) names.
func (d *decoder) merge(path string, source ast.Node, add func(string, entry)) {
	if d.nodes++; d.nodes > maxNodes {
		d.faultAt(start(source), "the aliases make the file too long")
		return
	}
	if alias, ok := source.(*ast.AliasNode); ok {
		d.alias(alias, func(content ast.Node) { d.merge(path, content, add) })
		return
	}
	names, byName, ok := d.entries(path, source)
	if !ok {
		d.faultAt(start(source), "<< takes an alias of a mapping")
	}
	for _, name := range names {
		add(name, byName[name])
	}
}

// mapping decodes a node into a struct, whose tags name the keys.
func (d *decoder) mapping(path string, node ast.Node, into reflect.Value) {
	if _, known := d.places[path]; !known {
		d.places[path] = start(node)
	}
	names, byName, ok := d.entries(path, node)
	if !ok {
		d.fault(path, "%s", wanted(into.Type(), path))
		return
	}
	keys := map[string]int{}
	var known []string
	for i := range into.NumField() {
		name := into.Type().Field(i).Tag.Get("yaml")
		keys[name], known = i, append(known, name)
	}
	for _, name := range names {
		e := byName[name]
		field, ok := keys[name]
		if !ok {
			d.faultAt(start(e.key), "the key %q is not known here; known are %s", name, strings.Join(known, ", "))
			continue
		}
		below := join(path, name)
		if _, null := e.value.(*ast.NullNode); !null {
			d.places[below] = start(e.key)
		}
		d.value(below, e.value, into.Field(field))
	}
	for i, name := range known {
		if below := join(path, name); into.Type().Field(i).Tag.Get("need") != "" && !d.has(below) {
			d.fault(below, "the key %q is missing", name)
		}
	}
}

// sequence decodes a node into a slice.
func (d *decoder) sequence(path string, node ast.Node, into reflect.Value) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		d.fault(path, "%s", wanted(into.Type(), path))
		return
	}
	items := reflect.MakeSlice(into.Type(), len(list.Values), len(list.Values))
	for i, item := range list.Values {
		below := fmt.Sprintf("%s[%d]", path, i)
		d.places[below] = start(item)
		if _, null := item.(*ast.NullNode); null {
			d.fault(below, "this item is empty")
		}
		d.value(below, item, items.Index(i))
	}
	into.Set(items)
}

// scalar decodes a node into a text, a number or a yes or no.
func (d *decoder) scalar(path string, node ast.Node, into reflect.Value) {
	scalar, ok := node.(ast.ScalarNode)
	if !ok {
		d.fault(path, "%s", wanted(into.Type(), path))
		return
	}
	switch given := scalar.GetValue().(type) {
	case bool:
		if into.Kind() == reflect.Bool {
			into.SetBool(given)
			return
		}
	case int64:
		if into.CanInt() && !into.OverflowInt(given) {
			into.SetInt(given)
			return
		} else if into.CanFloat() {
			into.SetFloat(float64(given))
			return
		}
	case uint64:
		if into.CanInt() && given <= 1<<31 {
			into.SetInt(int64(given))
			return
		} else if into.CanFloat() {
			into.SetFloat(float64(given))
			return
		}
	case float64:
		if into.CanFloat() {
			into.SetFloat(given)
			return
		}
	}
	if into.Kind() != reflect.String {
		d.fault(path, "%s", wanted(into.Type(), path))
		return
	}
	d.text(path, plain(scalar), into)
}

// text takes one line, and in texts for people several.
func (d *decoder) text(path, given string, into reflect.Value) {
	given = strings.TrimSpace(given)
	several := strings.HasSuffix(path, ".nl") || strings.HasSuffix(path, ".en")
	switch {
	case utf8.RuneCountInString(given) > maxText:
		d.fault(path, "this text is longer than %d characters", maxText)
	case strings.ContainsFunc(given, func(r rune) bool { return unicode.IsControl(r) && (r != '\n' || !several) }):
		d.fault(path, "this text holds a line break or a control character")
	case given == "":
		d.fault(path, "this text is empty; leave the key out, or fill it in")
	default:
		into.SetString(given)
	}
}

// plain is a scalar as it was written: 0612345678 stays a telephone number.
func plain(node ast.Node) string {
	switch v := node.(type) {
	case *ast.StringNode:
		return v.Value
	case *ast.LiteralNode:
		return v.Value.Value
	}
	return strings.TrimSpace(node.GetToken().Value)
}

// join is the path of a key in the mapping at path.
func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// last is the last key of a path.
func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// wanted says what a value of that type looks like.
func wanted(t reflect.Type, path string) string {
	name := last(path)
	if name == "" {
		name = "a series file"
	}
	switch t.Kind() {
	case reflect.Struct:
		if t == reflect.TypeFor[text]() {
			return name + " takes a text for each language: {nl: …, en: …}"
		}
		var keys []string
		for i := range t.NumField() {
			keys = append(keys, t.Field(i).Tag.Get("yaml"))
		}
		return name + " takes keys: " + strings.Join(keys, ", ")
	case reflect.Slice:
		return name + " takes a list: [ …, … ]"
	case reflect.Bool:
		return name + " takes true or false"
	case reflect.Int:
		return name + " takes a whole number"
	case reflect.Float64:
		return name + " takes a number"
	}
	return name + " takes a text"
}
