package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

// Each act does what its form says, tells so on the story, and is written down under the organiser's name.
func TestOrganiserActsForARegistration(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		r := h.MustRegister(t, storetest.SignUp("een", 2))
		waits := h.MustRegister(t, storetest.SignUp("twee", 1))
		for _, test := range []struct {
			reference, act string
			form           url.Values
			says           string
		}{
			{r.Reference, "note", url.Values{"note": {"Belt terug."}}, "Belt terug."},
			{r.Reference, "resend", url.Values{"to": {"2"}}, nl("office.done.resend")},
			{r.Reference, "edit", url.Values{"name": {"Voorbeeld Eén", "Voorbeeld Twee"}, "email": {"een.1@voorbeeld.example", "een.2@voorbeeld.example"}, "role": {"", "hoofd"}, "phone": {""}}, "Voorbeeld Eén"},
			{r.Reference, "substitute", url.Values{"participant": {"2"}, "name": {"Voorbeeld Ander"}, "email": {"ander@voorbeeld.example"}}, "Voorbeeld Ander"},
			{waits.Reference, "exception", url.Values{"session": {"zwolle"}, "overbook": {"yes"}, "reason": {"Spreekt die dag."}}, "Spreekt die dag."},
			{r.Reference, "move", url.Values{"session": {"utrecht"}}, "Heeft een plaats in Utrecht."},
			{r.Reference, "cancel", url.Values{"participant": {"1"}}, nl("office.done.cancel")},
		} {
			at := "/organiser/registrations/" + test.reference
			w := s.post(at+"/"+test.act, test.form, cookie)
			wantStatus(t, w, http.StatusSeeOther)
			if got := w.Header().Get("Location"); got != at+"?done="+test.act {
				t.Errorf("%s leads to %s", test.act, got)
			}
			story := text(page(t, s.get(w.Header().Get("Location"), cookie)).Find("main"))
			if !strings.Contains(story, test.says) || !strings.Contains(story, nl("office.done."+test.act)) {
				t.Errorf("after %s it says %s", test.act, story)
			}
			wantStatus(t, s.get(at+"/"+test.act, cookie), http.StatusSeeOther)
		}
		var holders int
		query := "SELECT count(*) FROM audit_entries WHERE actor = 'holder' AND action <> 'register'"
		if err := h.SQL(t).QueryRow(query).Scan(&holders); err != nil || holders != 0 {
			t.Errorf("%d acts are written down as the holder's, %v", holders, err)
		}
		h.MustHold(t)
	})
}

// What must be mended is said at its field, and nothing that was entered is lost.
func TestWrongActComesBackWithEverythingThatWasEntered(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		r := h.MustRegister(t, storetest.SignUp("een", 2))
		waits := h.MustRegister(t, storetest.SignUp("twee", 1))
		at := "/organiser/registrations/" + r.Reference
		for _, test := range []struct {
			act, field string
			form       url.Values
			kept       map[string]string
		}{
			{"note", "note_note", url.Values{"note": {" "}}, nil},
			{"resend", "resend_to", url.Values{}, nil},
			{"cancel", "cancel_participant", url.Values{}, nil},
			{"move", "move_session", url.Values{"session": {""}}, nil},
			{"exception", "exception_reason", url.Values{"session": {"utrecht"}}, map[string]string{"exception_session": "utrecht"}},
			{"substitute", "substitute_email", url.Values{"participant": {"2"}, "name": {"Voorbeeld Ander"}, "email": {"x"}}, map[string]string{"substitute_name": "Voorbeeld Ander", "substitute_email": "x"}},
			{"edit", "edit_name-2", url.Values{"name": {"Een", ""}, "email": {"a@b.example", "b@b.example"}, "role": {"x", "y"}}, map[string]string{"edit_name-1": "Een", "edit_email-2": "b@b.example", "edit_role-2": "y"}},
		} {
			w := s.post(at+"/"+test.act, test.form, cookie)
			wantStatus(t, w, http.StatusUnprocessableEntity)
			doc := page(t, w)
			if doc.Find(`.summary a[href="#`+test.field+`"]`).Length() != 1 || doc.Find("#"+test.field+"-error").Length() != 1 || doc.Find("details[open]").Length() != 1 {
				t.Errorf("%s says nothing at %s: %s", test.act, test.field, text(doc.Find(".summary")))
			}
			for id, want := range test.kept {
				field := doc.Find("#" + id)
				if got := field.AttrOr("value", field.Find("option[selected]").AttrOr("value", "")); got != want {
					t.Errorf("%s: %s came back as %q", test.act, id, got)
				}
			}
		}
		w := s.post("/organiser/registrations/"+waits.Reference+"/exception", url.Values{"session": {"zwolle"}, "reason": {"Omdat."}}, cookie)
		wantStatus(t, w, http.StatusConflict)
		if said := text(page(t, w).Find("[role=alert]")); !strings.Contains(said, "er zijn er 0 vrij") || !strings.Contains(w.Body.String(), "Omdat.") {
			t.Errorf("full: %s", said)
		}
		wantStatus(t, s.post(at+"/cancel", url.Values{"participant": {"9"}}, cookie), http.StatusNotFound)
		wantStatus(t, s.post(at+"/move", url.Values{"session": {"weg"}}, cookie), http.StatusNotFound)
		h.MustHold(t)
	})
}

func TestReaderReadsTheStoryAndActsNot(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 2)
	s := newSite(t, h)
	r := h.MustRegister(t, storetest.SignUp("een", 1))
	at := "/organiser/registrations/" + r.Reference
	reader := s.signedInAs(t, "lezer@vonk.example", models.RoleReader, models.Scope{})
	if doc := page(t, s.get(at, reader)); doc.Find("main form").Length() != 0 {
		t.Error("a reader is shown forms")
	}
	wantStatus(t, s.post(at+"/note", url.Values{"note": {"x"}}, reader), http.StatusForbidden)
	// An organiser of one session brings nobody to another.
	one := s.signedInAs(t, "een@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample", Session: "zwolle"})
	wantStatus(t, s.post(at+"/move", url.Values{"session": {"utrecht"}}, one), http.StatusForbidden)
	wantStatus(t, s.post(at+"/note", url.Values{"note": {"x"}}, one), http.StatusSeeOther)
}

// Whoever has the form open while the holder sends a colleague does not put back who left, nor lose what they entered.
func TestEditOfDetailsThatChangedMeanwhileIsRefusedWithWhatTheyAreNow(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		at := "/organiser/registrations/" + r.Reference
		seen := func(w *httptest.ResponseRecorder) string {
			return page(t, w).Find("#edit input[name=seen]").AttrOr("value", "")
		}
		form := url.Values{"name": {"Voorbeeld een 1"}, "email": {"een.1@voorbeeld.example"}, "role": {""}, "phone": {"06 00000000"}, "seen": {seen(s.get(at, cookie))}}
		if err := h.Substitute(t.Context(), r.ID, 1, models.Person{Name: "Voorbeeld Ander", Email: "ander@voorbeeld.example"}, models.ActorHolder); err != nil {
			t.Fatal(err)
		}
		w := s.post(at+"/edit", form, cookie)
		wantStatus(t, w, http.StatusConflict)
		if said := text(page(t, w).Find("[role=alert]")); !strings.Contains(said, "Voorbeeld Ander, ander@voorbeeld.example") {
			t.Errorf("it says %q", said)
		}
		if phone := page(t, w).Find("#edit_phone").AttrOr("value", ""); phone != "06 00000000" {
			t.Errorf("the telephone number came back as %q", phone)
		}
		if after := h.Look(t, r.ID); after.Participants[0].Name != "Voorbeeld Ander" || after.Contact.Phone == "06 00000000" {
			t.Errorf("it changed all the same: %+v", after)
		}
		form = with(with(with(form, "name", "Voorbeeld Ander"), "email", "ander@voorbeeld.example"), "seen", seen(w))
		form = with(with(form, "contact_name", "Voorbeeld een 1"), "contact_email", "een.1@voorbeeld.example")
		wantStatus(t, s.post(at+"/edit", form, cookie), http.StatusSeeOther)
		if after := h.Look(t, r.ID); after.Contact.Phone != "06 00000000" {
			t.Errorf("once more, with what is there now: %+v", after.Contact)
		}
		h.MustHold(t)
	})
}

// Who would rather have come to Zwolle stands in line there, and has a seat in Utrecht: that is not Zwolle's to take away.
func TestOrganiserOfOneSessionLooksAtWhoStandsElsewhereTooAndChangesNothing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		s := newSite(t, h)
		h.MustRegister(t, storetest.SignUp("houder", 1))
		in := storetest.SignUp("een", 1)
		in.Alternatives = []string{"utrecht"}
		r := h.MustRegister(t, in)
		at := "/organiser/registrations/" + r.Reference
		one := s.signedInAs(t, "een@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample", Session: "zwolle"})
		if doc := page(t, s.get(at, one)); doc.Find("#cancel").Length() != 0 {
			t.Error("the story offers an act that is refused")
		}
		wantStatus(t, s.post(at+"/cancel", url.Values{"participant": {"1"}}, one), http.StatusForbidden)
		whole := s.signedInAs(t, "reeks@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample"})
		wantStatus(t, s.post(at+"/cancel", url.Values{"participant": {"1"}}, whole), http.StatusSeeOther)
		h.MustHold(t)
	})
}
