package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestListKeepsItsFilterOrderAndPageInTheAddressAndItsColumnsForTheOrganiser(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		wantText(t, s.get("/organiser/sample/participants", cookie), nl("organiser.nobody"))
		for _, name := range []string{"beer", "aap"} {
			in := storetest.SignUp(name, 1)
			in.Answers = map[string][]string{"zoekt": {"partners"}}
			h.MustRegister(t, in)
		}
		rows := func(query string) string {
			t.Helper()
			w := s.get("/organiser/sample/participants"+query, cookie)
			wantStatus(t, w, http.StatusOK)
			return text(page(t, w).Find("tbody th"))
		}
		for query, want := range map[string]string{
			"":                       "Voorbeeld aap 1Voorbeeld beer 1",
			"?sort=-name":            "Voorbeeld beer 1Voorbeeld aap 1",
			"?q=BEER":                "Voorbeeld beer 1",
			"?session=zwolle&q=aap":  "Voorbeeld aap 1",
			"?session=utrecht":       "",
			"?status=waiting":        "",
			"?answer=zoekt:partners": "Voorbeeld aap 1Voorbeeld beer 1",
			"?answer=lunch:halal":    "Voorbeeld aap 1Voorbeeld beer 1", // sensitive: there is no such filter
			"?session=weg&sort=weg":  "Voorbeeld aap 1Voorbeeld beer 1", // an old bookmark
		} {
			if got := rows(query); got != want {
				t.Errorf("%s lists %q, want %q", query, got, want)
			}
		}
		doc := page(t, s.get("/organiser/sample/participants?q=voorbeeld&sort=status", cookie))
		if got := text(doc.Find("th[aria-sort]")); !strings.HasPrefix(got, nl("organiser.column.status")) || doc.Find("th[aria-sort]").Length() != 1 {
			t.Errorf("it is sorted by %q", got)
		}
		if got := doc.Find("th[aria-sort] a").AttrOr("href", ""); got != "/organiser/sample/participants?q=voorbeeld&sort=-status" {
			t.Errorf("the other way round is %s", got)
		}
		for _, query := range []string{"?page=2", "?page=0", "?page=x"} {
			wantStatus(t, s.get("/organiser/sample/participants"+query, cookie), http.StatusNotFound)
		}
		// Columns that are none are not kept, nor an address that is not the list's.
		form := url.Values{"column": {"sector", "answer_zoekt", "answer_lunch", "weg"}, "query": {"q=aap&page=1&next=//evil.example"}}
		w := s.post("/organiser/sample/participants/columns", form, cookie)
		wantStatus(t, w, http.StatusSeeOther)
		if got := w.Header().Get("Location"); got != "/organiser/sample/participants?q=aap" {
			t.Errorf("it goes back to %s", got)
		}
		doc = page(t, s.get("/organiser/sample/participants?q=aap", cookie))
		if got := text(doc.Find("thead th")); got != "KiesNaam ▲SectorWat zoekt u?" {
			t.Errorf("the columns are %s", got)
		}
		if got := text(doc.Find("tbody td")); got != "Kies Voorbeeld aap 1GemeentenPartners" {
			t.Errorf("the row says %s", got)
		}
		other := s.signedInAs(t, "ander@vonk.example", models.RoleReader, models.Scope{})
		if got := text(page(t, s.get("/organiser/sample/participants", other)).Find("thead th")); strings.Contains(got, "zoekt") {
			t.Errorf("another organiser has the columns %s", got)
		}
	})
}

func TestRegionalPartnerListsNamesAtTheirOwnSession(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		elsewhere := storetest.SignUp("anders", 1)
		elsewhere.Session = "utrecht"
		h.MustRegister(t, elsewhere)
		cookie := s.signedInAs(t, "partner@vonk.example", models.RolePartner, models.Scope{Series: "sample", Session: "zwolle"})
		body := s.get("/organiser/sample/participants", cookie).Body.String()
		for _, kept := range []string{"een.1@", "adviseur", r.Reference, "Voorbeeld anders", "Utrecht", "answer"} {
			if strings.Contains(body, kept) {
				t.Errorf("a partner reads %q", kept)
			}
		}
		if !strings.Contains(body, "Voorbeeld een 1") {
			t.Error("a partner reads no names")
		}
		for query, want := range map[string]int{"q=een.1@voorbeeld": 0, "q=" + r.Reference: 0, "session=utrecht": 0, "q=een": 1, "answer=zoekt:partners": 0} {
			if got := page(t, s.get("/organiser/sample/participants?"+query, cookie)).Find("tbody tr").Length(); got != want {
				t.Errorf("%s lists %d", query, got)
			}
		}
	})
}
