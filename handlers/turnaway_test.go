package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestHoneypotIsAnsweredAsIfItWorked(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	w := s.post("/sample/register", with(form(), "website", "http://spam.example"))
	wantStatus(t, w, http.StatusSeeOther)
	if at := w.Header().Get("Location"); at != "/sample" {
		t.Errorf("it goes to %q", at)
	}
	if s.count(t) != 0 {
		t.Error("the honeypot registered somebody")
	}
}

func TestFullSessionWithoutAWaitingListIsAPageOfItsOwn(t *testing.T) {
	h := storetest.SQLite(t)
	definition := storetest.Definition(2)
	definition.Policy.WaitingList = models.WaitingListOff
	h.Import(t, definition)
	s := newSite(t, h)
	three := with(with(form(), "name", "A", "B", "C"), "email", "a@v.example", "b@v.example", "c@v.example")
	wantStatus(t, s.post("/sample/register", three), http.StatusConflict)
	h.MustRegister(t, storetest.SignUp("vol", 2))
	for _, w := range []*httptest.ResponseRecorder{
		s.get("/sample/register?session=zwolle"), s.post("/sample/register", form()), s.post("/sample/register", with(form(), "step", "check")),
	} {
		wantStatus(t, w, http.StatusConflict)
		wantText(t, w, "Utrecht")
		if page(t, w).Find("a[href='/sample/register?session=utrecht']").Length() == 0 && page(t, w).Find("a[href='/sample/utrecht']").Length() == 0 {
			t.Error("there is no way to the session with free seats")
		}
	}
}

func TestSessionThatTakesNoSignUpsIsGone(t *testing.T) {
	for _, test := range []struct {
		rule   string
		change func(*models.Series)
		now    time.Time
		key    string
	}{
		{"closed", func(*models.Series) {}, time.Date(2027, 3, 10, 12, 0, 0, 0, time.UTC), "error.session.closed"},
		{"past", func(*models.Series) {}, time.Date(2027, 3, 11, 12, 0, 0, 0, time.UTC), "error.session.past"},
		{"cancelled", func(s *models.Series) { s.Sessions[0].Status = models.SessionCancelled }, storetest.Start, "error.session.cancelled"},
		{"not open yet", func(s *models.Series) { s.Opens = storetest.Start.Add(time.Hour) }, storetest.Start, "error.session.notyet"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			h := storetest.SQLite(t)
			definition := storetest.Definition(10)
			test.change(definition)
			h.Import(t, definition)
			h.Clock.Set(test.now)
			s := newSite(t, h)
			sentence, _, _ := strings.Cut(nl(test.key, "City", "Zwolle", "Since", "#"), "#")
			for _, w := range []*httptest.ResponseRecorder{s.get("/sample/register?session=zwolle"), s.post("/sample/register", form())} {
				wantStatus(t, w, http.StatusGone)
				wantText(t, w, strings.TrimSpace(sentence))
			}
			if s.count(t) != 0 {
				t.Error("somebody was registered")
			}
		})
	}
}

func TestFormOfASeriesThatIsOverSaysSo(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	h.Clock.Set(time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC))
	wantStatus(t, newSite(t, h).get("/sample/register"), http.StatusGone)
}

func TestClosedPageSaysSinceWhenAndWhereThereAreSeats(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	h.Clock.Set(time.Date(2027, 3, 10, 12, 30, 0, 0, time.UTC))
	w := newSite(t, h).post("/sample/register", form())
	wantStatus(t, w, http.StatusGone)
	wantText(t, w, "Aanmelden voor Zwolle kan niet meer sinds woensdag 10 maart, 13.00 uur. Uw gegevens zijn niet opgeslagen. In Utrecht is nog plaats.")
}
