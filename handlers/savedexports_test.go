package handlers

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"vonk/models"
	"vonk/models/store/storetest"
)

const exportsPath = "/organiser/sample/exports"

// sampleExport saves a list of the people in Zwolle without a visit, and returns its id.
func (s *site) sampleExport(t testing.TB) string {
	t.Helper()
	by, err := s.AddOrganiser(t.Context(), "organiser@vonk.example", models.RoleAdmin, models.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	e := &models.SavedExport{Name: "Lijst", Columns: []string{"name"}, Format: models.ExportCSV, Language: "nl", Filter: models.ListFilter{Sessions: []string{"zwolle"}}}
	if err := s.SaveExport(t.Context(), by, "sample", e); err != nil {
		t.Fatal(err)
	}
	return strconv.FormatInt(e.ID, 10)
}

// exportForm is a whole list: names, organisations and a question of those with a seat in Zwolle.
func exportForm() url.Values {
	return url.Values{
		"name": {"Naamkaartjes"}, "session": {"zwolle"}, "status": {"confirmed"}, "sector": {""}, "answer": {""},
		"columns": {"answer_vraag", "organisation", "name"}, "format": {"rfc4180"}, "language": {"en"},
	}
}

func rowsOf(t *testing.T, body string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatalf("%v in %q", err, body)
	}
	return rows
}

func TestASpreadsheetFetchesASavedExportByItsLinkUntilThatEnds(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		in := storetest.SignUp("een", 2)
		in.Answers = map[string][]string{"vraag": {"Een vraag"}}
		h.MustRegister(t, in)
		h.MustRegister(t, storetest.SignUp("wacht", 1))
		wantText(t, s.get(exportsPath, cookie), "Er zijn nog geen opgeslagen lijsten.")
		wantStatus(t, s.post(exportsPath+"/new", exportForm(), cookie), http.StatusSeeOther)
		file := page(t, s.get(exportsPath, cookie)).Find("a[href$='/file']").AttrOr("href", "")
		want := [][]string{{"Name", "Organisation", "Which question do you bring?"}, {"Voorbeeld een 1", "Gemeente Voorbeeld", "Een vraag"}, {"Voorbeeld een 2", "Gemeente Voorbeeld", "Een vraag"}}
		same := func(what string, rows [][]string) {
			t.Helper()
			for i := range want {
				if len(rows) != len(want) || strings.Join(rows[i], "|") != strings.Join(want[i], "|") {
					t.Errorf("%s holds %q", what, rows)
					return
				}
			}
		}
		same("the download", rowsOf(t, s.get(file, cookie).Body.String()))

		at := strings.TrimSuffix(file, "/file")
		for _, days := range []string{"", "0", "366", "x"} {
			w := s.post(at+"/link", url.Values{"days": {days}}, cookie)
			wantStatus(t, w, http.StatusUnprocessableEntity)
			wantText(t, w, nl("problem.export.days"))
		}
		link := func() string {
			t.Helper()
			wantStatus(t, s.post(at+"/link", url.Values{"days": {"30"}}, cookie), http.StatusSeeOther)
			return strings.TrimPrefix(page(t, s.get(exportsPath, cookie)).Find("main code").Text(), "http://vonk.example")
		}
		first := link()
		w := s.get(first)
		wantStatus(t, w, http.StatusOK)
		same("the link", rowsOf(t, w.Body.String()))
		if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Disposition") == "" {
			t.Errorf("it comes with %v", w.Header())
		}
		wantStatus(t, s.do(http.MethodHead, first, nil), http.StatusOK) // does not count
		s.get(first)
		wantText(t, s.get(exportsPath, cookie), "2 keer met de link")
		// A new link ends the one before, revoking ends it, and so does its time.
		second := link()
		wantStatus(t, s.get(first), http.StatusNotFound)
		wantStatus(t, s.get(second), http.StatusOK)
		wantStatus(t, s.post(at+"/revoke", nil, cookie), http.StatusSeeOther)
		wantStatus(t, s.get(second), http.StatusNotFound)
		third := link()
		h.Clock.Advance(30*24*time.Hour - time.Second)
		wantStatus(t, s.get(third), http.StatusOK)
		h.Clock.Advance(time.Second)
		wantStatus(t, s.get(third), http.StatusNotFound)
		for _, other := range []models.Token{{Kind: models.TokenRegistration, ID: 1, Version: 1}, {Kind: models.TokenExport, ID: 99, Version: 1}} {
			wantStatus(t, s.get("/export/"+s.tokens.Make(other)), http.StatusNotFound)
		}
		cookie = s.signedIn(t)
		fourth := link()
		wantStatus(t, s.post(at+"/remove", nil, cookie), http.StatusSeeOther)
		wantStatus(t, s.get(fourth), http.StatusNotFound)
		wantStatus(t, s.get(file, cookie), http.StatusNotFound)
		h.MustHold(t)
	})
}

func TestContactDetailsAreInASavedExportOnlyIfAskedFor(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 5)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	h.MustRegister(t, storetest.SignUp("een", 1))
	form := with(exportForm(), "columns", "name", "email")
	w := s.post(exportsPath+"/new", form, cookie)
	wantStatus(t, w, http.StatusUnprocessableEntity)
	doc := page(t, w)
	if text(doc.Find("#contacts-error")) != nl("problem.export.contacts") || doc.Find("#name").AttrOr("value", "") != "Naamkaartjes" || doc.Find("input[name=columns]:checked").Length() != 2 {
		t.Errorf("the form came back as %s", text(doc.Find("main")))
	}
	wantStatus(t, s.post(exportsPath+"/new", with(form, "contacts", "yes"), cookie), http.StatusSeeOther)
	file := page(t, s.get(exportsPath, cookie)).Find("a[href$='/file']").AttrOr("href", "")
	if rows := rowsOf(t, s.get(file, cookie).Body.String()); len(rows) != 2 || rows[1][1] != "een.1@voorbeeld.example" {
		t.Errorf("the rows are %v", rows)
	}
	for _, format := range []string{"xlsx", "excel", "json"} {
		wantStatus(t, s.post(exportsPath+"/new", with(exportForm(), "format", format), cookie), http.StatusSeeOther)
	}
	page(t, s.get(exportsPath, cookie)).Find("a[href$='/file']").Each(func(_ int, a *goquery.Selection) {
		wantStatus(t, s.get(a.AttrOr("href", ""), cookie), http.StatusOK)
	})
}

func TestSensitiveAnswersAreDownloadedByWhoMaySeeThemAndAudited(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 5)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		if err := h.AnswerPersonal(t.Context(), r.Participants[0].ID, map[string][]string{"lunch": {"halal"}}); err != nil {
			t.Fatal(err)
		}
		at := exportsPath + "/" + s.sampleExport(t)
		wantText(t, s.get(at+"/sensitive", cookie), "Heeft u een dieetwens?")
		if got := s.post(at+"/sensitive", nil, cookie).Body.String(); !strings.Contains(got, "Halal") {
			t.Errorf("it holds %q", got)
		}
		if got := s.get(at+"/file", cookie).Body.String(); strings.Contains(got, "Halal") {
			t.Errorf("without asking it holds %q", got)
		}
		var actor string
		var entries int
		if err := h.SQL(t).QueryRow("SELECT min(actor), count(*) FROM audit_entries WHERE action = 'export-sensitive'").Scan(&actor, &entries); err != nil || entries != 1 || actor != "organiser:1" {
			t.Errorf("%d entries name %s: %v", entries, actor, err)
		}
		// Whose proof is old proves again who they are.
		h.Clock.Advance(15 * time.Minute)
		w := s.post(at+"/sensitive", nil, cookie)
		wantStatus(t, w, http.StatusSeeOther)
		if !strings.HasPrefix(w.Header().Get("Location"), provePath) {
			t.Errorf("it leads to %s", w.Header().Get("Location"))
		}
		h.MustHold(t)
	})
}
