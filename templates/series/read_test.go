package series

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
)

func read(t *testing.T, file string) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// change writes one mistake into the small sample file.
func change(t *testing.T, from, to string) string {
	t.Helper()
	good := read(t, "small.yaml")
	if !strings.Contains(good, from) {
		t.Fatalf("the sample file does not hold %q", from)
	}
	return strings.Replace(good, from, to, 1)
}

func TestEveryMistakeIsNamedWithItsLineAndColumn(t *testing.T) {
	const knownSession = "slug, title, region, school_region, partner, starts, ends, capacity, overbooking_percent, overbooking, venue, programme, status"
	tests := []struct{ name, from, to, want string }{
		{"unknown key", "    capacity: 60", "    capacity: 60\n    capaciteit: 60", `f.yaml:29:5: the key "capaciteit" is not known here; known are ` + knownSession},
		{"unknown language", "title: {nl: Een, en: One}", "title: {nl: Een, de: Eins}", `f.yaml:25:22: the key "de" is not known here; known are nl, en`},
		{"unknown part", "\nsessions:", "\nextra: 1\nsessions:", `f.yaml:23:1: the key "extra" is not known here; known are series, sessions`},
		{"key twice", "capacity: 60", "capacity: 60\n    capacity: 61", `f.yaml:29:5: the key "capacity" stands here twice; first on line 28`},
		{"required key of the series missing", "  slug: reeks\n", "", `f.yaml:1:1: the key "slug" is missing`},
		{"required key of a session missing", "    capacity: 60\n", "", `f.yaml:24:5: the key "capacity" is missing`},
		{"required key without a value", "capacity: 60", "capacity:", `f.yaml:24:5: the key "capacity" is missing`},
		{"required key of an inner part missing", "name: Voorbeeld, ", "", `f.yaml:4:3: the key "name" is missing`},
		{"number as words", "capacity: 60", "capacity: sixty", "f.yaml:28:15: capacity takes a whole number"},
		{"number in quotes", "capacity: 60", `capacity: "60"`, "f.yaml:28:15: capacity takes a whole number"},
		{"fraction", "capacity: 60", "capacity: 6.5", "f.yaml:28:15: capacity takes a whole number"},
		{"text for yes or no", "kind: text", "kind: text\n      required: ja", "f.yaml:22:17: required takes true or false"},
		{"text for a list", "sectors: [po, vo, rijk]", "sectors: po", "f.yaml:12:3: sectors takes a list: [ …, … ]"},
		{"text for a mapping", "venue: {name: Zaal, city: Zwolle, location: [52.5, 6.1]}", "venue: Zaal", "f.yaml:29:5: venue takes keys: name, address, postcode, city, location, accessibility"},
		{"list for a text", "slug: een", "slug: [een]", "f.yaml:24:11: slug takes a text"},
		{"plain title", "title: {nl: Een, en: One}", "title: Een", "f.yaml:25:5: title takes a text for each language: {nl: …, en: …}"},
		{"title in no language", "title: {nl: Een, en: One}", "title: {}", "f.yaml:25:5: a text is missing: {nl: …, en: …}"},
		{"empty text", "slug: een", `slug: ""`, "f.yaml:24:11: this text is empty; leave the key out, or fill it in"},
		{"line break in a name", "name: Voorbeeld", `name: "a\nb"`, "f.yaml:4:21: this text holds a line break or a control character"},
		{"long text", "name: Voorbeeld", "name: " + strings.Repeat("x", 5001), "f.yaml:4:21: this text is longer than 5000 characters"},
		{"empty item", "sectors: [po, vo, rijk]", "sectors: [po, vo, rijk, ~]", "f.yaml:12:27: this item is empty"},

		{"capitals in a slug", "slug: reeks", "slug: Reeks", `f.yaml:2:9: "Reeks" takes only small letters a to z, digits and hyphens`},
		{"long slug", "slug: reeks", "slug: " + strings.Repeat("x", 81), "f.yaml:2:9: this is longer than 80 characters"},
		{"reserved series slug", "slug: reeks", "slug: my", `f.yaml:2:9: "my" cannot be used here: Vonk uses that word itself`},
		{"reserved session slug", "slug: een", "slug: register", `f.yaml:24:11: "register" cannot be used here: Vonk uses that word itself`},
		{"session slug of the draw's page", "slug: een", "slug: draw", `f.yaml:24:11: "draw" cannot be used here: Vonk uses that word itself`},
		{"session slug twice", "slug: twee", "slug: een", `f.yaml:32:11: "een" stands here twice`},
		{"sector twice", "sectors: [po, vo, rijk]", "sectors: [po, vo, rijk, po]", `f.yaml:12:27: "po" stands here twice`},
		{"question key twice", "key: vraag", "key: lunch", `f.yaml:19:12: "lunch" stands here twice`},
		{"question key of a column", "key: vraag", "key: email", `f.yaml:19:12: "email" cannot be used here: Vonk uses that word itself`},
		{"option key twice", `en: "Yes"}}`, `en: "Yes"}}` + "\n        - {key: ja, label: {nl: Ja}}", `f.yaml:19:17: "ja" stands here twice`},

		{"unknown zone", "Europe/Amsterdam", "Europe/Zwolle", `f.yaml:5:13: there is no time zone "Europe/Zwolle": write one like Europe/Amsterdam`},
		{"the machine's own zone", "Europe/Amsterdam", "Local", `f.yaml:5:13: there is no time zone "Local": write one like Europe/Amsterdam`},
		{"wrong e-mail", "reeks@vonk.example", "reeks", `f.yaml:4:39: "reeks" is not an e-mail address`},
		{"unknown status", "  slug: reeks", "  slug: reeks\n  status: open", `f.yaml:3:11: "open" is not known here; known are published, draft`},
		{"unknown language of the series", "  slug: reeks", "  slug: reeks\n  language: de", `f.yaml:3:13: "de" is not known here; known are nl, en`},
		{"date for a time", "starts: 2027-03-11T13:00", "starts: 2027-03-11", `f.yaml:26:13: "2027-03-11" is not a time: write it like 2027-03-11T13:00, in the series' time zone`},
		{"time with a zone", "starts: 2027-03-11T13:00", "starts: 2027-03-11T13:00Z", `f.yaml:26:13: "2027-03-11T13:00Z" is not a time: write it like 2027-03-11T13:00, in the series' time zone`},
		{"no such day", "starts: 2027-03-11T13:00", "starts: 2027-02-29T13:00", `f.yaml:26:13: "2027-02-29T13:00" is not a time: write it like 2027-03-11T13:00, in the series' time zone`},
		{"skipped by the clock", "starts: 2027-03-11T13:00", "starts: 2027-03-28T02:30", "f.yaml:26:13: 2027-03-28 02:30 does not exist in Europe/Amsterdam: the clock skips it"},
		{"year", "starts: 2027-03-11T13:00", "starts: 0207-03-11T13:00", "f.yaml:26:13: the year 207 cannot be right"},
		{"ends before its start", "ends: 2027-03-11T17:00", "ends: 2027-03-11T12:00", "f.yaml:27:11: the session ends at 2027-03-11T12:00, which is not after its start at 2027-03-11T13:00"},
		{"closes before it opens", "closes: 2027-03-10T17:00", "closes: 2027-01-03T17:00", "f.yaml:6:51: registration closes at 2027-01-03T17:00, which is not after it opens at 2027-01-04T09:00"},
		{"no time of day", `at: "12:30"`, "at: half", `f.yaml:31:14: "half" is not a time of day: write it like "13:00"`},
		{"slot ends before its start", `until: "13:00"`, `until: "12:00"`, "f.yaml:31:30: this ends at 12:00, which is not after its start at 12:30"},
		{"unknown kind of slot", "kind: break", "kind: pauze", `f.yaml:31:45: "pauze" is not known here; known are plenary, workshop, tables, break`},
		{"length of time without a unit", "party_max: 4", "party_max: 4\n    close_before_start: 24", `f.yaml:9:25: "24" is not a length of time: write it like 24h or 90m`},
		{"negative length of time", "party_max: 4", "party_max: 4\n    close_before_start: -1h", "f.yaml:9:25: a length of time cannot be negative"},
		{"endless length of time", "party_max: 4", "party_max: 4\n    close_before_start: 9000h", "f.yaml:9:25: 9000h is longer than a year"},
		{"seconds", "party_max: 4", "party_max: 4\n    close_before_start: 90s", "f.yaml:9:25: a length of time takes whole minutes"},
		{"no such date", "  slug: reeks", "  slug: reeks\n  holidays: {public: [2027-13-01]}", `f.yaml:3:23: "2027-13-01" is not a date: write it like 2027-03-11`},
		{"holiday ends before its start", "  slug: reeks", "  slug: reeks\n  holidays: {school: [{regions: [noord], from: 2027-03-12, until: 2027-03-10}]}", "f.yaml:3:67: this holiday ends on 2027-03-10, before it begins on 2027-03-12"},

		{"no capacity", "capacity: 60", "capacity: 0", "f.yaml:28:15: capacity takes a number from 1 to 100000"},
		{"negative overbooking", "capacity: 80", "capacity: 80\n    overbooking_percent: -1", "f.yaml:37:26: overbooking_percent takes a number from 0 to 100"},
		{"overbooking of more than all", "capacity: 80", "capacity: 80\n    overbooking_percent: 101", "f.yaml:37:26: overbooking_percent takes a number from 0 to 100"},
		{"no party", "party_max: 4", "party_max: 0", "f.yaml:8:16: party_max takes a number from 1 to 1000"},
		{"no offer hours", "party_max: 4", "party_max: 4\n    offer_hours: 0", "f.yaml:9:18: offer_hours takes a number from 1 to 1000"},
		{"negative retention", "  slug: reeks", "  slug: reeks\n  retention: {contact_days: -1}", "f.yaml:3:29: contact_days takes a number from 0 to 3660"},
		{"no sessions", "sessions:\n", "sessions: []\nextra:\n", "f.yaml:23:1: a series has at least one session\n" + `f.yaml:24:1: the key "extra" is not known here; known are series, sessions`},
		{"latitude", "location: [52.5, 6.1]", "location: [152.5, 6.1]", "f.yaml:29:39: location takes a latitude between -90 and 90 and a longitude between -180 and 180"},
		{"half a location", "location: [52.5, 6.1]", "location: [52.5]", "f.yaml:29:39: location takes two numbers: [latitude, longitude]"},

		{"unknown kind of question", "kind: text", "kind: tekst", `f.yaml:21:13: "tekst" is not known here; known are text, choice, multiple, yes-no`},
		{"choice without options", "kind: text", "kind: multiple", "f.yaml:19:7: a question of kind multiple needs options"},
		{"text with options", "kind: choice", "kind: text", "f.yaml:17:7: options are for questions of kind choice or multiple"},
		{"length of a choice", "kind: text", "kind: yes-no\n      max_length: 5", "f.yaml:22:19: max_length is for questions of kind text"},
		{"required sensitive question", "kind: text", "kind: text\n      sensitive: true\n      required: true", "f.yaml:23:17: a sensitive question cannot be required: nobody has to answer it"},
		{"asked of somebody else", "kind: text", "kind: text\n      ask: everyone", `f.yaml:22:12: "everyone" is not known here; known are each-participant`},

		{"unknown admission", "party_max: 4", "party_max: 4\n    admission: lottery", `f.yaml:9:16: "lottery" is not known here; known are first-come, draw`},
		{"unknown waiting list", "party_max: 4", "party_max: 4\n    waiting_list: on", `f.yaml:9:19: "on" is not known here; known are confirm, offer, off`},
		{"draw without its time", "party_max: 4", "party_max: 4\n    admission: draw\n    beacon: sample", `f.yaml:7:3: admission by draw needs the key "draw_at"`},
		{"draw without its beacon", "party_max: 4", "party_max: 4\n    admission: draw\n    draw_at: 2027-02-01T10:00", `f.yaml:7:3: admission by draw needs the key "beacon"`},
		{"draw at the first start", "party_max: 4", "party_max: 4\n    admission: draw\n    beacon: sample\n    draw_at: 2027-03-11T13:00", "f.yaml:11:14: the draw at 2027-03-11T13:00 is not before the first session, which begins at 2027-03-11T13:00"},
		{"draw after the first session", "party_max: 4", "party_max: 4\n    admission: draw\n    beacon: sample\n    draw_at: 2027-03-12T10:00", "f.yaml:11:14: the draw at 2027-03-12T10:00 is not before the first session, which begins at 2027-03-11T13:00"},
		{"draw before registration", "party_max: 4", "party_max: 4\n    admission: draw\n    beacon: sample\n    draw_at: 2027-01-04T09:00", "f.yaml:11:14: the draw at 2027-01-04T09:00 is not after registration opens at 2027-01-04T09:00"},
		{"reserve of an unknown sector", "[po, vo], seats", "[po, zorg], seats", `f.yaml:11:24: the sector "zorg" is not among the sectors of the series`},
		{"reserve of no sector", "[po, vo], seats", "[], seats", "f.yaml:11:10: a reserve is for at least one sector"},
		{"sector in two reserves", "seats: 12}", "seats: 12}\n      - {sectors: [po], seats: 1}", `f.yaml:12:20: the sector "po" has a reserve already; a sector is in at most one`},
		{"reserve above the capacity", "capacity: 60", "capacity: 10", "f.yaml:11:36: 12 seats are reserved at each session, but een has 10"},
		{"reserves together above the capacity", "seats: 12}", "seats: 12}\n      - {sectors: [rijk], seats: 49}", "f.yaml:12:34: 61 seats are reserved at each session, but een has 60"},
		{"no seats in a limit", "organisation_limit: {seats: 6}", "organisation_limit: {until: 2027-02-15T09:00}", `f.yaml:9:5: the key "seats" is missing`},

		{"alias without its anchor", "*programme", "*programma", "f.yaml:39:16: there is no anchor &programma for this alias"},
		{"alias in its own anchor", "programme: *programme", "programme: &loop [*loop]", "f.yaml:39:23: the alias *loop stands within its own anchor"},
		{"anchor twice", "programme: *programme", "programme: &programme []", "f.yaml:39:16: the anchor &programme is defined twice"},
		{"mistake in a part used twice", "kind: break", "kind: break, zaal: 1", `f.yaml:31:52: the key "zaal" is not known here; known are at, until, kind, title, speakers, room`},
		{"merge of a text", "slug: twee", "slug: twee\n    <<: een", "f.yaml:33:9: << takes an alias of a mapping"},
		{"tag", "slug: een", "slug: !!str een", "f.yaml:24:11: a tag (!!str) cannot stand in a series file"},
		{"tab", "series:\n", "series:\n\tslug: een\n", "f.yaml:2:1: a tab stands in the indentation; YAML takes spaces only"},
		{"bracket left open", "sectors: [po, vo, rijk]", "sectors: [po, vo, rijk", "f.yaml:13:3: this is not valid YAML: ',' or ']' must be specified"},
		{"second document", "\nsessions:", "\n---\nsessions:", "f.yaml:24:1: a second document begins here; a series file holds one"},
		{"not UTF-8", "Voorbeeldreeks", "Voorbeeld\xffreeks", "f.yaml:3:24: this is not UTF-8 text"},
		{"control character", "Voorbeeldreeks", "Voorbeeld\x00reeks", "f.yaml:3:24: a control character (U+0000) cannot stand in a series file"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			series, notices, err := Read("f.yaml", []byte(change(t, test.from, test.to)))
			if series != nil || notices != nil {
				t.Error("a bad file gave a series")
			}
			var faults FileErrors
			if !errors.As(err, &faults) {
				t.Fatalf("error %v, want %s", err, test.want)
			}
			if err.Error() != test.want {
				t.Errorf("got\n%v\nwant\n%s", err, test.want)
			}
		})
	}
}

func TestFileThatIsNoSeriesIsRefused(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"empty", "", "f.yaml:1:1: the file is empty"},
		{"comment only", "# nothing\n", "f.yaml:1:1: the file is empty"},
		{"text", "hello", "f.yaml:1:1: a series file takes keys: series, sessions"},
		{"list", "- a\n- b\n", "f.yaml:1:1: a series file takes keys: series, sessions"},
		{"too large", strings.Repeat("# comment\n", 110_000), "f.yaml:1:1: the file is larger than 1 MiB"},
		{"too many parts", strings.Repeat("- a\n", 60_000), "f.yaml:50001:1: the file is too long"},
		{"deep brackets", "a: " + strings.Repeat("[", 100_000), "f.yaml:1:54: the nesting is too deep"},
		{"deep lists", strings.Repeat("- ", 100_000), "f.yaml:1:101: the nesting is too deep"},
		{"merged aliases of aliases", bomb(), "f.yaml:1:1: "},
		{"long list used often", longList(), "f.yaml:3:"},
		{"nothing but mistakes", "sessions:\n" + strings.Repeat("- {a: 1, b: 2, c: 3}\n", 5000), "f.yaml:2:"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := Read("f.yaml", []byte(test.raw))
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %.300v, want %s", err, test.want)
			}
		})
	}
}

// bomb is a file of a few lines that would be a thousand million keys with its aliases written out.
func bomb() string {
	var b strings.Builder
	b.WriteString("sessions:\n- &a0 {slug: een}\n")
	for i := range 9 {
		b.WriteString(fmt.Sprintf("- &a%d {", i+1) + strings.Repeat(fmt.Sprintf("<<: *a%d, ", i), 10) + "}\n")
	}
	return b.String()
}

func TestHostileFileCostsLittle(t *testing.T) {
	for name, raw := range map[string]string{"merged aliases of aliases": bomb(), "long list used often": longList()} {
		t.Run(name, func(t *testing.T) {
			n := &notebook{file: "f.yaml", places: map[string]place{}, faulty: map[string]bool{}}
			file := blank()
			n.decode(n.parse([]byte(raw)), &file)
			if len(n.places) > maxNodes+10_000 || len(n.faults) == 0 {
				t.Error(len(n.places), len(n.faults))
			}
		})
	}
}

// longList is a list of a thousand items that a thousand sessions share: a million items.
func longList() string {
	return "sessions:\n- programme: &long\n" + strings.Repeat("  - {at: x}\n", 1000) + strings.Repeat("- programme: *long\n", 1000)
}

func TestAllMistakesAreFoundAtOnceFromTopToBottom(t *testing.T) {
	raw := change(t, "slug: reeks", "slug: Reeks")
	raw = strings.Replace(raw, "capacity: 80", "capacity: 0", 1)
	raw = strings.Replace(raw, "kind: text", "kind: tekst", 1)
	_, _, err := Read("f.yaml", []byte(raw))
	var faults FileErrors
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	var lines []int
	for _, fault := range faults {
		lines = append(lines, fault.Line)
	}
	if diff := cmp.Diff([]int{2, 21, 36}, lines); diff != "" {
		t.Error(diff, err)
	}
}

func TestFileWithWindowsLineEndsReadsTheSame(t *testing.T) {
	plain := read(t, "inspiratiesessies.yaml")
	want, wantNotices, err := Read("f.yaml", []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	got, notices, err := Read("f.yaml", []byte("\ufeff"+strings.ReplaceAll(plain, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(wantNotices, notices); diff != "" {
		t.Error(diff)
	}
}

func TestRealFileIsReadWhole(t *testing.T) {
	series, notices, err := Read("inspiratiesessies.yaml", []byte(read(t, "inspiratiesessies.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	utc := func(year int, month time.Month, day, hour int) time.Time {
		return time.Date(year, month, day, hour, 0, 0, 0, time.UTC)
	}
	want := models.Policy{
		Admission: "first-come", WaitingList: "confirm", OfferHours: 36, PartyMax: 4,
		OrganisationLimit: models.Limit{Seats: 4, Until: utc(2027, 2, 15, 8)},
		Reserves:          []models.Reserve{{Sectors: []string{"po", "vo", "mbo", "hbo", "wo"}, Seats: 12, Until: utc(2027, 2, 15, 8)}},
		OneSeatPerPerson:  true,
		CloseBeforeStart:  24 * time.Hour,
	}
	if diff := cmp.Diff(want, series.Policy); diff != "" {
		t.Error(diff)
	}
	if len(series.Sessions) != 4 || len(series.Questions) != 5 || len(series.Sectors) != 18 || len(series.Holidays.School) != 3 {
		t.Errorf("%d sessions, %d questions, %d sectors", len(series.Sessions), len(series.Questions), len(series.Sectors))
	}
	zwolle, arnhem := series.Sessions[0], series.Sessions[2]
	if zwolle.Starts != utc(2027, 3, 11, 12) || arnhem.Starts != utc(2027, 4, 1, 11) {
		t.Errorf("local times became %s and %s", zwolle.Starts, arnhem.Starts)
	}
	if len(arnhem.Programme) != 10 || arnhem.Programme[0].Starts != utc(2027, 4, 1, 10).Add(30*time.Minute) {
		t.Errorf("the programme by alias is %+v", arnhem.Programme)
	}
	if zwolle.Venue.Latitude != 52.5036 || zwolle.Venue.Postcode != "8012 EE" || series.OrganiserPhone != "070-0000000" {
		t.Errorf("venue %+v, telephone %q", zwolle.Venue, series.OrganiserPhone)
	}
	lunch, _ := series.Question("lunch")
	if !lunch.Sensitive || !lunch.EachParticipant || lunch.Options[3].Label.NL != "Anders, neem contact met mij op" {
		t.Errorf("%+v", lunch)
	}
	if len(notices) > 0 {
		t.Errorf("notices %v", notices)
	}
}

func TestWhatTheFileLeavesOutHasADefault(t *testing.T) {
	raw := "series:\n  slug: a\n  title: {nl: A}\n  organiser: {name: A, email: a@vonk.example}\n  timezone: Europe/Amsterdam\n" +
		"  registration: {opens: 2027-01-04T09:00}\n" +
		"sessions:\n  - {slug: b, title: {nl: B}, starts: 2027-03-11T13:00, ends: 2027-03-11T17:00, capacity: 5, venue: {name: C}}\n"
	series, notices, err := Read("f.yaml", []byte(raw))
	if err != nil || len(notices) > 0 {
		t.Fatal(notices, err)
	}
	want := models.Policy{Admission: "first-come", WaitingList: "confirm", OfferHours: 36, PartyMax: 10, OneSeatPerPerson: true}
	if diff := cmp.Diff(want, series.Policy); diff != "" {
		t.Error(diff)
	}
	if series.Status != models.SeriesPublished || series.Language != "nl" || !series.Closes.IsZero() ||
		series.Retention != (models.Retention{ContactDays: 90, SensitiveDays: 7, FollowupDays: 270}) {
		t.Errorf("%+v", series)
	}
}

func TestOverbookingIsCountedInWholeSeats(t *testing.T) {
	series, _, err := Read("f.yaml", []byte(change(t, "capacity: 60", "capacity: 59\n    overbooking_percent: 5")))
	if err != nil || series.Sessions[0].Overbooking != 2 {
		t.Error(series, err)
	}
}

func TestTimeThatComesTwiceIsTheFirst(t *testing.T) {
	series, _, err := Read("f.yaml", []byte(change(t, "opens: 2027-01-04T09:00", "opens: 2026-10-25T02:30")))
	if err != nil || !series.Opens.Equal(time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)) {
		t.Error(series, err)
	}
}

func TestMergeKeyFillsInWhatASessionLeavesOut(t *testing.T) {
	raw := change(t, "  - slug: een", "  - &een\n    slug: een")
	raw = strings.Replace(raw, "    starts: 2027-03-23T13:00\n", "    <<: *een\n    starts: 2027-03-23T13:00\n", 1)
	raw = strings.Replace(raw, "    capacity: 80\n", "", 1)
	series, _, err := Read("f.yaml", []byte(raw))
	if err != nil || series.Sessions[1].Capacity != 60 || series.Sessions[1].Slug != "twee" {
		t.Error(series, err)
	}
}

func FuzzReadNeverPanics(f *testing.F) {
	for _, file := range []string{"small.yaml", "inspiratiesessies.yaml"} {
		raw, err := os.ReadFile("testdata/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	for _, raw := range []string{"", "a", "- a", "series: {title: &a [*a]}", "series: {<<: *a}", "? a\n: b", "%YAML 1.2\n---\na: |\n  b", bomb()} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		series, _, err := Read("f.yaml", raw)
		if (series == nil) == (err == nil) {
			t.Errorf("series %v, error %v", series, err)
		}
	})
}
