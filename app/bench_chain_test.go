package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

const (
	chainRuns   = 21 // cancellations that are measured
	chainLength = 50 // parties that each of them moves
)

// blockades are why most of those who wait are passed over: each gives the policy that does it, and how a blocked party is.
var blockades = []struct {
	name   string
	policy func(*models.Policy)
	size   int
	sector string
}{
	{"behind", func(*models.Policy) {}, 1, "gemeenten"}, // by nothing: they stand behind the chain
	{"size", func(*models.Policy) {}, 3, "gemeenten"},
	{"share", func(p *models.Policy) {
		p.Reserves = []models.Reserve{{Sectors: []string{"po"}, Seats: chainRuns*(chainLength+1) + 1}}
	}, 1, "gemeenten"},
	{"limit", func(p *models.Policy) { p.OrganisationLimit.Seats = 1 }, 1, "po"},
}

// measureChain times cancellations that move a chain of parties from session to session, among few and many who wait.
func measureChain(b *testing.B) {
	worst, growth := 0.0, 0.0
	for i, blockade := range blockades {
		small, large := chainTime(b, i, 1_000), chainTime(b, i, 100_000)
		figure("chain_"+blockade.name+"_ms", large, "ms")
		worst, growth = max(worst, large), max(growth, large/small)
	}
	figure("chain_ms", worst, "ms")
	figure("chain_growth_ratio", growth, "x")
}

// chainTime is the median time of a cancellation, in milliseconds.
func chainTime(b *testing.B, blockade, waiting int) float64 {
	b.Helper()
	h := storetest.SQLite(b)
	definition := storetest.Definition(1)
	definition.Policy.PartyMax = 4
	blockades[blockade].policy(&definition.Policy)
	for i := range definition.Sessions {
		definition.Sessions[i].Capacity = chainRuns * (chainLength + 1) // those of the chains; the blocked bring their own
	}
	h.Import(b, definition)
	holders := fillChain(b, h, blockade, waiting)
	var times []float64
	for _, holder := range holders {
		before := h.Reload(b, "sample").AuditSeq
		began := time.Now()
		if err := h.Cancel(context.Background(), holder, nil, models.ActorHolder); err != nil {
			b.Fatal(err)
		}
		times = append(times, float64(time.Since(began).Microseconds())/1000)
		if grants := h.Reload(b, "sample").AuditSeq - before - 1; grants != chainLength+1 {
			b.Fatalf("%s: a cancellation led to %d grants", blockades[blockade].name, grants)
		}
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// chainFiller writes rows as the store would leave them.
type chainFiller struct {
	b          *testing.B
	tx         *sql.Tx
	statements map[string]*sql.Stmt
	id         int64 // of everything that a registration has one of
	choice     int64
	number     int64
}

func (f *chainFiller) row(table, columns string, values ...any) {
	statement := f.statements[table]
	if statement == nil {
		var err error
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")
		if statement, err = f.tx.Prepare("INSERT INTO " + table + " (" + columns + ") VALUES (" + marks + ")"); err != nil {
			f.b.Fatal(err)
		}
		f.statements[table] = statement
	}
	if _, err := statement.Exec(values...); err != nil {
		f.b.Fatalf("%s: %v", table, err)
	}
}

// stay is where a party stands at a session; the first of a party's is wanted most.
type stay struct {
	session int64
	status  models.Status
}

func (f *chainFiller) party(organisation int64, sector string, size int, stays ...stay) int64 {
	f.id++
	f.number++
	at := storetest.Start.Add(-time.Hour)
	if organisation == 0 { // one of its own
		organisation = f.id + 1_000_000
		f.row("organisations", "id, name, name_key, created_at", organisation, fmt.Sprint("Voorbeeld ", f.id), fmt.Sprint("voorbeeld ", f.id), at)
	}
	f.row("registrations", "id, series_id, organisation_id, reference, sector, language, together, wait, filled_meanwhile, token_version, created_at, updated_at",
		f.id, 1, organisation, fmt.Sprintf("%08d", f.id), sector, "nl", "all", true, false, 1, at, at)
	email := fmt.Sprintf("voorbeeld%d@voorbeeld.example", f.id)
	f.row("contacts", "id, registration_id, series_id, name, email, email_key, phone, place, newsletter, followup", f.id, f.id, 1, "Voorbeeld", email, email, "", 1, false, false)
	for place := 1; place <= size; place++ {
		f.row("participants", "id, registration_id, series_id, place, party, name, email, email_key, role, token_version", f.id*4+int64(place), f.id, 1, place, 1, "Voorbeeld", email, email, "", 1)
	}
	share := 0
	if sector == "po" {
		share = 1
	}
	for rank, s := range stays {
		f.choice++
		f.row("choices", "id, series_id, registration_id, session_id, party, rank, number", f.choice, 1, f.id, s.session, 1, rank+1, f.number)
		f.row("placements", "id, series_id, registration_id, choice_id, session_id, party, number, rank, organisation_id, share, size, status, created_at, updated_at",
			f.choice, 1, f.id, f.choice, s.session, 1, f.number, rank+1, organisation, share, size, s.status, at, at)
		for place := 1; place <= size; place++ {
			f.row("seats", "series_id, session_id, placement_id, participant_id, status, uid, sequence, updated_at",
				1, s.session, f.choice, f.id*4+int64(place), s.status, fmt.Sprintf("%d.%d@vonk.example", f.choice, place), 0, at)
		}
	}
	return f.id
}

// fillChain writes those who are blocked, first in line, and after them the chains. It returns who is to cancel.
func fillChain(b *testing.B, h *storetest.Harness, blockade, waiting int) (holders []int64) {
	b.Helper()
	db := openRaw(b, h.Database, "_journal_mode=WAL&_synchronous=OFF&_busy_timeout=5000")
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	f := &chainFiller{b: b, tx: tx, statements: map[string]*sql.Stmt{}}
	const zwolle, utrecht = 1, 2
	kind := blockades[blockade]
	exec := func(statement string, values ...any) {
		if _, err := tx.Exec(statement, values...); err != nil {
			b.Fatalf("%s: %v", statement, err)
		}
	}
	for i := range int64(500) {
		exec("INSERT INTO organisations (id, name, name_key, created_at) VALUES (?, ?, ?, ?)", i+1, fmt.Sprint("Organisatie ", i), fmt.Sprint("organisatie ", i), storetest.Start)
		if kind.name == "limit" { // each has what it may have
			f.party(i+1, kind.sector, 1, stay{zwolle, models.Confirmed})
			f.party(i+1, kind.sector, 1, stay{utrecht, models.Confirmed})
		}
	}
	chains := func() {
		for range chainRuns {
			holders = append(holders, f.party(0, "po", 1, stay{zwolle, models.Confirmed}))
			for i := range chainLength {
				from, to := int64(utrecht), int64(zwolle)
				if i%2 == 1 {
					from, to = to, from
				}
				f.party(0, "po", 1, stay{to, models.Waiting}, stay{from, models.Confirmed})
			}
			f.party(0, "po", 1, stay{zwolle, models.Waiting})
		}
	}
	if kind.name == "behind" {
		chains()
	}
	for i := range int64(waiting) {
		f.party(i%500+1, kind.sector, kind.size, stay{zwolle + i%2, models.Waiting})
	}
	if kind.name != "behind" {
		chains()
	}
	exec(`UPDATE placements SET front = TRUE WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER
		(PARTITION BY session_id, organisation_id, share, size ORDER BY number) AS place FROM placements WHERE status = 'waiting') WHERE place = 1)`)
	if kind.name == "limit" {
		exec("UPDATE placements SET front = FALSE WHERE organisation_id <= 500")
	}
	for _, counter := range []string{"confirmed", "waiting"} {
		exec("UPDATE sessions SET " + counter + " = (SELECT coalesce(sum(size), 0) FROM placements WHERE session_id = sessions.id AND status = '" + counter + "')")
	}
	exec("UPDATE sessions SET capacity = confirmed")
	if kind.name == "share" {
		exec("UPDATE sessions SET shares = '[' || confirmed || ']'")
	} else {
		exec("UPDATE placements SET share = 0")
	}
	exec("UPDATE series SET next_number = ?, revision = revision + 1", f.number+1)
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	exec = func(statement string, values ...any) {
		if _, err := db.Exec(statement, values...); err != nil {
			b.Fatal(err)
		}
	}
	exec("ANALYZE")
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	return holders
}
