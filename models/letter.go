package models

import (
	"cmp"
	"regexp"
	"time"
)

// LetterKind says what a letter is about. It names the mail's templates and translation keys.
type LetterKind string

// The kinds of letters.
const (
	LetterConfirmation LetterKind = "confirmation" // you have a seat (in a group: some or all do)
	LetterWaiting      LetterKind = "waiting"      // you are on the waiting list
	LetterPromotion    LetterKind = "promotion"    // a seat became free and is yours
	LetterCancellation LetterKind = "cancellation" // you, or people of your registration, were cancelled
	LetterLinks        LetterKind = "links"        // you asked for your links
	LetterDuplicate    LetterKind = "duplicate"    // somebody signed you up, but you have a place already
	LetterSubstitution LetterKind = "substitution" // a colleague goes in your place, or in that of somebody whom you signed up
	LetterOffer        LetterKind = "offer"        // a seat is held for you until a deadline: accept or decline it
	LetterReminder     LetterKind = "reminder"     // half of that time is over
	LetterExpired      LetterKind = "expired"      // the deadline passed; you may rejoin
	LetterDeclined     LetterKind = "declined"     // you let an offered seat or a waiting line go; you may rejoin
	LetterSwap         LetterKind = "swap"         // you moved to another session, as you asked
	LetterCalledOff    LetterKind = "called-off"   // your session was cancelled; where you stand now
	LetterDraw         LetterKind = "draw"         // the draw was held; where you stand now
	LetterChange       LetterKind = "change"       // a session where you have a place changed: its time, place, title or programme
	LetterComing       LetterKind = "coming"       // your session is in some days: do you still come?
	LetterSoon         LetterKind = "soon"         // your session is on the next working day
	LetterRemoval      LetterKind = "removal"      // takes out of your calendar what another letter told of, and says no more
	LetterInvitation   LetterKind = "invitation"   // to an organiser: you were given a role
	LetterCode         LetterKind = "code"         // to an organiser: a code to sign in with
	LetterMailing      LetterKind = "mailing"      // what an organiser writes to many: see Mailing
	LetterTest         LetterKind = "test"         // to an organiser: mail arrives
	LetterDigest       LetterKind = "digest"       // to an organiser: what happened since the last one

	LetterSignedOff      LetterKind = "signed-off"      // your calendar declined: your seat goes at a moment, until which that can be undone
	LetterDeclineConfirm LetterKind = "decline-confirm" // a calendar declined for you, and it is not sure that it was yours
	LetterAcceptAgain    LetterKind = "accept-again"    // your calendar accepted an offer, which only your own page can
	LetterForwarded      LetterKind = "forwarded"       // to an organiser: what somebody wrote
)

// LetterKinds are all of them.
var LetterKinds = []LetterKind{
	LetterConfirmation, LetterWaiting, LetterPromotion, LetterCancellation, LetterLinks, LetterDuplicate, LetterSubstitution,
	LetterOffer, LetterReminder, LetterExpired, LetterDeclined, LetterSwap, LetterCalledOff, LetterDraw, LetterChange, LetterRemoval, LetterComing, LetterSoon, LetterInvitation,
	LetterCode, LetterMailing, LetterTest, LetterDigest, LetterSignedOff, LetterDeclineConfirm, LetterAcceptAgain, LetterForwarded,
}

// LetterStatus is how far a letter is.
type LetterStatus string

// The statuses of a letter.
const (
	LetterQueued LetterStatus = "queued" // to be sent at or after NextAttempt
	LetterSent   LetterStatus = "sent"
	LetterFailed LetterStatus = "failed" // given up
)

// Letter is a mail in the outbox, written in the transaction that decided what it says. The worker renders it once, stores
// Raw before the first attempt and erases it after delivery or giving up; a retry therefore repeats MessageID to the letter.
type Letter struct {
	ID             int64
	SeriesID       int64 // 0: it goes to an organiser, and is about no series
	RegistrationID int64
	ParticipantID  int64 // the participant whom it is about; 0 when it goes to a contact who does not attend
	PlacementID    int64 // 0 when it is about no single placement
	Kind           LetterKind
	RecipientName  string
	RecipientEmail string
	Language       string
	MessageID      string    // without angle brackets
	UID            string    // of the calendar event that comes with it; empty: none
	Sequence       int       // of that event
	Stamp          time.Time // when it was decided: Date and DTSTAMP
	Facts          Facts     `gorm:"serializer:json"`
	Status         LetterStatus
	Raw            []byte
	Attempts       int
	NextAttempt    time.Time
	SentAt         *time.Time
	Failure        string // the last answer of the mail server, for organisers
	Priority       int    // letters of a lower one go first: PriorityFirst or PriorityMailing
	MailingID      int64  // the mailing that it is a recipient's of; 0: none, or a trial of it

	Series  *Series  `gorm:"-"` // as defined when the letter was claimed; nil: it is about none
	Mailing *Mailing `gorm:"-"` // of LetterMailing, as it was when the letter was claimed
}

// Outcome is what came of a letter that a worker had in hand.
type Outcome struct {
	Letter  int64
	Status  LetterStatus // LetterQueued: it is to be tried again, at Next
	Next    time.Time
	Untried bool   // it was put back as it was: that counts as no attempt
	Failure string // the mail server's answer, for organisers
	Refused bool   // of LetterFailed: the mail server takes nothing for that address
}

// refusedStatus is a status of RFC 3463 in the answer of a mail server.
var refusedStatus = regexp.MustCompile(`\b5\.\d{1,3}\.\d{1,3}\b`)

// RefusedStatus is why a mail server takes nothing for an address, by its answer: 5.1.1, or 5.0.0 when it gave no reason.
func RefusedStatus(answer string) string { return cmp.Or(refusedStatus.FindString(answer), "5.0.0") }

// The priorities of letters. A mailing's wait for all others.
const (
	PriorityFirst   = 0
	PriorityMailing = 1
)

// Facts is what a letter says, as decided, old and new.
type Facts struct {
	ToContact           bool         // it goes to the contact and is about the whole registration; otherwise to one participant
	Reference           string       `json:",omitempty"`
	RegistrationVersion int          `json:",omitempty"` // of the contact's token; set only when ToContact
	ParticipantVersion  int          `json:",omitempty"` // of the participant's token; set when ParticipantID is
	ContactName         string       `json:",omitempty"` // who signed the participant up
	Organisation        string       `json:",omitempty"`
	SessionID           int64        `json:",omitempty"` // the session that it is about
	OldSessionID        int64        `json:",omitempty"` // the session that was given up for it
	People              []PersonFact `json:",omitempty"` // whom it is about, by place; for a participant: only that one
	Substitute          string       `json:",omitempty"` // who goes in the place of the one in People
	Ahead               int          `json:",omitempty"` // while waiting: people ahead
	Size                int          `json:",omitempty"` // people of the party that it is mainly about
	Deadline            time.Time    `json:",omitzero"`  // of the offer that it is about, also when that expired; of LetterSignedOff: until when that can be undone
	DrawAt              time.Time    `json:",omitzero"`  // while a draw is to come: until when people can join it
	FilledMeanwhile     bool         `json:",omitempty"`
	Apart               bool         `json:",omitempty"` // who waits does so alone from now: their group was split
	Replaced            string       `json:",omitempty"` // in whose place the participant goes, by the letter that says so first
	Links               []LinkFact   `json:",omitempty"` // of LetterLinks and LetterDuplicate
	Event               *EventFact   `json:",omitempty"` // what it does to its recipient's calendar, under UID and Sequence; nil: nothing
	Change              *ChangeFact  `json:",omitempty"` // of LetterChange

	Role    OrganiserRole `json:",omitempty"` // of LetterInvitation: what was given, at SessionID, at the whole series or everywhere
	Host    string        `json:",omitempty"` // who gave it: an address
	Nonce   string        `json:",omitempty"` // of LetterCode: what the code is made of, which works until Deadline
	Invited *InvitedFact  `json:",omitempty"` // the way to sign in for the first time; nil: they did before

	MailingID int64 `json:",omitempty"` // of LetterMailing: whose text it is
	Trial     bool  `json:",omitempty"` // it goes to the organiser who tries the mailing out

	Said *SaidFact `json:",omitempty"` // of LetterForwarded

	OrganiserID int64       `json:",omitempty"` // of LetterDigest: whose it is
	Digest      *DigestFact `json:",omitempty"`
}

// Readdress lets a letter that failed go to the address that its recipient has now, with the links that work now: of the
// registration, whose token has that version, to its contact or to that participant. Whoever has another name now is somebody
// else: then it stays as it was. A mailing's address is one that it reaches once, and stays.
func (l *Letter) Readdress(version int, contact Contact, participant Participant) {
	if l.ParticipantID != 0 && participant.ID == l.ParticipantID && (l.Facts.ToContact || participant.Name == l.RecipientName) {
		l.Facts.ParticipantVersion = participant.TokenVersion
	}
	email := ""
	switch {
	case l.Facts.ToContact && contact.Name == l.RecipientName:
		l.Facts.RegistrationVersion, email = version, contact.Email
	case !l.Facts.ToContact && participant.ID != 0 && participant.ID == l.ParticipantID && participant.Name == l.RecipientName:
		email = participant.Email
	}
	if email != "" && l.MailingID == 0 {
		l.RecipientEmail = email
	}
}

// InvitedFact is a sign-in link of an organiser.
type InvitedFact struct {
	OrganiserID int64
	Version     int
	Until       time.Time
}

// EventFact is what a letter does to its recipient's calendar: it puts an event there, brings it up to date, or takes it out.
type EventFact struct {
	SessionID int64
	Tentative bool `json:",omitempty"` // the seat is held until they say yes
	Cancels   bool `json:",omitempty"` // it takes the event out
}

// ChangeFact is how a session was and is, as far as a calendar shows it.
type ChangeFact struct {
	Old, New  SessionFact
	Programme bool `json:",omitempty"` // that changed too
}

// Moves says that the session's time or place changed.
func (f *ChangeFact) Moves() bool {
	return !f.Old.Starts.Equal(f.New.Starts) || !f.Old.Ends.Equal(f.New.Ends) || f.Old.Venue != f.New.Venue
}

// SessionFact is when and where a session is, and what it is called.
type SessionFact struct {
	Title        Text
	Starts, Ends time.Time
	Venue        string // one line
}

// Fact says when and where the session is.
func (s *Session) Fact() SessionFact {
	return SessionFact{Title: s.Title, Starts: s.Starts.UTC(), Ends: s.Ends.UTC(), Venue: s.Venue.Line()}
}

// PersonFact is a person in a letter, and where that person stands.
type PersonFact struct {
	Place        int
	Name         string
	Status       Status     // at SessionID
	SessionID    int64      `json:",omitempty"` // 0: the letter's
	OldSessionID int64      `json:",omitempty"` // the session that the person gave up in this act
	Left         bool       `json:",omitempty"` // the person left in this act
	Lines        []LineFact `json:",omitempty"` // where the person's party stands now, by rank: seat, offer and waiting; of who left: none
}

// LineFact is a live line of a party.
type LineFact struct {
	SessionID int64
	Status    Status
	Size      int       // people of the party
	Ahead     int       `json:",omitempty"` // while waiting: people ahead; -1: more than were counted
	Reason    Reason    `json:",omitempty"` // while waiting: why not placed now
	Deadline  time.Time `json:",omitzero"`  // while offered
}

// LinkFact is a page of the recipient's: the registration's when ParticipantID is 0, otherwise that participant's.
type LinkFact struct {
	SeriesTitle    Text
	RegistrationID int64
	ParticipantID  int64 `json:",omitempty"`
	Version        int
	Name           string // the participant's, or the contact's
	Reference      string
}
