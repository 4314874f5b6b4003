package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"vonk/models"
	"vonk/models/store/storetest"
)

const (
	employersPath = "/organiser/sample/organisations"
	mergePath     = employersPath + "/merge"
)

// employed signs somebody up in the name of an organisation, with an address at that domain.
func (s *site) employed(t *testing.T, organisation, domain, name string) *models.Registration {
	t.Helper()
	in := storetest.SignUp(name, 1)
	in.Organisation, in.People[0].Email = organisation, name+"@"+domain
	return s.MustRegister(t, in)
}

// two are the fields of merging the organisation of one registration into that of another.
func two(from, into *models.Registration) url.Values {
	return url.Values{"from": {strconv.FormatInt(from.OrganisationID, 10)}, "into": {strconv.FormatInt(into.OrganisationID, 10)}}
}

func TestOrganiserMergesTwoOrganisationsThatAMailDomainSuggests(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(10)
		definition.Policy.OrganisationLimit = models.Limit{Seats: 2}
		h.Import(t, definition)
		s := newSite(t, h)
		whole := s.employed(t, "Gemeente Zwolle", "zwolle.example", "een")
		short := s.employed(t, "Gem. Zwolle", "zwolle.example", "twee")
		s.employed(t, "Gemeente Kampen", "gmail.com", "drie")
		cookie := s.signedIn(t)

		office := page(t, s.get("/organiser/sample", cookie))
		if office.Find("main a[href='"+employersPath+"']").Length() != 1 {
			t.Error("the series page does not lead to the organisations")
		}
		list := s.get(employersPath, cookie)
		wantStatus(t, list, http.StatusOK)
		wantText(t, list, "Gem. Zwolle en Gemeente Zwolle gebruiken allebei zwolle.example. Is dat één organisatie?")
		if n := page(t, list).Find("tbody tr").Length(); n != 3 {
			t.Errorf("the list has %d organisations, want 3", n)
		}
		way := mergePath + "?" + two(short, whole).Encode()
		if page(t, list).Find("a[href='"+way+"']").Length() != 1 {
			t.Fatalf("the page does not lead to %s", way)
		}
		check := s.get(way, cookie)
		wantStatus(t, check, http.StatusOK)
		wantText(t, check, "U kunt dit niet met een knop ongedaan maken.")
		if got := s.Look(t, short.ID).Organisation.Name; got != "Gem. Zwolle" {
			t.Errorf("looking at the question made it %q", got)
		}
		form := page(t, check).Find("main form[method=post]")
		fields := url.Values{}
		form.Find("input[type=hidden]").Each(func(_ int, input *goquery.Selection) { fields.Add(input.AttrOr("name", ""), input.AttrOr("value", "")) })
		for range 2 { // a second click finds it done
			w := s.post(form.AttrOr("action", ""), fields, cookie)
			wantStatus(t, w, http.StatusSeeOther)
			after := s.get(w.Header().Get("Location"), cookie)
			wantStatus(t, after, http.StatusOK)
			wantText(t, after, "Gelukt. Gem. Zwolle hoort nu bij Gemeente Zwolle.")
			wantText(t, after, "Ook: Gem. Zwolle")
			if n := page(t, after).Find("#same").Length(); n != 0 {
				t.Error("the same question is asked again")
			}
		}
		for _, r := range []*models.Registration{whole, short} { // nobody lost a seat
			if now := s.Look(t, r.ID); now.OrganisationID != whole.OrganisationID || now.Placements[0].Status != models.Confirmed {
				t.Errorf("%s is %s for %s", r.Reference, now.Placements[0].Status, now.Organisation.Name)
			}
		}
		third := s.employed(t, "GEM ZWOLLE", "zwolle.example", "vier")
		if third.Placements[0].Reason != models.ReasonLimit {
			t.Errorf("a later sign-up in the old name waits for %q, want the limit", third.Placements[0].Reason)
		}
		var actor string
		var entries int
		if err := h.SQL(t).QueryRow("SELECT min(actor), count(*) FROM audit_entries WHERE action = 'merge'").Scan(&actor, &entries); err != nil {
			t.Fatal(err)
		}
		if actor != "organiser:1" || entries != 1 {
			t.Errorf("%d audit entries name %s", entries, actor)
		}
		h.MustHold(t)
	})
}

func TestOrganisationsAreChosenFromTheListByAForm(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		elsewhere := storetest.Definition(10)
		elsewhere.Slug = "another"
		h.Import(t, elsewhere)
		s := newSite(t, h)
		one := s.employed(t, "Organisatie Een", "een.example", "een")
		other := s.employed(t, "Organisatie Twee", "twee.example", "twee")
		gone := s.employed(t, "Organisatie Drie", "drie.example", "drie")
		there := storetest.SignUp("vier", 1)
		there.Organisation = "Organisatie Vier"
		apart, err := h.Register(t.Context(), "another", there)
		if err != nil {
			t.Fatal(err)
		}
		cookie := s.signedIn(t)
		wantStatus(t, s.post(mergePath, two(gone, other), cookie), http.StatusSeeOther)

		w := s.post(employersPath, two(one, other), cookie)
		wantStatus(t, w, http.StatusSeeOther)
		if got, want := w.Header().Get("Location"), mergePath+"?"+two(one, other).Encode(); got != want {
			t.Errorf("the form leads to %s, want %s", got, want)
		}
		before := s.merges(t)
		const unknown, same = "Deze organisatie staat niet (meer) in de lijst. Kies er een uit de lijst.", "Dit is twee keer dezelfde organisatie. Kies een andere."
		for rule, test := range map[string]struct {
			fields url.Values
			wrong  map[string]string
		}{
			"nothing chosen":          {url.Values{"from": {""}, "into": {""}}, map[string]string{"from": "Kies welke naam vervalt.", "into": "Kies welke naam blijft."}},
			"one chosen":              {with(two(one, other), "into", ""), map[string]string{"into": "Kies welke naam blijft."}},
			"the same twice":          {two(one, one), map[string]string{"into": same}},
			"one that was merged":     {two(gone, one), map[string]string{"from": unknown}},
			"into one that is gone":   {two(one, gone), map[string]string{"into": unknown}},
			"one of another series":   {two(apart, one), map[string]string{"from": unknown}},
			"no number":               {with(two(one, other), "from", "één"), map[string]string{"from": unknown}},
			"a number far too large":  {with(two(one, other), "into", strings.Repeat("9", 40)), map[string]string{"into": unknown}},
			"no text at all":          {with(two(one, other), "into", "\xff"), map[string]string{"into": unknown}},
			"a number written freely": {with(two(one, other), "into", " 0"+strconv.FormatInt(other.OrganisationID, 10)), map[string]string{"into": unknown}},
		} {
			for at, answer := range map[string]func() *httptest.ResponseRecorder{
				"form":     func() *httptest.ResponseRecorder { return s.post(employersPath, test.fields, cookie) },
				"question": func() *httptest.ResponseRecorder { return s.get(mergePath+"?"+test.fields.Encode(), cookie) },
				"button":   func() *httptest.ResponseRecorder { return s.post(mergePath, test.fields, cookie) },
			} {
				w := answer()
				wantStatus(t, w, http.StatusUnprocessableEntity)
				doc := page(t, w)
				for _, field := range []string{"from", "into"} {
					if got := text(doc.Find("#" + field + "-error")); got != test.wrong[field] {
						t.Errorf("%s, %s: at %s it says %q, want %q", rule, at, field, got, test.wrong[field])
					}
				}
			}
		}
		if after := s.merges(t); after != before {
			t.Errorf("%d merges became %d", before, after)
		}
		w = s.get(mergePath, cookie)
		wantStatus(t, w, http.StatusSeeOther)
		if got := w.Header().Get("Location"); got != employersPath {
			t.Errorf("without a choice it leads to %s", got)
		}
		for _, target := range []string{"/organiser/geen/organisations", "/organiser/geen/organisations/merge", "/organiser/sample/organisations/geen", "/organiser/%ff/organisations"} {
			wantStatus(t, s.get(target, cookie), http.StatusNotFound)
		}
		h.MustHold(t)
	})
}

// merges counts the audit entries of merging.
func (s *site) merges(t *testing.T) (entries int) {
	t.Helper()
	if err := s.SQL(t).QueryRow("SELECT count(*) FROM audit_entries WHERE action = 'merge'").Scan(&entries); err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestOnlyOrganisersSeeAndMergeOrganisations(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		one := s.employed(t, "Organisatie Een", "een.example", "een")
		other := s.employed(t, "Organisatie Twee", "twee.example", "twee")
		cookie := s.signedIn(t)
		if err := h.DisableOrganiser(t.Context(), "organiser@vonk.example"); err != nil {
			t.Fatal(err)
		}
		for who, headers := range map[string][]header{"a stranger": nil, "a made-up session": {{"Cookie", "session=made-up"}}, "who was an organiser": {cookie}} {
			for _, w := range []*httptest.ResponseRecorder{
				s.get(employersPath, headers...), s.get(mergePath+"?"+two(one, other).Encode(), headers...),
				s.post(employersPath, two(one, other), headers...), s.post(mergePath, two(one, other), headers...),
			} {
				wantStatus(t, w, http.StatusForbidden)
				if strings.Contains(w.Body.String(), "Organisatie") {
					t.Errorf("%s reads the names of organisations", who)
				}
			}
		}
		if n := s.merges(t); n != 0 {
			t.Errorf("%d merges were made", n)
		}
	})
}

// Two organisers press the button at once, or one presses it twice: it is done once, and both read that it is.
// Two organisations become one in every series: whoever merges them may register in all that have people of theirs.
func TestOrganiserOfOneSeriesMergesNoOrganisationOfAnother(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		other := storetest.Definition(10)
		other.Slug = "other"
		h.Sample(t, 10)
		h.Import(t, other)
		s := newSite(t, h)
		whole, short := s.employed(t, "Gemeente Zwolle", "zwolle.example", "een"), s.employed(t, "Gem. Zwolle", "zwolle.example", "twee")
		in := storetest.SignUp("drie", 1)
		in.Organisation = "Gem. Zwolle"
		if _, err := h.Register(t.Context(), "other", in); err != nil {
			t.Fatal(err)
		}
		here := s.signedInAs(t, "hier@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample"})
		form := with(two(short, whole), "confirm", "yes")
		w := s.post(mergePath, form, here)
		wantStatus(t, w, http.StatusForbidden)
		wantText(t, w, nl("error.merge.elsewhere"))
		if n := s.merges(t); n != 0 {
			t.Errorf("there are %d entries of merging", n)
		}
		wantStatus(t, s.post(mergePath, form, s.signedIn(t)), http.StatusSeeOther)
		h.MustHold(t)
	})
}

func TestTwoClicksAtOnceMergeOnce(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		one := s.employed(t, "Organisatie Een", "een.example", "een")
		other := s.employed(t, "Organisatie Twee", "twee.example", "twee")
		cookie := s.signedIn(t)
		answers := make([]*httptest.ResponseRecorder, 6)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() { answers[i] = s.post(mergePath, two(one, other), cookie) })
		}
		all.Wait()
		for _, w := range answers {
			wantStatus(t, w, http.StatusSeeOther)
		}
		if n := s.merges(t); n != 1 {
			t.Errorf("%d merges were made, want 1", n)
		}
		h.MustHold(t)
	})
}

func TestOrganisationsSpeakEnglishToo(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	whole := s.employed(t, "Gemeente Zwolle", "zwolle.example", "een")
	short := s.employed(t, "Gem. Zwolle", "zwolle.example", "twee")
	cookie := s.signedIn(t)
	wantText(t, s.get(employersPath+"?lang=en", cookie), "Gem. Zwolle and Gemeente Zwolle both use zwolle.example. Is that one organisation?")
	check := s.get(mergePath+"?lang=en&"+two(short, whole).Encode(), cookie)
	wantText(t, check, "There is no button to undo this.")
	other := page(t, check).Find(".languages a[lang=nl]").AttrOr("href", "")
	wantText(t, s.get(other, cookie), "U kunt dit niet met een knop ongedaan maken.")
}
