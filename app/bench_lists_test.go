package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"vonk/models"
	"vonk/templates/lists"
)

// measureList compares the attendee list as CSV with what database/sql and encoding/csv need for the same bytes.
func measureList(b *testing.B, database string) {
	opened := openStore(b, database)
	defer func() { _ = opened.Close() }()
	series, err := opened.AnySeries(context.Background(), benchSeries)
	if err != nil {
		b.Fatal(err)
	}
	rows := openRaw(b, database, durable)
	ours := func(w io.Writer) error {
		return lists.CSV(w, series, lists.Options{Language: "en"}, func(yield func(models.Attendee) error) error {
			return opened.Attendees(context.Background(), benchSeries, models.AttendeeFilter{}, yield)
		})
	}
	bare := func(w io.Writer) error { return bareList(w, rows, series.Location()) }
	var one, other bytes.Buffer
	if err := ours(&one); err != nil {
		b.Fatal(err)
	}
	if err := bare(&other); err != nil {
		b.Fatal(err)
	}
	if one.Len() < 1_000_000 || !bytes.Equal(one.Bytes(), other.Bytes()) {
		b.Fatalf("the bare list has %d bytes, and is not ours of %d", other.Len(), one.Len())
	}
	seconds := func(write func(io.Writer) error) float64 {
		began := time.Now()
		if err := write(io.Discard); err != nil {
			b.Fatal(err)
		}
		return time.Since(began).Seconds()
	}
	var ratios []float64
	for range 5 { // in turns, so that what else the machine does falls on both
		took := seconds(ours)
		ratios = append(ratios, seconds(bare)/took)
	}
	figure("export_csv_ratio", median(ratios), "x")
}

// measureSheet writes the sign-in sheet of a session of 300 people.
func measureSheet(b *testing.B) {
	const people = 300
	opened := openStore(b, filledDatabase(b, 4*people))
	defer func() { _ = opened.Close() }()
	series, err := opened.AnySeries(context.Background(), benchSeries)
	if err != nil {
		b.Fatal(err)
	}
	var times []float64
	for range 5 {
		began := time.Now()
		sheet := models.SignInSheet{Session: &series.Sessions[0]}
		filter := models.AttendeeFilter{ListFilter: models.ListFilter{Sessions: []string{sheet.Session.Slug}, Statuses: models.SheetStatuses}}
		err := opened.Attendees(context.Background(), benchSeries, filter, func(row models.Attendee) error {
			sheet.People = append(sheet.People, row)
			return nil
		})
		if err != nil || len(sheet.People) != people {
			b.Fatalf("the session has %d people: %v", len(sheet.People), err)
		}
		if err := lists.SignInSheets(io.Discard, series, lists.Options{}, opened.Now(), sheet); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(began).Seconds())
	}
	figure("signin_sheet_s", median(times), "s")
}

// measureWorkbook exports a workbook as its users do, and reads how much memory the system gave it at most.
func measureWorkbook(b *testing.B, binary, database string, rows int) {
	target := filepath.Join(b.TempDir(), "attendees.xlsx")
	took, most := exported(b, binary, database, "xlsx", target)
	book, err := excelize.OpenFile(target)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	found, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = found.Close() }()
	count := -1 // the headings
	for found.Next() {
		count++
	}
	if count != rows {
		b.Fatalf("the workbook holds %d rows of %d", count, rows)
	}
	figure("export_xlsx_s", took, "s")
	figure("export_xlsx_peak_mib", most, "MiB")
}

// bareList is what the attendee list costs without rules: one query, its rows to CSV.
func bareList(w io.Writer, db *sql.DB, zone *time.Location) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	err := out.Write([]string{
		"Reference", "Session", "Status", "Place on the waiting list", "Name", "E-mail address", "Job title", "Organisation", "Sector", "Telephone",
		"Registered at", "Language",
	})
	if err != nil {
		return err
	}
	rows, err := db.Query(`SELECT r.reference, se.slug, s.status, pa.name, pa.email, pa.role, o.name, r.sector, c.phone, r.created_at, r.language
		FROM seats s
		JOIN placements pl ON pl.id = s.placement_id
		JOIN participants pa ON pa.id = s.participant_id
		JOIN registrations r ON r.id = pl.registration_id
		JOIN contacts c ON c.registration_id = r.id
		JOIN organisations o ON o.id = r.organisation_id
		JOIN sessions se ON se.id = s.session_id
		ORDER BY se.starts, s.status, pl.number, pl.party, pa.place`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	line := map[string]int{}
	for rows.Next() {
		var reference, session, status, name, email, role, organisation, sector, phone, language, position string
		var at time.Time
		if err := rows.Scan(&reference, &session, &status, &name, &email, &role, &organisation, &sector, &phone, &at, &language); err != nil {
			return err
		}
		if status == "waiting" {
			line[session]++
			position = strconv.Itoa(line[session])
		}
		err := out.Write([]string{
			reference, session, status, position, name, email, role, organisation, sector, phone, at.In(zone).Format("2006-01-02 15:04"), language,
		})
		if err != nil {
			return err
		}
	}
	out.Flush()
	return errors.Join(rows.Err(), out.Error())
}
