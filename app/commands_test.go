package main

import (
	"bytes"
	"context"
	"database/sql"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/models/store"
	"vonk/models/store/storetest"
)

// outcome is what came of a command.
type outcome struct {
	status         int
	stdout, stderr string
}

// vonk runs a command as a shell would.
func vonk(t *testing.T, args ...string) outcome {
	t.Helper()
	return vonkReading(t, "", args...)
}

func vonkReading(t *testing.T, stdin string, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), args, strings.NewReader(stdin), &stdout, &stderr)
	return outcome{status, stdout.String(), stderr.String()}
}

// succeed runs a command that must be done without a word of complaint.
func succeed(t *testing.T, args ...string) string {
	t.Helper()
	got := vonk(t, args...)
	if got.status != done || got.stderr != "" {
		t.Fatalf("vonk %s: %d: %s", strings.Join(args, " "), got.status, got.stderr)
	}
	return got.stdout
}

// complain runs a command that must end with that status, one plain line on stderr, and nothing else.
func complain(t *testing.T, status int, args ...string) string {
	t.Helper()
	got := vonk(t, args...)
	line, rest, _ := strings.Cut(got.stderr, "\n")
	if got.status != status || !strings.HasPrefix(line, "vonk: ") || rest != "" || got.stdout != "" {
		t.Errorf("vonk %s: status %d, stdout %q, stderr %q", strings.Join(args, " "), got.status, got.stdout, got.stderr)
	}
	return line
}

// written makes a file for a test.
func written(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// filled is a database with the small series.
func filled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "vonk.db")
	succeed(t, "import", "--database", path, written(t, "series.yaml", smallSeries()))
	return path
}

// opened is a database for a test's own use.
func opened(t *testing.T, database string) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Database: database})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// signedUp signs sample people up for Zwolle, past the site, and returns their registration.
func signedUp(t *testing.T, database string, people ...string) *models.Registration {
	t.Helper()
	in := models.SignUp{Session: "zwolle", Organisation: "Voorbeeld", Sector: "mbo", Language: "nl", Answers: map[string][]string{"vraag": {"=1+1"}}}
	for _, name := range people {
		in.People = append(in.People, models.Person{Name: name, Email: strings.ToLower(name) + "@sample.example"})
	}
	db := opened(t, database)
	registration, err := db.Register(t.Context(), "voorbeeldreeks", in)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.AnswerPersonal(t.Context(), registration.Participants[0].ID, map[string][]string{"lunch": {"veganistisch"}}); err != nil {
		t.Fatal(err)
	}
	return registration
}

func TestWrongUseIsOneLineAndStatusTwo(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range [][]string{
		{},
		{"dance"},
		{"serve", "--loud"},
		{"export"},
		{"import"},
		{"organiser"},
		{"organiser", "add"},
		{"cancel"},
		{"backup"},
		{"check", "now"},
		{"export", "--series", "a", "--format", "doc"},
		{"export", "--series", "a", "--format", "pdf", "--sensitive"},
		{"export", "--series", "a", "--dialect", "tsv"},
		{"export", "--series", "a", "--language", "de"},
		{"organiser", "add", "nobody"},
		{"organiser", "add", "a@vonk.example", "--role", "king"},
		{"serve", "--rate-limit", "-1"},
		{"serve", "--rate-limit", "many"},
		{"serve", "--trusted-proxies", "here"},
		{"serve", "--log", "xml"},
		{"serve", "--addr", "nowhere"},
		{"serve", "--addr", "127.0.0.1:0", "--base-url", "vonk.example"},
		{"serve", "--addr", "127.0.0.1:0", "--smtp", "http://host"},
		{"serve", "--addr", "127.0.0.1:0", "--mail-from", "nobody"},
	} {
		complain(t, wrongUse, args...)
	}
}

func TestOnlySomeCommandsMakeAMissingDatabase(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range [][]string{
		{"export", "--series", "a"},
		{"organiser", "link", "a@vonk.example"},
		{"organiser", "list"},
		{"organiser", "disable", "a@vonk.example"},
		{"cancel", "AAAA-BBBB"},
		{"check"},
		{"backup", "copy.db"},
	} {
		if got := complain(t, failed, args...); !strings.Contains(got, "vonk.db is not there") {
			t.Error(got)
		}
	}
	if files, _ := os.ReadDir("."); len(files) > 0 {
		t.Errorf("a file was made: %v", files)
	}
	succeed(t, "migrate", "--database", "one.db")
	succeed(t, "organiser", "add", "a@vonk.example", "--database", "two.db")
	for _, made := range []string{"one.db", "two.db"} {
		if info, err := os.Stat(made); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", made, info, err)
		}
	}
}

func TestHelpTellsEveryCommandFlagAndVariable(t *testing.T) {
	all := succeed(t, "help")
	for _, want := range []string{
		"vonk serve", "vonk import", "vonk export", "vonk organiser add", "vonk organiser link", "vonk organiser list", "vonk organiser disable",
		"vonk cancel", "vonk check", "vonk migrate", "vonk backup", "vonk version",
		"--addr=:8080", "VONK_ADDR", "--database=vonk.db", "VONK_DATABASE", "--base-url", "VONK_BASE_URL", "--secret-file", "VONK_SECRET_FILE",
		"--trusted-proxies", "VONK_TRUSTED_PROXIES", "--smtp", "VONK_SMTP", "--mail-dir", "VONK_MAIL_DIR", "--mail-from", "VONK_MAIL_FROM",
		"--log=text", "VONK_LOG", "--rate-limit=60", "VONK_RATE_LIMIT", "--demo", "--dry-run", "--sensitive", "-o, --output",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("help does not tell of %s", want)
		}
	}
	one := succeed(t, "export", "--help")
	if !strings.Contains(one, "--dialect") || strings.Contains(one, "--addr") || succeed(t, "help", "export") != one || succeed(t, "-h") != all {
		t.Error(one)
	}
}

func TestVersionIsTold(t *testing.T) {
	if got := succeed(t, "version"); !strings.HasPrefix(got, "vonk ") || strings.Count(got, "\n") != 1 {
		t.Error(got)
	}
}

func TestCancelFreesTheSeatsAndSaysSoOnce(t *testing.T) {
	database := filled(t)
	registration := signedUp(t, database, "Een", "Twee", "Drie", "Vier")
	signedUp(t, database, "Vijf")
	reference := registration.Reference
	if got := succeed(t, "cancel", strings.ToLower(reference), "--database", database); got != reference+" is cancelled\n" {
		t.Error(got)
	}
	if got := succeed(t, "cancel", reference, "--database", database); got != reference+" was cancelled already\n" {
		t.Error(got)
	}
	list := succeed(t, "export", "--database", database, "--series", "voorbeeldreeks", "--language", "en")
	if strings.Count(list, ",cancelled,") != 4 || strings.Count(list, ",confirmed,") != 1 {
		t.Error(list)
	}
	if got := complain(t, failed, "cancel", "AAAA-9999", "--database", database); !strings.Contains(got, "AAAA-9999") {
		t.Error(got)
	}
}

func TestCheckTellsEachViolationAndFails(t *testing.T) {
	database := filled(t)
	signedUp(t, database, "Een")
	if got := succeed(t, "check", "--database", database); got != "every rule holds\n" {
		t.Error(got)
	}
	spoil(t, database, "UPDATE sessions SET confirmed = 3 WHERE slug = 'zwolle'")
	got := vonk(t, "check", "--database", database)
	if got.status != failed || got.stderr != "" || !strings.Contains(got.stdout, "voorbeeldreeks/zwolle") {
		t.Error(got)
	}
}

// spoil changes a database behind the program's back.
func spoil(t *testing.T, database, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestOrganisersAreAddedListedAndDisabled(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		secret := written(t, "secret", strings.Repeat("s", 32))
		at := func(args ...string) []string {
			return append(append([]string{"organiser"}, args...), "--database", h.Database)
		}
		succeed(t, at("add", "een@vonk.example")...)
		succeed(t, at("add", "een@vonk.example", "--role", "admin")...)
		link := succeed(t, at("link", "een@vonk.example", "--secret-file", secret, "--base-url", "https://vonk.example/")...)
		if !strings.HasPrefix(link, "https://vonk.example/organiser/sign-in/") || strings.Count(link, "\n") != 1 {
			t.Error(link)
		}
		if again := succeed(t, at("link", "een@vonk.example", "--secret-file", secret)...); again == link {
			t.Error("two links are the same")
		}
		complain(t, failed, at("link", "twee@vonk.example", "--secret-file", secret)...)
		succeed(t, at("disable", "een@vonk.example")...)
		complain(t, failed, at("disable", "twee@vonk.example")...)
		complain(t, failed, at("link", "een@vonk.example", "--secret-file", secret)...)
		if got := succeed(t, at("list")...); !strings.HasPrefix(got, "een@vonk.example\tadmin\t") || !strings.HasSuffix(got, "\tdisabled\n") {
			t.Error(got)
		}
	})
}

// unused is a loopback address where nothing listens.
func unused(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

func TestFlagsComeFromTheEnvironmentAndFromFiles(t *testing.T) {
	database := filled(t)
	t.Setenv("VONK_DATABASE_FILE", written(t, "database", database+"\n"))
	t.Setenv("VONK_SERIES", "voorbeeldreeks")
	fromFile := succeed(t, "export")
	if diff := cmp.Diff(succeed(t, "export", "--database", database, "--series", "voorbeeldreeks"), fromFile); diff != "" {
		t.Error(diff)
	}
	t.Setenv("VONK_DATABASE", filepath.Join(t.TempDir(), "other.db"))
	if got := complain(t, failed, "export"); !strings.Contains(got, "other.db") {
		t.Error("the variable does not come before the file:", got)
	}
	succeed(t, "export", "--database", database) // the flag comes before both
}

func TestFileOfAVariableMustBeThere(t *testing.T) {
	t.Setenv("VONK_DATABASE_FILE", "missing")
	if got := complain(t, wrongUse, "check"); !strings.Contains(got, "VONK_DATABASE_FILE") {
		t.Error(got)
	}
}

func TestInterruptedCommandFails(t *testing.T) {
	database := filled(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr bytes.Buffer
	status := run(ctx, []string{"check", "--database", database}, strings.NewReader(""), &stdout, &stderr)
	if status != failed || strings.Count(stderr.String(), "\n") != 1 {
		t.Error(status, stderr.String())
	}
}
