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
		wantText(t, s.get(exportsPath, cookie), "Gemaakt door organiser@vonk.example.")
		if err := h.DisableOrganiser(t.Context(), "organiser@vonk.example"); err != nil {
			t.Fatal(err)
		}
		wantStatus(t, s.get(fourth), http.StatusNotFound)
		cookie = s.signedIn(t) // enables them again
		wantStatus(t, s.get(fourth), http.StatusOK)
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

func TestASavedExportIsChangedOnItsPageAndAColleaguesChangeIsSeen(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 5)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		h.MustRegister(t, storetest.SignUp("een", 1))
		wantStatus(t, s.post(exportsPath+"/new", exportForm(), cookie), http.StatusSeeOther)
		at := page(t, s.get(exportsPath, cookie)).Find("main a[href$='/edit']").AttrOr("href", "")
		form := page(t, s.get(at, cookie))
		if form.Find("#name").AttrOr("value", "") != "Naamkaartjes" || form.Find("input[name=session]:checked").AttrOr("value", "") != "zwolle" ||
			form.Find("input[name=format]:checked").AttrOr("value", "") != "rfc4180" || form.Find("input[name=columns]:checked").Length() != 3 {
			t.Errorf("the form shows %s", text(form.Find("main")))
		}
		version := form.Find("input[name=version]").AttrOr("value", "")
		changed := with(exportForm(), "version", version)
		changed.Set("q", "een")
		changed.Set("name", "Anders")
		changed["session"], changed["status"] = []string{"zwolle", "utrecht"}, nil
		wantStatus(t, s.post(at, with(changed, "columns", "x"), cookie), http.StatusUnprocessableEntity)
		wantStatus(t, s.post(at, changed, cookie), http.StatusSeeOther)
		wantText(t, s.get(exportsPath, cookie), "Anders Zoekwoordeneen SessieZwolle, Utrecht")
		late := s.post(at, with(changed, "name", "Mijn naam"), cookie)
		wantStatus(t, late, http.StatusConflict)
		wantText(t, late, nl("error.export.changed"))
		if got := page(t, late).Find("#name").AttrOr("value", ""); got != "Mijn naam" {
			t.Errorf("what was entered is lost: %q", got)
		}
		wantStatus(t, s.get(exportsPath+"/999/edit", cookie), http.StatusNotFound)
		h.MustHold(t)
	})
}

func TestTheListIsSavedAsAnExportWithItsFilterAndColumns(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 5)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	h.MustRegister(t, storetest.SignUp("een", 2))
	h.MustRegister(t, storetest.SignUp("ander", 1))
	list := page(t, s.get("/organiser/sample/participants?q=een.1&session=zwolle&session=utrecht&status=confirmed", cookie))
	form := page(t, s.get(list.Find("#results a[href*='/exports/new?']").AttrOr("href", ""), cookie))
	entered := url.Values{"name": {"Uit de lijst"}, "version": {form.Find("input[name=version]").AttrOr("value", "")}}
	form.Find("form.form input:checked, form.form input[type=text], form.form option[selected]").Each(func(_ int, field *goquery.Selection) {
		if name, named := field.Attr("name"); named && name != "name" {
			entered.Add(name, field.AttrOr("value", ""))
		}
	})
	wantStatus(t, s.post(exportsPath+"/new", entered, cookie), http.StatusSeeOther)
	saved := s.get(exportsPath, cookie)
	wantText(t, saved, "Zoekwoordeneen.1 SessieZwolle, Utrecht StatusPlaats bevestigd KolommenKenmerk, Sessie, Status, Naam, E-mailadres, Organisatie, Sector")
	body := s.get(page(t, saved).Find("a[href$='/file']").AttrOr("href", ""), cookie).Body.Bytes()
	if len(body) < 1000 {
		t.Errorf("the file has %d bytes", len(body))
	}
	all, err := h.SavedExports(t.Context(), "sample")
	if err != nil || len(all) != 1 {
		t.Fatal(err)
	}
	if e := all[0]; e.Filter.Query != "een.1" || len(e.Filter.Sessions) != 2 || len(e.Filter.Statuses) != 1 || !e.Contacts {
		t.Errorf("it is %+v", e)
	}
}

func TestAnUnchangedExportIsNotSentAgain(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 5)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		h.MustRegister(t, storetest.SignUp("een", 1))
		id := s.sampleExport(t)
		at := exportsPath + "/" + id
		wantStatus(t, s.post(at+"/link", url.Values{"days": {"30"}}, cookie), http.StatusSeeOther)
		link := strings.TrimPrefix(page(t, s.get(exportsPath, cookie)).Find("main code").Text(), "http://vonk.example")
		tag := ""
		fetch := func(what string, want int) {
			t.Helper()
			w := s.get(link, header{"If-None-Match", tag})
			wantStatus(t, w, want)
			if got := w.Header().Get("ETag"); (got == tag) != (want == http.StatusNotModified) || !strings.HasPrefix(got, `W/"`) {
				t.Errorf("%s: the tag is %s after %s", what, got, tag)
			}
			if (w.Body.Len() == 0) != (want == http.StatusNotModified) {
				t.Errorf("%s: %d bytes", what, w.Body.Len())
			}
			tag = w.Header().Get("ETag")
		}
		fetch("first", http.StatusOK)
		fetch("nothing happened", http.StatusNotModified)
		h.MustRegister(t, storetest.SignUp("twee", 1))
		fetch("somebody signed up", http.StatusOK)
		fetch("nothing happened", http.StatusNotModified)
		form := url.Values{"name": {"Lijst"}, "columns": {"name", "sector"}, "format": {"excel"}, "language": {"nl"}, "version": {"1"}}
		wantStatus(t, s.post(at+"/edit", form, cookie), http.StatusSeeOther)
		fetch("the export changed", http.StatusOK)
		h.Clock.Set(h.Reload(t, "sample").Sessions[0].Ends)
		cookie = s.signedIn(t)
		wantStatus(t, s.post(at+"/link", url.Values{"days": {"30"}}, cookie), http.StatusSeeOther)
		link = strings.TrimPrefix(page(t, s.get(exportsPath, cookie)).Find("main code").Text(), "http://vonk.example")
		fetch("a session ended", http.StatusOK)
		fetch("nothing happened", http.StatusNotModified)
		h.MustHold(t)
	})
}
