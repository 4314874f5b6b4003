package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"vonk/models"
	"vonk/models/store/storetest"
)

// crowded is a site where Zwolle is full and two people wait there.
func crowded(t *testing.T, h *storetest.Harness) *site {
	t.Helper()
	h.Sample(t, 2)
	h.MustRegister(t, storetest.SignUp("vol", 2))
	h.MustRegister(t, storetest.SignUp("wacht", 2))
	return newSite(t, h)
}

// hidden is what a check page's form sends.
func hidden(page *goquery.Document) url.Values {
	sent := url.Values{}
	page.Find("form.form input[type=hidden], form.form input[checked]").Each(func(_ int, field *goquery.Selection) {
		sent.Add(field.AttrOr("name", ""), field.AttrOr("value", ""))
	})
	return sent
}

func TestCheckPageSaysWhatWillHappenAndItHappens(t *testing.T) {
	two := with(with(form(), "name", "Voorbeeld Een", "Voorbeeld Twee"), "email", "een@voorbeeld.example", "twee@voorbeeld.example")
	two["role"] = []string{"", ""}
	for _, test := range []struct {
		rule          string
		form          url.Values
		says, becomes string
	}{
		{
			"an alternative, still waiting for the first choice", with(with(form(), "alternatives", "utrecht"), "wait", "yes"),
			"Zwolle is vol. U krijgt een plaats in Utrecht. Voor Zwolle wachten 2 mensen voor u.", "U heeft een plaats in Utrecht.",
		},
		{
			"an alternative and no more", with(form(), "alternatives", "utrecht"),
			"Zwolle is vol. U krijgt een plaats in Utrecht.", "U heeft een plaats in Utrecht.",
		},
		{
			"no alternative", form(),
			"Zwolle is vol. U komt op de wachtlijst. Voor Zwolle wachten 2 mensen voor u.", "U staat op de wachtlijst voor Zwolle.",
		},
		{
			"a group", with(two, "alternatives", "utrecht"),
			"U krijgt 2 plaatsen in Utrecht.", "U heeft 2 plaatsen in Utrecht.",
		},
	} {
		t.Run(test.rule, func(t *testing.T) {
			storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
				s := crowded(t, h)
				before := s.count(t)
				w := s.post("/sample/register", with(test.form, "step", "check"))
				wantStatus(t, w, http.StatusOK)
				wantText(t, w, test.says)
				if s.count(t) != before {
					t.Fatal("the check page registered somebody")
				}
				if test.form.Get("wait") == "" && strings.Contains(text(page(t, w).Find("main")), "wachten 2 mensen") != (test.form.Get("alternatives") == "") {
					t.Error("who does not keep waiting reads how many stand ahead")
				}
				done := s.post("/sample/register", hidden(page(t, w)))
				wantStatus(t, done, http.StatusSeeOther)
				wantText(t, s.get(done.Header().Get("Location")), test.becomes)
				h.MustHold(t)
			})
		})
	}
}

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

func TestGroupThatFitsNowhereTogetherMayComeApartWithoutAWaitingList(t *testing.T) {
	h := storetest.SQLite(t)
	definition := storetest.Definition(1)
	definition.Policy.WaitingList, definition.Sessions[1].Capacity = models.WaitingListOff, 1
	h.Import(t, definition)
	s := newSite(t, h)
	two := with(with(with(form(), "name", "Voorbeeld Een", "Voorbeeld Twee"), "email", "een@voorbeeld.example", "twee@voorbeeld.example"), "role", "", "")
	wantStatus(t, s.post("/sample/register", with(two, "step", "check")), http.StatusConflict)
	w := s.post("/sample/register", with(with(two, "alternatives", "utrecht"), "step", "check"))
	wantStatus(t, w, http.StatusOK)
	wantText(t, w, "Nergens is genoeg plaats voor uw hele groep samen. Ieder apart kan wel. U krijgt een plaats in Zwolle. Voorbeeld Twee krijgt een plaats in Utrecht.")
	done := s.post("/sample/register", hidden(page(t, w)))
	wantStatus(t, done, http.StatusSeeOther)
	h.MustHold(t)
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
