package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"vonk/models/store/storetest"
)

// Only an admin who has just proved who they are erases; the page before says who goes, and the one after names nobody.
func TestAdminErasesARegistration(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		r := h.MustRegister(t, storetest.SignUp("weg", 2))
		at := "/organiser/registrations/" + r.Reference
		h.Clock.Advance(provedFor + time.Minute)
		for _, w := range []string{s.get(at+"/erase", cookie).Header().Get("Location"), s.post(at+"/erase", nil, cookie).Header().Get("Location")} {
			if !strings.HasPrefix(w, provePath) {
				t.Errorf("without a proof it leads to %q", w)
			}
		}
		cookie = s.signedIn(t)
		if href, _ := page(t, s.get(at, cookie)).Find("a[href$='/erase']").Attr("href"); href != at+"/erase" {
			t.Errorf("the story leads to %q", href)
		}
		asked := text(page(t, s.get(at+"/erase", cookie)).Find("main"))
		for _, says := range []string{"Voorbeeld weg 1", "Voorbeeld weg 2", nl("erase.places"), nl("erase.silent"), nl("erase.undo")} {
			if !strings.Contains(asked, says) {
				t.Errorf("the page does not say %q", says)
			}
		}
		w := s.post(at+"/erase", nil, cookie)
		wantStatus(t, w, http.StatusSeeOther)
		story := text(page(t, s.get(w.Header().Get("Location"), cookie)).Find("main"))
		if !strings.Contains(story, nl("office.done.erase")) || !strings.Contains(story, nl("person.erased")) || strings.Contains(story, "Voorbeeld weg") {
			t.Errorf("the story says %s", story)
		}
		wantStatus(t, s.get(at+"/erase", cookie), http.StatusGone)
		h.MustHold(t)
	})
}
