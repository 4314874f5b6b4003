package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

// steps are those of the checklist that are done, as the page shows them: d or -.
func (s *site) steps(t *testing.T, cookie header) string {
	t.Helper()
	w := s.get("/organiser/start", cookie)
	wantStatus(t, w, http.StatusOK)
	var all strings.Builder
	document := page(t, w)
	for i := range document.Find(".todo").Length() {
		if document.Find(".todo").Eq(i).HasClass("todo-done") {
			all.WriteString("d")
		} else {
			all.WriteString("-")
		}
	}
	return all.String()
}

func TestFirstHourIsToldFromWhatIsThere(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		cookie := s.signedIn(t)
		wantText(t, s.get("/organiser", cookie), nl("start.title"))
		want := func(steps string) { // sender series privacy mail preview trial partner publish
			t.Helper()
			if got := s.steps(t, cookie); got != steps {
				t.Errorf("done are %s, want %s", got, steps)
			}
		}
		want("--------")
		way := func(step int, wanted string) {
			t.Helper()
			if got := page(t, s.get("/organiser/start", cookie)).Find(".todo").Eq(step).Find("a").AttrOr("href", ""); got != wanted {
				t.Errorf("step %d leads to %q, not %q", step+1, got, wanted)
			}
		}
		way(1, "/organiser/new")
		way(2, "")
		draft := storetest.Definition(10)
		draft.Status, draft.Opens = models.SeriesDraft, storetest.Start.AddDate(0, 0, 7)
		h.Import(t, draft)
		want("-d------")
		way(1, "/organiser")
		way(2, editPath+"/privacy")
		way(7, editPath+"#further")
		draft.Privacy.OfficerEmail = "privacy@vonk.example"
		h.Import(t, draft)
		want("-dd-----")

		wantStatus(t, s.post("/organiser/start/mail", nil, cookie), http.StatusSeeOther)
		wantText(t, s.get("/organiser/start", cookie), "De testmail aan organiser@vonk.example gaat zo weg.")
		want("-dd-----")
		if letters := h.Letters(t); len(letters) != 1 || letters[0].Kind != models.LetterTest || letters[0].Series != nil {
			t.Errorf("the letters are %+v", letters)
		}
		want("-ddd----")

		wantStatus(t, s.get("/organiser/sample/preview", cookie), http.StatusOK)
		want("-ddd----") // reading changes nothing
		w := s.post("/organiser/sample/preview/seen", nil, cookie)
		wantStatus(t, w, http.StatusSeeOther)
		if w.Header().Get("Location") != "/organiser/sample/preview" {
			t.Errorf("it leads to %s", w.Header().Get("Location"))
		}
		want("-dddd---")

		wrong := s.post("/organiser/sample/preview", with(form(), "name", ""), cookie)
		wantStatus(t, wrong, http.StatusUnprocessableEntity)
		wantText(t, wrong, nl("problem.name.missing"))
		wantStatus(t, s.post("/organiser/sample/preview", with(form(), "do", "add"), cookie), http.StatusOK)
		want("-dddd---")
		before := h.Reload(t, "sample")
		trial := s.post("/organiser/sample/preview", form(), cookie)
		wantStatus(t, trial, http.StatusOK)
		wantText(t, trial, "Voorbeeld Een, Zwolle: Plaats bevestigd")
		if after := h.Reload(t, "sample"); s.count(t) != 0 || len(h.Letters(t)) != 0 || after.Version != before.Version || after.NextNumber != before.NextNumber {
			t.Error("the trial left something behind")
		}
		h.MustHold(t)
		want("-ddddd--")

		wantStatus(t, s.post("/organiser/sample/people", url.Values{"email": {"partner@regio.example"}, "role": {"partner"}, "session": {"zwolle"}}, cookie), http.StatusSeeOther)
		want("-dddddd-")
		if page(t, s.get("/organiser/start", cookie)).Find("svg.qr").Length() != 0 {
			t.Error("a draft is announced")
		}
		draft.Status = models.SeriesPublished
		h.Import(t, draft)
		want("-ddddddd")
		shown := page(t, s.get("/organiser/start", cookie))
		if shown.Find("svg.qr").Length() != 1 || !strings.Contains(shown.Find("#text-sample-nl").Text(), "http://vonk.example/sample") || !strings.Contains(shown.Find("#text-sample-en").Text(), "Sample series") {
			t.Error("the series is not announced with its link, its picture and a text in both languages")
		}
		// What is set outside the database is told to the site.
		with := newSite(t, h, func(o *Options) { o.Sender = "aanmelden@vonk.example" })
		if got := with.steps(t, cookie); got != "dddddddd" {
			t.Errorf("done are %s", got)
		}
	})
}

func TestTrialIsRefusedAsASignUpIs(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		wantStatus(t, s.post("/sample/register", form()), http.StatusSeeOther)
		h.Letters(t)
		again := s.post("/organiser/sample/preview", form(), cookie)
		wantStatus(t, again, http.StatusUnprocessableEntity)
		if len(h.Letters(t)) != 0 || strings.Contains(s.steps(t, cookie)[5:6], "d") {
			t.Error("the owner got a letter, or the step counts")
		}
		h.MustHold(t)
	})
}
