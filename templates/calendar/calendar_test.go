package calendar_test

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vonk/models"
	"vonk/templates/calendar"
	"vonk/templates/calendar/calendartest"
)

const base = "https://aanmelden.example"

// sample is a series with one session: 11 March 2027, 13.00 to 17.00 in Amsterdam.
func sample() (*models.Series, *models.Session) {
	at := func(hour, minute int) time.Time { return time.Date(2027, time.March, 11, hour, minute, 0, 0, time.UTC) }
	series := &models.Series{
		Slug: "inspiratiesessies", Timezone: "Europe/Amsterdam",
		Sessions: []models.Session{{
			Slug: "zwolle", Status: models.SessionPublished, Sequence: 3,
			Title:     models.Text{NL: "Inspiratiesessie Zwolle", EN: "Inspiration session Zwolle"},
			Starts:    at(12, 0),
			Ends:      at(16, 0),
			UpdatedAt: time.Date(2026, time.November, 16, 8, 0, 0, 0, time.UTC),
			Venue: models.Venue{
				Name: "Provinciehuis Overijssel", Address: "Luttenbergstraat 2", Postcode: "8012 EE", City: "Zwolle",
				Latitude: 52.5036, Longitude: 6.0977,
				Accessibility: models.Text{NL: "Rolstoeltoegankelijk, ringleiding in de zaal."},
			},
			Programme: []models.ProgrammeItem{
				{Starts: at(11, 30), Ends: at(12, 0), Kind: "break", Title: models.Text{NL: "Inloop met koffie en thee", EN: "Walk-in with coffee and tea"}},
				{Starts: at(12, 0), Ends: at(12, 15), Kind: "plenary", Title: models.Text{NL: "Welkom", EN: "Welcome"}, Speakers: []string{"VSO", "Provincie"}},
			},
		}},
	}
	return series, &series.Sessions[0]
}

func options() calendar.Options { return calendar.Options{BaseURL: base, Language: "nl"} }

func download(t *testing.T, series *models.Series, session *models.Session) []byte {
	t.Helper()
	var document bytes.Buffer
	if err := calendar.Session(&document, series, session, options()); err != nil {
		t.Fatal(err)
	}
	calendartest.Check(t, document.Bytes())
	return document.Bytes()
}

const wanted = `BEGIN:VCALENDAR
CALSCALE:GREGORIAN
PRODID:-//Vonk//Vonk//NL
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
DESCRIPTION:Programma\n12.30 Inloop met koffie en thee\n13.00 Welkom (VSO e
 n Provincie)\n\nToegankelijkheid: Rolstoeltoegankelijk\, ringleiding in de
  zaal.\n\nMeer over deze sessie: https://aanmelden.example/inspiratiesessi
 es/zwolle\nKunt u toch niet\, of bent u uw link kwijt? Ga naar https://aan
 melden.example/my
DTEND;TZID=Europe/Amsterdam:20270311T170000
DTSTAMP:20261116T080000Z
DTSTART;TZID=Europe/Amsterdam:20270311T130000
GEO:52.503600;6.097700
LAST-MODIFIED:20261116T080000Z
LOCATION:Provinciehuis Overijssel\, Luttenbergstraat 2\, 8012 EE Zwolle
SEQUENCE:3
STATUS:CONFIRMED
SUMMARY:Inspiratiesessie Zwolle
UID:zwolle.inspiratiesessies@aanmelden.example
URL:https://aanmelden.example/inspiratiesessies/zwolle
END:VEVENT
END:VCALENDAR
`

func TestDownloadIsTheWholeEvent(t *testing.T) {
	series, session := sample()
	got := strings.ReplaceAll(string(download(t, series, session)), "\r\n", "\n")
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Error(diff)
	}
}

func TestDownloadIsReadAlikeByAnotherParser(t *testing.T) {
	series, session := sample()
	document := download(t, series, session)
	want := []calendartest.Event{{
		UID:     "zwolle.inspiratiesessies@aanmelden.example",
		Summary: "Inspiratiesessie Zwolle",
		Description: "Programma\n12.30 Inloop met koffie en thee\n13.00 Welkom (VSO en Provincie)\n\n" +
			"Toegankelijkheid: Rolstoeltoegankelijk, ringleiding in de zaal.\n\n" +
			"Meer over deze sessie: https://aanmelden.example/inspiratiesessies/zwolle\n" +
			"Kunt u toch niet, of bent u uw link kwijt? Ga naar https://aanmelden.example/my",
		Location: "Provinciehuis Overijssel, Luttenbergstraat 2, 8012 EE Zwolle",
		URL:      base + "/inspiratiesessies/zwolle",
		Status:   "CONFIRMED", Sequence: 3, Geo: [2]float64{52.5036, 6.0977},
		Start: session.Starts, End: session.Ends, Stamp: session.UpdatedAt,
	}}
	if diff := cmp.Diff(want, calendartest.Read(t, document)); diff != "" {
		t.Error(diff)
	}
	// Under a name that it does not know, the parser has only our VTIMEZONE to go by: on both sides of the clock's changes.
	for _, starts := range []time.Time{
		session.Starts,
		time.Date(2027, time.March, 28, 0, 30, 0, 0, time.UTC), time.Date(2027, time.March, 28, 1, 0, 0, 0, time.UTC),
		time.Date(2027, time.July, 1, 10, 0, 0, 0, time.UTC), time.Date(2027, time.December, 1, 10, 0, 0, 0, time.UTC),
	} {
		session.Starts, session.Ends = starts, starts.Add(time.Hour)
		renamed := bytes.ReplaceAll(download(t, series, session), []byte("Europe/Amsterdam"), []byte("Ons/Huis"))
		event := calendartest.Read(t, renamed)[0]
		if !event.Start.Equal(session.Starts) || !event.End.Equal(session.Ends) {
			t.Errorf("%v to %v is read as %v to %v", session.Starts, session.Ends, event.Start, event.End)
		}
	}
}

func TestCancelledSessionSaysSo(t *testing.T) {
	series, session := sample()
	session.Status = models.SessionCancelled
	if got := calendartest.Read(t, download(t, series, session))[0].Status; got != "CANCELLED" {
		t.Errorf("STATUS is %s", got)
	}
}

func TestSeatHasItsOwnIdentityAndIsNoInvitation(t *testing.T) {
	series, session := sample()
	stamp := time.Date(2026, time.November, 21, 20, 56, 12, 0, time.FixedZone("", 3600))
	var document bytes.Buffer
	seat := calendar.Event{UID: "qx7@aanmelden.example", Sequence: 0, Stamp: stamp}
	if err := calendar.Seat(&document, series, session, seat, options()); err != nil {
		t.Fatal(err)
	}
	calendartest.Check(t, document.Bytes())
	event := calendartest.Read(t, document.Bytes())[0]
	if event.UID != seat.UID || event.Sequence != 0 || !event.Stamp.Equal(stamp) || event.Method != "" {
		t.Errorf("the seat's event is %+v", event)
	}
	if !strings.Contains(document.String(), "\r\nSEQUENCE:0\r\n") {
		t.Error("SEQUENCE 0 is not written")
	}
}

func TestHeldSeatIsTentativeUnlessItsSessionIsCancelled(t *testing.T) {
	for _, test := range []struct {
		tentative bool
		session   models.SessionStatus
		want      string
	}{
		{false, models.SessionPublished, "CONFIRMED"},
		{true, models.SessionPublished, "TENTATIVE"},
		{true, models.SessionCancelled, "CANCELLED"},
		{false, models.SessionCancelled, "CANCELLED"},
	} {
		series, session := sample()
		session.Status = test.session
		var document bytes.Buffer
		seat := calendar.Event{UID: "qx7@aanmelden.example", Stamp: session.UpdatedAt, Tentative: test.tentative}
		if err := calendar.Seat(&document, series, session, seat, options()); err != nil {
			t.Fatal(err)
		}
		calendartest.Check(t, document.Bytes())
		if got := calendartest.Read(t, document.Bytes())[0]; got.Status != test.want || got.Method != "" {
			t.Errorf("held %v at a session that is %s: STATUS is %s, METHOD %q", test.tentative, test.session, got.Status, got.Method)
		}
	}
}

func TestEventSpeaksTheLanguageAsked(t *testing.T) {
	series, session := sample()
	var document bytes.Buffer
	if err := calendar.Session(&document, series, session, calendar.Options{BaseURL: base, Language: "en"}); err != nil {
		t.Fatal(err)
	}
	event := calendartest.Read(t, document.Bytes())[0]
	if event.Summary != "Inspiration session Zwolle" || !strings.Contains(event.Description, "12:30 Walk-in with coffee and tea") {
		t.Errorf("the English event is %+v", event)
	}
}

// What organisers may paste into a title, and what a stranger may try. No backslash stands before an n here: version 4 of
// the other parser misreads that as the end of a line.
var nasty = []string{
	"Vonk; vuur, en een \"citaat\"", "regel één\r\nregel twee\rregel drie\nregel vier",
	"x\r\nATTENDEE:mailto:kwaad@voorbeeld.example\r\n", "BEGIN:VEVENT", "\x00\x01\x07\x1b[31m\x7f\u0085", "tab\tin het midden",
	"\xff\xfe geen UTF-8 \xc3", "\u202eachterstevoren\u202c \u2066los\u2069", "een\u2028nieuwe\u2029regel",
	"👩🏽‍💻 emoji 🎉", "عنوان طويل بالعربية", strings.Repeat("é", 300), strings.Repeat("🎉", 100), strings.Repeat("a", 74) + "é",
	strings.Repeat("漢", 24) + "a字", `C:\pad\map`, `;:,"`, "^n^'^^", " ", "%20+&=?#",
}

func TestNastyTextsNeitherBreakOutNorBreakLines(t *testing.T) {
	for _, given := range nasty {
		t.Run(fmt.Sprintf("%.20q", given), func(t *testing.T) {
			series, session := sample()
			session.Title = models.Text{NL: given}
			session.Venue.Name = given
			session.Venue.Accessibility = models.Text{NL: given}
			session.Programme[1].Title = models.Text{NL: given}
			session.Programme[1].Speakers = []string{given}
			lines := calendartest.Unfold(download(t, series, session))
			if len(lines) != strings.Count(wanted, "\n")-4 { // as many content lines as with plain texts; four were folded
				t.Errorf("%d content lines: %q", len(lines), lines)
			}
			event := calendartest.Read(t, download(t, series, session))[0]
			want := readable(given)
			if strings.TrimSpace(want) == "" {
				want = "zwolle" // an event has a title
			}
			if event.Summary != want {
				t.Errorf("the summary is read as %q, not %q", event.Summary, want)
			}
		})
	}
}

// readable is what a reader must get of a text: its lines ended by LF, without controls or marks of direction.
func readable(given string) string {
	given = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ").Replace(strings.ToValidUTF8(given, "\ufffd"))
	return strings.Map(func(r rune) rune {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0) || slices.Contains([]rune("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"), r) {
			return -1
		}
		return r
	}, given)
}

func TestAnyTextKeepsTheRulesOfCalendars(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		anything := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.Rune(), 60, 200, -1), rapid.SampledFrom(nasty),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
		series, session := sample()
		session.Title = models.Text{NL: anything.Draw(rt, "title") + "."}
		session.Venue = models.Venue{Name: anything.Draw(rt, "venue"), City: anything.Draw(rt, "city")}
		session.Programme[0].Title = models.Text{NL: anything.Draw(rt, "item")}
		session.Programme[0].Speakers = rapid.SliceOf(anything).Draw(rt, "speakers")
		session.Sequence = rapid.IntRange(0, 1000).Draw(rt, "sequence")
		var document bytes.Buffer
		if err := calendar.Session(&document, series, session, options()); err != nil {
			rt.Fatal(err)
		}
		check := &recorder{TB: t}
		calendartest.Check(check, document.Bytes())
		if len(check.complaints) > 0 {
			rt.Fatal(check.complaints)
		}
	})
}

// recorder lets rapid shrink what a helper for tests finds.
type recorder struct {
	testing.TB
	complaints []string
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.complaints = append(r.complaints, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...) }

func TestWhatCannotBeAnEventIsRefusedWithNothingWritten(t *testing.T) {
	for name, spoil := range map[string]func(*models.Series, *models.Session, *calendar.Event, *calendar.Options){
		"no UID": func(_ *models.Series, _ *models.Session, e *calendar.Event, _ *calendar.Options) { e.UID = "" },
		"no stamp": func(_ *models.Series, _ *models.Session, e *calendar.Event, _ *calendar.Options) {
			e.Stamp = time.Time{}
		},
		"ends before": func(_ *models.Series, s *models.Session, _ *calendar.Event, _ *calendar.Options) { s.Ends = s.Starts },
		"unknown zone": func(s *models.Series, _ *models.Session, _ *calendar.Event, _ *calendar.Options) {
			s.Timezone = "Europe/Zwolle"
		},
		"the server's own": func(s *models.Series, _ *models.Session, _ *calendar.Event, _ *calendar.Options) {
			s.Timezone = "Local"
		},
	} {
		series, session := sample()
		event, o := calendar.Event{UID: "a@b.example", Stamp: session.UpdatedAt}, options()
		spoil(series, session, &event, &o)
		var document bytes.Buffer
		if err := calendar.Seat(&document, series, session, event, o); err == nil || document.Len() > 0 {
			t.Errorf("%s: error %v, %d bytes written", name, err, document.Len())
		}
	}
	series, session := sample()
	if err := calendar.Session(&bytes.Buffer{}, series, session, calendar.Options{Language: "nl"}); err == nil {
		t.Error("a public event without a host for its UID is written")
	}
}

func TestLinksCarryTheEventToWebCalendars(t *testing.T) {
	series, session := sample()
	session.Title = models.Text{NL: "Vonk & vuur + 1"}
	page := base + "/inspiratiesessies/zwolle"
	for _, link := range calendar.Links(series, session, base, "nl") {
		address, err := url.Parse(link.URL)
		if err != nil || link.Name == "" {
			t.Fatalf("%+v: %v", link, err)
		}
		if address.Scheme == "webcal" { // Apple's programs fetch the download
			if want := "webcal://aanmelden.example/calendar/inspiratiesessies/zwolle.ics"; link.URL != want {
				t.Errorf("%s is at %s", link.Name, link.URL)
			}
			continue
		}
		if strings.ContainsAny(address.RawQuery, "+ ") {
			t.Errorf("%s: a space must be written %%20: %s", link.Name, address.RawQuery)
		}
		query := address.Query()
		at := func(names ...string) string {
			for _, name := range names {
				if query.Get(name) != "" {
					return query.Get(name)
				}
			}
			return ""
		}
		if got := at("text", "subject", "title"); got != "Vonk & vuur + 1" {
			t.Errorf("%s: the title is %q", link.Name, got)
		}
		if got := at("location", "in_loc"); got != session.Venue.Line() {
			t.Errorf("%s: the place is %q", link.Name, got)
		}
		if got := at("details", "body", "desc"); !strings.Contains(got, page) {
			t.Errorf("%s: the page is not in %q", link.Name, got)
		}
		if got := at("dates", "startdt", "st"); got != "20270311T120000Z/20270311T160000Z" && got != "2027-03-11T12:00:00Z" && got != "20270311T120000Z" {
			t.Errorf("%s: the time is %q", link.Name, got)
		}
		if got := at("dates", "enddt", "et"); got != "20270311T120000Z/20270311T160000Z" && got != "2027-03-11T16:00:00Z" && got != "20270311T160000Z" {
			t.Errorf("%s: the end is %q", link.Name, got)
		}
	}
}
