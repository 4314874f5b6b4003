package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"vonk/handlers"
	"vonk/models"
	"vonk/models/store"
)

// BenchmarkFigures prints the figures that the README quotes; make bench shows them.
func BenchmarkFigures(b *testing.B) {
	binary := os.Getenv("VONK_BENCH_BINARY")
	if binary == "" {
		b.Fatal("VONK_BENCH_BINARY names no built vonk; make bench does that")
	}
	small, large := filledDatabase(b, 1_000), filledDatabase(b, 1_000_000)
	list := filledDatabase(b, 100_000)
	for b.Loop() {
		measureRegistrations(b)
		measurePage(b)
		measureFeed(b)
		measureGrowth(b, small, large)
		measureChain(b)
		measureExport(b, binary, list, "export_rows_per_s", "export_peak_mib", 100_000)
		measureExport(b, binary, large, "export_1m_rows_per_s", "export_1m_peak_mib", 1_000_000)
		measureList(b, list)
		measureWorkbook(b, binary, list, 100_000)
		measureSheet(b)
		measureParticipants(b, list)
		measureBoard(b)
		measureMail(b)
		measureStart(b, binary, small)
		measureSimulation(b, binary)
	}
}

// figure prints one line.
func figure(name string, value float64, unit string) {
	digits := 2
	if value >= 100 {
		digits = 0
	}
	fmt.Printf("figure: %s %.*f %s\n", name, digits, value, unit)
}

// measureRegistrations compares sign-ups through the real route with bare inserts of the same rows.
func measureRegistrations(b *testing.B) {
	ours, bare := filledDatabase(b, 1_000), filledDatabase(b, 1_000)
	site := host(b, newSite(b, ours))
	rows := openRaw(b, bare, durable)
	plain := host(b, bareSignUp(b, rows))
	client := load(b)
	before := counts(b, rows)
	began := signUps.Load()
	oursRate, bareRate, ratio := compare(b, 5, 3*time.Second,
		func() error { return signUp(client, site, benchSeries, "eerste") },
		func() error { return signUp(client, plain, benchSeries, "eerste") })
	sameRows(b, signUps.Load()-began, before, counts(b, rows), counts(b, openRaw(b, ours, durable)))
	figure("registrations_per_s", oursRate, "1/s")
	figure("registrations_bare_per_s", bareRate, "1/s")
	figure("registrations_ratio", ratio, "x")
}

// sameRows fails unless both handlers wrote what a sign-up writes into each table: one row, but two audit entries, of the
// sign-up and of the seat.
func sameRows(b *testing.B, people int64, before, bare, ours map[string]int) {
	b.Helper()
	for _, table := range signUpTables {
		each := 1
		if table == "audit_entries" {
			each = 2
		}
		if written := bare[table] + ours[table] - 2*before[table]; int64(written) != people*int64(each) {
			b.Errorf("%d sign-ups left %d rows in %s", people, written, table)
		}
		if bare[table]-before[table] != each*(bare["registrations"]-before["registrations"]) {
			b.Errorf("the bare handler did not write %d rows in %s for each sign-up", each, table)
		}
	}
}

// measureGrowth compares one sign-up after the other in a large and in a small database.
func measureGrowth(b *testing.B, small, large string) {
	sites := map[string]string{small: host(b, newSite(b, small)), large: host(b, newSite(b, large))}
	client := load(b)
	times := map[string][]float64{}
	for i := range 1_000 {
		for _, path := range []string{small, large} {
			began := time.Now()
			if err := signUp(client, sites[path], benchSeries, "eerste"); err != nil {
				b.Fatal(err)
			}
			if i >= 100 { // the first of everything is made before
				times[path] = append(times[path], time.Since(began).Seconds()*1000)
			}
		}
	}
	figure("sign_up_ms", median(times[small]), "ms")
	figure("sign_up_1m_ms", median(times[large]), "ms")
	figure("growth_ratio", median(times[large])/median(times[small]), "x")
}

// measureExport runs vonk export as its users do, and reads how much memory the system gave it at most.
func measureExport(b *testing.B, binary, database, rate, peak string, least int) {
	target := filepath.Join(b.TempDir(), "attendees.csv")
	took, most := exported(b, binary, database, "csv", target)
	written, err := os.ReadFile(target)
	if err != nil {
		b.Fatal(err)
	}
	rows := bytes.Count(written, []byte("\r\n")) - 1
	if rows < least {
		b.Fatalf("the export holds %d rows of %d", rows, least)
	}
	figure(rate, float64(rows)/took, "1/s")
	figure(peak, most, "MiB")
}

// exported lets vonk export write a file, and gives the seconds that it took and the MiB that it held at most.
func exported(b *testing.B, binary, database, format, target string) (took, most float64) {
	b.Helper()
	command := exec.Command(binary, "export", "--database", database, "--series", benchSeries, "--format", format, "--language", "nl", "-o", target)
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	began := time.Now()
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	// Not what wait4 tells: that counts the memory of this process too, which was the child's before its exec.
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for again := true; again; {
		select {
		case err := <-ended:
			if again = false; err != nil {
				b.Fatalf("vonk export: %v: %s", err, &output)
			}
		case <-time.After(5 * time.Millisecond):
			most = max(most, memory(command.Process.Pid, "VmHWM:"))
		}
	}
	return time.Since(began).Seconds(), most
}

// measureStart starts vonk serve on an existing database, and reads its memory when it has nothing to do.
func measureStart(b *testing.B, binary, database string) {
	var starts, idle, private []float64
	for range 5 {
		start, all, own := startOnce(b, binary, database)
		starts, idle, private = append(starts, start), append(idle, all), append(private, own)
	}
	figure("start_ms", median(starts), "ms")
	figure("idle_mib", median(idle), "MiB")
	figure("idle_private_mib", median(private), "MiB")
}

// startOnce gives the milliseconds from the start to the first answer, and the MiB in memory two seconds later: with the pages of
// the program's file that were read, and without.
func startOnce(b *testing.B, binary, database string) (milliseconds, all, private float64) {
	address := unused(b)
	command := exec.Command(binary, "serve", "--addr", address, "--database", database, "--mail-dir", b.TempDir())
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	began := time.Now()
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	client := &http.Client{Timeout: time.Second}
	for {
		_, err := fetch(client, "http://"+address+"/"+benchSeries)
		if err == nil {
			break
		}
		if time.Since(began) > 30*time.Second {
			b.Fatalf("vonk serve does not answer: %v: %s", err, output.String())
		}
		<-time.After(time.Millisecond)
	}
	milliseconds = time.Since(began).Seconds() * 1000
	<-time.After(2 * time.Second)
	all, private = memory(command.Process.Pid, "VmRSS:"), memory(command.Process.Pid, "RssAnon:")
	client.CloseIdleConnections()
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		b.Fatal(err)
	}
	if err := command.Wait(); err != nil {
		b.Fatalf("vonk serve ended with %v: %s", err, output.String())
	}
	return milliseconds, all, private
}

// memory is how much memory a process holds (VmRSS:) or held at most (VmHWM:), in MiB; 0 when it has ended.
func memory(pid int, kind string) float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, after, _ := strings.Cut(string(status), kind)
	var kib float64
	_, _ = fmt.Sscan(after, &kib)
	return kib / 1024
}

// benchSeries is the slug of the series that is measured.
const benchSeries = "voorbeeldreeks"

// filledDatabase makes a database with a series of four sessions and that many registrations.
func filledDatabase(b *testing.B, registrations int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "vonk.db")
	now := time.Now().UTC().Truncate(time.Second)
	series := &models.Series{
		Slug: benchSeries, Status: models.SeriesPublished, Title: models.Text{NL: "Voorbeeldreeks", EN: "Sample series"},
		OrganiserName: "Voorbeeld", OrganiserEmail: "sample@organiser.example", Language: "nl", Timezone: "Europe/Amsterdam",
		Opens: now.Add(-time.Hour), Sectors: []string{"gemeenten"},
		Policy: models.Policy{Admission: models.AdmissionFirstCome, WaitingList: models.WaitingListConfirm, OneSeatPerPerson: true, PartyMax: 4},
	}
	for i, slug := range []string{"eerste", "tweede", "derde", "vierde"} {
		starts := now.AddDate(0, 1, i)
		series.Sessions = append(series.Sessions, models.Session{
			Position: i + 1, Slug: slug, Status: models.SessionPublished, Title: models.Text{NL: "Sessie " + slug, EN: "Session " + slug},
			Starts: starts, Ends: starts.Add(4 * time.Hour), Capacity: 10_000_000, Venue: models.Venue{Name: "Voorbeeldzaal", City: "Voorbeeldstad"},
		})
	}
	opened := openStore(b, path)
	if _, err := opened.Migrate(context.Background()); err != nil {
		b.Fatal(err)
	}
	if _, err := opened.Import(context.Background(), series, false); err != nil {
		b.Fatal(err)
	}
	if err := opened.Close(); err != nil {
		b.Fatal(err)
	}
	fill(b, path, registrations)
	return path
}

func openStore(b *testing.B, path string) *store.Store {
	b.Helper()
	opened, err := store.Open(context.Background(), store.Options{Database: path, Create: true})
	if err != nil {
		b.Fatal(err)
	}
	return opened
}

// newSite is the real site on a database, without a limit on sign-ups and without a worker that sends its mail.
func newSite(b *testing.B, path string) http.Handler {
	b.Helper()
	opened := openStore(b, path)
	b.Cleanup(func() { _ = opened.Close() })
	tokens, err := models.NewTokens(bytes.Repeat([]byte("s"), models.MinSecret))
	if err != nil {
		b.Fatal(err)
	}
	site, err := handlers.New(handlers.Options{Store: opened, Tokens: tokens, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), BaseURL: "http://127.0.0.1"})
	if err != nil {
		b.Fatal(err)
	}
	return site
}
