package mailer

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"io"
	netmail "net/mail"
	"regexp"
	"strings"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // the encodings of what people write
	"github.com/emersion/go-message/textproto"
	"github.com/emersion/go-msgauth/authres"

	"vonk/models"
	"vonk/templates/calendar"
)

// What is read of a message at most. The rest is as good as not there.
const (
	MaxMessage   = 64 << 20 // bytes
	maxHeader    = 256 << 10
	maxParts     = 200
	maxNesting   = 8 // of multipart in multipart
	maxText      = 64 << 10
	maxFollowed  = 20  // Message-IDs that a message says to follow on
	maxMessageID = 255 // bytes
)

// Envelope is how a message came: what its header may only claim.
type Envelope struct {
	From      string   // the return path; empty: the null one
	To        []string // the addresses that it was delivered to
	Delivered bool     // From and To are known; false: the header's Return-Path and Delivered-To stand for them
}

// Read reads a message, as anybody may write it, without ever holding more of it than is kept. Authserv is the name that our own
// mail server gives itself in Authentication-Results (RFC 8601, 2.5), and takes out of what comes in; empty: it gives none. It
// never panics, and makes something of everything: nonsense is a message that says nothing.
func Read(r io.Reader, envelope Envelope, authserv string) *models.Incoming {
	in := &models.Incoming{}
	reader := &incoming{in: in}
	sum := sha256.New()
	body := io.TeeReader(io.LimitReader(r, MaxMessage), sum)
	reader.guard(func() { reader.read(body, envelope, authserv) })
	_, _ = io.Copy(io.Discard, body)
	if in.MessageID == "" {
		in.MessageID = hex.EncodeToString(sum.Sum(nil))
	}
	if in.Text == "" {
		in.Text = plainText(reader.html)
	}
	return in
}

// incoming is a message being read.
type incoming struct {
	in    *models.Incoming
	html  string
	parts int
}

// guard keeps what was read until a panic. What a library makes of a strange message must cost no more than that message.
func (r *incoming) guard(read func()) {
	defer func() { _ = recover() }()
	read()
}

func (r *incoming) read(body io.Reader, envelope Envelope, authserv string) {
	entity, err := message.ReadWithOptions(&headers{r: body}, &message.ReadOptions{MaxHeaderBytes: maxHeader})
	if entity == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return
	}
	r.header(&entity.Header, envelope)
	r.in.Proved = r.in.From != "" && proved(&entity.Header, authserv, domain(r.in.From))
	kind, _, _ := entity.Header.ContentType()
	r.walk(entity, 0, kind == "multipart/report")
}

// header reads what the message says of itself.
func (r *incoming) header(h *message.Header, envelope Envelope) {
	in := r.in
	in.MessageID = first(identifiers(h.Get("Message-Id")))
	in.About = append(identifiers(h.Get("In-Reply-To")), reversed(identifiers(h.Get("References")))...)
	in.About = in.About[:min(len(in.About), maxFollowed)]
	in.From, in.FromName = author(h)
	in.Auto, _, _ = strings.Cut(strings.ToLower(h.Get("Auto-Submitted")), ";")
	in.Auto = strings.TrimSpace(in.Auto)
	subject, _ := h.Text("Subject")
	in.Subject = valid(subject, 300)
	if !envelope.Delivered {
		path := strings.TrimSpace(h.Get("Return-Path")) // an unusual one is not the null one
		in.Bounced = h.Has("Return-Path") && (path == "" || path == "<>")
		for _, field := range []string{"Delivered-To", "X-Original-To", "To"} {
			for _, value := range h.Values(field) {
				envelope.To = append(envelope.To, addresses(value)...)
			}
		}
	} else {
		in.Bounced = envelope.From == ""
	}
	for _, to := range envelope.To[:min(len(envelope.To), maxFollowed)] {
		in.To = append(in.To, models.NormaliseEmail(to))
	}
}

// author is who the message says to come from: nobody when it does so twice, or names several, as readers then disagree.
func author(h *message.Header) (email, name string) {
	if len(h.Values("From")) != 1 {
		return "", ""
	}
	text, _ := h.Text("From")
	parsed, err := netmail.ParseAddressList(h.Get("From"))
	if err != nil {
		parsed, err = netmail.ParseAddressList(text)
	}
	if err != nil || len(parsed) != 1 || !models.ValidEmail(models.NormaliseEmail(parsed[0].Address)) {
		return "", ""
	}
	return models.NormaliseEmail(parsed[0].Address), valid(parsed[0].Name, 200)
}

// proved says that the topmost Authentication-Results of our own mail server tells that DMARC passed, for the domain that the
// message says to come from. Those below, and those of others, may be the sender's own.
func proved(h *message.Header, authserv, from string) bool {
	if authserv == "" {
		return false
	}
	for _, value := range h.Values("Authentication-Results") {
		value, whole := bare(value)
		name, _, _ := strings.Cut(value, ";")
		words := strings.Fields(name)
		if len(words) == 0 || strings.Contains(words[0], `"`) {
			return false // a name that is not read may be ours
		}
		if !strings.EqualFold(words[0], authserv) {
			continue
		}
		_, results, err := authres.Parse(value) // what cannot be read proves nothing, and hides what stands below
		passed := 0
		for _, result := range results {
			dmarc, ok := result.(*authres.DMARCResult)
			if !ok {
				continue
			}
			if dmarc.Value != authres.ResultPass || !strings.EqualFold(dmarc.From, from) {
				return false
			}
			passed++
		}
		return whole && err == nil && passed > 0
	}
	return false
}

// bare takes comments and quoted strings out of a structured field, and leaves a quotation mark for each of these: a sender may have
// written what is in them, and the library would read it. It says whether all of them end.
func bare(value string) (string, bool) {
	var kept strings.Builder
	depth, quoted, escaped := 0, false, false
	for _, r := range value {
		switch {
		case escaped:
			escaped = false
		case r == '\\' && (quoted || depth > 0):
			escaped = true
		case quoted:
			quoted = r != '"'
		case r == '(':
			depth++
		case r == ')' && depth > 0:
			depth--
		case depth > 0:
		case r == '"':
			quoted = true
			kept.WriteByte('"')
		default:
			kept.WriteRune(r)
		}
	}
	return kept.String(), depth == 0 && !quoted
}

// walk reads the parts of a message, from the top.
func (r *incoming) walk(entity *message.Entity, depth int, report bool) {
	if r.parts++; r.parts > maxParts {
		return
	}
	kind, params, err := entity.Header.ContentType()
	if err != nil { // a parameter that nobody understands
		kind, _, _ = strings.Cut(entity.Header.Get("Content-Type"), ";")
		kind = strings.ToLower(strings.TrimSpace(kind))
	}
	disposition, named, _ := entity.Header.ContentDisposition()
	file := strings.ToLower(named["filename"] + " " + params["name"])
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		parts := entity.MultipartReader()
		for parts != nil && depth < maxNesting && r.parts <= maxParts {
			part, err := parts.NextPart()
			if part == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
				return
			}
			r.walk(part, depth+1, report)
		}
	case kind == "text/calendar" || kind == "application/ics" || strings.Contains(file, ".ics"):
		if r.in.Reply == nil {
			r.in.Reply, _ = calendar.ReadReply(some(entity.Body, calendar.MaxReply+1))
		}
	case report && (kind == "message/delivery-status" || kind == "message/global-delivery-status"):
		r.delivery(entity.Body)
	case report && (kind == "message/rfc822" || kind == "text/rfc822-headers" || kind == "message/global" || kind == "message/global-headers"):
		returned, _ := textproto.ReadHeader(bufio.NewReader(io.MultiReader(io.LimitReader(entity.Body, maxHeader), strings.NewReader("\r\n\r\n"))))
		if r.in.Failure != nil {
			r.in.Failure.MessageID = first(identifiers(returned.Get("Message-Id")))
		}
	case disposition == "attachment":
	case kind == "text/plain" && r.in.Text == "":
		r.in.Text = valid(string(some(entity.Body, maxText)), maxText)
	case kind == "text/html" && r.html == "":
		r.html = valid(string(some(entity.Body, maxText)), maxText)
	}
}

// delivery reads what a mail server tells of a letter to one recipient, as every letter of ours has (RFC 3464, 2).
func (r *incoming) delivery(body io.Reader) {
	blocks := bufio.NewReader(io.MultiReader(io.LimitReader(body, maxHeader), strings.NewReader("\r\n\r\n")))
	for range maxParts {
		block, err := textproto.ReadHeader(blocks)
		if err != nil || block.Len() == 0 && r.in.Failure != nil {
			return
		}
		if !block.Has("Action") {
			continue
		}
		status, _, _ := strings.Cut(strings.TrimSpace(block.Get("Status")), " ")
		if !enhanced.MatchString(status) {
			status = ""
		}
		failed := strings.EqualFold(strings.TrimSpace(block.Get("Action")), "failed") && strings.HasPrefix(status, "5.")
		if r.in.Failure == nil || failed {
			r.in.Failure = &models.Delivery{Status: status, Failed: failed}
		}
	}
}

// enhanced is a status code of RFC 3463.
var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}$`)

// some reads the beginning of a part, and as much of it as is there.
func some(body io.Reader, most int64) []byte {
	read, _ := io.ReadAll(io.LimitReader(body, most))
	return read
}

// identifiers are the Message-IDs in a header field, without their brackets. What is not printable ASCII is none, and no text that
// a database takes.
func identifiers(field string) (ids []string) {
	for _, found := range bracketed.FindAllStringSubmatch(field, maxFollowed) {
		if len(found[1]) <= maxMessageID {
			ids = append(ids, found[1])
		}
	}
	return ids
}

var bracketed = regexp.MustCompile(`<([!-;=?-~]+@[!-;=?-~]+)>`)

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

func reversed(ids []string) []string {
	turned := make([]string, 0, len(ids))
	for i := len(ids) - 1; i >= 0; i-- {
		turned = append(turned, ids[i])
	}
	return turned
}

// address is the one in a path like <een@voorbeeld.example>; empty for the null path, and for what is none.
func address(path string) string {
	path = strings.Trim(strings.TrimSpace(path), "<>")
	if path = models.NormaliseEmail(path); models.ValidEmail(path) {
		return path
	}
	return ""
}

func addresses(field string) (all []string) {
	parsed, err := netmail.ParseAddressList(field)
	if err != nil {
		if one := address(field); one != "" {
			return []string{one}
		}
	}
	for _, a := range parsed {
		all = append(all, a.Address)
	}
	return all
}

func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// valid makes text of what should be one, cut to a number of bytes.
func valid(text string, most int) string {
	text = text[:min(len(text), most)]
	return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", ""))
}

var (
	unread   = regexp.MustCompile(`(?is)<(style|script|head|title)\b.*?</(style|script|head|title)\s*>|<!--.*?-->`)
	lineEnds = regexp.MustCompile(`(?i)<(br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>`)
	tags     = regexp.MustCompile(`<[^>]*>`)
	gaps     = regexp.MustCompile(`[ \t\x{a0}]*\r?\n[ \t\x{a0}\r]*(\n[ \t\x{a0}\r]*)+`)
)

// plainText is what a page of HTML says, for those who wrote nothing else.
func plainText(page string) string {
	page = lineEnds.ReplaceAllString(unread.ReplaceAllString(page, ""), "\n")
	return strings.TrimSpace(gaps.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(page, "")), "\n\n"))
}
