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

func TestOneStepIsEnoughWhereEverySessionSimplyHasSeats(t *testing.T) {
	reserved := storetest.Definition(12)
	reserved.Policy.Reserves = []models.Reserve{{Sectors: []string{"po"}, Seats: 12}}
	drawn := storetest.Definition(10)
	drawn.Policy.Admission, drawn.Policy.DrawAt, drawn.Policy.Beacon = models.AdmissionDraw, storetest.Start.AddDate(0, 0, 14), "een openbare waarde"
	for _, test := range []struct {
		rule   string
		series *models.Series
		people int // who have signed up for Zwolle
		step   string
	}{
		{"seats everywhere", storetest.Definition(10), 2, ""},
		{"one session is full", storetest.Definition(2), 2, "check"},
		{"what is free is reserved", reserved, 0, "check"},
		{"a draw is to come", drawn, 0, "check"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			h := storetest.SQLite(t)
			h.Import(t, test.series)
			if test.people > 0 {
				h.MustRegister(t, storetest.SignUp("eerder", test.people))
			}
			s := newSite(t, h)
			if got := page(t, s.get("/sample/register?session=utrecht")).Find("form.form > .button").AttrOr("value", ""); got != test.step {
				t.Errorf("the form is sent with step=%q, want %q", got, test.step)
			}
			wantStatus(t, s.post("/sample/register", form()), http.StatusSeeOther) // a script needs no second step
		})
	}
}

func TestChoicesComeBackWithTheForm(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	chosen := with(with(with(form(), "alternatives", "", "utrecht"), "wait", "yes"), "together", "any")
	for _, w := range map[string]url.Values{
		"after a mistake": with(chosen, "organisation", ""), "after a button": with(chosen, "do", "add"), "from the check page": with(chosen, "do", "edit"),
	} {
		back := page(t, s.post("/sample/register", w))
		if got := back.Find("select[name=alternatives] option[selected]").AttrOr("value", ""); got != "utrecht" {
			t.Errorf("the second choice came back as %q", got)
		}
		if back.Find("input[name=wait][checked]").Length() != 1 {
			t.Error("the wish to keep waiting is gone")
		}
		if _, open := back.Find("details.alternatives").Attr("open"); !open {
			t.Error("what was chosen is folded away")
		}
	}
}

func TestAlternativeThatTakesNoSignUpsIsAMistake(t *testing.T) {
	h := storetest.SQLite(t)
	definition := storetest.Definition(10)
	definition.Sessions[1].Status = models.SessionCancelled
	h.Import(t, definition)
	s := newSite(t, h)
	for _, step := range []string{"", "check"} {
		w := s.post("/sample/register", with(with(form(), "alternatives", "utrecht"), "step", step))
		wantStatus(t, w, http.StatusUnprocessableEntity)
		back := page(t, w)
		if got := text(back.Find("#alternatives-1-error")); got != nl("problem.alternatives.closed", "City", "Utrecht") {
			t.Errorf("at the second choice stands %q", got)
		}
		if got := text(back.Find("#summary li")); !strings.HasPrefix(got, "Tweede keus: ") {
			t.Errorf("the summary says %q", got)
		}
		if got := back.Find("#alternatives-1 option[selected]").AttrOr("value", ""); got != "utrecht" {
			t.Errorf("what was chosen came back as %q", got)
		}
	}
}

func TestMoreChoicesThanAnybodyHasAreTooLarge(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	many := with(form(), "alternatives", strings.Split(strings.Repeat("utrecht ", 101), " ")...)
	wantStatus(t, newSite(t, h).post("/sample/register", many), http.StatusRequestEntityTooLarge)
}

func TestWhoGetsNoReservedSeatIsToldWhy(t *testing.T) {
	h := storetest.SQLite(t)
	definition := storetest.Definition(12)
	definition.Policy.Reserves = []models.Reserve{{Sectors: []string{"po"}, Seats: 12, Until: time.Date(2027, 2, 15, 8, 0, 0, 0, time.UTC)}}
	definition.Policy.WaitingList = models.WaitingListOff
	h.Import(t, definition)
	s := newSite(t, h)
	wantText(t, s.get("/sample"), "nog 12 plaatsen, tot maandag 15 februari alleen voor po")
	for _, step := range []string{"", "check"} {
		w := s.post("/sample/register", with(form(), "step", step))
		wantStatus(t, w, http.StatusConflict)
		wantText(t, w, "De plaatsen die in Zwolle nog vrij zijn, zijn tot maandag 15 februari alleen voor po. Kies een andere sessie.")
	}
	got := strings.TrimSpace(s.get("/sample/availability").Body.String())
	if want := `{"slug":"zwolle","capacity":12,"free":12,"waiting":0,"status":"free","reserved":12}`; !strings.Contains(got, want) {
		t.Errorf("programs read %s, want %s", got, want)
	}
	h.Clock.Set(time.Date(2027, 2, 15, 8, 0, 0, 0, time.UTC))
	wantText(t, s.get("/sample"), "nog 12 plaatsen vrij")
	wantStatus(t, s.post("/sample/register", form()), http.StatusSeeOther)
}

func TestDrawIsSaidEverywhere(t *testing.T) {
	h := storetest.SQLite(t)
	definition := storetest.Definition(10)
	definition.Policy.Admission, definition.Policy.DrawAt, definition.Policy.Beacon = models.AdmissionDraw, time.Date(2027, 2, 1, 8, 0, 0, 0, time.UTC), "een openbare waarde"
	h.Import(t, definition)
	s := newSite(t, h)
	h.MustRegister(t, storetest.SignUp("eerder", 3))
	sentence := "De plaatsen worden verloot. Aanmelden kan tot maandag 1 februari, 09.00 uur."
	for _, target := range []string{"/sample", "/sample/zwolle"} {
		w := s.get(target)
		wantText(t, w, "loting: 3 mensen doen mee, aanmelden kan tot maandag 1 februari, 09.00 uur")
		wantText(t, w, sentence)
		if page(t, w).Find("a[href='/sample/draw']").Length() != 1 {
			t.Errorf("%s has no way to how the draw works", target)
		}
	}
	wantText(t, s.get("/"), "Meeloten voor Zwolle")
	wantText(t, s.get("/sample/register"), sentence)
	wantText(t, s.post("/sample/register", with(form(), "step", "check")), "U doet mee met de loting voor Zwolle.")
	if got := s.get("/sample/availability").Body.String(); strings.Count(got, `"status":"draw"`) != 2 {
		t.Errorf("programs read %s", got)
	}
	definition.Sessions[0].Status = models.SessionCancelled
	h.Import(t, definition)
	wantText(t, s.get("/sample/register?session=zwolle"), "U kunt nog meeloten voor Utrecht.")
}
