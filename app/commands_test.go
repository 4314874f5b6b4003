package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"io"
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
		{"export", "--series", "a", "--format", "pdf"},
		{"export", "--series", "a", "--format", "xlsx"},
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

func TestImportTellsWhatItDidAndDoesNothingTwice(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		file := written(t, "series.yaml", smallSeries())
		first := succeed(t, "import", "--database", h.Database, file)
		if !strings.Contains(first, "series voorbeeldreeks: created\n") || !strings.Contains(first, "session zwolle: created, 4 seats\n") {
			t.Error(first)
		}
		if again := succeed(t, "import", "--database", h.Database, file); again != "series voorbeeldreeks: unchanged\n" {
			t.Error(again)
		}
	})
}

func TestImportReadsStandardInput(t *testing.T) {
	database := filepath.Join(t.TempDir(), "vonk.db")
	if got := vonkReading(t, smallSeries(), "import", "--database", database, "-"); got.status != done || !strings.Contains(got.stdout, "created") {
		t.Error(got)
	}
}

func TestDryRunTellsAndChangesNothing(t *testing.T) {
	database := filled(t)
	larger := written(t, "larger.yaml", strings.Replace(smallSeries(), "capacity: 4", "capacity: 5", 1))
	want := "session zwolle: capacity 4 → 5\n"
	for range 2 {
		if got := succeed(t, "import", "--dry-run", "--database", database, larger); got != want+"dry run: nothing was changed\n" {
			t.Error(got)
		}
	}
	if got := succeed(t, "import", "--database", database, larger); got != want {
		t.Error(got)
	}
}

func TestDryRunMakesNoDatabase(t *testing.T) {
	folder := t.TempDir()
	succeed(t, "import", "--dry-run", "--database", filepath.Join(folder, "vonk.db"), written(t, "series.yaml", smallSeries()))
	if files, _ := os.ReadDir(folder); len(files) > 0 {
		t.Error(files)
	}
}

func TestImportTellsWhatIsNotYetAppliedAndWhatIsDoubtful(t *testing.T) {
	raw := strings.Replace(smallSeries(), "{waiting_list: confirm, party_max: 4,", "{waiting_list: offer, party_max: 4, organisation_limit: {seats: 2},", 1)
	got := succeed(t, "import", "--database", filepath.Join(t.TempDir(), "vonk.db"), written(t, "series.yaml", raw))
	for _, want := range []string{
		"not yet applied: policy.waiting_list (line 10)\n", "not yet applied: policy.organisation_limit (line 10)\n",
		"warning: a party may have 4 people, but an organisation only 2 seats at a session (line 10)\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}

func TestBadSeriesFileIsToldByLineAndChangesNothing(t *testing.T) {
	database := filled(t)
	file := written(t, "bad.yaml", strings.Replace(smallSeries(), "capacity: 4", "capacity: vier\n    plekken: 4", 1))
	got := vonk(t, "import", "--database", database, file)
	lines := strings.Split(strings.TrimSpace(got.stderr), "\n")
	if got.status != failed || got.stdout != "" || len(lines) != 2 || !strings.HasPrefix(lines[0], file+":") || !strings.HasSuffix(lines[0], ": capacity takes a whole number") {
		t.Error(got)
	}
	if again := succeed(t, "import", "--database", database, written(t, "series.yaml", smallSeries())); again != "series voorbeeldreeks: unchanged\n" {
		t.Error(again)
	}
}

func TestImportRefusesWhatItCannotRead(t *testing.T) {
	database := filepath.Join(t.TempDir(), "vonk.db")
	complain(t, failed, "import", "--database", database, "missing.yaml")
	complain(t, failed, "import", "--database", database, t.TempDir())
}

func TestCapacityBelowWhatIsTakenIsRefused(t *testing.T) {
	database := filled(t)
	signedUp(t, database, "Een", "Twee", "Drie")
	file := written(t, "small.yaml", strings.Replace(smallSeries(), "capacity: 4", "capacity: 2", 1))
	if got := complain(t, failed, "import", "--database", database, file); !strings.Contains(got, "Zwolle") {
		t.Error(got)
	}
}

func TestExportWritesTheListInEachFormat(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		succeed(t, "import", "--database", h.Database, written(t, "series.yaml", smallSeries()))
		signedUp(t, h.Database, "Een", "Twee", "Drie")
		signedUp(t, h.Database, "Vier", "Vijf")
		export := func(args ...string) string {
			return succeed(t, append([]string{"export", "--database", h.Database, "--series", "voorbeeldreeks"}, args...)...)
		}
		dutch := export()
		if !strings.HasPrefix(dutch, "\ufeffKenmerk;Sessie;Status;") || strings.Count(dutch, "\r\n") != 6 || strings.Contains(dutch, "Veganistisch") {
			t.Error(dutch)
		}
		if !strings.Contains(dutch, ";'=1+1\r\n") {
			t.Error("a formula is not defused")
		}
		rows, err := csv.NewReader(strings.NewReader(export("--language", "en"))).ReadAll()
		if err != nil || len(rows) != 6 || rows[0][0] != "Reference" || rows[5][2] != "waiting" || rows[5][3] != "1" {
			t.Error(rows, err)
		}
		if got := export("--dialect", "rfc4180"); !strings.HasPrefix(got, "Kenmerk,Sessie,") {
			t.Error(got)
		}
		if got := export("--session", "arnhem"); strings.Count(got, "\r\n") != 1 {
			t.Error(got)
		}
		if got := export("--sensitive"); !strings.Contains(got, ";Veganistisch\r\n") {
			t.Error(got)
		}
		var list []map[string]any
		if err := json.Unmarshal([]byte(export("--format", "json")), &list); err != nil || len(list) != 5 || list[0]["name"] != "Een" || list[0]["vraag"] != "=1+1" {
			t.Error(list, err)
		}
		succeed(t, "check", "--database", h.Database) // the audit holds the sensitive export
	})
}

func TestExportedFileIsWholeOrTheOldOne(t *testing.T) {
	database, target := filled(t), written(t, "list.csv", "old")
	signedUp(t, database, "Een")
	complain(t, failed, "export", "--database", database, "--series", "missing", "-o", target)
	if raw, _ := os.ReadFile(target); string(raw) != "old" {
		t.Errorf("%s", raw)
	}
	if got := succeed(t, "export", "--database", database, "--series", "voorbeeldreeks", "-o", target); got != "" {
		t.Error(got)
	}
	raw, err := os.ReadFile(target)
	info, statErr := os.Stat(target)
	if err != nil || statErr != nil || !strings.Contains(string(raw), "een@sample.example") || info.Mode().Perm() != 0o600 {
		t.Errorf("%s %v %v", raw, info, err)
	}
	if files, _ := os.ReadDir(filepath.Dir(target)); len(files) != 1 {
		t.Errorf("something was left behind: %v", files)
	}
	complain(t, failed, "export", "--database", database, "--series", "voorbeeldreeks", "-o", filepath.Join(target, "list.csv"))
}

func TestFailedWriteLeavesTheOldFile(t *testing.T) {
	target := written(t, "list.csv", "old")
	err := replaceFile(target, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return io.ErrShortWrite
	})
	raw, _ := os.ReadFile(target)
	if files, _ := os.ReadDir(filepath.Dir(target)); err == nil || string(raw) != "old" || len(files) != 1 {
		t.Errorf("%v, %s, %v", err, raw, files)
	}
}

func TestUnknownSeriesAndSessionAreNamed(t *testing.T) {
	database := filled(t)
	if got := complain(t, failed, "export", "--database", database, "--series", "feest"); !strings.Contains(got, `"feest"`) {
		t.Error(got)
	}
	if got := complain(t, failed, "export", "--database", database, "--series", "voorbeeldreeks", "--session", "feest"); !strings.Contains(got, `"feest"`) {
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

func TestSecretIsMadeBesideSQLiteOnce(t *testing.T) {
	database := filled(t)
	succeed(t, "organiser", "add", "een@vonk.example", "--database", database)
	succeed(t, "organiser", "link", "een@vonk.example", "--database", database)
	path := strings.TrimSuffix(database, ".db") + ".secret"
	first, err := os.ReadFile(path)
	info, statErr := os.Stat(path)
	if err != nil || statErr != nil || len(first) < 2*models.MinSecret || info.Mode().Perm() != 0o600 {
		t.Fatal(len(first), info, err)
	}
	succeed(t, "organiser", "link", "een@vonk.example", "--database", database)
	if second, _ := os.ReadFile(path); !bytes.Equal(first, second) {
		t.Error("the secret was made anew")
	}
}

func TestSecretMustBeThereAndLong(t *testing.T) {
	database := filled(t)
	succeed(t, "organiser", "add", "een@vonk.example", "--database", database)
	link := []string{"organiser", "link", "een@vonk.example", "--database", database, "--secret-file"}
	if got := complain(t, failed, append(link, written(t, "short", "too short"))...); !strings.Contains(got, "too short") {
		t.Error(got)
	}
	complain(t, failed, append(link, filepath.Join(t.TempDir(), "missing"))...)
}

func TestPostgresNeedsASecret(t *testing.T) {
	database := storetest.PostgresDatabase(t)
	succeed(t, "organiser", "add", "een@vonk.example", "--database", database)
	complain(t, wrongUse, "organiser", "link", "een@vonk.example", "--database", database)
	complain(t, wrongUse, "serve", "--addr", "127.0.0.1:0", "--database", database)
}

func TestBackupIsACopyThatReplacesNothing(t *testing.T) {
	database := filled(t)
	signedUp(t, database, "Een")
	target := filepath.Join(t.TempDir(), "copy.db")
	succeed(t, "backup", target, "--database", database)
	if got := succeed(t, "export", "--database", target, "--series", "voorbeeldreeks"); !strings.Contains(got, "een@sample.example") {
		t.Error(got)
	}
	if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	complain(t, failed, "backup", target, "--database", database)
	complain(t, failed, "backup", filepath.Join(t.TempDir(), "missing", "copy.db"), "--database", database)
	if files, _ := os.ReadDir(filepath.Dir(target)); len(files) != 1 {
		t.Errorf("something was left behind: %v", files)
	}
}

func TestBackupOfPostgresNamesItsOwnTool(t *testing.T) {
	database := storetest.PostgresDatabase(t)
	succeed(t, "migrate", "--database", database)
	if got := complain(t, failed, "backup", filepath.Join(t.TempDir(), "copy"), "--database", database); !strings.Contains(got, "pg_dump") {
		t.Error(got)
	}
}

func TestMigrateBringsADatabaseUpToDateOnce(t *testing.T) {
	database := filepath.Join(t.TempDir(), "vonk.db")
	if got := succeed(t, "migrate", "--database", database); !strings.Contains(got, "brought up to date") {
		t.Error(got)
	}
	if got := succeed(t, "migrate", "--database", database); got != database+" is up to date\n" {
		t.Error(got)
	}
}

func TestUnusableDatabaseIsOnePlainSentence(t *testing.T) {
	newer := filled(t)
	spoil(t, newer, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
	tests := map[string]struct{ database, want string }{
		"text":    {written(t, "text.db", strings.Repeat("this is no database\n", 100)), "is no database of vonk"},
		"folder":  {t.TempDir(), "is no database of vonk"},
		"newer":   {newer, "newer version of vonk"},
		"old":     {written(t, "empty.db", ""), "older version; run vonk migrate"},
		"missing": {filepath.Join(t.TempDir(), "missing.db"), "is not there"},
		"away":    {"postgres://sample:sample@" + unused(t) + "/sample", "cannot be reached"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := complain(t, failed, "check", "--database", test.database); !strings.Contains(got, test.want) {
				t.Error(got)
			}
		})
	}
}

func TestDatabaseThatCannotBeWrittenIsOnePlainSentence(t *testing.T) {
	for key, want := range map[string]string{
		"error.database.locked": "is locked by another program", "error.database.full": "no room left on the disk",
		"error.database.readonly": "cannot be written: it is read-only", "error.database.unavailable": "cannot be reached",
	} {
		var stderr bytes.Buffer
		err := &models.Error{Code: models.Unavailable, Key: key, Args: map[string]any{"Database": "vonk.db"}}
		if status := fail(&stderr, err); status != failed || !strings.Contains(stderr.String(), want) || !strings.Contains(stderr.String(), "vonk.db") {
			t.Errorf("%s: %d %s", key, status, stderr.String())
		}
	}
}

// unused is a loopback address where nothing listens.
func unused(t *testing.T) string {
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
