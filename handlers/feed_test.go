package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
	"vonk/templates/calendar/calendartest"
)

// feed fetches a feed that must be there, and judges it.
func (s *site) feed(t *testing.T, target string) string {
	t.Helper()
	w := s.get(target)
	wantStatus(t, w, http.StatusOK)
	calendartest.Check(t, w.Body.Bytes())
	for name, want := range map[string]string{"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "private, max-age=900"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s of %s is %q", name, target, got)
		}
	}
	again := s.get(target, header{"If-None-Match", w.Header().Get("Etag")})
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("%s gives %d for what the calendar has", target, again.Code)
	}
	head := s.do(http.MethodHead, target, nil)
	if head.Code != http.StatusOK || head.Header().Get("Etag") != w.Header().Get("Etag") {
		t.Errorf("HEAD %s gives %d", target, head.Code)
	}
	return strings.ReplaceAll(strings.ReplaceAll(w.Body.String(), "\r\n ", ""), "\r\n", "\n")
}

// href is the address of the feed that a page offers.
func (s *site) href(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	address := text(page(t, w).Find(".subscribe code, section code").First())
	at, err := url.Parse(address)
	if err != nil || at.Path == "" {
		t.Fatalf("the page offers %q", address)
	}
	return at.Path
}

func TestSeriesFeedHoldsItsSessionsAndKeepsTheCancelled(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	at := s.href(t, s.get("/sample"))
	if at != "/calendar/sample.ics" {
		t.Errorf("the page offers %s", at)
	}
	before := s.feed(t, at)
	for _, want := range []string{
		"NAME:Voorbeeldreeks\n", "X-WR-CALNAME:Voorbeeldreeks\n", "X-WR-TIMEZONE:Europe/Amsterdam\n", "REFRESH-INTERVAL;VALUE=DURATION:PT1H\n",
		"X-PUBLISHED-TTL:PT1H\n", "UID:zwolle.sample@vonk.example\n", "UID:utrecht.sample@vonk.example\n",
	} {
		if !strings.Contains(before, want) {
			t.Errorf("%q is not in %s", want, before)
		}
	}
	if err := h.CallOff(t.Context(), "sample", "zwolle", models.ActorCommand); err != nil {
		t.Fatal(err)
	}
	if after := s.feed(t, at); strings.Count(after, "STATUS:CANCELLED\n") != 1 || strings.Count(after, "BEGIN:VEVENT") != 2 {
		t.Errorf("after a cancellation the feed is %s", after)
	}
	if english := s.feed(t, at+"?lang=en"); !strings.Contains(english, "SUMMARY:Session Zwolle\n") {
		t.Errorf("in English it is %s", english)
	}
	for _, target := range []string{"/calendar/sample", "/calendar/geen.ics", "/calendar/.ics", "/calendar/sample.ics.ics"} {
		wantStatus(t, s.get(target), http.StatusNotFound)
	}
}

func TestOwnFeedHoldsTheSeatsUnderTheUIDsOfTheInvitations(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	r := h.MustRegister(t, storetest.SignUp("een", 2))
	own := s.participantPath(t, r, 2)
	at := s.href(t, s.get(own))
	_, seat, _ := r.SeatOf(r.Participants[1].ID)
	_, other, _ := r.SeatOf(r.Participants[0].ID)
	feed := s.feed(t, at)
	if !strings.Contains(feed, "UID:"+seat.UID+"\n") || strings.Contains(feed, other.UID) || !strings.Contains(feed, "STATUS:CONFIRMED\n") {
		t.Errorf("the feed is %s", feed)
	}
	if parts := s.feed(t, at+"?programme=yes"); strings.Count(parts, "BEGIN:VEVENT") != 3 || !strings.Contains(parts, "UID:2."+seat.UID+"\n") || !strings.Contains(parts, "SUMMARY:Welkom (Sessie Zwolle)\n") {
		t.Errorf("with its programme the feed is %s", parts)
	}
	h.MustCancel(t, r.ID, 2)
	if gone := s.feed(t, at); !strings.Contains(gone, "STATUS:CANCELLED\n") || !strings.Contains(gone, "SEQUENCE:1\n") {
		t.Errorf("after a cancellation the feed is %s", gone)
	}
}

func TestPrivateFeedsAreRevokedByANewAddress(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	r := h.MustRegister(t, storetest.SignUp("een", 1))
	own := s.participantPath(t, r, 1)
	at := s.href(t, s.get(own))
	wantStatus(t, s.post(own+"/feed", nil), http.StatusSeeOther)
	wantStatus(t, s.get(at), http.StatusNotFound)
	wantStatus(t, s.get(own), http.StatusOK)
	s.feed(t, s.href(t, s.get(own)))
	wantStatus(t, s.post(s.registrationPath(r)+"/feed", nil), http.StatusNotFound)

	cookie := s.signedIn(t)
	at = s.href(t, s.get(accountPath, cookie))
	s.feed(t, at)
	wantStatus(t, s.post(accountPath+"/feed", nil, cookie), http.StatusSeeOther)
	wantStatus(t, s.get(at), http.StatusNotFound)
	s.feed(t, s.href(t, s.get(accountPath, cookie)))
}

func TestOneKindOfLinkOpensNoFeedOfAnother(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	r := h.MustRegister(t, storetest.SignUp("een", 1))
	s.signedIn(t)
	for _, kind := range []models.TokenKind{models.TokenRegistration, models.TokenParticipant, models.TokenOrganiser, models.TokenFeed, models.TokenOffice} {
		token := s.tokens.Make(models.Token{Kind: kind, ID: r.Participants[0].ID, Version: 1})
		for path, opens := range map[string]models.TokenKind{"/calendar/my/": models.TokenFeed, "/calendar/organiser/": models.TokenOffice} {
			want := http.StatusNotFound
			if kind == opens {
				want = http.StatusOK
			}
			if got := s.get(path + token + ".ics").Code; got != want {
				t.Errorf("a token of kind %c opens %s with %d", kind, path, got)
			}
			wantStatus(t, s.get(path+token), http.StatusNotFound)
		}
		if kind == models.TokenFeed || kind == models.TokenOffice {
			wantStatus(t, s.get("/my/"+token), http.StatusNotFound)
		}
	}
}

func TestOrganisersFeedHoldsTheirOwnSessionsWithCounts(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 3)
	s := newSite(t, h)
	h.MustRegister(t, storetest.SignUp("een", 2))
	h.MustRegister(t, storetest.SignUp("twee", 2))
	cookie := s.signedInAs(t, "partner@vonk.example", models.RolePartner, models.Scope{Series: "sample", Session: "zwolle"})
	at := s.href(t, s.get(accountPath, cookie))
	feed := s.feed(t, at)
	if !strings.Contains(feed, `SUMMARY:Sessie Zwolle (2 van 3 plaatsen bezet\, 2 wachten)`) || strings.Contains(feed, "Utrecht") {
		t.Errorf("the feed is %s", feed)
	}
	if err := h.DisableOrganiser(t.Context(), "partner@vonk.example"); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, s.get(at), http.StatusNotFound)
}
