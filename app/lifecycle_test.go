package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/models/store/storetest"
	"vonk/templates/calendar/calendartest"
	"vonk/templates/mails"
)

// diary is a calendar as small as RFC 5546 allows: it keeps the newest version of each event that it heard of (2.1.5), and
// remembers what was cancelled, so that an older version does not bring it back.
type diary map[string]entry

type entry struct {
	sequence, stamp, start, location, summary string
	status                                    string
}

func (d diary) apply(t *testing.T, document []byte) {
	t.Helper()
	fields := map[string]string{}
	inEvent := false
	for _, line := range calendartest.Unfold(document) {
		name, value, _ := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, ";")
		switch {
		case line == "BEGIN:VEVENT":
			inEvent = true
		case inEvent || name == "METHOD":
			fields[name] = value
		}
	}
	is := entry{fmt.Sprintf("%06s", fields["SEQUENCE"]), fields["DTSTAMP"], fields["DTSTART"], fields["LOCATION"], fields["SUMMARY"], fields["STATUS"]}
	was, known := d[fields["UID"]]
	if known && (is.sequence < was.sequence || is.sequence == was.sequence && is.stamp < was.stamp) {
		return
	}
	switch fields["METHOD"] {
	case "REQUEST", "CANCEL":
		d[fields["UID"]] = is
	default:
		t.Errorf("a calendar does nothing with METHOD %q", fields["METHOD"])
	}
}

// shows is what its owner sees.
func (d diary) shows() []string {
	var shown []string
	for _, e := range d {
		if e.status != "CANCELLED" {
			shown = append(shown, strings.Join([]string{e.status, e.start, e.location, e.summary}, " "))
		}
	}
	slices.Sort(shown)
	return shown
}

// letterbox is what each address got, in the order in which it was written.
type letterbox map[string][][]byte

func (p letterbox) collect(t *testing.T, h *storetest.Harness) {
	t.Helper()
	for _, letter := range h.Letters(t) {
		raw, err := mails.Render(&letter, mails.Options{
			BaseURL: "https://vonk.example", From: "post@vonk.example",
			Token: func(models.Token) string { return "token" }, Code: func(string) string { return "" },
		})
		if err != nil {
			t.Fatal(err)
		}
		if document := calendartest.Invitation(t, raw); document != nil {
			p[letter.RecipientEmail] = append(p[letter.RecipientEmail], document)
		}
	}
}

// diaries are the calendars of all, after they got everything in an order.
func (p letterbox) diaries(t *testing.T, order func([][]byte) [][]byte) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for address, documents := range p {
		d := diary{}
		for _, document := range order(documents) {
			d.apply(t, document)
		}
		all[address] = d.shows()
	}
	return all
}

func inOrder(documents [][]byte) [][]byte { return documents }

// shuffled are orders that a mail system may bring about.
func shuffled(seed uint64) func([][]byte) [][]byte {
	random := rand.New(rand.NewPCG(seed, 1))
	return func(documents [][]byte) [][]byte {
		documents = slices.Clone(documents)
		random.Shuffle(len(documents), func(i, j int) { documents[i], documents[j] = documents[j], documents[i] })
		return documents
	}
}

const (
	een   = "een.1@voorbeeld.example"
	twee  = "een.2@voorbeeld.example"
	nieuw = "nieuw@voorbeeld.example"
)

// life is what happens to two colleagues, and what their calendars show after each step when everything arrived.
var life = []struct {
	name  string
	act   func(ctx context.Context, h *storetest.Harness, id int64) error
	shown map[string][]string
}{
	{"sign up", func(context.Context, *storetest.Harness, int64) error { return nil }, map[string][]string{
		een:  {`CONFIRMED 20270311T130000 Voorbeeldhuis\, Voorbeeldstraat 1\, 1234 AB Zwolle Sessie Zwolle`},
		twee: {`CONFIRMED 20270311T130000 Voorbeeldhuis\, Voorbeeldstraat 1\, 1234 AB Zwolle Sessie Zwolle`},
	}},
	{"later that day", edited(func(s *models.Session) { s.Starts, s.Ends = s.Starts.Add(time.Hour), s.Ends.Add(time.Hour) }), map[string][]string{
		een:  {`CONFIRMED 20270311T140000 Voorbeeldhuis\, Voorbeeldstraat 1\, 1234 AB Zwolle Sessie Zwolle`},
		twee: {`CONFIRMED 20270311T140000 Voorbeeldhuis\, Voorbeeldstraat 1\, 1234 AB Zwolle Sessie Zwolle`},
	}},
	{"elsewhere", edited(func(s *models.Session) { s.Venue.Name = "Ander huis" }), map[string][]string{
		een:  {`CONFIRMED 20270311T140000 Ander huis\, Voorbeeldstraat 1\, 1234 AB Zwolle Sessie Zwolle`},
		twee: {`CONFIRMED 20270311T140000 Ander huis\, Voorbeeldstraat 1\, 1234 AB Zwolle Sessie Zwolle`},
	}},
	{"swap", func(ctx context.Context, h *storetest.Harness, id int64) error {
		return h.Swap(ctx, models.Holder{Registration: id}, nil, "utrecht")
	}, map[string][]string{
		een:  {`CONFIRMED 20270325T130000 Voorbeeldhuis\, Voorbeeldstraat 1\, 1234 AB Utrecht Sessie Utrecht`},
		twee: {`CONFIRMED 20270325T130000 Voorbeeldhuis\, Voorbeeldstraat 1\, 1234 AB Utrecht Sessie Utrecht`},
	}},
	{"substitute", func(ctx context.Context, h *storetest.Harness, id int64) error {
		return h.Substitute(ctx, id, 2, models.Person{Name: "Voorbeeld Nieuw", Email: nieuw}, models.ActorHolder)
	}, map[string][]string{
		een:   {`CONFIRMED 20270325T130000 Voorbeeldhuis\, Voorbeeldstraat 1\, 1234 AB Utrecht Sessie Utrecht`},
		twee:  nil,
		nieuw: {`CONFIRMED 20270325T130000 Voorbeeldhuis\, Voorbeeldstraat 1\, 1234 AB Utrecht Sessie Utrecht`},
	}},
	{"cancel", func(ctx context.Context, h *storetest.Harness, id int64) error {
		return h.Cancel(ctx, id, nil, models.ActorHolder)
	}, map[string][]string{een: nil, twee: nil, nieuw: nil}},
}

func edited(change func(*models.Session)) func(context.Context, *storetest.Harness, int64) error {
	return func(ctx context.Context, h *storetest.Harness, _ int64) error {
		_, err := h.Edit(ctx, "sample", "organiser:1", models.Aloud, func(series *models.Series) error {
			change(&series.Sessions[0])
			return nil
		})
		return err
	}
}

func TestCalendarsEndWhereTheSeatsAreInWhateverOrderTheMailsArrive(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		id := h.MustRegister(t, storetest.SignUp("een", 2)).ID
		got := letterbox{}
		for _, step := range life {
			if err := step.act(t.Context(), h, id); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			got.collect(t, h)
			h.Clock.Advance(time.Minute)
			orders := map[string]func([][]byte) [][]byte{"in order": inOrder}
			for seed := range uint64(20) {
				orders[fmt.Sprint("shuffled ", seed)] = shuffled(seed)
			}
			for name, order := range orders {
				if diff := cmp.Diff(step.shown, got.diaries(t, order)); diff != "" {
					t.Errorf("after %s, mails %s: %s", step.name, name, diff)
				}
			}
		}
		h.MustHold(t)
	})
}

// What waited in the outbox while the mail server was away is not sent any more when it is over.
func TestCalendarsEndWhereTheSeatsAreWhenEverythingLeavesAtOnce(t *testing.T) {
	for stop := range life {
		t.Run("until "+life[stop].name, func(t *testing.T) {
			h := storetest.SQLite(t)
			h.Sample(t, 10)
			id := h.MustRegister(t, storetest.SignUp("een", 2)).ID
			for _, step := range life[:stop+1] {
				if err := step.act(t.Context(), h, id); err != nil {
					t.Fatalf("%s: %v", step.name, err)
				}
				h.Clock.Advance(time.Minute)
			}
			got := letterbox{}
			got.collect(t, h)
			shown := got.diaries(t, inOrder)
			for address, want := range life[stop].shown {
				if diff := cmp.Diff(want, shown[address]); diff != "" {
					t.Errorf("%s: %s", address, diff)
				}
			}
			for address, documents := range got {
				seen := map[string]int{}
				for _, document := range documents {
					for _, line := range calendartest.Unfold(document) {
						if uid, ok := strings.CutPrefix(line, "UID:"); ok {
							seen[uid]++
						}
					}
				}
				for _, uid := range slices.Sorted(maps.Keys(seen)) {
					if seen[uid] > 1 {
						t.Errorf("%s gets %d versions of one event at once", address, seen[uid])
					}
				}
			}
		})
	}
}
