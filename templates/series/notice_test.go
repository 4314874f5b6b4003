package series

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDoubtfulThingsAreWarnedOf(t *testing.T) {
	tests := []struct{ name, from, to, want string }{
		{"party above the limit", "party_max: 4", "party_max: 8", "warning: a party may have 8 people, but an organisation only 6 seats at a session (line 8)"},
		{"public holiday", "  slug: reeks", "  slug: reeks\n  holidays: {public: [2027-03-11]}", "warning: een is on 2027-03-11, a public holiday (line 27)"},
		{"other day", "  slug: reeks", "  slug: reeks\n  holidays: {other: [{date: 2027-03-23, name: {nl: Feest, en: Party}}]}", "warning: twee is on 2027-03-23, Party (line 35)"},
		{"closes after the last start", "closes: 2027-03-10T17:00", "closes: 2027-03-23T13:01", "warning: registration closes at 2027-03-23T13:01, after the last session has begun (line 6)"},
		{"never open", "opens: 2027-01-04T09:00, closes: 2027-03-10T17:00", "opens: 2027-03-12T09:00", "warning: nobody can sign up for een: registration opens at 2027-03-12T09:00 and closes at 2027-03-10T17:00 (line 26)"},
		{"limit that never binds", "{seats: 6}", "{seats: 6, until: 2027-01-01T09:00}", "warning: this ends at 2027-01-01T09:00, before registration opens, so it never binds (line 9)"},
		{"programme after the end", `until: "13:00"`, `until: "18:00"`, "warning: the programme of een goes on until 18:00, after the session has ended (line 31)"},
		{"draw time without a draw", "party_max: 4", "party_max: 4\n    draw_at: 2027-02-01T10:00", "warning: draw_at means nothing without admission: draw (line 9)"},
		{"time that comes twice", "opens: 2027-01-04T09:00", "opens: 2026-10-25T02:30", "warning: 2026-10-25 02:30 comes twice in Europe/Amsterdam; the first is taken (line 6)"},
		{"beacon without a draw", "party_max: 4", "party_max: 4\n    beacon: sample", "warning: beacon means nothing without admission: draw (line 9)"},
		{"draw after the last moment", "party_max: 4", "party_max: 4\n    admission: draw\n    draw_at: 2027-03-10T17:00\n    beacon: sample", "warning: the draw at 2027-03-10T17:00 gives no seats for een: the last moment for that is 2027-03-10T17:00 (line 10)"},
		{"limit that ends with the draw", "{seats: 6}", "{seats: 6, until: 2027-02-01T10:00}\n    admission: draw\n    draw_at: 2027-02-01T10:00\n    beacon: sample", "warning: this ends at 2027-02-01T10:00, before the draw gives the first seats, so it never binds (line 9)"},
		{"reserve that never binds", "seats: 12}", "seats: 12, until: 2027-01-04T09:00}", "warning: this ends at 2027-01-04T09:00, before registration opens, so it never binds (line 11)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, notices, err := Read("f.yaml", []byte(change(t, test.from, test.to)))
			if err != nil {
				t.Fatal(err)
			}
			for _, notice := range notices {
				if notice.String() == test.want {
					return
				}
			}
			t.Errorf("got %v, want %s", notices, test.want)
		})
	}
}

func TestPoliciesThatAgreeWithThemselvesAreReadWithoutANotice(t *testing.T) {
	for name, policy := range map[string]string{
		"offers always":                              "waiting_list: offer\n    offer_hours: 24",
		"no waiting list":                            "waiting_list: off",
		"a draw while registration is open":          "admission: draw\n    draw_at: 2027-02-01T10:00\n    beacon: sample",
		"a draw after registration has closed":       "admission: draw\n    draw_at: 2027-03-10T16:59\n    beacon: sample\n    close_before_start: 240h",
		"a limit until after the last session":       "organisation_limit: {seats: 6, until: 2028-01-01T09:00}",
		"reserves together as large as the capacity": "reserves:\n      - {sectors: [po], seats: 12}\n      - {sectors: [rijk], seats: 48}",
	} {
		t.Run(name, func(t *testing.T) {
			raw := change(t, "    organisation_limit: {seats: 6}\n    reserves:\n      - {sectors: [po, vo], seats: 12}\n", "    "+policy+"\n")
			_, notices, err := Read("f.yaml", []byte(raw))
			if err != nil || len(notices) > 0 {
				t.Error(notices, err)
			}
		})
	}
}

func TestSessionInItsRegionsSchoolHolidayIsPointedOut(t *testing.T) {
	raw := change(t, "  slug: reeks", "  slug: reeks\n  holidays: {school: [{regions: [noord], from: 2027-03-11, until: 2027-03-23}]}")
	raw = strings.Replace(raw, "    capacity: 60", "    capacity: 60\n    school_region: noord", 1)
	raw = strings.Replace(raw, "    capacity: 80", "    capacity: 80\n    school_region: zuid", 1)
	_, notices, err := Read("f.yaml", []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	var warned []string
	for _, notice := range notices {
		warned = append(warned, notice.Text)
	}
	if diff := cmp.Diff([]string{"een is on 2027-03-11, in the school holiday of noord"}, warned); diff != "" {
		t.Error(diff)
	}
}
