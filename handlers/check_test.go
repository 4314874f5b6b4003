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

func TestCheckPageCarriesEverythingAndRegistersNothing(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	group := with(with(with(form(), "name", "Voorbeeld Een", "Voorbeeld Twee"), "email", "een@voorbeeld.example", "twee@voorbeeld.example"), "role", "", "adviseur")
	group = with(with(with(group, "answer_zoekt", "partners", "voorbeelden"), "answer_vraag", "Eerste regel\nTweede regel"), "consent_followup", "yes")
	group = with(with(group, "alternatives", "utrecht"), "wait", "yes")
	w := s.post("/sample/register", with(group, "step", "check"))
	wantStatus(t, w, http.StatusOK)
	if s.count(t) != 0 {
		t.Fatal("the check page registered somebody")
	}
	checked := page(t, w)
	next := url.Values{}
	checked.Find("form input").Each(func(_ int, field *goquery.Selection) {
		if field.AttrOr("type", "") == "hidden" {
			next.Add(field.AttrOr("name", ""), field.AttrOr("value", ""))
		}
	})
	for _, name := range []string{"session", "alternatives", "wait", "organisation", "sector", "name", "email", "role", "answer_zoekt", "answer_vraag", "consent_followup"} {
		if got, want := strings.Join(next[name], "|"), strings.Join(group[name], "|"); got != want {
			t.Errorf("the check page carries %s as %q, want %q", name, got, want)
		}
	}
	edit := page(t, s.post("/sample/register", with(next, "do", "edit-2")))
	if edit.Find("input[name=name]").Length() != 2 {
		t.Error("the way back to the form lost somebody")
	}
	wantStatus(t, s.post("/sample/register", next), http.StatusSeeOther)
	if s.count(t) != 1 {
		t.Error("the check page's button did not register")
	}
}

func TestCheckPageDoesNotTellWhoIsRegistered(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	wantStatus(t, s.post("/sample/register", form()), http.StatusSeeOther)
	wantStatus(t, s.post("/sample/register", with(form(), "step", "check")), http.StatusOK)
	wantStatus(t, s.post("/sample/register", form()), http.StatusUnprocessableEntity)
}

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
