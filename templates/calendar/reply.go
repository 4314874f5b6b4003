package calendar

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/emersion/go-ical"

	"vonk/models"
)

// What is read of an answer at most, so that nobody can keep the reader busy or overflow its stack.
const (
	MaxReply      = 256 << 10 // bytes of a document
	maxUnfolded   = 8 << 10   // bytes of a line that matters
	maxDepth      = 16        // of BEGIN
	maxComment    = 2000      // characters
	maxIdentifier = 255       // bytes of a UID, an address or a RECURRENCE-ID
)

// ErrNoReply says that a document is a calendar, and no answer to an event.
var ErrNoReply = errors.New("calendar: the document answers nothing")

// read are the properties that are read of an answer. Nothing else reaches the decoder: an answer may echo the whole event,
// with times in zones that only its writer knows.
var read = []string{
	ical.PropMethod, ical.PropUID, ical.PropAttendee, ical.PropSequence, ical.PropRecurrenceID, ical.PropDateTimeStamp, ical.PropComment,
}

// ReadReply reads the answer of a calendar (iTIP, RFC 5546), as any program may write it. It never panics. Errors say that
// the document is malformed, cut off or too large, or ErrNoReply; they hold nothing of the document.
func ReadReply(document []byte) (reply *models.Reply, err error) {
	defer func() {
		if recover() != nil { // go-ical does, on ATTENDEE;CN=x and on CN="a"b
			reply, err = nil, errors.New("calendar: the document is malformed")
		}
	}()
	if len(document) > MaxReply {
		return nil, errors.New("calendar: the document is too large")
	}
	lines, err := relevant(document)
	if err != nil {
		return nil, err
	}
	decoded, err := ical.NewDecoder(bytes.NewReader(lines)).Decode()
	if err != nil {
		return nil, errors.New("calendar: the document is malformed or cut off") // go-ical's words quote the document
	}
	return replyIn(decoded)
}

// relevant are the lines of a document that are read, unfolded, whatever their ends and the document's beginning.
func relevant(document []byte) ([]byte, error) {
	text := strings.ToValidUTF8(string(bytes.TrimPrefix(document, []byte("\ufeff"))), "\ufffd")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(text)
	text = strings.NewReplacer("\n ", "", "\n\t", "").Replace(text)
	var lines bytes.Buffer
	depth := 0
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		end := strings.IndexAny(line, ";:")
		if end < 0 {
			continue
		}
		switch name := strings.ToUpper(strings.TrimSpace(line[:end])); {
		case name == "BEGIN":
			if depth++; depth > maxDepth {
				return nil, errors.New("calendar: the document is nested too deep")
			}
			line = strings.TrimSpace(line)
		case name == "END":
			depth--
			line = strings.TrimSpace(line)
		case !slices.Contains(read, name):
			continue
		default:
			line = name + line[end:]
		}
		if len(line) > maxUnfolded {
			return nil, errors.New("calendar: a line of the document is too long")
		}
		lines.WriteString(line + "\r\n")
		if depth == 0 {
			break // what follows is another document, or none
		}
	}
	return lines.Bytes(), nil
}

// replyIn takes the answer out of a calendar: that of its first event, as all are about one (RFC 5546, 3.2.3).
func replyIn(document *ical.Calendar) (*models.Reply, error) {
	reply := &models.Reply{Method: strings.ToUpper(single(document.Props, ical.PropMethod))}
	if reply.Method != models.MethodReply && reply.Method != models.MethodCounter {
		return nil, ErrNoReply
	}
	var event *ical.Component
	for _, child := range document.Children {
		switch {
		case child.Name != ical.CompEvent:
		case event == nil:
			event = child
		case single(child.Props, ical.PropUID) != single(event.Props, ical.PropUID):
			return nil, errors.New("calendar: the document answers several events")
		}
	}
	if event == nil {
		return nil, ErrNoReply
	}
	reply.UID, reply.RecurrenceID = single(event.Props, ical.PropUID), single(event.Props, ical.PropRecurrenceID)
	if reply.UID == "" || len(reply.UID) > maxIdentifier || len(reply.RecurrenceID) > maxIdentifier {
		return nil, errors.New("calendar: the document names no event")
	}
	if text := single(event.Props, ical.PropSequence); text != "" {
		sequence, err := strconv.ParseInt(text, 10, 32)
		if err != nil || sequence < 0 {
			return nil, errors.New("calendar: the document's SEQUENCE is no number")
		}
		reply.Sequence = int(sequence)
	}
	reply.Stamp = stamp(single(event.Props, ical.PropDateTimeStamp))
	for i := range event.Props[ical.PropComment] {
		reply.Comment += "\n" + unescape(event.Props[ical.PropComment][i].Value)
	}
	reply.Comment = cut(strings.TrimSpace(reply.Comment), maxComment)
	if err := attended(reply, event.Props[ical.PropAttendee]); err != nil {
		return nil, err
	}
	return reply, nil
}

// attended reads who answers what: the first who does.
func attended(reply *models.Reply, attendees []ical.Prop) error {
	for i := range attendees {
		a := &attendees[i]
		address := mailbox(a.Value)
		if address == "" { // Apple names people by a principal, and gives their address beside it
			address = mailbox(decode(a.Params.Get("EMAIL")))
		}
		answer := strings.ToUpper(strings.TrimSpace(decode(a.Params.Get(ical.ParamParticipationStatus))))
		if reply.Attendee != "" && (answer == "" || answer == "NEEDS-ACTION" || reply.PartStat != "") {
			continue
		}
		if answer == "NEEDS-ACTION" || len(answer) > maxIdentifier {
			answer = ""
		}
		reply.Attendee, reply.PartStat, reply.Delegate = address, answer, mailbox(decode(a.Params.Get(ical.ParamDelegatedTo)))
	}
	if reply.Attendee == "" {
		return errors.New("calendar: the document does not say who answers")
	}
	return nil
}

// mailbox is the address in a value like mailto:een@voorbeeld.example; empty when there is none.
func mailbox(value string) string {
	value = strings.Trim(strings.TrimSpace(value), `"`)
	if scheme := "mailto:"; len(value) > len(scheme) && strings.EqualFold(value[:len(scheme)], scheme) {
		value = value[len(scheme):]
	}
	if value = models.NormaliseEmail(value); len(value) <= maxIdentifier && models.ValidEmail(value) {
		return value
	}
	return ""
}

// single is the value of a property, on one line.
func single(props ical.Props, name string) string {
	if len(props[name]) == 0 {
		return ""
	}
	return strings.TrimSpace(props[name][0].Value)
}

// decode takes apart what RFC 6868 put together in a parameter.
func decode(parameter string) string {
	return strings.NewReplacer("^n", "\n", "^'", `"`, "^^", "^").Replace(parameter)
}

// unescape reads a value of type TEXT. An unescaped comma is let pass.
func unescape(value string) string {
	value = strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(value)
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, value)
}

// stamp reads a moment; one without a Z is taken for UTC too.
func stamp(text string) time.Time {
	at, err := time.Parse(localLayout, strings.TrimSuffix(text, "Z"))
	if err != nil {
		return time.Time{}
	}
	return at
}

// cut keeps the beginning of a text.
func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
