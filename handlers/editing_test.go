package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"vonk/models"
	"vonk/models/store/storetest"
)

const (
	editPath   = "/organiser/sample/edit"
	zwollePath = editPath + "/sessions/zwolle"
)

// sent is what a browser sends with a form that is left as it is.
func sent(form *goquery.Selection) url.Values {
	all := url.Values{}
	form.Find("input, select, textarea").Each(func(_ int, control *goquery.Selection) {
		name, value := control.AttrOr("name", ""), control.AttrOr("value", "")
		_, checked := control.Attr("checked")
		switch {
		case control.Is("[type=checkbox], [type=radio]") && !checked:
			return
		case control.Is("select"):
			value = control.Find("option[selected]").AttrOr("value", control.Find("option").First().AttrOr("value", ""))
		case control.Is("textarea"):
			value = strings.TrimPrefix(control.Text(), "\n")
		}
		all.Add(name, value)
	})
	return all
}

// editForm is what the form of a page sends that is left as it is.
func (s *site) editForm(t *testing.T, path string, cookie header) url.Values {
	t.Helper()
	w := s.get(path, cookie)
	wantStatus(t, w, http.StatusOK)
	return sent(page(t, w).Find("main form.form"))
}

func (s *site) session(t *testing.T, slug string) *models.Session {
	t.Helper()
	session, ok := s.Reload(t, "sample").Session(slug)
	if !ok {
		t.Fatalf("there is no session %s", slug)
	}
	return session
}

func TestEveryFormSavedAsItIsChangesNothing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(10)
		definition.Policy.Reserves = []models.Reserve{{Sectors: []string{"po"}, Seats: 2}}
		definition.Holidays = models.Holidays{Public: []string{"2027-04-27"}, School: []models.SchoolHoliday{{Regions: []string{"noord"}, From: "2027-02-20", Until: "2027-02-28"}}, Other: []models.OtherDay{{Date: "2027-03-10", Name: models.Text{NL: "Suikerfeest"}}}}
		definition.Privacy.Recipients = []models.Text{{NL: "de partner", EN: "the partner"}}
		definition.Summary.NL += "\n\nEn nog een alinea."
		before := h.Import(t, definition)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		for _, path := range []string{"", "/policy", "/holidays", "/privacy", "/sessions/zwolle", "/sessions/utrecht", "/questions/zoekt", "/questions/vraag", "/questions/lunch"} {
			w := s.post(editPath+path, s.editForm(t, editPath+path, cookie), cookie)
			wantStatus(t, w, http.StatusSeeOther)
			if after := h.Reload(t, "sample"); after.Revision != before.Revision {
				t.Fatalf("%s changed something", path)
			}
		}
	})
}

func TestSessionIsEditedWithItsProgramme(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		form := s.editForm(t, zwollePath, cookie)
		form.Set("do", "add-programme")
		w := s.post(zwollePath, with(form, "title-nl", "Andere titel"), cookie)
		wantStatus(t, w, http.StatusOK)
		form = sent(page(t, w).Find("main form.form"))
		if form.Get("title-nl") != "Andere titel" || form.Get("programme") != "3" || s.session(t, "zwolle").Title.NL == "Andere titel" {
			t.Fatal("the button lost what was entered, or saved it")
		}
		form.Set("programme-3-at", "12:30")
		form.Set("programme-3-until", "13:00")
		form.Set("programme-3-kind", "break")
		form.Set("programme-3-title-nl", "Inloop")
		form.Set("programme-3-speakers", "Sample Een\r\nSample Twee, burgemeester")
		wantStatus(t, s.post(zwollePath, form, cookie), http.StatusSeeOther)
		session := s.session(t, "zwolle")
		if item := session.Programme[2]; session.Title.NL != "Andere titel" || item.Title.NL != "Inloop" || !item.Ends.Equal(session.Starts) || len(item.Speakers) != 2 || item.Speakers[1] != "Sample Twee, burgemeester" {
			t.Errorf("the session became %+v", session)
		}
		form = s.editForm(t, zwollePath, cookie)
		form.Set("do", "remove-programme-1")
		form = sent(page(t, s.post(zwollePath, form, cookie)).Find("main form.form"))
		wantStatus(t, s.post(zwollePath, form, cookie), http.StatusSeeOther)
		if items := s.session(t, "zwolle").Programme; len(items) != 2 || items[0].Title.NL != "Tafelronde" || items[1].Title.NL != "Inloop" {
			t.Errorf("the programme became %+v", items)
		}
		var actor string
		if err := h.SQL(t).QueryRow("SELECT DISTINCT actor FROM audit_entries WHERE action = 'import' AND actor <> 'command'").Scan(&actor); err != nil || actor != "organiser:1" {
			t.Errorf("the audit names %q: %v", actor, err)
		}
		h.MustHold(t)
	})
}

func TestFormWithMistakesKeepsEverythingAndNamesEach(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		form := s.editForm(t, zwollePath, cookie)
		for name, value := range map[string]string{
			"title-nl": "", "title-en": "", "starts": "2027-03-28T02:30", "capacity": "veel", "venue-name": "", "venue-location": "hier", "programme-2-at": "half drie", "programme-2-title-nl": "Rond", "partner": "Een partner",
		} {
			form.Set(name, value)
		}
		w := s.post(zwollePath, form, cookie)
		wantStatus(t, w, http.StatusUnprocessableEntity)
		doc := page(t, w)
		for _, field := range []string{"title-nl", "starts", "capacity", "venue-name", "venue-location", "programme-2-at"} {
			if doc.Find("#"+field+"-error").Length() != 1 || doc.Find(".summary a[href='#"+field+"']").Length() != 1 {
				t.Errorf("nothing is said at %s", field)
			}
		}
		again := sent(doc.Find("main form.form"))
		for name := range form {
			if again.Get(name) != form.Get(name) {
				t.Errorf("%s came back as %q, not %q", name, again.Get(name), form.Get(name))
			}
		}
		if s.session(t, "zwolle").Partner != "" {
			t.Error("a form with mistakes was saved")
		}
	})
}

func TestSecondOfTwoEditorsSeesBothVersionsAndChooses(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		first, second := s.editForm(t, zwollePath, cookie), s.editForm(t, zwollePath, cookie)
		first.Set("capacity", "20")
		first.Set("venue-name", "Huis van de eerste")
		first.Set("region", "Regio van de eerste")
		wantStatus(t, s.post(zwollePath, first, cookie), http.StatusSeeOther)
		second.Set("capacity", "30")
		second.Set("venue-name", "Huis van de tweede")
		second.Set("partner", "Partner van de tweede")
		w := s.post(zwollePath, second, cookie)
		wantStatus(t, w, http.StatusConflict)
		doc := page(t, w)
		for unit, preset := range map[string]string{"capacity": "mine", "venue-name": "mine", "region": "theirs", "partner": "mine"} {
			if got := doc.Find("input[name=choose-"+unit+"][checked]").AttrOr("value", ""); got != preset {
				t.Errorf("of %s the page proposes %q", unit, got)
			}
		}
		if n := doc.Find("fieldset.versions").Length(); n != 4 {
			t.Errorf("%d fields differ", n)
		}
		wantText(t, w, "Huis van de eerste")
		wantText(t, w, "Huis van de tweede")
		if s.session(t, "zwolle").Capacity != 20 {
			t.Error("the second version was saved before anybody chose")
		}
		choice := sent(doc.Find("main form.form"))
		choice.Set("choose-venue-name", "theirs")
		wantStatus(t, s.post(zwollePath, choice, cookie), http.StatusSeeOther)
		session := s.session(t, "zwolle")
		if session.Capacity != 30 || session.Venue.Name != "Huis van de eerste" || session.Partner != "Partner van de tweede" || session.Region != "Regio van de eerste" {
			t.Errorf("the choices made %+v", session)
		}
		wantStatus(t, s.post(zwollePath, choice, cookie), http.StatusSeeOther) // a second click
		// Somebody changes it again while the second chooses: they are asked again.
		wantStatus(t, s.post(zwollePath, with(s.editForm(t, zwollePath, cookie), "capacity", "40"), cookie), http.StatusSeeOther)
		wantStatus(t, s.post(zwollePath, choice, cookie), http.StatusConflict)
		choice = sent(page(t, s.post(zwollePath, second, cookie)).Find("main form.form"))
		choice.Set("do", "mine")
		wantStatus(t, s.post(zwollePath, choice, cookie), http.StatusSeeOther)
		if got := s.session(t, "zwolle"); got.Venue.Name != "Huis van de tweede" || got.Region != "Regio Zwolle" {
			t.Errorf("all of mine made %+v", got)
		}
	})
}

func TestEditsOfDifferentPartsDoNotDisturbEachOther(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	here, there, policy := s.editForm(t, zwollePath, cookie), s.editForm(t, editPath+"/sessions/utrecht", cookie), s.editForm(t, editPath+"/policy", cookie)
	wantStatus(t, s.post(zwollePath, with(here, "capacity", "20"), cookie), http.StatusSeeOther)
	wantStatus(t, s.post(editPath+"/sessions/utrecht", with(there, "capacity", "90"), cookie), http.StatusSeeOther)
	wantStatus(t, s.post(editPath+"/policy", with(policy, "party_max", "3"), cookie), http.StatusSeeOther)
	if s.session(t, "zwolle").Capacity != 20 || s.session(t, "utrecht").Capacity != 90 || s.Reload(t, "sample").Policy.PartyMax != 3 {
		t.Error("an edit was lost")
	}
}

func TestCapacityBelowWhatIsTakenNeedsOverbookingInTheSameAct(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		h.MustRegister(t, storetest.SignUp("een", 4))
		s := newSite(t, h)
		cookie := s.signedIn(t)
		form := with(s.editForm(t, zwollePath, cookie), "capacity", "3")
		w := s.post(zwollePath, form, cookie)
		wantStatus(t, w, http.StatusUnprocessableEntity)
		if wrong := text(page(t, w).Find("#capacity-error")); !strings.Contains(wrong, "4 plaatsen") {
			t.Errorf("at the field it says %q", wrong)
		}
		if page(t, w).Find("input[name=overbook]").Length() != 1 {
			t.Error("the page does not offer to overbook")
		}
		wantStatus(t, s.post(zwollePath, with(form, "overbook", "yes"), cookie), http.StatusSeeOther)
		if session := s.session(t, "zwolle"); session.Capacity != 3 || session.Overbooking != 1 || session.Confirmed != 4 {
			t.Errorf("the session has %d seats, %d on top, %d confirmed", session.Capacity, session.Overbooking, session.Confirmed)
		}
		h.MustHold(t)
	})
}

func TestEditThatMailsPeopleSaysFirstWhomAndWhat(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		h.MustRegister(t, storetest.SignUp("een", 1))
		waits := h.MustRegister(t, storetest.SignUp("twee", 1))
		h.Letters(t)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		w := s.post(zwollePath, with(s.editForm(t, zwollePath, cookie), "capacity", "2"), cookie)
		wantStatus(t, w, http.StatusOK)
		wantText(t, w, "1 e-mail over een plaats die vrijkwam, aan Voorbeeld twee 1")
		if s.session(t, "zwolle").Capacity != 1 || len(h.Letters(t)) != 0 {
			t.Fatal("it was saved, or somebody was mailed, before anybody agreed")
		}
		wantStatus(t, s.post(zwollePath, sent(page(t, w).Find("main form.form")), cookie), http.StatusSeeOther)
		if letters := h.Letters(t); len(letters) != 1 || letters[0].Kind != models.LetterPromotion || h.Look(t, waits.ID).Placements[0].Status != models.Confirmed {
			t.Errorf("the letters are %v", letters)
		}
		h.MustHold(t)
	})
}

func TestCancellingASessionSaysWhomItTouchesAndWritesToThem(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		h.MustRegister(t, storetest.SignUp("een", 2))
		in := storetest.SignUp("twee", 2)
		in.Alternatives = []string{"utrecht"}
		in.Wait = true
		elsewhere := h.MustRegister(t, in)
		h.MustRegister(t, storetest.SignUp("drie", 1))
		h.MustRegister(t, storetest.SignUp("vier", 1))
		h.Letters(t)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		wantText(t, s.get(zwollePath, cookie), "3 mensen hebben een plaats bij deze sessie")
		w := s.get(zwollePath+"/cancel", cookie)
		wantStatus(t, w, http.StatusOK)
		for _, sentence := range []string{
			"Mensen met een plaats: 3. Mensen voor wie een plaats wordt vastgehouden: 0. Mensen op de wachtlijst: 3.",
			"2 van hen houden een plaats bij een andere sessie.", "4 van hen hebben daarna niets meer in deze reeks.", "6 e-mails omdat een sessie niet doorgaat",
		} {
			wantText(t, w, sentence)
		}
		wantStatus(t, s.post(zwollePath+"/cancel", url.Values{}, cookie), http.StatusSeeOther)
		if s.session(t, "zwolle").Status == models.SessionCancelled || len(h.Letters(t)) != 0 {
			t.Fatal("it was cancelled without the page that says what happens")
		}
		wantStatus(t, s.post(zwollePath+"/cancel", sent(page(t, w).Find("main form.form")), cookie), http.StatusSeeOther)
		letters := h.Letters(t)
		if s.session(t, "zwolle").Status != models.SessionCancelled || len(letters) != 6 {
			t.Errorf("the session is %s, %d letters were written", s.session(t, "zwolle").Status, len(letters))
		}
		if h.Look(t, elsewhere.ID).Standings()[0].Seat == nil {
			t.Error("who had a seat elsewhere lost it")
		}
		wantStatus(t, s.get(zwollePath+"/cancel", cookie), http.StatusConflict)
		h.MustHold(t)
	})
}

func TestWhatPeopleHaveUsedCannotBeRemoved(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		in := storetest.SignUp("een", 1)
		in.Answers = map[string][]string{"vraag": {"Een vraag"}}
		h.MustRegister(t, in)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		agreed := url.Values{"confirm": {"yes"}}
		for _, path := range []string{zwollePath, editPath + "/questions/vraag"} {
			wantStatus(t, s.get(path+"/delete", cookie), http.StatusConflict)
			wantStatus(t, s.post(path+"/delete", agreed, cookie), http.StatusConflict)
		}
		wantText(t, s.post(zwollePath+"/delete", agreed, cookie), "Gelast de sessie af.")
		for _, path := range []string{editPath + "/sessions/utrecht", editPath + "/questions/zoekt"} {
			wantStatus(t, s.get(path+"/delete", cookie), http.StatusOK)
			wantStatus(t, s.get(path, cookie), http.StatusOK)
			wantStatus(t, s.post(path+"/delete", agreed, cookie), http.StatusSeeOther)
			wantStatus(t, s.get(path, cookie), http.StatusNotFound)
		}
		h.MustHold(t)
	})
}
