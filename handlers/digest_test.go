package handlers

import (
	"bytes"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"vonk/models"
	"vonk/models/store/storetest"
	"vonk/templates/mails"
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

// A digest names failed mail and addresses that cannot be reached: its links show these, and not the pages as they open.
func TestLinksOfADigestLeadToWhatItTellsOf(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 1)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	letter := &models.Letter{Kind: models.LetterDigest, Language: "nl", RecipientEmail: "een@vonk.example", Facts: models.Facts{Digest: &models.DigestFact{
		Rhythm: models.DigestDaily, Since: storetest.Start, Series: []models.DigestSeries{{
			Slug: "sample", Timezone: "Europe/Amsterdam", Failed: 1, Bounced: 1, Sessions: []models.DigestSession{{Slug: "zwolle", Place: "Zwolle", Needs: 1, NeedsBefore: "2027-03-01"}},
		}},
	}}}
	mail, err := mails.HTML(letter, mails.Options{BaseURL: "https://vonk.example", From: "vonk@vonk.example", Token: func(models.Token) string { return "t0ken" }})
	if err != nil {
		t.Fatal(err)
	}
	written, err := goquery.NewDocumentFromReader(bytes.NewReader(mail))
	if err != nil {
		t.Fatal(err)
	}
	shows := map[string]string{"letters": `[aria-current]:contains("Mislukt")`, "participants": "[name=bounced][checked]", "needs": "h1", "sample": "h1"}
	written.Find("a[href*='/organiser/sample']").Each(func(_ int, link *goquery.Selection) {
		at := strings.TrimPrefix(link.AttrOr("href", ""), "https://vonk.example")
		address, err := url.Parse(at)
		if err != nil {
			t.Fatal(err)
		}
		w := s.get(at, cookie)
		wantStatus(t, w, http.StatusOK)
		what := shows[path.Base(address.Path)]
		if delete(shows, path.Base(address.Path)); what == "" || page(t, w).Find(what).Length() == 0 {
			t.Errorf("%s does not show what the digest tells of", at)
		}
	})
	if len(shows) > 0 {
		t.Errorf("the digest leads not to %v", shows)
	}
}
