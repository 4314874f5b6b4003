package models

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// AuditEntry says who did what on what, when, and how it ended. It holds no personal data beyond ids. The entries of a
// series form a chain: each hash covers the entry and the hash before it, so a changed or missing row shows.
type AuditEntry struct {
	ID       int64
	SeriesID int64
	Seq      int64 // in the series, from 1
	At       time.Time
	Actor    string // holder, system, command, organiser:<id>, door:<number of the phone>
	Action   string // register, grant, cancel, import, …
	Subject  string // registration:<id>, placement:<id>, seat:<id>, session:<id>, series:<id>
	Details  string // JSON
	Hash     string // hex SHA-256
}

// The actors that are no organiser.
const (
	ActorHolder  = "holder"  // whoever has a registration's or participant's link
	ActorSystem  = "system"  // time passing, serving
	ActorCommand = "command" // the program's command line
)

// ByOrganiser says that an organiser did it, signed in or at the program's command line.
func (e *AuditEntry) ByOrganiser() bool {
	return e.Actor == ActorCommand || strings.HasPrefix(e.Actor, "organiser:")
}

// Chain gives the hash of the entry after the one with the hash previous ("" for the first).
func (e *AuditEntry) Chain(previous string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{
		previous, strconv.FormatInt(e.SeriesID, 10), strconv.FormatInt(e.Seq, 10), e.At.UTC().Format(time.RFC3339),
		e.Actor, e.Action, e.Subject, e.Details,
	}, "\x00")))
	return hex.EncodeToString(sum[:])
}

// Judgement is the details of a "grant" entry: enough to tell later why this line was served, and to judge it again (seat
// rule 11).
type Judgement struct {
	Party   Party  `json:"party"` // as it is with the grant
	Choice  int64  `json:"choice"`
	Session int64  `json:"session"`
	Number  int64  `json:"number"`
	Size    int    `json:"size"`
	Free    []int  `json:"free"`  // seats by share before the grant: see Series.FreeByShare
	Taken   int    `json:"taken"` // seats of the organisation at the session before the grant, where it has a limit; otherwise 0
	Offer   bool   `json:"offer,omitempty"`
	Own     bool   `json:"own,omitempty"`  // in the holder's own act
	From    int64  `json:"from,omitempty"` // the session whose seat was given up for it
	Cause   string `json:"cause"`          // the act that freed the seat, as "cancel registration:12"; or "time"
}

// Deed is the details of every other entry that changed where parties stand, or the rules for it.
type Deed struct {
	Parties []Party        `json:"parties,omitempty"` // those that it touched, as they are after it and before anybody is served
	Rules   *Rules         `json:"rules,omitempty"`   // when it changed them
	Act     int64          `json:"act,omitempty"`     // the Seq of the entry that it undoes
	More    map[string]any `json:"more,omitempty"`    // ids and numbers that tell the story
}

// Rules are what the seat rules know of a series, as audit entries hold it.
type Rules struct {
	Policy   Policy         `json:"policy"`
	Timezone string         `json:"timezone"`
	Public   []string       `json:"public,omitempty"` // holidays
	DrawnAt  *time.Time     `json:"drawn_at,omitempty"`
	Sessions []SessionRules `json:"sessions"`
}

// SessionRules are what the seat rules know of a session.
type SessionRules struct {
	ID     int64         `json:"id"`
	Slug   string        `json:"slug"`
	Status SessionStatus `json:"status"`
	Starts time.Time     `json:"starts"`
	Seats  int           `json:"seats"`
}

// Rules are those of a series as it is.
func (s *Series) Rules() *Rules {
	rules := &Rules{Policy: s.Policy, Timezone: s.Timezone, Public: s.Holidays.Public, DrawnAt: s.DrawnAt}
	for _, session := range s.Sessions {
		rules.Sessions = append(rules.Sessions, SessionRules{session.ID, session.Slug, session.Status, session.Starts, session.Seats()})
	}
	return rules
}

// Series makes a series that the seat rules can judge: with nobody in it, and without what people read.
func (r *Rules) Series() *Series {
	series := &Series{Policy: r.Policy, Timezone: r.Timezone, Holidays: Holidays{Public: r.Public}, DrawnAt: r.DrawnAt, Status: SeriesPublished}
	for _, session := range r.Sessions {
		series.Sessions = append(series.Sessions, Session{
			ID: session.ID, Slug: session.Slug, Status: session.Status, Starts: session.Starts, Capacity: session.Seats,
		})
	}
	return series
}

// The actions of audit entries that change where people stand. A grant has a Judgement, the others have a Deed.
const (
	ActionGrant    = "grant"
	ActionBaseline = "baseline" // everybody, and the rules, as this version of the program found them
	ActionRegister = "register"
	ActionCancel   = "cancel"
	ActionSplit    = "split"
	ActionSwap     = "swap"
	ActionRejoin   = "rejoin"
	ActionAccept   = "accept"
	ActionDecline  = "decline"
	ActionExpire   = "expire"     // deadlines of offers passed
	ActionBegin    = "begin"      // a session began
	ActionCallOff  = "call-off"   // a session was cancelled
	ActionImport   = "import"     // the definition changed
	ActionMerge    = "merge"      // two organisations became one
	ActionClose    = "draw-close" // the list of a draw was closed
	ActionDraw     = "draw"       // a draw gave the numbers
	ActionLetIn    = "let-in"     // somebody got a seat at the door, out of turn: an organiser's exception

	// ActionException is an organiser's marked exception: a party has a seat out of turn. Only an organiser makes one.
	ActionException = "exception"
)
