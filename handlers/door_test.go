package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

const doorAt = "/organiser/sample/zwolle/door"

// onTheDay sets the clock to the sample session's day, at an hour of UTC; it starts at 12.
func (s *site) onTheDay(hour int) {
	s.Clock.Set(time.Date(2027, 3, 11, hour, 0, 0, 0, time.UTC))
}

// doorLink makes a link for Zwolle's reception, and gives its address and PIN.
func (s *site) doorLink(t *testing.T, organiser header) (address, pin string) {
	t.Helper()
	wantStatus(t, s.post(doorAt+"/link", nil, organiser), http.StatusSeeOther)
	link, err := s.DoorLink(t.Context(), "sample", "zwolle")
	if err != nil {
		t.Fatal(err)
	}
	return "/door/" + s.tokens.Make(link.Token()), s.tokens.PIN(link.Token())
}

// phone gives the PIN, and is the cookie that it gets.
func (s *site) phone(t *testing.T, address, pin string) header {
	t.Helper()
	w := s.post(address, url.Values{"pin": {pin[:3] + " " + pin[3:]}})
	wantStatus(t, w, http.StatusSeeOther)
	cookies := w.Result().Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteLaxMode || w.Header().Get("Location") != doorAt {
		t.Fatalf("the cookies are %v, and it leads to %s", cookies, w.Header().Get("Location"))
	}
	return header{"Cookie", cookies[0].Name + "=" + cookies[0].Value}
}

// seats are those of the people whom a search at the door finds.
func (s *site) seats(t *testing.T, search string) []string {
	t.Helper()
	list, err := s.Door(t.Context(), "sample", "zwolle", search)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, guest := range append(list.Guests, list.Waiting...) {
		all = append(all, strconv.FormatInt(guest.Seat, 10))
	}
	return all
}

func TestTwoPhonesSeeEachOthersMarks(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		h.MustRegister(t, storetest.SignUp("een", 2))
		s.onTheDay(11)
		address, pin := s.doorLink(t, s.signedIn(t))
		wantText(t, s.get(address), nl("door.pin"))
		one, two := s.phone(t, address, pin), s.phone(t, address, pin)
		wantText(t, s.get(doorAt, one), "U bent telefoon 1.")
		wantText(t, s.get(doorAt, two), "0 van 2 zijn er")
		before := s.get(doorAt+"/count", two).Body.String()
		form := url.Values{"seat": {s.seats(t, "een 1")[0]}, "q": {"een"}}
		w := s.post(doorAt+"/present", form, one)
		wantStatus(t, w, http.StatusSeeOther)
		wantText(t, s.get(w.Header().Get("Location"), one), "Voorbeeld een 1 is er. 1 van 2 is er")
		if after := s.get(doorAt+"/count", two).Body.String(); after == before || !strings.Contains(after, `"present":1`) || !strings.Contains(after, `"expected":2`) {
			t.Errorf("the other phone is told %s, before %s", after, before)
		}
		h.Clock.Advance(time.Minute)
		w = s.post(doorAt+"/present", form, two)
		wantStatus(t, w, http.StatusSeeOther)
		wantText(t, s.get(w.Header().Get("Location"), two), "Voorbeeld een 1 was al aangevinkt door telefoon 1, 12.00 uur.")
		wantText(t, s.get(doorAt+"?q=een", two), "1 van 2 is er")
		wantStatus(t, s.post(doorAt+"/unmark", form, two), http.StatusSeeOther)
		wantText(t, s.get(doorAt, one), "0 van 2 zijn er")
		wantStatus(t, s.post(doorAt+"/present", url.Values{"seat": {"x"}}, one), http.StatusNotFound)
		wantStatus(t, s.post(doorAt+"/present", url.Values{"seat": {"999"}}, one), http.StatusNotFound)
		h.MustHold(t)
	})
}

func TestDoorShowsNamesAndOrganisationsAndNoAddresses(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 1)
	s := newSite(t, h)
	h.MustRegister(t, storetest.SignUp("een", 1))
	h.MustRegister(t, storetest.SignUp("wacht", 1))
	s.onTheDay(11)
	address, pin := s.doorLink(t, s.signedIn(t))
	phone := s.phone(t, address, pin)
	body := s.get(doorAt, phone).Body.String() + s.get(doorAt+"/colleague?seat="+s.seats(t, "een")[0], phone).Body.String()
	for _, kept := range []string{"@voorbeeld.example", "adviseur", "organiser@vonk.example"} {
		if strings.Contains(strings.ReplaceAll(body, "mailto:organiser@vonk.example\">organiser@vonk.example", ""), kept) {
			t.Errorf("the door tells %q", kept)
		}
	}
	if !strings.Contains(body, "Voorbeeld een 1") || !strings.Contains(body, "Voorbeeld wacht 1") || !strings.Contains(body, "Gemeente Voorbeeld") {
		t.Error("the door does not tell who comes")
	}
}

func TestPhoneOfTheReceptionOpensItsDoorAndNothingElse(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	visits := s.visits(t)
	s.onTheDay(11)
	organiser := s.signedIn(t)
	address, pin := s.doorLink(t, organiser)
	phone := s.phone(t, address, pin)
	for _, v := range visits {
		if !strings.HasPrefix(v.route.Path, "/organiser") || strings.HasPrefix(v.route.Path, "/organiser/sign-") {
			continue
		}
		opens := strings.HasPrefix(v.route.Path, "/organiser/:series/:session/door") && !strings.Contains(v.route.Path, "/link")
		w := s.do(v.route.Method, v.target, strings.NewReader(""), phone)
		if refused := w.Code == http.StatusForbidden; refused == opens {
			t.Errorf("%s %s answers a phone %d", v.route.Method, v.route.Path, w.Code)
		}
	}
	wantStatus(t, s.get("/organiser/sample/utrecht/door", phone), http.StatusForbidden)
	// Who has both is an organiser everywhere else.
	both := header{"Cookie", phone[1] + "; " + organiser[1]}
	wantStatus(t, s.get("/organiser/sample/utrecht/door", both), http.StatusOK)
	wantStatus(t, s.get(address, phone), http.StatusSeeOther)
}

func TestPINLocksTheLinkAndANewOneEndsThePhones(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		organiser := s.signedIn(t)
		address, pin := s.doorLink(t, organiser)
		wantText(t, s.get(address), "Deze link werkt vanaf donderdag 11 maart, 00.00 uur.")
		wantStatus(t, s.post(address, url.Values{"pin": {pin}}), http.StatusConflict)
		s.onTheDay(10)
		organiser = s.signedIn(t)
		phone := s.phone(t, address, pin)
		wrong := fmt.Sprintf("%06d", (number(t, pin)+1)%1_000_000)
		for range models.DoorTriesOfOne - 1 {
			w := s.post(address, url.Values{"pin": {wrong}})
			wantStatus(t, w, http.StatusUnprocessableEntity)
			wantText(t, w, nl("problem.pin.wrong"))
		}
		wantStatus(t, s.post(address, url.Values{"pin": {wrong}}), http.StatusGone)
		wantStatus(t, s.post(address, url.Values{"pin": {pin}}), http.StatusGone)
		wantStatus(t, s.get(doorAt, phone), http.StatusOK) // who is in stays in
		shown := s.get(doorAt+"/link", organiser)
		wantText(t, shown, "verkeerde pincode")
		if page(t, shown).Find("svg.qr path").Length() != 1 || !strings.Contains(shown.Body.String(), "http://vonk.example"+address) {
			t.Error("the link is not shown")
		}
		next, pin := s.doorLink(t, organiser)
		wantStatus(t, s.get(address), http.StatusGone)
		wantStatus(t, s.get(doorAt, phone), http.StatusGone)
		phone = s.phone(t, next, pin)
		wantStatus(t, s.post(doorAt+"/link/end", nil, organiser), http.StatusSeeOther)
		wantStatus(t, s.get(doorAt, phone), http.StatusGone)
		wantStatus(t, s.get(next), http.StatusGone)
		for _, bad := range []string{"/door/x", "/door/" + s.tokens.Make(models.Token{Kind: models.TokenOrganiser, ID: 1, Version: 1}), "/door/" + s.tokens.Make(models.Token{Kind: models.TokenDoor, ID: 99, Version: 1})} {
			wantStatus(t, s.get(bad), http.StatusNotFound)
		}
		h.MustHold(t)
	})
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPhoneIsWorthNothingOnceTheSessionHasEnded(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		s.onTheDay(11)
		address, pin := s.doorLink(t, s.signedIn(t))
		phone := s.phone(t, address, pin)
		s.onTheDay(16)
		for _, target := range []string{doorAt, doorAt + "/count", doorAt + "/walk-in"} {
			wantStatus(t, s.get(target, phone), http.StatusGone)
		}
		wantStatus(t, s.post(doorAt+"/present", url.Values{"seat": {"1"}}, phone), http.StatusGone)
		wantStatus(t, s.get(address), http.StatusGone)
	})
}

func TestWalkInAtAFullSessionAsksForASecondTap(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		s := newSite(t, h)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.MustRegister(t, storetest.SignUp("wacht", 1))
		s.onTheDay(13)
		cookie := s.signedInAs(t, "ontvangst@vonk.example", models.RoleReception, models.Scope{Series: "sample", Session: "zwolle"})
		wantText(t, s.get("/organiser", cookie), "Ontvangst Zwolle, donderdag 11 maart")
		form := url.Values{"name": {"Voorbeeld Nieuw"}, "email": {"nieuw@voorbeeld.example"}, "organisation": {"Voorbeeldschool"}}
		wrong := s.post(doorAt+"/walk-in", with(form, "email", "een.1@voorbeeld.example"), cookie)
		wantStatus(t, wrong, http.StatusUnprocessableEntity)
		wantText(t, wrong, nl("problem.door.listed"))
		asked := s.post(doorAt+"/walk-in", form, cookie)
		wantStatus(t, asked, http.StatusConflict)
		wantText(t, asked, "Zwolle is vol: 1 van 1 plaatsen zijn bezet.")
		if page(t, asked).Find("button[name=over][value=yes]").Length() != 1 || page(t, asked).Find("#name").AttrOr("value", "") != "Voorbeeld Nieuw" {
			t.Error("what was entered is lost, or there is no second tap")
		}
		w := s.post(doorAt+"/walk-in", with(form, "over", "yes"), cookie)
		wantStatus(t, w, http.StatusSeeOther)
		wantText(t, s.get(w.Header().Get("Location"), cookie), "1 van 2 is er")
		// Who waits is asked about in the same way.
		seat := url.Values{"seat": s.seats(t, "wacht")}
		asked = s.post(doorAt+"/let-in", seat, cookie)
		wantStatus(t, asked, http.StatusConflict)
		if page(t, asked).Find("input[name=over][value=yes]").Length() != 1 {
			t.Error("there is no second tap")
		}
		wantStatus(t, s.post(doorAt+"/let-in", with(seat, "over", "yes"), cookie), http.StatusSeeOther)
		wantText(t, s.get(doorAt, cookie), "2 van 3 zijn er")
		h.MustHold(t)
	})
}

func TestColleagueComesForSomebody(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		s := newSite(t, h)
		h.MustRegister(t, storetest.SignUp("een", 1))
		s.onTheDay(13)
		cookie := s.signedInAs(t, "ontvangst@vonk.example", models.RoleReception, models.Scope{Series: "sample"})
		seat := s.seats(t, "een")[0]
		wantText(t, s.get(doorAt+"/colleague?seat="+seat, cookie), "Wie komt er voor Voorbeeld een 1?")
		wantStatus(t, s.get(doorAt+"/colleague?seat=99", cookie), http.StatusNotFound)
		wantStatus(t, s.get(doorAt+"/colleague", cookie), http.StatusSeeOther)
		form := url.Values{"seat": {seat}, "name": {"Voorbeeld Nieuw"}, "email": {""}}
		wantStatus(t, s.post(doorAt+"/colleague", form, cookie), http.StatusUnprocessableEntity)
		w := s.post(doorAt+"/colleague", with(form, "email", "nieuw@voorbeeld.example"), cookie)
		wantStatus(t, w, http.StatusSeeOther)
		wantText(t, s.get(w.Header().Get("Location"), cookie), "Voorbeeld Nieuw heeft de plaats overgenomen, en is er. 1 van 1 is er")
		h.MustHold(t)
	})
}
