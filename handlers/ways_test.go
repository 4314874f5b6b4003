package handlers

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"vonk/models"
	"vonk/models/store/storetest"
)

// Who takes away what gave them their role lands on a page that they may still see, which says what was done.
func TestWhoGivesUpTheirOwnRoleLandsWhereTheyMayBe(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		lands := func(cookie header, path string, form url.Values, sentence string) {
			t.Helper()
			w := s.post(path, form, cookie)
			wantStatus(t, w, http.StatusSeeOther)
			landed := s.get(w.Header().Get("Location"), cookie)
			wantStatus(t, landed, http.StatusOK)
			wantText(t, landed, sentence)
		}
		own := s.signedInAs(t, "zwolle@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample", Session: "zwolle"})
		lands(own, zwollePath+"/delete", url.Values{"confirm": {"yes"}}, nl("edit.deleted"))
		host := s.signedInAs(t, "reeks@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample"})
		role := page(t, s.get("/organiser/sample/people", host)).Find("input[name=assignment]").AttrOr("value", "")
		lands(host, "/organiser/sample/people/withdraw", url.Values{"assignment": {role}}, nl("people.withdrawn"))
		admin := s.signedIn(t)
		if _, err := h.AddOrganiser(t.Context(), "tweede@vonk.example", models.RoleAdmin, models.Scope{}); err != nil {
			t.Fatal(err)
		}
		role = page(t, s.get("/organiser/people", admin)).Find(`tr:contains("organiser@vonk.example") input[name=assignment]`).AttrOr("value", "")
		lands(admin, "/organiser/people/withdraw", url.Values{"assignment": {role}}, nl("people.withdrawn"))
	})
}

// A failed mail leads to the form of the address that it went to, for who may change that.
func TestFailedMailLeadsToWhereItsAddressIsChanged(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 3)
	s := newSite(t, h)
	r := h.MustRegister(t, storetest.SignUp("een", 1))
	if _, err := h.SQL(t).Exec("UPDATE letters SET status = 'failed', failure = '550 unknown user'"); err != nil {
		t.Fatal(err)
	}
	story := "/organiser/registrations/" + r.Reference
	way := func(role models.OrganiserRole) string {
		cookie := s.signedInAs(t, string(role)+"@vonk.example", role, models.Scope{Series: "sample"})
		return page(t, s.get("/organiser/sample/board", cookie)).Find(`#mails-table ~ tbody td a[href*="act="]`).AttrOr("href", "")
	}
	if got := way(models.RoleReader); got != "" {
		t.Errorf("a reader is led to %s", got)
	}
	if got := way(models.RoleOrganiser); got != story+"?act=edit#edit" {
		t.Errorf("the board leads to %q", got)
	}
	cookie := s.signedIn(t)
	for address, open := range map[string]int{story: 0, story + "?act=edit": 1, story + "?act=geen": 0} {
		if got := page(t, s.get(address, cookie)).Find("details[open]"); got.Length() != open || open == 1 && got.AttrOr("id", "") != "edit" {
			t.Errorf("%s shows %d forms", address, got.Length())
		}
	}
}

// Two series may have one title, as a copy and what it was copied from have.
func TestSeriesOfOneTitleAreToldApart(t *testing.T) {
	h := storetest.SQLite(t)
	for weeks, slug := range map[int]string{0: "sample", 52: "later", 104: "laatst"} {
		one := storetest.Definition(3)
		one.Slug = slug
		if slug == "laatst" {
			one.Title = models.Text{NL: "Andere reeks", EN: "Other series"}
		}
		for i := range one.Sessions {
			session := &one.Sessions[i]
			session.Starts, session.Ends = session.Starts.AddDate(0, 0, 7*weeks), session.Ends.AddDate(0, 0, 7*weeks)
			session.Programme = nil
		}
		h.Import(t, one)
	}
	twin := storetest.Definition(3)
	twin.Slug = "tweeling"
	h.Import(t, twin)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	for _, path := range []string{"/", "/organiser", "/organiser/start", "/privacy"} {
		seen := map[string]bool{}
		page(t, s.get(path, cookie)).Find("main h2").Each(func(_ int, heading *goquery.Selection) {
			if seen[text(heading)] {
				t.Errorf("%s has two headings %q", path, text(heading))
			}
			seen[text(heading)] = true
		})
		if path != "/" && path != "/organiser" {
			continue
		}
		for _, heading := range []string{"Andere reeks", "Voorbeeldreeks, vanaf donderdag 9 maart 2028"} {
			if !seen[heading] {
				t.Errorf("%s has no heading %q, only %v", path, heading, seen)
			}
		}
	}
}

func TestASessionUnderWayIsNotSaidToBeOver(t *testing.T) {
	h := storetest.SQLite(t)
	session := h.Sample(t, 3).Sessions[0]
	s := newSite(t, h)
	for at, sentence := range map[time.Time]string{session.Ends.Add(-time.Second): nl("availability.begun"), session.Ends: nl("availability.past")} {
		h.Clock.Set(at)
		wantText(t, s.get("/organiser/sample/"+session.Slug, s.signedIn(t)), sentence)
	}
}
