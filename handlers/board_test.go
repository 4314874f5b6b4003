package handlers

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestBoardShowsTheSessionsThatOneMaySee(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		s := newSite(t, h)
		in := storetest.SignUp("een", 2)
		in.Answers = map[string][]string{"zoekt": {"partners"}}
		h.MustRegister(t, in)
		elsewhere := storetest.SignUp("twee", 1)
		elsewhere.Session, elsewhere.Organisation = "utrecht", "Elders"
		h.MustRegister(t, elsewhere)
		if _, err := h.SQL(t).Exec("UPDATE letters SET status = 'failed', failure = '550 unknown user'"); err != nil {
			t.Fatal(err)
		}

		admin := s.signedIn(t)
		w := s.get("/organiser/sample/board", admin)
		wantStatus(t, w, http.StatusOK)
		wantText(t, w, "Zwolle, donderdag 11 maart")
		wantText(t, w, "Elders")
		wantText(t, w, "een.1@voorbeeld.example")
		if live := page(t, w).Find("#board").AttrOr("data-stream", ""); live != "/sample/availability" {
			t.Errorf("the board follows %q", live)
		}
		one := s.get("/organiser/sample/board?session=zwolle", admin)
		wantText(t, one, "De cijfers hieronder gaan over Zwolle")
		if found := text(page(t, one).Find("main")); strings.Contains(found, "Elders") {
			t.Error("the board of Zwolle counts Utrecht")
		}
		wantStatus(t, s.get("/organiser/sample/board?session=geen", admin), http.StatusNotFound)

		partner := s.signedInAs(t, "partner@vonk.example", models.RolePartner, models.Scope{Series: "sample", Session: "zwolle"})
		w = s.get("/organiser/sample/board", partner)
		wantText(t, w, "Gemeente Voorbeeld")
		wantText(t, w, "mails zijn niet aangekomen")
		for _, kept := range []string{"Utrecht", "Elders", "@voorbeeld", "550 unknown"} {
			if strings.Contains(text(page(t, w).Find("main")), kept) {
				t.Errorf("a partner of Zwolle reads %q", kept)
			}
		}
		wantStatus(t, s.get("/organiser/sample/board?session=utrecht", partner), http.StatusNotFound)
	})
}

func TestBoardOfADraftFollowsNoStream(t *testing.T) {
	h := storetest.SQLite(t)
	draft := storetest.Definition(3)
	draft.Status = models.SeriesDraft
	h.Import(t, draft)
	s := newSite(t, h)
	if page(t, s.get("/organiser/sample/board", s.signedIn(t))).Find("[data-stream]").Length() != 0 {
		t.Error("the board of a draft asks for a stream that is not there")
	}
}

// needing registers somebody who answered the sensitive questions of the sample series, with one in text.
func (s *site) needing(t *testing.T) *models.Registration {
	t.Helper()
	definition := storetest.Definition(10)
	definition.Questions = append(definition.Questions, models.Question{
		Key: "nodig", Label: models.Text{NL: "Heeft u iets nodig?", EN: "Do you need anything?"}, Kind: models.QuestionText, Sensitive: true, EachParticipant: true,
	})
	s.Import(t, definition)
	r := s.MustRegister(t, storetest.SignUp("een", 2))
	if err := s.AnswerPersonal(t.Context(), r.Participants[0].ID, map[string][]string{"lunch": {"halal"}, "nodig": {"Een tolk gebarentaal"}}); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCatererReadsNumbersByALinkThatCanBeRevoked(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		r := s.needing(t)
		cookie := s.signedIn(t)
		const path = "/organiser/sample/zwolle/numbers"
		if page(t, s.get(path, cookie)).Find("#numbers-link").Length() != 0 {
			t.Error("there is a link that nobody made")
		}
		wantStatus(t, s.post(path, url.Values{"act": {"iets"}}, cookie), http.StatusNotFound)
		w := s.post(path, url.Values{"act": {"open"}}, cookie)
		wantStatus(t, w, http.StatusSeeOther)
		wantText(t, s.get(w.Header().Get("Location"), cookie), "De link is gemaakt")
		link := text(page(t, s.get(path, cookie)).Find("#numbers-link"))
		target, found := strings.CutPrefix(link, "http://vonk.example")
		if !found || !strings.HasPrefix(target, "/numbers/") {
			t.Fatalf("the link is %q", link)
		}

		w = s.get(target)
		wantStatus(t, w, http.StatusOK)
		if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("X-Robots-Tag") != "noindex" {
			t.Errorf("the headers are %v", w.Header())
		}
		wantText(t, w, "Komen zeker2")
		for _, kept := range []string{"Voorbeeld een", "een.1@", "Gemeente Voorbeeld", "tolk", r.Reference} {
			if strings.Contains(w.Body.String(), kept) {
				t.Errorf("the caterer reads %q", kept)
			}
		}
		registration := strings.TrimPrefix(s.registrationPath(r), "/my/")
		wantStatus(t, s.get("/numbers/"+registration), http.StatusNotFound)
		wantStatus(t, s.get("/my/"+strings.TrimPrefix(target, "/numbers/")), http.StatusNotFound)
		wantStatus(t, s.get("/numbers/"+strings.Repeat("a", 40)), http.StatusNotFound)
		if strings.Contains(s.log.String(), strings.TrimPrefix(target, "/numbers/")) {
			t.Error("the log holds the link")
		}

		wantStatus(t, s.post(path, url.Values{"act": {"close"}}, cookie), http.StatusSeeOther)
		wantStatus(t, s.get(target), http.StatusNotFound)
		h.MustHold(t)
	})
}

func TestNeedsAreShownToWhoOpensThemAndKeptWithANote(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		s.needing(t)
		cookie := s.signedIn(t)
		const path = "/organiser/sample/zwolle/needs"
		closed := s.get(path, cookie)
		wantText(t, closed, "1 wens, waarvan 1 nog te regelen")
		if strings.Contains(closed.Body.String(), "tolk") || strings.Contains(closed.Body.String(), "een.1@") {
			t.Error("a closed list tells what people need")
		}
		w := s.post(path+"/open", nil, cookie)
		wantStatus(t, w, http.StatusSeeOther)
		open := s.get(w.Header().Get("Location"), cookie)
		wantText(t, open, "Een tolk gebarentaal")
		answer := page(t, open).Find(`input[name="answer"]`).AttrOr("value", "")

		form := url.Values{"answer": {answer}, "arranged": {"yes"}, "note": {"Besteld bij het bureau"}, "until": {"gisteren"}}
		wrong := s.post(path, form, cookie)
		wantStatus(t, wrong, http.StatusUnprocessableEntity)
		wantText(t, wrong, nl("problem.date.invalid"))
		back := page(t, wrong)
		if back.Find("#until-"+answer).AttrOr("value", "") != "gisteren" || !strings.Contains(back.Find("#note-"+answer).Text(), "Besteld") || back.Find("#arranged-"+answer+"[checked]").Length() != 1 {
			t.Error("what was entered is lost")
		}
		w = s.post(path, with(form, "until", "2027-02-20"), cookie)
		wantStatus(t, w, http.StatusSeeOther)
		wantText(t, s.get(strings.Split(w.Header().Get("Location"), "#")[0], cookie), "Bewaard: Voorbeeld een 1.")
		wantText(t, s.get(path, cookie), "Besteld bij het bureau")
		wantStatus(t, s.post(path, url.Values{"answer": {"x"}}, cookie), http.StatusNotFound)

		// One click takes it back, and another sets it again; the note stays.
		undo := page(t, s.get(path, cookie)).Find("form[action$='/needs/arranged']")
		if undo.Length() != 1 || undo.Find("input[name=arranged]").Length() != 0 {
			t.Error("what is arranged cannot be taken back with one click")
		}
		wantStatus(t, s.post(path+"/arranged", url.Values{"answer": {answer}}, cookie), http.StatusSeeOther)
		wantText(t, s.get(path, cookie), "1 wens, waarvan 1 nog te regelen")
		wantText(t, s.get(path, cookie), "Besteld bij het bureau")
		again := page(t, s.get(path, cookie)).Find("form[action$='/needs/arranged']")
		wantStatus(t, s.post(path+"/arranged", url.Values{"answer": {answer}, "arranged": {again.Find("input[name=arranged]").AttrOr("value", "")}}, cookie), http.StatusSeeOther)
		wantText(t, s.get(path, cookie), "1 wens, waarvan 0 nog te regelen")
		for _, wrong := range []string{"", "x", "999"} {
			wantStatus(t, s.post(path+"/arranged", url.Values{"answer": {wrong}}, cookie), http.StatusNotFound)
		}
		wantStatus(t, s.post("/organiser/sample/utrecht/needs", with(form, "until", ""), cookie), http.StatusNotFound)

		rows := s.get("/organiser/sample/audit.csv", cookie).Body.String()
		for _, action := range []string{"needs-seen", "need"} {
			if !strings.Contains(rows, ","+action+",") {
				t.Errorf("the audit does not tell of %s", action)
			}
		}
		if strings.Contains(rows, "tolk") || strings.Contains(rows, "Besteld") {
			t.Error("the audit holds what somebody needs")
		}
		h.Clock.Advance(models.NeedsOpen)
		if later := s.get(path, s.signedIn(t)); strings.Contains(later.Body.String(), "tolk") {
			t.Error("the list stays open")
		}
		h.MustHold(t)
	})
}

func TestAuditIsReadInPartsAndByWhatOneLooksFor(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 100)
		s := newSite(t, h)
		var last *models.Registration
		for i := range 55 {
			last = h.MustRegister(t, storetest.SignUp(fmt.Sprintf("p%d", i), 1))
		}
		h.Clock.Advance(24 * time.Hour)
		cookie := s.signedIn(t)
		const path = "/organiser/sample/audit"
		rows := func(w *httptest.ResponseRecorder) int { t.Helper(); return page(t, w).Find("tbody tr").Length() }
		first := s.get(path, cookie)
		if n := rows(first); n != 100 {
			t.Fatalf("%d entries are on the first page", n)
		}
		second := s.get(page(t, first).Find(`a[rel="next"]`).AttrOr("href", ""), cookie)
		if n := rows(second); n != 11 || page(t, second).Find(`a[rel="next"]`).Length() != 0 {
			t.Errorf("%d entries are on the second page", n)
		}
		story := s.get(path+"?reference="+strings.ToLower(last.Reference), cookie)
		if n := rows(story); n != 2 {
			t.Errorf("%d entries are about %s", n, last.Reference)
		}
		wantText(t, s.get(path+"?from=2027-01-12", cookie), "Er is niets gevonden.")
		if n := rows(s.get(path+"?until=2027-01-11&action=import", cookie)); n != 1 {
			t.Errorf("%d imports were on the first day", n)
		}
		for _, wrong := range []string{"reference=x", "from=morgen", "until=2027-02-30"} {
			wantStatus(t, s.get(path+"?"+wrong, cookie), http.StatusUnprocessableEntity)
			wantStatus(t, s.get(path+".csv?"+wrong, cookie), http.StatusNotFound)
		}
		wantStatus(t, s.get(path+"?before=x", cookie), http.StatusNotFound)
	})
}

// Whoever has the download can compute the chain again.
func TestAuditIsDownloadedWholeWithItsChain(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 100)
		s := newSite(t, h)
		for i := range 3 {
			h.MustRegister(t, storetest.SignUp(fmt.Sprintf("p%d", i), 1))
		}
		w := s.get("/organiser/sample/audit.csv", s.signedIn(t))
		wantStatus(t, w, http.StatusOK)
		if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="sample-audit.csv"` {
			t.Errorf("it is sent as %s", got)
		}
		rows, err := csv.NewReader(w.Body).ReadAll()
		if err != nil || len(rows) != 8 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		hash := ""
		for i := len(rows) - 1; i > 0; i-- {
			at, err := time.Parse(time.RFC3339, rows[i][1])
			if err != nil {
				t.Fatal(err)
			}
			entry := models.AuditEntry{SeriesID: h.Reload(t, "sample").ID, Seq: int64(len(rows) - i), At: at, Actor: rows[i][2], Action: rows[i][4], Subject: rows[i][5], Details: rows[i][7]}
			if hash = entry.Chain(hash); hash != rows[i][8] {
				t.Fatalf("row %d does not follow from those before", i)
			}
		}
	})
}

// Whose proof is old proves again who they are, and no other way opens the list.
func TestNeedsAreOpenedByWhoHasJustProvedWhoTheyAre(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	s.needing(t)
	cookie := s.signedIn(t)
	const path = "/organiser/sample/zwolle/needs"
	wantStatus(t, s.post(path+"/open", nil, cookie), http.StatusSeeOther)
	answer := page(t, s.get(path, cookie)).Find(`input[name="answer"]`).AttrOr("value", "")
	h.Clock.Advance(59 * time.Minute)
	s.get(path, cookie) // keeps the session
	h.Clock.Advance(2 * time.Minute)
	w := s.post(path+"/open", nil, cookie)
	wantStatus(t, w, http.StatusSeeOther)
	if !strings.HasPrefix(w.Header().Get("Location"), provePath) {
		t.Errorf("it leads to %s", w.Header().Get("Location"))
	}
	wrong := s.post(path, url.Values{"answer": {answer}, "note": {"Wat ik invulde"}, "until": {"gisteren"}}, cookie)
	wantStatus(t, wrong, http.StatusUnprocessableEntity)
	if got := page(t, wrong).Find("#note-" + answer).Text(); !strings.Contains(got, "Wat ik invulde") {
		t.Errorf("what was entered is lost: %q", got)
	}
	for _, shown := range []string{wrong.Body.String(), s.get(path, cookie).Body.String()} {
		if strings.Contains(shown, "tolk") || strings.Contains(shown, "een.1@") {
			t.Error("the list opened without a proof")
		}
	}
}
