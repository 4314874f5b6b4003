package handlers

import (
	"net/http"
	"strings"
	"testing"

	"vonk/models/store/storetest"
)

func TestOrganiserReadsTheStoryOfARegistration(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		holder := h.MustRegister(t, storetest.SignUp("houder", 2))
		waits := h.MustRegister(t, storetest.SignUp("wacht", 2))
		h.MustCancel(t, holder.ID)
		s := newSite(t, h)
		address := "/organiser/registrations/" + waits.Reference
		wantStatus(t, s.get(address), http.StatusForbidden)
		cookie := s.signedIn(t)
		w := s.get(address, cookie)
		wantStatus(t, w, http.StatusOK)
		wantText(t, w, "Het verhaal van "+waits.Reference)
		wantText(t, w, "Dat kwam doordat "+holder.Reference+" zich afmeldde.")
		wantText(t, s.get(address+"?lang=en", cookie), "The story of "+waits.Reference)
		wantText(t, s.get(address+"?lang=en", cookie), "because "+holder.Reference+" cancelled.")
		wantStatus(t, s.get(strings.ToLower(address), cookie), http.StatusOK)
		list := page(t, s.get("/organiser/sample/zwolle", cookie))
		if list.Find("td a[href='"+address+"']").Length() != 2 {
			t.Error("the attendee list does not link to the story")
		}
		for _, none := range []string{"AAAA-AAAA", "AAAA", waits.Reference + "X", "%00"} {
			wantStatus(t, s.get("/organiser/registrations/"+none, cookie), http.StatusNotFound)
		}
	})
}
