package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Receptionist is who receives people at the door: an organiser, or a phone that the link of the day let in.
type Receptionist struct {
	Organiser int64 // id; 0: it is a phone
	Phone     int   // its number at the session
	Corrects  bool  // may put right who came, also later
}

// actorPhone begins the name of a phone at the door in audit entries.
const actorPhone = "door:"

// Actor is how audit entries name the receptionist.
func (r Receptionist) Actor() string {
	if r.Organiser != 0 {
		return ActorOrganiser + ":" + strconv.FormatInt(r.Organiser, 10)
	}
	return actorPhone + strconv.Itoa(r.Phone)
}

// PhoneOf is the number of the phone that an actor names; 0: it is no phone.
func PhoneOf(actor string) int {
	number, _ := strings.CutPrefix(actor, actorPhone)
	phone, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	return phone
}

// The actions of audit entries at the door that change where nobody stands. ActionLetIn does.
const (
	ActionPresent    = "present"     // somebody was marked as there
	ActionUnmark     = "unmark"      // and that was taken back
	ActionDoorLink   = "door-link"   // the link of a session's reception was made, or ended
	ActionDoorOpen   = "door-open"   // a phone was let in with the PIN
	ActionDoorLocked = "door-locked" // too many wrong PINs: of one client, or in all
)

// Guest is somebody who is expected at the door, or who waits for a seat there.
type Guest struct {
	Seat         int64 // id
	Name         string
	Organisation string
	Status       Status // Confirmed or Waiting
	PresentAt    *time.Time
	PresentBy    string // the actor; empty: nobody marked them
}

// Present says that somebody marked them as there.
func (g *Guest) Present() bool { return g.PresentAt != nil }

// Door is a session's list at the door.
type Door struct {
	Guests   []Guest // by name: those with a seat whom the search found
	Waiting  []Guest // by name: those without
	Present  int     // of all who have a seat
	Expected int     // all who have a seat
	Version  int64   // of the series: changes with every mark
}

// DoorOpens is from when people are received: the beginning of the session's day in the series' zone.
func (s *Series) DoorOpens(session *Session) time.Time {
	return s.midnight(session.Starts, 0)
}

// DoorCloses is until when a receptionist marks who came: the end of the day after the session's last.
func (s *Series) DoorCloses(session *Session) time.Time {
	return s.midnight(session.Ends, 2)
}

// midnight is the beginning of the day that comes some days after a moment's own.
func (s *Series) midnight(at time.Time, days int) time.Time {
	year, month, day := at.In(s.Location()).Date()
	return time.Date(year, month, day+days, 0, 0, 0, 0, s.Location()).UTC()
}

// RefuseMark says why a receptionist cannot mark who came now: Conflict before the session's day, when it was cancelled, and
// after the day behind it for who may not put it right later. nil when they can. Args: City, At.
func (s *Series) RefuseMark(session *Session, by Receptionist, now time.Time) error {
	refuse := func(key string, at time.Time) error {
		return &Error{Code: Conflict, Key: key, Args: map[string]any{"City": session.Place(), "At": at}}
	}
	switch opens, closes := s.DoorOpens(session), s.DoorCloses(session); {
	case session.Status == SessionCancelled:
		return refuse("error.door.cancelled", session.Starts)
	case now.Before(opens):
		return refuse("error.door.early", opens)
	case !now.Before(closes) && !by.Corrects:
		return refuse("error.door.late", closes)
	}
	return nil
}

// RefuseEntry is RefuseMark for letting in who is not expected: that ends with the session.
func (s *Series) RefuseEntry(session *Session, by Receptionist, now time.Time) error {
	if err := s.RefuseMark(session, by, now); err != nil || now.Before(session.Ends) {
		return err
	}
	return &Error{Code: Conflict, Key: "error.door.over", Args: map[string]any{"City": session.Place(), "At": session.Ends}}
}

// WalkIn is somebody who comes without being signed up.
type WalkIn struct {
	Person
	Organisation string
	Sector       string // empty: not asked
	Language     string
}

// Clean puts the entry into the form in which it is judged and stored.
func (w *WalkIn) Clean() {
	for _, field := range []*string{&w.Name, &w.Email, &w.Organisation, &w.Sector} {
		*field = cleanLine(*field)
	}
}

// Validate judges the entry: nil, or an Invalid error with problems at name, email, organisation and sector.
func (w *WalkIn) Validate(series *Series) error {
	var c checker
	c.line("name", 0, w.Name, MaxName, true)
	c.email("email", 0, w.Email)
	c.line("organisation", 0, w.Organisation, MaxOrganisation, true)
	if w.Sector != "" && !slices.Contains(series.Sectors, w.Sector) {
		c.add("sector", 0, "problem.sector.unknown")
	}
	return problemsError(c.problems)
}

// LetIn gives a party's line its seat out of turn: an organiser's exception. A seat elsewhere that it ranks above is given up.
func (p *Party) LetIn(line *Line, series *Series, now time.Time) { p.confirm(line, series, now) }

// letIn looks whether an act at the door was an organiser's, gives no more than the one seat that it lets somebody in for, and
// tells so.
func (r *Replay) letIn(entry *AuditEntry, given int) {
	if entry.Action != ActionLetIn {
		return
	}
	if entry.OrganiserID() == 0 && !strings.HasPrefix(entry.Actor, actorPhone) {
		r.violation("exception", "%s %s is by %s, who may not give seats out of turn", entry.Action, entry.Subject, entry.Actor)
	}
	if given != 1 {
		r.violation("exception", "%s %s gives %d seats, and lets one person in", entry.Action, entry.Subject, given)
	}
}

// The link of a session's reception is locked after this many wrong PINs: of one client, and in all.
const (
	DoorTriesOfOne = 5
	DoorTriesOfAll = 20
)

// DoorLink is how the link of a session's reception stands.
type DoorLink struct {
	SessionID int64
	Version   int
	Open      bool // it was made, and not ended
	Wrong     int  // PINs so far
	Phones    int  // that were let in, with this link and those before it
}

// Locked says that too many wrong PINs were given, whoever gave them.
func (l DoorLink) Locked() bool { return l.Wrong >= DoorTriesOfAll }

// Token is what the link holds.
func (l DoorLink) Token() Token { return Token{Kind: TokenDoor, ID: l.SessionID, Version: l.Version} }

// PIN is the number that a link of a session's reception asks for: six digits, made of the token under the installation's
// secret, so that it can be shown again and stands in no database.
func (t Tokens) PIN(token Token) string {
	const digits = 1_000_000
	var number uint64
	for _, b := range t.keyed("vonk pin\x00" + t.Make(token))[:8] {
		number = number<<8 | uint64(b)
	}
	return fmt.Sprintf("%06d", number%digits)
}

// Blind makes a name of something that must not be stored, like a client's address: nobody without the secret can find out
// what it stands for.
func (t Tokens) Blind(what string) string {
	return tokenText.EncodeToString(t.keyed("vonk blind\x00" + what)[:macSize])
}
