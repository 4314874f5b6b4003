// Package storetest gives a test a store of its own on each engine, builders for what it needs, and a clock that stands still.
package storetest

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of the maintenance connection

	"vonk/models"
	"vonk/models/store"
)

// Start is when the clock of every test begins: a Monday morning, UTC.
var Start = time.Date(2027, 1, 11, 9, 0, 0, 0, time.UTC)

// Harness is a store with its clock.
type Harness struct {
	*store.Store
	Clock    *Clock
	Engine   string // sqlite or postgres
	Database string // what store.Open was given
}

// Clock is a clock that moves only when told to. It is safe for concurrent use.
type Clock struct {
	mutex sync.Mutex
	now   time.Time
}

// Now is the clock's time, UTC.
func (c *Clock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.now
}

// Set moves the clock to a moment.
func (c *Clock) Set(now time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.now = now
}

// Advance moves the clock on.
func (c *Clock) Advance(by time.Duration) { c.Set(c.Now().Add(by)) }

// Both runs a test on a fresh store of each engine, as parallel subtests.
func Both(t *testing.T, test func(t *testing.T, h *Harness)) {
	t.Helper()
	for _, engine := range []struct {
		name string
		open func(testing.TB) *Harness
	}{{"sqlite", SQLite}, {"postgres", Postgres}} {
		t.Run(engine.name, func(t *testing.T) {
			t.Parallel()
			test(t, engine.open(t))
		})
	}
}

// SQLite gives a fresh, migrated store in a file of the test's own.
func SQLite(t testing.TB) *Harness {
	t.Helper()
	return Open(t, "sqlite", filepath.Join(t.TempDir(), "vonk.db"), &Clock{now: Start})
}

// Postgres gives a fresh, migrated store in a database of the test's own, on the server that VONK_TEST_POSTGRES names.
func Postgres(t testing.TB) *Harness {
	t.Helper()
	return Open(t, "postgres", PostgresDatabase(t), &Clock{now: Start})
}

// PostgresDatabase makes an empty database for a test and returns its address.
func PostgresDatabase(t testing.TB) string {
	t.Helper()
	server := os.Getenv("VONK_TEST_POSTGRES")
	if server == "" {
		t.Fatal("VONK_TEST_POSTGRES names no PostgreSQL server: run the tests with `make test`")
	}
	address, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	random := make([]byte, 8)
	if _, err := rand.Read(random); err != nil {
		t.Fatal(err)
	}
	name := "vonk_" + hex.EncodeToString(random)
	maintain(t, server, "CREATE DATABASE "+name)
	t.Cleanup(func() { maintain(t, server, "DROP DATABASE "+name+" WITH (FORCE)") })
	address.Path = "/" + name
	return address.String()
}

func maintain(t testing.TB, server, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		t.Fatal(err)
	}
}

// Open opens and migrates a database, and closes it at the test's end. Two harnesses may share one database and clock.
func Open(t testing.TB, engine, database string, clock *Clock) *Harness {
	t.Helper()
	s, err := store.Open(context.Background(), store.Options{Database: database, Create: true, Now: clock.Now, Host: "vonk.example"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return &Harness{Store: s, Clock: clock, Engine: engine, Database: database}
}

// SQL opens a plain connection to the harness's database, to look at rows or to break them.
func (h *Harness) SQL(t testing.TB) *sql.DB {
	t.Helper()
	driver, address := "pgx", h.Database
	if h.Engine == "sqlite" {
		driver, address = "sqlite3", "file:"+(&url.URL{Path: h.Database}).EscapedPath()+"?_busy_timeout=5000"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Definition is a sample series, open at Start: zwolle with the given seats, eight weeks away, and utrecht with 80.
// Change what a test is about before importing it.
func Definition(seats int) *models.Series {
	starts := time.Date(2027, 3, 11, 12, 0, 0, 0, time.UTC)
	series := &models.Series{
		Slug: "sample", Status: models.SeriesPublished, Language: "nl", Timezone: "Europe/Amsterdam",
		Title:         models.Text{NL: "Voorbeeldreeks", EN: "Sample series"},
		Summary:       models.Text{NL: "Een reeks om mee te proberen.", EN: "A series to try things with."},
		OrganiserName: "Sample Organiser", OrganiserEmail: "organiser@vonk.example", OrganiserPhone: "070-0000000",
		Opens:   Start.Add(-24 * time.Hour),
		Sectors: []string{"gemeenten", "po"},
		Policy: models.Policy{
			Admission: models.AdmissionFirstCome, WaitingList: models.WaitingListConfirm, OfferHours: 36, PartyMax: 4,
			OneSeatPerPerson: true, CloseBeforeStart: 24 * time.Hour,
		},
		Retention: models.Retention{ContactDays: 90, SensitiveDays: 7, FollowupDays: 270},
		Questions: []models.Question{
			{Key: "zoekt", Label: models.Text{NL: "Wat zoekt u?", EN: "What are you looking for?"}, Kind: models.QuestionMultiple, Options: []models.Option{
				{Key: "partners", Label: models.Text{NL: "Partners", EN: "Partners"}}, {Key: "voorbeelden", Label: models.Text{NL: "Voorbeelden", EN: "Examples"}},
			}},
			{Key: "vraag", Label: models.Text{NL: "Welke vraag neemt u mee?", EN: "Which question do you bring?"}, Kind: models.QuestionText, MaxLength: 500},
			{Key: "lunch", Label: models.Text{NL: "Heeft u een dieetwens?", EN: "Do you have a dietary requirement?"}, Kind: models.QuestionChoice, Sensitive: true, EachParticipant: true, Options: []models.Option{
				{Key: "halal", Label: models.Text{NL: "Halal", EN: "Halal"}}, {Key: "veganistisch", Label: models.Text{NL: "Veganistisch", EN: "Vegan"}},
			}},
		},
	}
	for i, place := range []struct {
		slug, city string
		seats      int
		lat, lon   float64
	}{{"zwolle", "Zwolle", seats, 52.5036, 6.0977}, {"utrecht", "Utrecht", 80, 52.0894, 5.1093}} {
		begin := starts.AddDate(0, 0, 14*i)
		series.Sessions = append(series.Sessions, models.Session{
			Slug: place.slug, Status: models.SessionPublished, Title: models.Text{NL: "Sessie " + place.city, EN: "Session " + place.city},
			Region: "Regio " + place.city, Starts: begin, Ends: begin.Add(4 * time.Hour), Capacity: place.seats,
			Venue: models.Venue{Name: "Voorbeeldhuis", Address: "Voorbeeldstraat 1", Postcode: "1234 AB", City: place.city, Latitude: place.lat, Longitude: place.lon},
			Programme: []models.ProgrammeItem{
				{Starts: begin, Ends: begin.Add(time.Hour), Kind: "plenary", Title: models.Text{NL: "Welkom", EN: "Welcome"}, Speakers: []string{"Sample Speaker"}},
				{Starts: begin.Add(time.Hour), Ends: begin.Add(4 * time.Hour), Kind: "tables", Title: models.Text{NL: "Tafelronde", EN: "Table round"}},
			},
		})
	}
	return series
}

// Import imports a definition and returns the series as stored.
func (h *Harness) Import(t testing.TB, definition *models.Series) *models.Series {
	t.Helper()
	if _, err := h.Store.Import(context.Background(), definition, false); err != nil {
		t.Fatal(err)
	}
	return h.Reload(t, definition.Slug)
}

// Sample imports Definition(seats).
func (h *Harness) Sample(t testing.TB, seats int) *models.Series {
	t.Helper()
	return h.Import(t, Definition(seats))
}

// Reload reads a series as it is now.
func (h *Harness) Reload(t testing.TB, slug string) *models.Series {
	t.Helper()
	series, err := h.AnySeries(context.Background(), slug)
	if err != nil {
		t.Fatal(err)
	}
	return series
}

// SignUp makes a sign-up for zwolle of a sample party. The name makes its people's addresses; the first is the contact.
func SignUp(name string, size int) models.SignUp {
	in := models.SignUp{Session: "zwolle", Organisation: "Gemeente Voorbeeld", Sector: "gemeenten", Language: "nl"}
	for i := range size {
		in.People = append(in.People, models.Person{
			Name: fmt.Sprintf("Voorbeeld %s %d", name, i+1), Email: fmt.Sprintf("%s.%d@voorbeeld.example", name, i+1), Role: "adviseur",
		})
	}
	return in
}

// MustRegister signs up for the sample series and returns the registration whole, as its page shows it.
func (h *Harness) MustRegister(t testing.TB, in models.SignUp) *models.Registration {
	t.Helper()
	made, err := h.Register(context.Background(), "sample", in)
	if err != nil {
		t.Fatal(err)
	}
	return h.Look(t, made.ID)
}

// Look reads a registration as its page shows it.
func (h *Harness) Look(t testing.TB, id int64) *models.Registration {
	t.Helper()
	r, err := h.Registration(context.Background(), id, 1)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// MustCancel takes people out of a registration, as its holder.
func (h *Harness) MustCancel(t testing.TB, id int64, places ...int) {
	t.Helper()
	if err := h.Cancel(context.Background(), id, places, models.ActorHolder); err != nil {
		t.Fatal(err)
	}
}

// MustHold fails the test when a rule, a counter or the audit chain does not hold.
func (h *Harness) MustHold(t testing.TB) {
	t.Helper()
	found, err := h.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, violation := range found {
		t.Errorf("%s does not hold: %s: %s", violation.Rule, violation.Subject, violation.Detail)
	}
}

// Letters takes every letter that is due, as the worker would, and marks it sent.
func (h *Harness) Letters(t testing.TB) []models.Letter {
	t.Helper()
	var all []models.Letter
	for {
		letters, err := h.ClaimLetters(context.Background(), 100, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if len(letters) == 0 {
			slices.SortFunc(all, func(a, b models.Letter) int { return cmp.Compare(a.ID, b.ID) })
			return all
		}
		outcomes := make([]models.Outcome, len(letters))
		for i, letter := range letters {
			outcomes[i] = models.Outcome{Letter: letter.ID, Status: models.LetterSent}
		}
		if err := h.RecordLetters(context.Background(), outcomes); err != nil {
			t.Fatal(err)
		}
		all = append(all, letters...)
	}
}
