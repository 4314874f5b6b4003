package handlers

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"vonk/models"
	"vonk/models/store/storetest"
)

const mailingsPath = "/organiser/sample/mailings"

// mailingForm is a whole mailing to who has a seat in Zwolle.
func mailingForm() url.Values {
	return url.Values{
		"subject_nl": {"Nieuws over {sessie}"}, "body_nl": {"Wij zien u graag, {naam}.\n\nKijk op {link}."}, "subject_en": {""}, "body_en": {""},
		"to": {"participants"}, "status": {"confirmed"}, "session": {"zwolle"}, "organisation": {""}, "answer": {""}, "version": {"0"},
	}
}

// newMailing makes a mailing in the browser's way and returns its path.
func (s *site) newMailing(t testing.TB, form url.Values, cookie header) string {
	t.Helper()
	w := s.post(mailingsPath+"/new", form, cookie)
	wantStatus(t, w, http.StatusSeeOther)
	path, _, _ := strings.Cut(w.Header().Get("Location"), "?")
	return path
}

// sampleMailing makes a mailing without a visit, and returns its id.
func (s *site) sampleMailing(t testing.TB) string {
	t.Helper()
	by, err := s.AddOrganiser(t.Context(), "organiser@vonk.example", models.RoleAdmin, models.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	m := &models.Mailing{
		Subject: models.Text{NL: "Nieuws"}, Body: models.Text{NL: "Beste {naam}"},
		Audience: models.Audience{ListFilter: models.ListFilter{Sessions: []string{"zwolle"}, Statuses: []models.Status{models.Confirmed}}, To: models.ToParticipants},
	}
	if err := s.SaveMailing(t.Context(), by, "sample", m); err != nil {
		t.Fatal(err)
	}
	return strconv.FormatInt(m.ID, 10)
}

func sending(version int) url.Values {
	return url.Values{"when": {"now"}, "date": {""}, "time": {""}, "version": {strconv.Itoa(version)}}
}

func TestAnOrganiserWritesLooksTriesSendsAndFollowsAMailing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		h.MustRegister(t, storetest.SignUp("een", 2))
		h.Letters(t)
		wantText(t, s.get(mailingsPath, cookie), "Er zijn nog geen mailings.")
		form := page(t, s.get(mailingsPath+"/new?session=zwolle&status=waiting&to=both", cookie))
		if form.Find("input[name=status]:checked").AttrOr("value", "") != "waiting" || form.Find("input[name=to][value=both]:checked").Length() != 1 || form.Find("input[name=session]:checked").Length() != 1 {
			t.Error("the query does not choose whom it goes to")
		}
		path := s.newMailing(t, mailingForm(), cookie)
		shown := s.get(path+"?done=saved", cookie)
		wantText(t, shown, "Deze mailing bereikt nu 2 mensen.")
		wantText(t, shown, "Opgeslagen.")
		wantText(t, s.get(mailingsPath, cookie), "concept")

		preview := s.get(path+"/preview?at=2", cookie)
		wantText(t, preview, "Ontvanger 2 van 2: Voorbeeld een 2, een.2@voorbeeld.example")
		wantText(t, preview, "Wij zien u graag, Voorbeeld een 2. Kijk op http://vonk.example/my.")
		wantText(t, preview, "Nieuws over Sessie Zwolle")
		if doc := page(t, preview); doc.Find("a[rel=prev][href$='?at=1']").Length() != 1 || doc.Find("a[rel=next]").Length() != 0 {
			t.Error("the way to the others is wrong")
		}
		for _, at := range []string{"3", "0", "x"} {
			wantStatus(t, s.get(path+"/preview?at="+at, cookie), http.StatusNotFound)
		}

		wantStatus(t, s.post(path+"/test", nil, cookie), http.StatusSeeOther)
		tried := h.Letters(t)
		if len(tried) != 1 || tried[0].RecipientEmail != "organiser@vonk.example" {
			t.Errorf("the test went to %+v", tried)
		}

		changed := with(mailingForm(), "version", "1")
		changed.Set("subject_nl", "Ander nieuws")
		wantStatus(t, s.post(path+"/edit", changed, cookie), http.StatusSeeOther)
		// A colleague, or another tab, still has the first version.
		late := s.post(path+"/edit", with(changed, "body_nl", "Mijn tekst"), cookie)
		wantStatus(t, late, http.StatusConflict)
		wantText(t, late, nl("error.mailing.changed"))
		if got := page(t, late).Find("#body_nl").Text(); !strings.Contains(got, "Mijn tekst") {
			t.Errorf("what was written is lost: %q", got)
		}
		stale := s.post(path+"/schedule", sending(1), cookie)
		wantStatus(t, stale, http.StatusConflict)
		wantText(t, stale, nl("error.mailing.changed"))

		wantStatus(t, s.post(path+"/schedule", sending(2), cookie), http.StatusSeeOther)
		if err := h.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		doc := page(t, s.get(path, cookie))
		if doc.Find("#progress[data-live] progress[max='2'][value='0']").Length() != 1 || doc.Find("#result-rows tr").Length() != 2 {
			t.Errorf("while sending it shows %s", text(doc.Find("main")))
		}
		wantStatus(t, s.get(path+"/edit", cookie), http.StatusSeeOther)
		refused := s.post(path+"/edit", with(changed, "version", "2"), cookie)
		wantStatus(t, refused, http.StatusConflict)
		wantText(t, refused, nl("error.mailing.started"))
		h.Letters(t)
		wantText(t, s.get(path, cookie), "2 van 2 zijn verstuurd.")
		again := s.post(path+"/cancel", nil, cookie)
		wantStatus(t, again, http.StatusConflict)
		wantText(t, again, nl("error.mailing.cancel"))
		h.MustHold(t)
	})
}

func TestAMailingIsScheduledOnTheSeriesClockAndTakenBack(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		path := s.newMailing(t, mailingForm(), cookie)
		nobody := s.post(path+"/schedule", sending(1), cookie)
		wantStatus(t, nobody, http.StatusUnprocessableEntity)
		wantText(t, nobody, nl("error.mailing.nobody"))
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.Letters(t)
		at := func(when, date, clock string) url.Values {
			return url.Values{"when": {when}, "date": {date}, "time": {clock}, "version": {"1"}}
		}
		for rule, test := range map[string]struct {
			form  url.Values
			field string
			key   string
		}{
			"no choice":        {at("", "", ""), "when", "problem.mailing.when.missing"},
			"no date":          {at("later", "", "09:00"), "date", "problem.mailing.date"},
			"no time":          {at("later", "2027-02-01", "9 uur"), "time", "problem.mailing.time"},
			"in the past":      {at("later", "2027-01-11", "09:59"), "date", "problem.mailing.date.past"},
			"far ahead":        {at("later", "2028-01-12", "09:00"), "date", "problem.mailing.date.far"},
			"an hour too much": {at("later", "2027-03-28", "02:30"), "time", "problem.mailing.time.skipped"},
		} {
			w := s.post(path+"/schedule", test.form, cookie)
			wantStatus(t, w, http.StatusUnprocessableEntity)
			doc := page(t, w)
			if got := text(doc.Find("#" + test.field + "-error")); got != nl(test.key) {
				t.Errorf("%s: at %s it says %q", rule, test.field, got)
			}
			if doc.Find("#date").AttrOr("value", "") != test.form.Get("date") || doc.Find("#time").AttrOr("value", "") != test.form.Get("time") {
				t.Errorf("%s: what was entered is lost", rule)
			}
		}
		wantStatus(t, s.post(path+"/schedule", at("later", "2027-01-12", "10:30"), cookie), http.StatusSeeOther)
		wantText(t, s.get(path, cookie), "dinsdag 12 januari, 10.30 uur")
		id, err := strconv.ParseInt(path[strings.LastIndex(path, "/")+1:], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		m, err := h.Mailing(t.Context(), "sample", id)
		if err != nil || !m.SendAt.Equal(time.Date(2027, 1, 12, 9, 30, 0, 0, time.UTC)) {
			t.Errorf("it starts at %v: %v", m.SendAt, err)
		}
		w := s.post(path+"/cancel", nil, cookie)
		wantStatus(t, w, http.StatusSeeOther)
		wantText(t, s.get(w.Header().Get("Location"), cookie), "Er is niets verstuurd.")
	})
}

func TestAMailingWithMistakesComesBackWhole(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	path := s.newMailing(t, mailingForm(), cookie)
	for rule, test := range map[string]struct{ field, value, at string }{
		"an unknown placeholder": {"body_nl", "Beste {nam}", "body_nl"},
		"no subject":             {"subject_nl", "", "subject_nl"},
		"half a second language": {"subject_en", "News", "body_en"},
		"no status":              {"status", "", "status"},
		"no such session":        {"session", "geen", "session"},
		"no such answer":         {"answer", "lunch:halal", "answer"},
		"nobody":                 {"to", "x", "to"},
	} {
		form := with(mailingForm(), test.field, test.value)
		for _, target := range []string{mailingsPath + "/new", path + "/edit"} {
			w := s.post(target, form, cookie)
			wantStatus(t, w, http.StatusUnprocessableEntity)
			doc := page(t, w)
			if doc.Find("#summary a[href='#"+test.at+"']").Length() != 1 || text(doc.Find("#"+test.at+"-error")) == "" {
				t.Errorf("%s: nothing is said at %s: %s", rule, test.at, text(doc.Find("#summary")))
			}
			for _, field := range []string{"subject_nl", "subject_en"} {
				if got := doc.Find("#"+field).AttrOr("value", ""); got != form.Get(field) {
					t.Errorf("%s: %s came back as %q", rule, field, got)
				}
			}
			if got := strings.TrimPrefix(doc.Find("#body_nl").Text(), "\n"); got != form.Get("body_nl") {
				t.Errorf("%s: the text came back as %q", rule, got)
			}
		}
	}
	w := s.post(mailingsPath+"/new", with(mailingForm(), "body_nl", "Beste {nam}"), cookie)
	wantText(t, w, "{nam} is geen invulveld. Dit kan wel: {naam} {sessie}")
}

func TestOrganisersOfASessionMailItsPeopleAndSeeNoOtherMailing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		admin := s.signedIn(t)
		other := s.newMailing(t, with(mailingForm(), "session"), admin)
		elsewhere := s.newMailing(t, with(mailingForm(), "session", "utrecht"), admin)
		cookie := s.signedInAs(t, "zwolle@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample", Session: "zwolle"})
		if n := page(t, s.get(mailingsPath, cookie)).Find("tbody tr").Length(); n != 0 {
			t.Errorf("they see %d mailings of others", n)
		}
		for _, path := range []string{other, elsewhere} {
			for _, what := range []string{"", "/edit", "/preview", "/preview/message"} {
				wantStatus(t, s.get(path+what, cookie), http.StatusNotFound)
			}
			for _, what := range []string{"/edit", "/test", "/schedule", "/cancel", "/delete"} {
				wantStatus(t, s.post(path+what, with(sending(1), "x"), cookie), http.StatusNotFound)
			}
		}
		w := s.post(mailingsPath+"/new", with(mailingForm(), "session"), cookie)
		wantStatus(t, w, http.StatusUnprocessableEntity)
		wantText(t, w, nl("problem.mailing.sessions.missing"))
		wantStatus(t, s.post(mailingsPath+"/new", with(mailingForm(), "session", "utrecht"), cookie), http.StatusForbidden)
		own := s.newMailing(t, mailingForm(), cookie)
		wantStatus(t, s.get(own, cookie), http.StatusOK)
		wantStatus(t, s.post(own+"/edit", with(with(mailingForm(), "version", "1"), "session", "utrecht"), cookie), http.StatusForbidden)
	})
}

func TestTheFormattedMailOfAPreviewKeepsToThePolicy(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	w := s.get(s.newMailing(t, mailingForm(), cookie)+"/preview/message", cookie)
	wantStatus(t, w, http.StatusOK)
	wantSecureStyle(t, w.Header().Get("Content-Security-Policy"), w.Body.String())
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	if doc.Find("[style], script, img").Length() != 0 || doc.Find("[data-style]").Length() < 5 {
		t.Error("it keeps styles in its elements, or has none")
	}
	if !strings.Contains(text(doc.Find("body")), "Wij zien u graag, Voorbeeld Een.") {
		t.Errorf("it says %s", text(doc.Find("body")))
	}
}

// wantSecureStyle fails when the policy does not allow the one style sheet of a document by its hash, or allows more.
func wantSecureStyle(t *testing.T, policy, html string) {
	t.Helper()
	_, rest, _ := strings.Cut(html, "<style>")
	sheet, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(sheet))
	if want := "style-src 'self' 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; "; !strings.Contains(policy, want) || strings.Contains(policy, "unsafe") {
		t.Errorf("the policy %q lacks %q", policy, want)
	}
}

func TestTheNewsletterEndsByOneClickOrByAButton(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		var links []string
		for _, name := range []string{"een", "twee"} {
			in := storetest.SignUp(name, 1)
			in.Newsletter = true
			r := h.MustRegister(t, in)
			links = append(links, "/unsubscribe/"+s.tokens.Make(models.Token{Kind: models.TokenUnsubscribe, ID: r.ID, Version: r.TokenVersion}))
		}
		wants := func() (contacts int) {
			t.Helper()
			audience := &models.Audience{ListFilter: models.ListFilter{Statuses: []models.Status{models.Confirmed}}, To: models.ToContacts, Newsletter: true}
			contacts, err := h.Reach(t.Context(), "sample", audience)
			if err != nil {
				t.Fatal(err)
			}
			return contacts
		}
		asked := s.get(links[0]) // a mail scanner
		wantText(t, asked, "Sample Organiser")
		if wants() != 2 {
			t.Fatal("opening the link ended it")
		}
		// RFC 8058: a mail program posts this, without cookies or a browser's headers.
		w := s.do(http.MethodPost, links[0], strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"), header{"Content-Type", "multipart/form-data; boundary=x"})
		wantStatus(t, w, http.StatusOK)
		wantText(t, w, nl("unsubscribe.done"))
		wantStatus(t, s.post(page(t, s.get(links[1])).Find("main form").AttrOr("action", ""), nil), http.StatusOK)
		wantStatus(t, s.post(links[1], nil), http.StatusOK) // again
		if n := wants(); n != 0 {
			t.Errorf("%d still want it", n)
		}
		foreign := "/unsubscribe/" + s.tokens.Make(models.Token{Kind: models.TokenRegistration, ID: 1, Version: 1})
		for _, link := range []string{foreign, links[0] + "x", "/unsubscribe/" + s.tokens.Make(models.Token{Kind: models.TokenUnsubscribe, ID: 1, Version: 9})} {
			wantStatus(t, s.get(link), http.StatusNotFound)
			wantStatus(t, s.post(link, nil), http.StatusNotFound)
		}
		h.MustHold(t)
	})
}

func TestTheListIsMailedByItsFilter(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 5)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	h.MustRegister(t, storetest.SignUp("een", 2))
	h.MustRegister(t, storetest.SignUp("ander", 1))
	link := page(t, s.get("/organiser/sample/participants?q=een.2&session=zwolle", cookie)).Find("#results a[href*='/mailings/new?']").AttrOr("href", "")
	form := page(t, s.get(link, cookie))
	if form.Find("#q").AttrOr("value", "") != "een.2" || form.Find("input[name=session]:checked").AttrOr("value", "") != "zwolle" || form.Find("input[name=status]:checked").Length() != len(models.Statuses) {
		t.Errorf("the form shows %s", text(form.Find("main")))
	}
	entered := mailingForm()
	entered.Set("q", "een.2")
	path := s.newMailing(t, entered, cookie)
	shown := s.get(path, cookie)
	wantText(t, shown, "Deze mailing bereikt nu 1 persoon.")
	wantText(t, shown, "Zoekwoordeneen.2")
	// Who sees some sessions mails those, and who may not write gets no way to.
	part := s.signedInAs(t, "deel@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample", Session: "zwolle"})
	list := page(t, s.get("/organiser/sample/participants?q=een", part))
	if got := list.Find("#results a[href*='/mailings/new?']").AttrOr("href", ""); !strings.Contains(got, "session=zwolle") || strings.Contains(got, "utrecht") {
		t.Errorf("an organiser of Zwolle is led to %q", got)
	}
	if list.Find("#results a[href*='/exports/']").Length() != 0 {
		t.Error("an organiser of Zwolle can save an export of all")
	}
	reader := s.signedInAs(t, "lezer@vonk.example", models.RoleReader, models.Scope{Series: "sample"})
	if page(t, s.get("/organiser/sample/participants?q=een", reader)).Find("#results a[href*='/new?']").Length() != 0 {
		t.Error("a reader is led to a mailing or an export")
	}
}

func TestADraftIsDeletedOnItsPage(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 5)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	path := s.newMailing(t, mailingForm(), cookie)
	if page(t, s.get(path, cookie)).Find("form[action$='/delete'] input[name=version][value='1']").Length() != 1 {
		t.Error("the page does not say which version is deleted")
	}
	late := s.post(path+"/delete", url.Values{"version": {"0"}}, cookie)
	wantStatus(t, late, http.StatusConflict)
	wantText(t, late, nl("error.mailing.changed"))
	w := s.post(path+"/delete", url.Values{"version": {"1"}}, cookie)
	wantStatus(t, w, http.StatusSeeOther)
	wantText(t, s.get(w.Header().Get("Location"), cookie), nl("mailings.done.deleted"))
	wantStatus(t, s.get(path, cookie), http.StatusNotFound)
}
