package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestSeriesIsMadeFilledPublishedAndCopied(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		form := s.editForm(t, "/organiser/new", cookie)
		form.Set("slug", "sample")
		w := s.post("/organiser/new", form, cookie)
		wantStatus(t, w, http.StatusUnprocessableEntity)
		for field, value := range map[string]string{"slug": "nieuw", "title-nl": "Nieuwe reeks", "organiser-name": "Voorbeeld", "organiser-email": "reeks@vonk.example", "sectors": "po\nvo"} {
			form.Set(field, value)
		}
		w = s.post("/organiser/new", with(form, "slug", "sample"), cookie)
		wantStatus(t, w, http.StatusUnprocessableEntity)
		wantText(t, w, "Er is al een reeks met deze naam.")
		w = s.post("/organiser/new", form, cookie)
		wantStatus(t, w, http.StatusSeeOther)
		wantStatus(t, s.get("/nieuw"), http.StatusNotFound) // a draft
		publish := url.Values{"status": {"published"}}
		const root = "/organiser/nieuw/edit"
		wantStatus(t, s.post(root+"/status", publish, cookie), http.StatusUnprocessableEntity) // it has no session

		session := s.editForm(t, root+"/sessions/new", cookie)
		for field, value := range map[string]string{"slug": "kampen", "title-nl": "Kampen", "starts": "2027-03-16T13:00", "ends": "2027-03-16T17:00", "capacity": "20", "venue-name": "Stadhuis", "venue-city": "Kampen"} {
			session.Set(field, value)
		}
		wantStatus(t, s.post(root+"/sessions/new", with(session, "slug", "edit"), cookie), http.StatusUnprocessableEntity)
		wantStatus(t, s.post(root+"/sessions/new", session, cookie), http.StatusSeeOther)
		wantStatus(t, s.post(root+"/sessions/new", session, cookie), http.StatusUnprocessableEntity)
		question := s.editForm(t, root+"/questions/new", cookie)
		question.Set("key", "wens")
		question.Set("label-nl", "Wat wenst u?")
		wantStatus(t, s.post(root+"/questions/new", question, cookie), http.StatusSeeOther)
		wantStatus(t, s.post(root+"/status", publish, cookie), http.StatusSeeOther)
		wantStatus(t, s.get("/nieuw/register"), http.StatusOK)
		wantStatus(t, s.post(root+"/status", url.Values{"status": {"draft"}}, cookie), http.StatusSeeOther)
		wantStatus(t, s.post(root+"/status", publish, cookie), http.StatusSeeOther)
		in := storetest.SignUp("een", 1)
		in.Session, in.Sector = "kampen", "po"
		if _, err := h.Register(context.Background(), "nieuw", in); err != nil {
			t.Fatal(err)
		}
		w = s.post(root+"/status", url.Values{"status": {"draft"}}, cookie)
		wantStatus(t, w, http.StatusConflict)
		wantText(t, w, "er is al 1 aanmelding")

		wantStatus(t, s.post(root+"/copy", url.Values{"slug": {"nieuw"}, "weeks": {"52"}}, cookie), http.StatusUnprocessableEntity)
		wantStatus(t, s.post(root+"/copy", url.Values{"slug": {"later"}, "weeks": {"x"}}, cookie), http.StatusUnprocessableEntity)
		wantStatus(t, s.post(root+"/copy", url.Values{"slug": {"later"}, "first": {"2027-09-14"}}, cookie), http.StatusSeeOther)
		copied := h.Reload(t, "later")
		local := copied.Sessions[0].Starts.In(copied.Location()).Format(models.LocalLayout)
		if copied.Status != models.SeriesDraft || local != "2027-09-14T13:00" || copied.Sessions[0].Confirmed != 0 || len(copied.Questions) != 1 {
			t.Errorf("the copy is %+v", copied)
		}
		h.MustHold(t)
	})
}

func TestPlanningIsExplainedWhileEditingAndAFreeSlotIsOneClick(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(10)
		definition.Holidays.Public = []string{"2027-03-15"}
		h.Import(t, definition)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		form := s.editForm(t, zwollePath, cookie)
		form.Set("starts", "2027-03-13T13:00")
		form.Set("ends", "2027-03-13T17:00")
		form.Set("partner", "Een partner")
		w := s.post(zwollePath, with(form, "do", "check"), cookie)
		wantStatus(t, w, http.StatusOK)
		wantText(t, w, "De sessie valt in het weekend, op zaterdag 13 maart 2027.")
		wantText(t, w, "Het eerste vrije moment daarna is dinsdag 16 maart 2027, 13.00 uur.")
		w = s.post(zwollePath, with(form, "do", "slot"), cookie)
		wantStatus(t, w, http.StatusOK)
		moved := sent(page(t, w).Find("main form.form"))
		if moved.Get("starts") != "2027-03-16T13:00" || moved.Get("ends") != "2027-03-16T17:00" || moved.Get("partner") != "Een partner" {
			t.Errorf("the proposal made %v", moved)
		}
		wantText(t, w, "De planning botst nergens mee.")
		wantStatus(t, s.post(zwollePath, moved, cookie), http.StatusSeeOther)
		if got := s.session(t, "zwolle"); got.Programme[0].Starts.Day() != 16 {
			t.Errorf("the programme is on %s", got.Programme[0].Starts)
		}
	})
}

func TestDoubtfulThingsAreSaidAndSaved(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	form := s.editForm(t, editPath+"/policy", cookie)
	w := s.post(editPath+"/policy", with(form, "organisation_limit-seats", "2"), cookie)
	wantStatus(t, w, http.StatusSeeOther)
	wantText(t, s.get(w.Header().Get("Location"), cookie), "Een groep mag 4 mensen hebben, maar een organisatie krijgt bij een sessie maar 2 plaatsen.")
	form = s.editForm(t, editPath+"/holidays", cookie)
	w = s.post(editPath+"/holidays", with(form, "public", "2027-03-11"), cookie)
	wantText(t, s.get(w.Header().Get("Location"), cookie), "zwolle is op een feestdag: donderdag 11 maart 2027.")
	wantText(t, s.get(zwollePath, cookie), "De sessie valt op een feestdag: donderdag 11 maart 2027.")
}

func TestConflictWithASeriesOfOthersTellsNothingOfIt(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	other := storetest.Definition(10)
	other.Slug, other.Sessions[0].Title = "other", models.Text{NL: "Geheime sessie", EN: "Secret session"}
	h.Import(t, other)
	s := newSite(t, h)
	cookie := s.signedInAs(t, "organiser@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample"})
	for _, path := range []string{zwollePath, "/organiser/sample/timetable"} {
		w := s.get(path, cookie)
		wantText(t, w, "tegelijk bij een sessie van een andere reeks")
		if strings.Contains(w.Body.String(), "Geheime") {
			t.Errorf("%s names a session of a series that is not theirs", path)
		}
	}
	wantText(t, s.get("/organiser/sample/timetable", s.signedInAs(t, "admin@vonk.example", models.RoleAdmin, models.Scope{})), "Geheime sessie")
}

func TestSeriesFileIsDownloadedFromTheOffice(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	w := s.get("/organiser/sample/series.yaml", s.signedIn(t))
	wantStatus(t, w, http.StatusOK)
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="sample.yaml"` || !strings.HasPrefix(w.Body.String(), "series:\n  slug: sample\n") {
		t.Errorf("it comes as %s: %.100s", got, w.Body)
	}
}

func TestScriptThatSendsOneFieldChangesThatAlone(t *testing.T) {
	h := storetest.SQLite(t)
	before := h.Sample(t, 10)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	var w *httptest.ResponseRecorder
	if w = s.post(editPath+"/policy", url.Values{"party_max": {"7"}, "revision": {itoa(int(before.Revision))}}, cookie); w.Code != http.StatusSeeOther {
		t.Fatalf("it is answered with %d", w.Code)
	}
	want := before.Policy
	want.PartyMax = 7
	if got := h.Reload(t, "sample").Policy; got.PartyMax != 7 || got.OneSeatPerPerson != want.OneSeatPerPerson || got.OfferHours != want.OfferHours {
		t.Errorf("the policy became %+v", got)
	}
}
