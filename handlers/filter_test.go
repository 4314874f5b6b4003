package handlers

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestAFilterComesBackFromItsAddressAsItWas(t *testing.T) {
	whole := models.ListFilter{
		Query: "een & twee", Sessions: []string{"zwolle", "utrecht"}, Statuses: []models.Status{models.Waiting, models.Offered}, Sectors: []string{"po", "Zorg: jeugd"},
		Organisation: 7, Question: "zoekt", Option: "partners", Bounced: true,
	}
	for _, filter := range []models.ListFilter{{}, whole, {Query: "een"}, {Question: "eerder", Option: "yes"}} {
		query, err := url.ParseQuery(filter.Params().Encode())
		if err != nil {
			t.Fatal(err)
		}
		if got := filterIn(query); !reflect.DeepEqual(got, filter) {
			t.Errorf("%+v comes back as %+v", filter, got)
		}
	}
	got := filterIn(url.Values{"session": {"", " ", "a", "a"}, "organisation": {"x"}, "answer": {"x"}, "q": {" \xff "}})
	if want := (models.ListFilter{Sessions: []string{"a"}, Question: "x", Query: "\ufffd"}); !reflect.DeepEqual(got, want) {
		t.Errorf("it becomes %+v", got)
	}
}

func TestADownloadHoldsWhomItsFilterChoosesAndNoMoreThanOneMaySee(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		in := storetest.SignUp("een", 2)
		in.Answers = map[string][]string{"zoekt": {"partners"}}
		h.MustRegister(t, in)
		other := storetest.SignUp("ander", 1)
		other.Session = "utrecht"
		h.MustRegister(t, other)
		partner := s.signedInAs(t, "partner@vonk.example", models.RolePartner, models.Scope{Series: "sample", Session: "zwolle"})
		cookie := s.signedIn(t)
		for _, test := range []struct {
			who   header
			path  string
			wants int
		}{
			{cookie, "/organiser/sample/attendees.csv?dialect=rfc4180", 3},
			{cookie, "/organiser/sample/attendees.csv?dialect=rfc4180&q=een.2@", 1},
			{cookie, "/organiser/sample/attendees.csv?dialect=rfc4180&session=zwolle&session=utrecht&q=voorbeeld", 3},
			{cookie, "/organiser/sample/attendees.csv?dialect=rfc4180&session=utrecht", 1},
			{cookie, "/organiser/sample/attendees.csv?dialect=rfc4180&status=waiting&status=cancelled", 0},
			{cookie, "/organiser/sample/attendees.csv?dialect=rfc4180&answer=zoekt:partners", 2},
			{cookie, "/organiser/sample/zwolle/attendees.csv?dialect=rfc4180&session=utrecht", 2},
			{partner, "/organiser/sample/zwolle/attendees.csv?dialect=rfc4180&q=een", 2},
			{partner, "/organiser/sample/zwolle/attendees.csv?dialect=rfc4180&q=een.2@", 0},
			{partner, "/organiser/sample/zwolle/attendees.csv?dialect=rfc4180&answer=zoekt:partners", 0},
		} {
			w := s.get(test.path, test.who)
			wantStatus(t, w, http.StatusOK)
			if got := len(rowsOf(t, w.Body.String())) - 1; got != test.wants {
				t.Errorf("%s holds %d people, want %d", test.path, got, test.wants)
			}
		}
		for _, query := range []string{"session=weg", "session=zwolle&session=weg"} {
			wantStatus(t, s.get("/organiser/sample/attendees.csv?"+query, cookie), http.StatusNotFound)
		}
	})
}

func TestANameOfAnOrganisationIsNotToldBeyondOnesSession(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	h.MustRegister(t, storetest.SignUp("een", 1))
	other := storetest.SignUp("ander", 1)
	other.Session, other.Organisation = "utrecht", "Verborgen Voorbeeld"
	r := h.MustRegister(t, other)
	part := s.signedInAs(t, "deel@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample", Session: "zwolle"})
	query := (&models.ListFilter{Organisation: r.OrganisationID}).Params().Encode()
	for _, path := range []string{"/organiser/sample/participants?", "/organiser/sample/mailings/new?"} {
		w := s.get(path+query, part)
		wantStatus(t, w, http.StatusOK)
		if strings.Contains(w.Body.String(), "Verborgen") {
			t.Errorf("%s tells the name", path)
		}
	}
}
