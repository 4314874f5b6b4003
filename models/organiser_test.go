package models

import "testing"

func id(n int64) *int64 { return &n }

func TestARoleHoldsWhereItIsGivenAndNowhereElse(t *testing.T) {
	everywhere := Assignment{Role: RoleOrganiser}
	series := Assignment{Role: RoleOrganiser, SeriesID: id(1)}
	session := Assignment{Role: RoleOrganiser, SeriesID: id(1), SessionID: id(11)}
	for _, c := range []struct {
		name            string
		at              Assignment
		series, session int64
		may, knows      bool
	}{
		{"everywhere, at a session", everywhere, 2, 21, true, true},
		{"everywhere, at none", everywhere, 0, 0, true, true},
		{"series, at its session", series, 1, 11, true, true},
		{"series, as a whole", series, 1, 0, true, true},
		{"series, at another", series, 2, 21, false, false},
		{"series, everywhere", series, 0, 0, false, false},
		{"session, at it", session, 1, 11, true, true},
		{"session, at a neighbour", session, 1, 12, false, false},
		{"session, the whole series", session, 1, 0, false, true},
		{"session, another series", session, 2, 11, false, false},
	} {
		o := Organiser{Assignments: []Assignment{c.at}}
		if may, knows := o.May(MayEdit, c.series, c.session), o.Knows(c.series, c.session); may != c.may || knows != c.knows {
			t.Errorf("%s: may %t and knows %t, want %t and %t", c.name, may, knows, c.may, c.knows)
		}
	}
}

func TestEachRoleAllowsWhatItsWorkNeeds(t *testing.T) {
	for _, c := range []struct {
		role OrganiserRole
		may  string // one letter a permission, in the order of Permissions
	}{
		{RoleAdmin, "yyyyyyyyyyy"},
		{RoleOrganiser, "yyyyyyyyyyn"},
		{RoleReader, "yyynnnnnnnn"},
		{RolePartner, "yynnnnnnnnn"},
		{RoleReception, "nnnnnnnynnn"},
		{"other", "nnnnnnnnnnn"},
	} {
		got := ""
		for _, act := range Permissions {
			if c.role.Allows(act) {
				got += "y"
			} else {
				got += "n"
			}
		}
		if got != c.may {
			t.Errorf("%s allows %s, want %s", c.role, got, c.may)
		}
	}
}

func TestARoleIsGivenWhereItMakesSense(t *testing.T) {
	for _, c := range []struct {
		role OrganiserRole
		at   Scope
		ok   bool
	}{
		{RoleAdmin, Scope{}, true},
		{RoleAdmin, Scope{Series: "s"}, false},
		{RoleOrganiser, Scope{}, true},
		{RoleOrganiser, Scope{"s", "t"}, true},
		{RolePartner, Scope{Series: "s"}, false},
		{RolePartner, Scope{"s", "t"}, true},
		{RoleReception, Scope{}, false},
		{RoleReception, Scope{Series: "s"}, true},
		{RoleReader, Scope{Series: "s"}, true},
		{"other", Scope{}, false},
	} {
		if err := ValidateRole(c.role, c.at); (err == nil) != c.ok {
			t.Errorf("%s at %v: %v", c.role, c.at, err)
		}
	}
}

func TestRolesEverywhereAreGivenByAdminsAlone(t *testing.T) {
	admin := Organiser{Assignments: []Assignment{{Role: RoleAdmin}}}
	own := Organiser{Assignments: []Assignment{{Role: RoleOrganiser, SeriesID: id(1)}}}
	all := Organiser{Assignments: []Assignment{{Role: RoleOrganiser}}}
	reader := Organiser{Assignments: []Assignment{{Role: RoleReader, SeriesID: id(1)}}}
	for _, c := range []struct {
		name string
		o    Organiser
		role OrganiserRole
		at   int64
		may  bool
	}{
		{"admin", admin, RoleAdmin, 0, true},
		{"organiser of all", all, RoleReader, 0, false},
		{"organiser of all", all, RoleAdmin, 0, false},
		{"own series", own, RolePartner, 1, true},
		{"own series", own, RolePartner, 2, false},
		{"own series", own, RoleAdmin, 1, false},
		{"reader", reader, RoleReader, 1, false},
	} {
		if got := c.o.MayGive(c.role, c.at, 0); got != c.may {
			t.Errorf("%s may give %s at series %d: %t", c.name, c.role, c.at, got)
		}
	}
}

func TestWhoMayDoSomethingAtSomeSessionsIsShownThose(t *testing.T) {
	series := &Series{ID: 1, Sessions: []Session{{ID: 11}, {ID: 12}}}
	o := Organiser{Assignments: []Assignment{{Role: RolePartner, SeriesID: id(1), SessionID: id(12)}}}
	if got := o.MayAt(MaySeeNames, series); len(got) != 1 || got[0].ID != 12 {
		t.Errorf("the sessions are %v", got)
	}
	if got := o.MayAt(MaySeeContacts, series); len(got) != 0 {
		t.Errorf("the sessions are %v", got)
	}
}
