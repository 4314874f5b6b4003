package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestTokenOpensItsOwnPageAndNoOther(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	r := h.MustRegister(t, storetest.SignUp("groep", 2))
	second := s.participantPath(t, r, 2)
	wantStatus(t, s.get(s.registrationPath(r)), http.StatusOK)
	own := s.get(second)
	wantStatus(t, own, http.StatusOK)
	wantText(t, own, "Voorbeeld groep 2")
	if strings.Contains(own.Body.String(), "Voorbeeld groep 1") && strings.Contains(own.Body.String(), "groep.1@") {
		t.Error("a participant's page shows a colleague's address")
	}
	token := strings.TrimPrefix(s.registrationPath(r), "/my/")
	for rule, path := range map[string]string{
		"an organiser's token":         "/my/" + s.tokens.Make(models.Token{Kind: models.TokenOrganiser, ID: r.ID, Version: 1}),
		"an unknown kind":              "/my/" + s.tokens.Make(models.Token{Kind: 'x', ID: r.ID, Version: 1}),
		"another version":              "/my/" + s.tokens.Make(models.Token{Kind: models.TokenRegistration, ID: r.ID, Version: 2}),
		"another version of a person":  "/my/" + s.tokens.Make(models.Token{Kind: models.TokenParticipant, ID: r.Participants[0].ID, Version: 2}),
		"an unknown id":                "/my/" + s.tokens.Make(models.Token{Kind: models.TokenRegistration, ID: 999, Version: 1}),
		"a token with one letter less": "/my/" + token[1:],
		"a token and more":             "/my/" + token + "a",
		"no token":                     "/my/-",
		"a registration's to sign in":  "/organiser/sign-in/" + token,
	} {
		if w := s.get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s gets %d, want 404", rule, w.Code)
		}
	}
	wantStatus(t, s.post("/organiser/sign-in/"+token, nil), http.StatusNotFound)
	wantStatus(t, s.post("/my/"+token+"x/cancel", nil), http.StatusNotFound)
	wantStatus(t, s.post("/my/"+token+"x/edit", nil), http.StatusNotFound)
}

func TestCancelIsForOneSomeOrAll(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		r := h.MustRegister(t, storetest.SignUp("groep", 4))
		live := func() string {
			var names []string
			now := h.Look(t, r.ID)
			for _, p := range now.Participants {
				if _, seat, ok := now.SeatOf(p.ID); ok && seat.Status.Live() {
					names = append(names, strings.TrimPrefix(p.Name, "Voorbeeld groep "))
				}
			}
			return strings.Join(names, " ")
		}
		path := s.registrationPath(r)
		step := func(path string, form url.Values, status int, want string) {
			t.Helper()
			w := s.post(path+"/cancel", form)
			wantStatus(t, w, status)
			if at := w.Header().Get("Location"); status == http.StatusSeeOther && at != path+"?done=cancelled" {
				t.Errorf("it goes to %q", at)
			}
			if got := live(); got != want {
				t.Errorf("left are %q, want %q", got, want)
			}
		}
		step(path, url.Values{"choose": {"yes"}}, http.StatusUnprocessableEntity, "1 2 3 4")
		step(path, url.Values{"participant": {"9"}}, http.StatusNotFound, "1 2 3 4")
		step(path, url.Values{"participant": {"x"}}, http.StatusNotFound, "1 2 3 4")
		step(s.participantPath(t, r, 2), url.Values{"participant": {"1"}}, http.StatusNotFound, "1 2 3 4")
		step(s.participantPath(t, r, 2), nil, http.StatusSeeOther, "1 3 4")
		step(path, url.Values{"participant": {"1", "3"}}, http.StatusSeeOther, "4")
		step(path, url.Values{"participant": {"1"}}, http.StatusSeeOther, "4") // once more is no error
		step(path, nil, http.StatusSeeOther, "")
		h.MustHold(t)
	})
}

func TestCancellingAfterTheStartIsRefused(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	r := h.MustRegister(t, storetest.SignUp("laat", 1))
	h.Clock.Set(time.Date(2027, 3, 11, 12, 0, 0, 0, time.UTC))
	w := s.post(s.registrationPath(r)+"/cancel", nil)
	wantStatus(t, w, http.StatusConflict)
	wantText(t, w, nl("error.cancel.started"))
}

func TestPersonalAnswersAreTheParticipantsOwn(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		r := h.MustRegister(t, storetest.SignUp("groep", 2))
		own := s.participantPath(t, r, 2)
		w := s.post(own+"/edit", url.Values{"answer_lunch": {"halal"}})
		wantStatus(t, w, http.StatusSeeOther)
		if at := w.Header().Get("Location"); at != own+"?done=saved" {
			t.Errorf("it goes to %q", at)
		}
		if page(t, s.get(own)).Find("[name=answer_lunch][value=halal][checked]").Length() != 1 {
			t.Error("the page does not show the answer")
		}
		if body := s.get(s.registrationPath(r)).Body.String(); strings.Contains(body, "answer_lunch") || strings.Contains(body, "Halal") {
			t.Error("the contact sees a personal answer")
		}
		bad := s.post(own+"/edit", url.Values{"answer_lunch": {"niets"}})
		wantStatus(t, bad, http.StatusUnprocessableEntity)
		wantMistake(t, page(t, bad), "answer_lunch", "problem.answer.unknown")
		wantStatus(t, s.post(s.registrationPath(r)+"/edit", url.Values{"answer_lunch": {"halal"}}), http.StatusNotFound)
	})
}

func TestContactWhoAttendsFindsTheirOwnPage(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	r := h.MustRegister(t, storetest.SignUp("groep", 2))
	contact := page(t, s.get(s.registrationPath(r)))
	if contact.Find("a[href='"+s.participantPath(t, r, 1)+"']").Length() != 1 {
		t.Error("there is no link to the contact's own page")
	}
	if contact.Find("a[href='"+s.participantPath(t, r, 2)+"']").Length() != 0 {
		t.Error("the contact gets a colleague's link")
	}
	in := storetest.SignUp("afwezig", 1)
	in.ContactName, in.ContactEmail = "Voorbeeld Contact", "contact@voorbeeld.example"
	away := h.MustRegister(t, in)
	if strings.Contains(s.get(s.registrationPath(away)).Body.String(), s.participantPath(t, away, 1)) {
		t.Error("a contact who does not attend gets a participant's link")
	}
}

func TestLostLinkAnswersEveryAddressAlike(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		h.MustRegister(t, storetest.SignUp("kwijt", 1))
		h.Letters(t)
		known := s.post("/my", url.Values{"email": {"kwijt.1@voorbeeld.example"}})
		unknown := s.post("/my", url.Values{"email": {"niemand.1@voorbeeld.example"}})
		wantStatus(t, known, http.StatusOK)
		wantStatus(t, unknown, http.StatusOK)
		if strings.ReplaceAll(known.Body.String(), "kwijt.1", "") != strings.ReplaceAll(unknown.Body.String(), "niemand.1", "") {
			t.Error("the answers differ")
		}
		letters := h.Letters(t)
		if len(letters) != 1 || letters[0].Kind != models.LetterLinks {
			t.Errorf("the letters are %+v, want one with links", letters)
		}
		for _, bad := range []string{"", "geen adres", "x\xff@voorbeeld.example"} {
			w := s.post("/my", url.Values{"email": {bad}})
			wantStatus(t, w, http.StatusUnprocessableEntity)
			wantMistake(t, page(t, w), "email", emailProblem(bad))
		}
	})
}

func TestOnlyTheContactSplitsAGroupThatWaits(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		s := newSite(t, h)
		r := h.MustRegister(t, storetest.SignUp("groep", 2))
		if page(t, s.get(s.registrationPath(r))).Find(`form[action$="/split"]`).Length() != 1 {
			t.Error("the page offers no split")
		}
		wantStatus(t, s.post(s.participantPath(t, r, 2)+"/split", nil), http.StatusNotFound)
		wantStatus(t, s.post(s.registrationPath(r)+"/split", nil), http.StatusSeeOther)
		if now := h.Look(t, r.ID); !now.Live() || now.Placements[0].Status != models.Confirmed {
			t.Error("who fits has no seat")
		}
		if page(t, s.get(s.registrationPath(r))).Find(`form[action$="/split"]`).Length() != 0 {
			t.Error("the page offers a second split")
		}
		wantStatus(t, s.post(s.registrationPath(r)+"/split", nil), http.StatusConflict)
	})
}

func TestHolderSendsAColleagueInTheirPlace(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		r := h.MustRegister(t, storetest.SignUp("groep", 2))
		own, all := s.participantPath(t, r, 2), s.registrationPath(r)
		person := func(name string, more ...string) url.Values {
			form := url.Values{"name": {name}, "email": {strings.ToLower(name) + "@voorbeeld.example"}}
			if len(more) > 0 {
				form.Set("participant", more[0])
			}
			return form
		}
		names := func() string {
			now := h.Look(t, r.ID)
			return now.Participants[0].Name + ", " + now.Participants[1].Name
		}
		wrong := s.post(own+"/substitute", url.Values{"name": {"Drie"}, "email": {"drie"}})
		wantStatus(t, wrong, http.StatusUnprocessableEntity)
		wantMistake(t, page(t, wrong), "email", "problem.email.invalid")
		if kept, _ := page(t, wrong).Find("#name").Attr("value"); kept != "Drie" {
			t.Errorf("the name is %q", kept)
		}
		wantStatus(t, s.post(own+"/substitute", person("Drie", "1")), http.StatusNotFound)
		nobody := s.post(all+"/substitute", person("Drie"))
		wantStatus(t, nobody, http.StatusUnprocessableEntity)
		wantMistake(t, page(t, nobody), "replaced", "problem.substitute.missing")
		done := s.post(own+"/substitute", person("Drie"))
		wantStatus(t, done, http.StatusOK)
		wantText(t, done, "Drie")
		wantStatus(t, s.get(own), http.StatusNotFound)
		wantStatus(t, s.post(all+"/substitute", person("Vier", "1")), http.StatusSeeOther)
		if got := names(); got != "Vier, Drie" {
			t.Errorf("the registration holds %s", got)
		}
		h.MustCancel(t, r.ID, 1)
		wantStatus(t, s.post(all+"/substitute", person("Vijf", "1")), http.StatusConflict)
		h.MustHold(t)
	})
}
