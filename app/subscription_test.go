package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/models/store"
	"vonk/templates/calendar/calendartest"
)

// subscriber is somebody who keeps calendars with vdirsyncer and reads them with khal, which share nothing with ours.
type subscriber struct{ home string }

func newSubscriber(t *testing.T) *subscriber {
	t.Helper()
	s := &subscriber{home: t.TempDir()}
	s.write(t, "khal", `[calendars]
[[feed]]
path = `+filepath.Join(s.home, "feed")+`
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Amsterdam
default_timezone = Europe/Amsterdam
[sqlite]
path = `+filepath.Join(s.home, "khal.db")+"\n")
	return s
}

func (s *subscriber) write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.home, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs a program of the subscriber's, and gives what it says.
func (s *subscriber) run(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Env = append(os.Environ(), "HOME="+s.home, "LC_ALL=C.UTF-8", "NO_PROXY=*", "no_proxy=*")
	said, err := command.CombinedOutput()
	return string(said), err
}

// subscribe makes a feed the one that is followed.
func (s *subscriber) subscribe(t *testing.T, feed string) {
	t.Helper()
	for _, folder := range []string{"feed", "status"} {
		path := filepath.Join(s.home, folder)
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s.write(t, "vdirsyncer", fmt.Sprintf(`[general]
status_path = %q
[pair vonk]
a = "theirs"
b = "own"
collections = null
[storage theirs]
type = "http"
url = %q
[storage own]
type = "filesystem"
path = %q
fileext = ".ics"
`, filepath.Join(s.home, "status"), feed, filepath.Join(s.home, "feed")))
	if said, err := s.run(t, "vdirsyncer", "--config", filepath.Join(s.home, "vdirsyncer"), "discover"); err != nil {
		t.Fatalf("vdirsyncer does not take the feed: %v: %s", err, said)
	}
}

// sync fetches the feed.
func (s *subscriber) sync(t *testing.T) (string, error) {
	t.Helper()
	return s.run(t, "vdirsyncer", "--config", filepath.Join(s.home, "vdirsyncer"), "sync")
}

// mustShow fetches the feed and looks at what the calendar shows: when, what, where and how sure, on the clock of Amsterdam.
func (s *subscriber) mustShow(t *testing.T, want ...string) {
	t.Helper()
	if said, err := s.sync(t); err != nil {
		t.Fatalf("vdirsyncer cannot fetch the feed: %v: %s", err, said)
	}
	s.mustList(t, want...)
}

func (s *subscriber) mustList(t *testing.T, want ...string) {
	t.Helper()
	said, err := s.run(t, "khal", "--config", filepath.Join(s.home, "khal"), "list", "--day-format", "", "--format", "{start-date} {start-time}-{end-time} {title}, {location}: {status}", day(0, "00:00")[:10], "400d")
	if err != nil {
		t.Fatalf("khal cannot read the calendar: %v: %s", err, said)
	}
	var lines []string
	for line := range strings.Lines(said) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	slices.Sort(want)
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the calendar shows (+), not (-): %s", diff)
	}
}

// later is a session an hour later and elsewhere.
func later(session *models.Session) {
	session.Starts, session.Ends, session.Venue.Name = session.Starts.Add(time.Hour), session.Ends.Add(time.Hour), "Ander huis"
	for i := range session.Programme {
		item := &session.Programme[i]
		item.Starts, item.Ends = item.Starts.Add(time.Hour), item.Ends.Add(time.Hour)
	}
}

func edits(t *testing.T, db *store.Store, slug string, change func(*models.Session)) {
	t.Helper()
	_, err := db.Edit(t.Context(), "voorbeeldreeks", models.ActorCommand, models.Aloud, func(series *models.Series) error {
		session, _ := series.Session(slug)
		change(session)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSubscribedCalendarFollowsTheSeries(t *testing.T) {
	t.Parallel()
	database := filled(t)
	site, db, s := serving(t, "--database", database), opened(t, database), newSubscriber(t)
	s.subscribe(t, site.url+"/calendar/voorbeeldreeks.ics")
	zwolle, arnhem := day(40, "")[:10], day(55, "")[:10]
	wide := arnhem + ` 13:00-17:00 Sessie Arnhem, Voorbeeldhuis, Voorbeeldplein 2, 6800 AA Arnhem: CONFIRMED`
	s.mustShow(t, zwolle+` 13:00-17:00 Sessie Zwolle, Voorbeeldzaal, Voorbeeldstraat 1, 8000 AA Zwolle: CONFIRMED`, wide)
	edits(t, db, "zwolle", later)
	s.mustShow(t, zwolle+` 14:00-18:00 Sessie Zwolle, Ander huis, Voorbeeldstraat 1, 8000 AA Zwolle: CONFIRMED`, wide)
	if err := db.CallOff(t.Context(), "voorbeeldreeks", "zwolle", models.ActorCommand); err != nil {
		t.Fatal(err)
	}
	s.mustShow(t, zwolle+` 14:00-18:00 Sessie Zwolle, Ander huis, Voorbeeldstraat 1, 8000 AA Zwolle: CANCELLED`, wide)
}

func TestSubscribedCalendarHoldsOnesOwnSeatUntilItsAddressIsRevoked(t *testing.T) {
	t.Parallel()
	database, secret := filled(t), strings.Repeat("s", 32)
	mails := t.TempDir()
	site, db, s := serving(t, "--database", database, "--secret-file", written(t, "secret", secret), "--mail-dir", mails), opened(t, database), newSubscriber(t)
	person := signedUp(t, database, "een").Participants[0]
	tokens, err := models.NewTokens([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	feed := site.url + "/calendar/my/" + tokens.Make(models.Token{Kind: models.TokenFeed, ID: person.ID, Version: 1}) + ".ics"
	zwolle := day(40, "")[:10]
	seat := zwolle + ` 13:00-17:00 Sessie Zwolle, Voorbeeldzaal, Voorbeeldstraat 1, 8000 AA Zwolle: CONFIRMED`
	s.subscribe(t, feed)
	s.mustShow(t, seat)

	// The file of the invitation is the same event.
	waitFor(t, "the invitation", func() bool {
		found, _ := filepath.Glob(filepath.Join(mails, "*.eml"))
		return len(found) == 1
	})
	found, _ := filepath.Glob(filepath.Join(mails, "*.eml"))
	raw, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	s.write(t, "invite.ics", string(calendartest.Invitation(t, raw)))
	if said, err := s.run(t, "khal", "--config", filepath.Join(s.home, "khal"), "printics", "--format", "{start-date} {start-time}-{end-time} {title}, {location}: {status}", filepath.Join(s.home, "invite.ics")); err != nil || !strings.Contains(said, seat) {
		t.Errorf("khal reads the invitation as %v: %s", err, said)
	}

	s.subscribe(t, feed+"?programme=yes")
	s.mustShow(t, seat,
		zwolle+` 13:00-14:00 Welkom (Sessie Zwolle), Voorbeeldzaal, Voorbeeldstraat 1, 8000 AA Zwolle: CONFIRMED`,
		zwolle+` 14:00-15:00 Tafelronde (Sessie Zwolle), Voorbeeldzaal, Voorbeeldstraat 1, 8000 AA Zwolle: CONFIRMED`)

	s.subscribe(t, feed)
	s.mustShow(t, seat)
	response, err := noRedirects.PostForm(site.url+"/my/"+tokens.Make(models.Token{Kind: models.TokenParticipant, ID: person.ID, Version: 1})+"/feed", nil)
	if err != nil || response.StatusCode != http.StatusSeeOther {
		t.Fatalf("%v %v", response, err)
	}
	_ = response.Body.Close()
	edits(t, db, "zwolle", later)
	if said, err := s.sync(t); err == nil {
		t.Errorf("a revoked address still answers: %s", said)
	}
	s.mustList(t, seat)

	s.subscribe(t, site.url+"/calendar/my/"+tokens.Make(models.Token{Kind: models.TokenFeed, ID: person.ID, Version: 2})+".ics")
	s.mustShow(t, zwolle+` 14:00-18:00 Sessie Zwolle, Ander huis, Voorbeeldstraat 1, 8000 AA Zwolle: CONFIRMED`)
}
