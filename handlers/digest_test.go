package handlers

import (
	"net/http"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestAnOrganiserChoosesHowOftenTheyGetADigest(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		b := s.browser()
		b.enter(t, "een@vonk.example")
		chosen := func() string {
			section := page(t, b.visit("/organiser/account")).Find("#digest")
			return section.Find("[name=rhythm][checked]").AttrOr("value", "") + " " + section.Find("[name=language] [selected]").AttrOr("value", "")
		}
		if got := chosen(); got != "daily " {
			t.Errorf("who chose nothing has %q", got)
		}
		wantLocation(t, b.send("/organiser/account/digest", "rhythm", "weekly", "language", "en"), "/organiser/account?done=digest")
		if got := chosen(); got != "weekly en" {
			t.Errorf("kept is %q", got)
		}
		if got := text(page(t, b.visit("/organiser/account?done=digest")).Find("[role=status]")); got != nl("account.done.digest") {
			t.Errorf("it says %q", got)
		}
		w := b.send("/organiser/account/digest", "rhythm", "hourly", "language", "de")
		wantStatus(t, w, http.StatusUnprocessableEntity)
		wrong := page(t, w)
		if !strings.HasPrefix(wrong.Find("title").Text(), "Fout: ") || wrong.Find(".summary a[href='#rhythm'], .summary a[href='#language']").Length() != 2 {
			t.Errorf("the mistakes are not told: %s", text(wrong.Find("main")))
		}
		if got := chosen(); got != "weekly en" {
			t.Errorf("a mistake keeps %q", got)
		}
	})
}

func TestALinkEndsTheDigestOfOneOrganiserOnce(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		s.signedInAs(t, "een@vonk.example", models.RoleAdmin, models.Scope{})
		s.signedInAs(t, "ander@vonk.example", models.RoleAdmin, models.Scope{})
		o, err := h.OpenLink(t.Context(), "een@vonk.example")
		if err != nil {
			t.Fatal(err)
		}
		rhythms := func() string {
			all, err := h.Organisers(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return string(all[0].Digests + " " + all[1].Digests) // ander, een
		}
		link := "/unsubscribe/" + s.tokens.Make(models.Token{Kind: models.TokenDigest, ID: o.ID, Version: 1})
		w := s.get(link)
		wantStatus(t, w, http.StatusOK)
		wantText(t, w, nl("unsubscribe.digest.button"))
		if got := rhythms(); got != "daily daily" {
			t.Errorf("looking changes it to %q", got)
		}
		for range 2 { // a mail program's own form, and the same again
			w := s.do(http.MethodPost, link, strings.NewReader("List-Unsubscribe=One-Click"), header{"Content-Type", "application/x-www-form-urlencoded"})
			wantStatus(t, w, http.StatusOK)
			wantText(t, w, nl("unsubscribe.digest.done"))
			if got := rhythms(); got != "daily off" {
				t.Errorf("it becomes %q", got)
			}
		}
		for _, token := range []models.Token{
			{Kind: models.TokenDigest, ID: o.ID, Version: 2}, {Kind: models.TokenDigest, ID: 999, Version: 1}, {Kind: models.TokenOffice, ID: o.ID, Version: 1},
		} {
			wantStatus(t, s.get("/unsubscribe/"+s.tokens.Make(token)), http.StatusNotFound)
			wantStatus(t, s.do(http.MethodPost, "/unsubscribe/"+s.tokens.Make(token), nil), http.StatusNotFound)
		}
	})
}
