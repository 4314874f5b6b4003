package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestOrganiserSeesWhatFailedAndSendsItAgain(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		h.MustRegister(t, storetest.SignUp("een", 2))
		if _, err := h.SQL(t).Exec("UPDATE letters SET status = 'failed', attempts = 1, failure = '550 unknown user'"); err != nil {
			t.Fatal(err)
		}
		shown := s.get("/organiser/sample/letters", cookie)
		wantStatus(t, shown, http.StatusOK)
		wantText(t, shown, "550 unknown user")
		wantText(t, shown, "een.2@voorbeeld.example")
		ids := page(t, shown).Find("button[name=letter]")
		if ids.Length() != 2 {
			t.Fatalf("%d letters can be sent again", ids.Length())
		}
		again := s.post("/organiser/sample/letters/again", url.Values{"letter": {ids.First().AttrOr("value", "")}}, cookie)
		wantStatus(t, again, http.StatusSeeOther)
		wantText(t, s.get(again.Header().Get("Location"), cookie), nl("outbox.done", "Count", 1))
		wantStatus(t, s.post("/organiser/sample/letters/again", url.Values{"all": {"yes"}}, cookie), http.StatusSeeOther)
		if letters := h.Letters(t); len(letters) != 2 {
			t.Errorf("%d letters leave", len(letters))
		}
		late := s.post("/organiser/sample/letters/again", url.Values{"all": {"yes"}}, cookie)
		wantStatus(t, late, http.StatusConflict)
		wantText(t, late, nl("error.letters.again"))
		wantStatus(t, s.post("/organiser/sample/letters/again", url.Values{}, cookie), http.StatusUnprocessableEntity)
		wantStatus(t, s.post("/organiser/sample/letters/again", url.Values{"letter": {"x"}}, cookie), http.StatusNotFound)
		wantText(t, s.get("/organiser/sample/letters?state=sent", cookie), "een.1@voorbeeld.example")
		for _, query := range []string{"state=lost", "before=x", "before=0"} {
			wantStatus(t, s.get("/organiser/sample/letters?"+query, cookie), http.StatusNotFound)
		}
	})
}

func TestOrganiserOfASessionSeesItsOwnLettersAlone(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedInAs(t, "zwolle@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample", Session: "zwolle"})
		elsewhere := storetest.SignUp("elders", 1)
		elsewhere.Session = "utrecht"
		h.MustRegister(t, elsewhere)
		h.MustRegister(t, storetest.SignUp("hier", 1))
		if _, err := h.SQL(t).Exec("UPDATE letters SET status = 'failed', failure = '550 unknown user'"); err != nil {
			t.Fatal(err)
		}
		shown := page(t, s.get("/organiser/sample/letters", cookie))
		if rows := shown.Find("tbody tr"); rows.Length() != 1 || !strings.HasPrefix(rows.Find("th").Text(), "hier.1@voorbeeld.example") {
			t.Errorf("shown are %s", rows.Text())
		}
		wantStatus(t, s.post("/organiser/sample/letters/again", url.Values{"all": {"yes"}}, cookie), http.StatusSeeOther)
		if letters := h.Letters(t); len(letters) != 1 || letters[0].RecipientEmail != "hier.1@voorbeeld.example" {
			t.Errorf("sent again are %v", letters)
		}
	})
}

func TestMailServerThatIsAwayIsToldOf(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	away := false
	s := newSite(t, h, func(o *Options) { o.MailAway = func() bool { return away } })
	cookie := s.signedIn(t)
	for _, away = range []bool{false, true} {
		ready, shown := s.get("/readyz"), page(t, s.get("/organiser/sample/letters", cookie))
		wantStatus(t, ready, http.StatusOK)
		if told := ready.Body.String() == `{"status":"ok","mail":"away"}`; told != away {
			t.Errorf("while away is %v, readyz says %s", away, ready.Body)
		}
		if told := shown.Find(".notice-trouble").Length() == 1; told != away {
			t.Errorf("while away is %v, the outbox says so: %v", away, told)
		}
	}
}
