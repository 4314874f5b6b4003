package models

import (
	"slices"
	"time"
)

// Organiser is someone who signs in to the back office.
type Organiser struct {
	ID          int64
	Email       string
	EmailKey    string
	Disabled    bool
	LinkVersion int        // of the newest sign-in link; raised when one is made
	LinkExpires *time.Time // nil: none is open, or it was used
	SignedInAt  *time.Time // when they first signed in; nil: never
	FeedVersion int        // of the address of their calendar feed
	CreatedAt   time.Time

	Digests        Rhythm     `gorm:"column:digest"` // how often they want a digest
	DigestLanguage string     // of it; empty: that of a series
	DigestAt       *time.Time // when the next is due; nil: that was not worked out yet
	DigestedAt     *time.Time // until when they were told what happened; nil: never, and nothing before is told

	Assignments []Assignment `gorm:"-"`
}

// OrganiserRole is what an organiser may do where it is given.
type OrganiserRole string

// The roles.
const (
	RoleAdmin     OrganiserRole = "admin"     // everything, everywhere
	RoleOrganiser OrganiserRole = "organiser" // runs it: edits, lists, mails, exports, the door
	RolePartner   OrganiserRole = "partner"   // a region's partner: numbers, names and organisations
	RoleReception OrganiserRole = "reception" // the door
	RoleReader    OrganiserRole = "reader"    // sees what an organiser sees, except sensitive answers, and changes nothing
)

// Roles are all of them, the one that may do most first.
var Roles = []OrganiserRole{RoleAdmin, RoleOrganiser, RoleReader, RolePartner, RoleReception}

// Assignment is a role of an organiser. SeriesID nil: everywhere. SessionID nil: at every session of the series.
type Assignment struct {
	ID          int64
	OrganiserID int64
	Role        OrganiserRole
	SeriesID    *int64
	SessionID   *int64
	ByProvider  bool // an organisation's own sign-in gave it, and takes it away
	CreatedAt   time.Time
}

// TableName is where the assignments are.
func (Assignment) TableName() string { return "role_assignments" }

// Scope names where a role holds, by slugs. Without a series it is everywhere, without a session the whole series.
type Scope struct{ Series, Session string }

// Permission is something that a role may allow.
type Permission string

// The permissions.
const (
	MayLook         Permission = "look"       // seats, numbers and programme
	MaySeeNames     Permission = "names"      // names and organisations of those who come
	MaySeeContacts  Permission = "contacts"   // their addresses, answers and stories
	MaySeeSensitive Permission = "sensitive"  // what they need to eat and to take part
	MayRegister     Permission = "register"   // change registrations
	MayMail         Permission = "mail"       // write to participants
	MayEdit         Permission = "edit"       // change the series and its sessions
	MayReceive      Permission = "receive"    // work at the door
	MayInvite       Permission = "invite"     // give other people a role
	MayAudit        Permission = "audit"      // read who did what
	MayAdminister   Permission = "administer" // make series, and give roles everywhere
)

// Permissions are all of them.
var Permissions = []Permission{
	MayLook, MaySeeNames, MaySeeContacts, MaySeeSensitive, MayRegister, MayMail, MayEdit, MayReceive, MayInvite, MayAudit, MayAdminister,
}

// allows is what each role allows where it holds.
var allows = map[OrganiserRole][]Permission{
	RoleAdmin: Permissions,
	RoleOrganiser: {
		MayLook, MaySeeNames, MaySeeContacts, MaySeeSensitive, MayRegister, MayMail, MayEdit, MayReceive, MayInvite, MayAudit,
	},
	RoleReader:    {MayLook, MaySeeNames, MaySeeContacts},
	RolePartner:   {MayLook, MaySeeNames},
	RoleReception: {MayReceive},
}

// Allows says that a role allows something where it holds.
func (r OrganiserRole) Allows(act Permission) bool { return slices.Contains(allows[r], act) }

// Series is the id of the series of the role; 0: everywhere.
func (a *Assignment) Series() int64 {
	if a.SeriesID == nil {
		return 0
	}
	return *a.SeriesID
}

// SamePlace says that two roles hold at the same place.
func (a *Assignment) SamePlace(other *Assignment) bool {
	same := func(a, b *int64) bool { return a == b || a != nil && b != nil && *a == *b }
	return same(a.SeriesID, other.SeriesID) && same(a.SessionID, other.SessionID)
}

// covers says that the role holds at a session of a series; session 0: at the whole series; series 0: everywhere.
func (a *Assignment) covers(series, session int64) bool {
	switch {
	case a.SeriesID == nil:
		return true
	case *a.SeriesID != series:
		return false
	}
	return a.SessionID == nil || *a.SessionID == session
}

// May says that the organiser may do something at a session of a series; session 0: at the whole series; series 0: everywhere.
// Any role that holds there is enough, so that of several the one that may do most counts.
func (o *Organiser) May(act Permission, series, session int64) bool {
	return slices.ContainsFunc(o.Assignments, func(a Assignment) bool { return a.Role.Allows(act) && a.covers(series, session) })
}

// MayAt gives the sessions of a series at which the organiser may do something, in the series' order.
func (o *Organiser) MayAt(act Permission, series *Series) (sessions []*Session) {
	for i := range series.Sessions {
		if session := &series.Sessions[i]; o.May(act, series.ID, session.ID) {
			sessions = append(sessions, session)
		}
	}
	return sessions
}

// Knows says that the organiser has any role that touches a session of a series; session 0: the series. Who does not know it
// is not told that it exists.
func (o *Organiser) Knows(series, session int64) bool {
	return slices.ContainsFunc(o.Assignments, func(a Assignment) bool {
		return a.covers(series, session) || session == 0 && a.SeriesID != nil && *a.SeriesID == series
	})
}

// ValidateRole says why a role cannot be given somewhere: an admin is one everywhere, and who does only part of the work does
// so in a series. nil when it can.
func ValidateRole(role OrganiserRole, at Scope) error {
	switch {
	case !slices.Contains(Roles, role):
		return &Error{Code: Invalid, Key: "problem.role.unknown"}
	case role == RoleAdmin && at != Scope{}:
		return &Error{Code: Invalid, Key: "problem.role.admin"}
	case role == RolePartner && at.Session == "":
		return &Error{Code: Invalid, Key: "problem.role.partner"}
	case role == RoleReception && at.Series == "":
		return &Error{Code: Invalid, Key: "problem.role.reception"}
	}
	return nil
}

// MayGive says that the organiser may give a role at a place that it may be given at: everywhere an admin only.
func (o *Organiser) MayGive(role OrganiserRole, series, session int64) bool {
	if series == 0 || role == RoleAdmin {
		return o.May(MayAdminister, 0, 0)
	}
	return o.May(MayInvite, series, session)
}
