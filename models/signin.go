package models

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The bounds of signing in with a mailed code.
const (
	CodeValid = 10 * time.Minute
	CodeTries = 5
)

// MaxPasskeys is how many passkeys an organiser may have, and MaxPasskeyName how long the name of one may be, in characters.
const (
	MaxPasskeys    = 20
	MaxPasskeyName = 60
)

// Passkey is a WebAuthn credential of an organiser, under a name of their own.
type Passkey struct {
	ID             int64
	OrganiserID    int64
	Name           string
	CredentialID   []byte
	PublicKey      []byte // COSE
	SignCount      int64  // 0: its maker does not count
	BackupEligible bool   // it may be on several devices
	BackedUp       bool
	Suspect        bool // its counter went back: there may be a copy of it. It signs nobody in any more
	CreatedAt      time.Time
	UsedAt         *time.Time
}

// Authenticator is an organiser's app that makes codes by time (RFC 6238).
type Authenticator struct {
	OrganiserID int64
	Secret      []byte // sealed
	Step        int64  // the time step of the last code that was used: it and those before it are used up
	CreatedAt   time.Time
}

// Factors are an organiser's own means to sign in.
type Factors struct {
	Passkeys []Passkey      // oldest first
	App      *Authenticator // nil: none
}

// None says that there are none yet: only a link, or the organisation's own sign-in, lets this organiser in.
func (f *Factors) None() bool { return len(f.Passkeys) == 0 && f.App == nil }

// Last says that there is only one that works, which cannot be removed without another.
func (f *Factors) Last() bool {
	count := 0
	for i := range f.Passkeys {
		if !f.Passkeys[i].Suspect {
			count++
		}
	}
	if f.App != nil {
		count++
	}
	return count <= 1
}

// Passkey finds one by its id.
func (f *Factors) Passkey(id int64) (*Passkey, bool) {
	for i := range f.Passkeys {
		if f.Passkeys[i].ID == id {
			return &f.Passkeys[i], true
		}
	}
	return nil, false
}

// PasskeyName is the name of a passkey as entered, on one line and without space around it, and the problem that it has; nil:
// none.
func PasskeyName(entered string) (string, *Problem) {
	name := strings.TrimSpace(entered)
	switch {
	case name == "":
		return name, &Problem{Field: "name", Key: "problem.passkey.name.missing"}
	case utf8.RuneCountInString(name) > MaxPasskeyName:
		return name, &Problem{Field: "name", Key: "problem.passkey.name.long", Args: map[string]any{"Max": MaxPasskeyName}}
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsGraphic(r) }):
		return name, &Problem{Field: "name", Key: "problem.passkey.name.characters"}
	}
	return name, nil
}

// CodeTry is an attempt to sign in with a mailed code and one of an app.
type CodeTry struct {
	OrganiserID int64  // 0: the address is no organiser's, and nothing will do
	Nonce       string // of the mailed code
	App         *Authenticator
}

// WebSession is a browser in which an organiser is signed in.
type WebSession struct {
	ID          int64 // says nothing of the token
	OrganiserID int64
	Agent       string // "Firefox/Windows": family of the browser and of the system; either may be empty
	CreatedAt   time.Time
	SeenAt      time.Time
	Current     bool // it is the one that asks
}

// EventKind says what happened to how an organiser signs in, and to what they may do everywhere. It names a translation key.
type EventKind string

// The kinds of events.
const (
	EventLink           EventKind = "link"            // signed in, by that way
	EventPasskey        EventKind = "passkey"         //
	EventCode           EventKind = "code"            //
	EventOIDC           EventKind = "oidc"            //
	EventRefused        EventKind = "refused"         // wrong codes were entered
	EventSuspect        EventKind = "suspect"         // a passkey's counter went back, and it was shut
	EventPasskeyAdded   EventKind = "passkey-added"   //
	EventPasskeyRemoved EventKind = "passkey-removed" //
	EventAppAdded       EventKind = "app-added"       //
	EventAppRemoved     EventKind = "app-removed"     //
	EventSessionEnded   EventKind = "session-ended"   // a session elsewhere was ended
	EventSessionsEnded  EventKind = "sessions-ended"  // all others were
	EventRoleGiven      EventKind = "role-given"      // a role everywhere; those in a series are in its audit trail
	EventRoleWithdrawn  EventKind = "role-withdrawn"  // it was taken away
)

// EventKinds are all of them.
var EventKinds = []EventKind{
	EventLink, EventPasskey, EventCode, EventOIDC, EventRefused, EventSuspect, EventPasskeyAdded, EventPasskeyRemoved,
	EventAppAdded, EventAppRemoved, EventSessionEnded, EventSessionsEnded, EventRoleGiven, EventRoleWithdrawn,
}

// OrganiserEvent is something that happened to how an organiser signs in.
type OrganiserEvent struct {
	ID          int64
	OrganiserID int64
	At          time.Time
	What        EventKind
}

// Grant is a role at a place, as an organisation's own sign-in gives it.
type Grant struct {
	Role OrganiserRole
	At   Scope
}
