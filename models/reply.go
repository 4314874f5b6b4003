package models

import (
	"regexp"
	"strings"
	"time"
)

// ReplyAct is what the answer of a calendar leads to.
type ReplyAct string

// The acts that answers lead to. All but ReplyNothing and ReplyForwards are noted at the seat too.
const (
	ReplyNothing  ReplyAct = "nothing"   // it is too late, too old, or about nothing that is held
	ReplyNoted    ReplyAct = "noted"     // organisers see it, and that is all
	ReplySignsOff ReplyAct = "signs-off" // the seat is freed at ReleaseAt, unless that is undone
	ReplyDeclines ReplyAct = "declines"  // the offer
	ReplyAsks     ReplyAct = "asks"      // the participant, by mail, whether it was them
	ReplyStays    ReplyAct = "stays"     // a seat that was to be freed is kept
	ReplyReminds  ReplyAct = "reminds"   // of the offer, which only the holder's own page accepts
	ReplyForwards ReplyAct = "forwards"  // an organiser decides
)

// Judge says what an answer leads to: the party is the participant's. A seat is freed by an answer only when it echoes the secret
// UID, comes from the registered address, and our own mail server proved that it does. An answer to an older version of the event,
// one that was written before the last, or one about what is over, changes nothing.
func (s *Series) Judge(in *Incoming, seat *Seat, who *Participant, party *Party, now time.Time) ReplyAct {
	r := in.Reply
	session, ok := s.SessionByID(seat.SessionID)
	switch {
	case !ok || !session.Upcoming(now), seat.Status != Confirmed && seat.Status != Offered, r.UID != seat.UID, r.RecurrenceID != "",
		r.Sequence < seat.Sequence, seat.AnswerStamp != nil && !r.Stamp.After(*seat.AnswerStamp):
		return ReplyNothing
	case r.Method == MethodCounter || r.PartStat == PartDelegated:
		return whenByHand(in, ReplyForwards)
	}
	switch r.PartStat {
	case PartDeclined:
		switch {
		case seat.ReleaseAt != nil:
			return ReplyNoted
		case !in.By(who) || seat.Status == Offered && party.Size > 1: // the offer is everybody's, and this is the answer of one
			return whenByHand(in, ReplyAsks)
		case seat.Status == Offered:
			return ReplyDeclines
		case party.Seeks(): // whoever leaves, leaves the other line too, and a calendar knows of one event alone
			return ReplyAsks
		}
		return ReplySignsOff
	case PartAccepted, PartTentative:
		switch {
		case seat.Status == Offered && r.PartStat == PartAccepted:
			return whenByHand(in, ReplyReminds)
		case seat.ReleaseAt != nil && in.By(who): // what could free it can keep it
			return ReplyStays
		}
		return ReplyNoted
	}
	return ReplyNothing
}

// whenByHand is the act, which writes a mail, unless a program answered by itself. That mail goes to whom we know, an organiser
// or the registered address, and not to the sender; what people click in Google's calendar must lead to it too.
func whenByHand(in *Incoming, act ReplyAct) ReplyAct {
	if in.ByHand() {
		return act
	}
	return ReplyNoted
}

// By says that the message is a participant's own answer: it comes from their registered address, which is proved, and answers
// for that address.
func (m *Incoming) By(who *Participant) bool {
	return m.Proved && m.ByHand() && m.From != "" && m.From == who.EmailKey && m.Reply.Attendee == who.EmailKey && !m.Reply.Stamp.IsZero()
}

// How long an answer that frees a seat can be undone: on the working clock while the session is far enough away, and otherwise
// on everybody's, as time presses.
const (
	releaseFar  = 4 * time.Hour
	releaseNear = 30 * time.Minute
	releaseDays = 5 // working days before the session
)

// ReleaseAt is when a seat at a session is freed whose holder declines it now. It comes before the session begins, as nothing
// is released then.
func (s *Series) ReleaseAt(session *Session, now time.Time) time.Time {
	clock := s.WorkClock()
	at := now.Add(releaseNear)
	if clock.Between(now, session.Starts) > releaseDays*(closeHour-firstHour)*time.Hour {
		at = clock.Add(now, releaseFar)
	}
	if last := session.Starts.Add(-time.Second); at.After(last) {
		at = last
	}
	return at.UTC()
}

// SaidFact is what somebody wrote, in a letter that hands it on.
type SaidFact struct {
	Name, Email string
	Subject     string `json:",omitempty"`
	Text        string `json:",omitempty"`
	Answer      string `json:",omitempty"` // of their calendar, in lower case, or "counter" for another time; empty: it is a mail
	Delegate    string `json:",omitempty"` // whom they would send
}

// maxSaid is how much of what somebody wrote is handed on, in characters.
const maxSaid = 8000

// HandedOn is what somebody wrote as it may be handed on: cut, and without the secret links and names that a mail of ours
// quoted in it holds, also where a mail program broke them.
func HandedOn(text string) string {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if runes := []rune(text); len(runes) > 2*maxSaid {
		text = string(runes[:2*maxSaid]) // whatever was quoted below is not looked through
	}
	text = secretPath.ReplaceAllString(text, "$1…")
	text = secretName.ReplaceAllStringFunc(text, func(run string) string {
		if strings.ContainsAny(run, "234567@") {
			return "…"
		}
		return run // a long word
	})
	if runes := []rune(text); len(runes) > maxSaid {
		text = string(runes[:maxSaid]) + "…"
	}
	return text
}

// A secret stands behind one of these paths, and is in lower-case base32; a quoted line may end within it. Without a path it is
// a long run of that, or a UID.
var (
	secretPath = regexp.MustCompile(`(?i)((?:/|%2F)(?:my|unsubscribe|numbers|export|door|sign-in)(?:/|%2F)=?)[a-z2-7]{4,}(?:=?\n[> \t]*[a-z2-7]*[2-7][a-z2-7]*)*`)
	secretName = regexp.MustCompile(`(?i)[a-z2-7]{24,}@?`)
)
