package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

// The button stands where the act was done and at its line in the story; pressed once it works, twice it says so.
func TestOrganiserUndoesAnActByItsButton(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		waits := h.MustRegister(t, storetest.SignUp("twee", 2))
		at := "/organiser/registrations/" + r.Reference
		for _, test := range []struct {
			act        string
			form       url.Values
			says, then string
		}{
			{"note", url.Values{"note": {"Belt terug."}}, nl("undo.note"), "Heeft een plaats in Zwolle."},
			{"edit", url.Values{"name": {"Voorbeeld Anders"}, "email": {"een.1@voorbeeld.example"}, "role": {""}, "phone": {""}}, nl("undo.edit"), "Voorbeeld een 1"},
			{"substitute", url.Values{"participant": {"1"}, "name": {"Voorbeeld Ander"}, "email": {"ander@voorbeeld.example"}}, "Voorbeeld een 1 neemt de plaats weer in", "Voorbeeld een 1"},
			{"cancel", url.Values{"participant": {"1"}}, "De plaats in Zwolle is al vergeven. Voorbeeld een 1 komt weer op de wachtlijst, met het oude nummer 1.", "Wacht op Zwolle met nummer 1."},
			{"move", url.Values{"session": {"utrecht"}}, "Voorbeeld een 1 verliest de plaats in Utrecht en wacht weer op Zwolle", "Wacht op Zwolle met nummer 1."},
			{"exception", url.Values{"session": {"zwolle"}, "overbook": {"yes"}, "reason": {"Spreekt."}}, "Voorbeeld een 1 verliest de plaats in Zwolle en wacht weer op Zwolle", "Wacht op Zwolle met nummer 1."},
		} {
			w := s.post(at+"/"+test.act, test.form, cookie)
			wantStatus(t, w, http.StatusSeeOther)
			doc := page(t, s.get(w.Header().Get("Location"), cookie))
			if got := text(doc.Find(".notice + .undo")); !strings.Contains(got, test.says) {
				t.Errorf("after %s it offers %q", test.act, got)
			}
			undo := doc.Find(".notice + .undo input[name=act]").AttrOr("value", "")
			if doc.Find(`.story input[name=act][value="`+undo+`"], #notes ~ ul input[name=act][value="`+undo+`"]`).Length() != 1 {
				t.Errorf("%s cannot be undone at its line", test.act)
			}
			wantStatus(t, s.get(at+"/undo", cookie), http.StatusSeeOther)
			w = s.post(at+"/undo", url.Values{"act": {undo}}, cookie)
			wantStatus(t, w, http.StatusSeeOther)
			story := text(page(t, s.get(w.Header().Get("Location"), cookie)).Find("main"))
			if !strings.Contains(story, nl("office.done.undo")) || !strings.Contains(story, test.then) || strings.Contains(story, "Anders") {
				t.Errorf("after undoing %s it says %s", test.act, story)
			}
			w = s.post(at+"/undo", url.Values{"act": {undo}}, cookie)
			wantStatus(t, w, http.StatusGone)
			wantText(t, w, nl("error.revert.late"))
			h.MustHold(t)
		}
		wantStatus(t, s.post(at+"/undo", url.Values{"act": {"x"}}, cookie), http.StatusNotFound)
		// The holder of the seat since has it still.
		if got := h.Look(t, waits.ID); got.Placements[0].Status != models.Confirmed {
			t.Errorf("who got the seat is %s", got.Placements[0].Status)
		}
	})
}

// What changed since is said in place of the button, and by the answer to an old page.
func TestActThatCannotBeUndoneSaysWhy(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 2)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	r := h.MustRegister(t, storetest.SignUp("een", 1))
	at := "/organiser/registrations/" + r.Reference
	location := s.post(at+"/move", url.Values{"session": {"utrecht"}}, cookie).Header().Get("Location")
	act := page(t, s.get(location, cookie)).Find(".story .undo input[name=act]").AttrOr("value", "")
	h.MustCancel(t, r.ID)
	doc := page(t, s.get(location, cookie))
	if doc.Find(".notice + .undo").Length() != 0 || !strings.Contains(text(doc.Find(".story")), nl("error.revert.changed")) {
		t.Errorf("the story says %s", text(doc.Find(".story")))
	}
	w := s.post(at+"/undo", url.Values{"act": {act}}, cookie)
	wantStatus(t, w, http.StatusConflict)
	if said := text(page(t, w).Find("[role=alert]")); said != nl("error.revert.changed") {
		t.Errorf("it says %s", said)
	}
	// A reader is offered nothing; an organiser of one session brings nobody to another by undoing either.
	other := h.MustRegister(t, storetest.SignUp("twee", 1))
	at = "/organiser/registrations/" + other.Reference
	location = s.post(at+"/move", url.Values{"session": {"utrecht"}}, cookie).Header().Get("Location")
	act = page(t, s.get(location, cookie)).Find(".story .undo input[name=act]").AttrOr("value", "")
	reader := s.signedInAs(t, "lezer@vonk.example", models.RoleReader, models.Scope{})
	if page(t, s.get(location, reader)).Find(".undo").Length() != 0 {
		t.Error("a reader is offered to undo")
	}
	one := s.signedInAs(t, "een@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample", Session: "utrecht"})
	wantStatus(t, s.post(at+"/undo", url.Values{"act": {act}}, one), http.StatusForbidden)
	wantStatus(t, s.post(at+"/undo", url.Values{"act": {act}}, cookie), http.StatusSeeOther)
	h.MustHold(t)
}

// Those who were cancelled in the list come back by one button there, all or nobody.
func TestCancellingInTheListIsUndoneThere(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		for _, name := range []string{"een", "twee"} {
			h.MustRegister(t, storetest.SignUp(name, 1))
		}
		const list = "/organiser/sample/participants"
		boxes := page(t, s.get(list, cookie)).Find("input[name=person]")
		form := url.Values{"person": {boxes.Eq(0).AttrOr("value", ""), boxes.Eq(1).AttrOr("value", "")}, "query": {"q=voorbeeld"}, "confirm": {"yes"}}
		cancel := func() url.Values {
			t.Helper()
			doc := page(t, s.get(s.post(list+"/cancel", form, cookie).Header().Get("Location"), cookie))
			button := doc.Find(".notice + form.undo")
			if button.AttrOr("action", "") != list+"/undo" {
				t.Fatalf("the list says %s", text(doc.Find("main")))
			}
			return url.Values{"act": {button.Find("[name=act]").AttrOr("value", "")}, "query": {button.Find("[name=query]").AttrOr("value", "")}}
		}
		undo := cancel()
		w := s.post(list+"/undo", undo, cookie)
		wantStatus(t, w, http.StatusSeeOther)
		if got := w.Header().Get("Location"); got != list+"?q=voorbeeld&done=undone&count=2" {
			t.Errorf("it leads to %s", got)
		}
		wantText(t, s.get(w.Header().Get("Location"), cookie), "De afmelding van 2 personen is ongedaan gemaakt.")
		if got := page(t, s.get(list+"?status=confirmed", cookie)).Find("tbody tr").Length(); got != 2 {
			t.Errorf("%d came back", got)
		}
		w = s.post(list+"/undo", undo, cookie)
		wantStatus(t, w, http.StatusGone)
		wantText(t, w, nl("error.revert.late"))
		undo = cancel()
		again := h.MustRegister(t, storetest.SignUp("twee", 1))
		w = s.post(list+"/undo", undo, cookie)
		wantStatus(t, w, http.StatusConflict)
		wantText(t, w, "Er is niets veranderd, want voor aanmelding")
		h.MustCancel(t, again.ID)
		wantStatus(t, s.get(list+"/undo", cookie), http.StatusSeeOther)
		wantStatus(t, s.post(list+"/undo", url.Values{"act": {"x"}}, cookie), http.StatusNotFound)
		h.MustHold(t)
	})
}
