package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"

	"vonk/models"
	"vonk/models/store/storetest"
	"vonk/templates/language"
)

// nl says what a key is on a Dutch page.
func nl(key string, args ...any) string {
	zone, _ := time.LoadLocation("Europe/Amsterdam")
	return language.For("nl", zone).T(key, args...)
}

// count is how many registrations there are.
func (s *site) count(t testing.TB) int {
	t.Helper()
	var n int
	if err := s.SQL(t).QueryRowContext(t.Context(), "SELECT count(*) FROM registrations").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSignUpGoesToTheRegistration(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		w := s.post("/sample/register", form())
		wantStatus(t, w, http.StatusSeeOther)
		at := w.Header().Get("Location")
		if !strings.HasPrefix(at, "/my/") || strings.ContainsAny(at, "?#") {
			t.Fatalf("sign-up goes to %q, want /my/{token}", at)
		}
		shown := s.get(at)
		wantStatus(t, shown, http.StatusOK)
		wantText(t, shown, "Voorbeeld Een")
		wantText(t, shown, nl("status.confirmed"))
		h.MustHold(t)
	})
}

func TestOneNonceIsOneRegistration(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		fresh := page(t, s.get("/sample/register?session=zwolle"))
		nonce, _ := fresh.Find("input[name=nonce]").Attr("value")
		if len(nonce) != 32 {
			t.Fatalf("the form's nonce is %q, want 128 bits in hex", nonce)
		}
		sent := with(form(), "nonce", nonce)
		first, second := s.post("/sample/register", sent), s.post("/sample/register", sent)
		wantStatus(t, first, http.StatusSeeOther)
		wantStatus(t, second, http.StatusSeeOther)
		if first.Header().Get("Location") != second.Header().Get("Location") {
			t.Error("a double click led to two pages")
		}
		if n := s.count(t); n != 1 {
			t.Errorf("a double click made %d registrations", n)
		}
	})
}

func TestOneNonceAtOnceIsOneRegistration(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		sent := with(form(), "nonce", newNonce())
		pages := make(chan string, 8)
		for range cap(pages) {
			go func() { pages <- s.post("/sample/register", sent).Header().Get("Location") }()
		}
		first := <-pages
		for range cap(pages) - 1 {
			if other := <-pages; other != first || other == "" {
				t.Errorf("impatient clicks lead to %q and %q", first, other)
			}
		}
		if n := s.count(t); n != 1 {
			t.Errorf("impatient clicks made %d registrations", n)
		}
	})
}

func TestBadFieldComesBackWithItsSentenceAndAllInput(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	long := strings.Repeat("x", 300)
	for _, test := range []struct {
		rule  string
		form  url.Values
		field string // id on the page; empty: the summary alone says so
		key   string
	}{
		{"session missing", with(form(), "session"), "session", "problem.session.missing"},
		{"session unknown", with(form(), "session", "nergens"), "session", "problem.session.unknown"},
		{"sector missing", with(form(), "sector"), "sector", "problem.sector.missing"},
		{"sector unknown", with(form(), "sector", "nergens"), "sector", "problem.sector.unknown"},
		{"organisation missing", with(form(), "organisation", " "), "organisation", "problem.organisation.missing"},
		{"organisation too long", with(form(), "organisation", long), "organisation", "problem.long"},
		{"organisation with control characters", with(form(), "organisation", "Gemeente\x00"), "organisation", "problem.characters"},
		{"organisation not UTF-8", with(form(), "organisation", "Gemeente \xff"), "organisation", "problem.utf8"},
		{"name missing", with(form(), "name", ""), "name-1", "problem.name.missing"},
		{"name too long", with(form(), "name", long), "name-1", "problem.long"},
		{"name with control characters", with(form(), "name", "Een\x07"), "name-1", "problem.characters"},
		{"name not UTF-8", with(form(), "name", "Een \xc3\x28"), "name-1", "problem.utf8"},
		{"nobody", with(with(with(form(), "name"), "email"), "role"), "name-1", "problem.name.missing"},
		{"email missing", with(form(), "email", ""), "email-1", "problem.email.missing"},
		{"email wrong", with(form(), "email", "een.example"), "email-1", "problem.email.invalid"},
		{"email too long", with(form(), "email", long+"@voorbeeld.example"), "email-1", "problem.long"},
		{"email not UTF-8", with(form(), "email", "een\xff@voorbeeld.example"), "email-1", "problem.utf8"},
		{"email with a line break", with(form(), "email", "een@voorbeeld.example\r\nBcc: twee@voorbeeld.example"), "email-1", "problem.characters"},
		{"name of two lines", with(form(), "name", "Voorbeeld\r\nBcc: twee@voorbeeld.example"), "name-1", "problem.characters"},
		{"role too long", with(form(), "role", long), "role-1", "problem.long"},
		{"role not UTF-8", with(form(), "role", "\xff"), "role-1", "problem.utf8"},
		{"phone wrong", with(form(), "phone", "bel mij"), "phone", "problem.phone.invalid"},
		{"phone too long", with(form(), "phone", strings.Repeat("1", 31)), "phone", "problem.long"},
		{"contact without a name", with(form(), "contact_email", "contact@voorbeeld.example"), "contact_name", "problem.contact_name.missing"},
		{"contact with a wrong address", with(with(form(), "contact_name", "Voorbeeld"), "contact_email", "x"), "contact_email", "problem.email.invalid"},
		{"answer unknown", with(form(), "answer_zoekt", "niets"), "answer_zoekt", "problem.answer.unknown"},
		{"answer too long", with(form(), "answer_vraag", strings.Repeat("x", 501)), "answer_vraag", "problem.long"},
		{"answer not UTF-8", with(form(), "answer_vraag", "\xff"), "answer_vraag", "problem.utf8"},
		{"a personal question", with(form(), "answer_lunch", "halal"), "", "problem.answer.question"},
		{"nonce too long", with(form(), "nonce", long), "", "problem.nonce.long"},
		{"together unknown", with(form(), "together", "soms"), "", "problem.together.unknown"},
		{"alternative unknown", with(form(), "alternatives", "nergens"), "alternatives-1", "problem.alternatives.unknown"},
		{"alternative not UTF-8", with(form(), "alternatives", "\xff"), "alternatives-1", "problem.alternatives.unknown"},
		{"the first choice again", with(form(), "alternatives", "zwolle"), "alternatives-1", "problem.alternatives.twice"},
		{"an alternative twice", with(form(), "alternatives", "utrecht", "", "utrecht"), "alternatives-2", "problem.alternatives.twice"},
		{
			"the same person twice", with(with(form(), "name", "Voorbeeld Een", "voorbeeld een"), "email", "een@voorbeeld.example", "EEN@voorbeeld.example"),
			"email-2", "problem.email.twice",
		},
		{
			"a party over party_max", with(with(form(), "name", "A", "B", "C", "D", "E"), "email", "a@v.example", "b@v.example", "c@v.example", "d@v.example", "e@v.example"),
			"name-5", "problem.party.large",
		},
	} {
		t.Run(test.rule, func(t *testing.T) {
			w := s.post("/sample/register", test.form)
			wantStatus(t, w, http.StatusUnprocessableEntity)
			back := page(t, w)
			if title := back.Find("title").Text(); !strings.HasPrefix(title, "Fout: ") {
				t.Errorf("the title is %q, want it to start with Fout:", title)
			}
			wantMistake(t, back, test.field, test.key)
			wantKept(t, back, test.form)
		})
	}
	if n := s.count(t); n != 0 {
		t.Errorf("bad forms made %d registrations", n)
	}
}

// wantMistake looks for a problem's sentence in the summary, and at its field.
func wantMistake(t *testing.T, back *goquery.Document, field, key string) {
	t.Helper()
	beginning, _, _ := strings.Cut(nl(key, "Max", 0, "Count", 0), "0")
	beginning, _, _ = strings.Cut(beginning, ":")
	summary := back.Find(".summary, [role=alert]").First()
	if !strings.Contains(text(summary), beginning) {
		t.Errorf("the summary is %q, want %q in it", text(summary), beginning)
	}
	if field == "" {
		return
	}
	if summary.Find("a[href='#"+field+"']").Length() == 0 {
		t.Errorf("the summary has no link to %s", field)
	}
	if back.Find("[id='"+field+"']").Length() != 1 {
		t.Errorf("%d fields have the id %s, want 1", back.Find("[id='"+field+"']").Length(), field)
	}
	if found := text(back.Find("[id='" + field + "-error']")); !strings.Contains(found, beginning) {
		t.Errorf("at the field stands %q, want %q", found, beginning)
	}
}

// wantKept looks for what was entered.
func wantKept(t *testing.T, back *goquery.Document, sent url.Values) {
	t.Helper()
	for _, name := range []string{"name", "email", "role", "organisation", "phone", "contact_name", "contact_email"} {
		for i, value := range sent[name] {
			if len(sent["name"]) == 0 {
				continue // a participant without anything is no participant
			}
			want := strings.Join(strings.Fields(strings.ToValidUTF8(value, "\ufffd")), " ")
			want = strings.ReplaceAll(want, "\x00", "\ufffd") // HTML cannot hold it
			field := back.Find("input[name='" + name + "']").Eq(i)
			if got := strings.Join(strings.Fields(field.AttrOr("value", "")), " "); got != want { // a browser takes out line ends
				t.Errorf("%s %d came back as %q, want %q", name, i+1, got, want)
			}
		}
	}
}

func TestRegisteredAddressIsAnsweredPlainlyAndItsOwnerIsMailed(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		wantStatus(t, s.post("/sample/register", form()), http.StatusSeeOther)
		h.Letters(t)
		two := with(with(with(form(), "name", "Voorbeeld Twee", "Iemand Anders"), "email", "twee@voorbeeld.example", "Een@voorbeeld.example"), "role", "", "")
		w := s.post("/sample/register", two)
		wantStatus(t, w, http.StatusUnprocessableEntity)
		wantMistake(t, page(t, w), "email-2", "problem.email.registered")
		if page(t, w).Find("button[name=do][value=remove-2]").Length() == 0 {
			t.Error("the page does not offer to go on without this person")
		}
		letters := h.Letters(t)
		if len(letters) != 1 || letters[0].Kind != models.LetterDuplicate || letters[0].RecipientEmail != "een@voorbeeld.example" {
			t.Errorf("the letters are %+v, want one to the owner", letters)
		}
	})
}

func TestButtonsOfTheFormKeepAllInputAndJudgeNothing(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	sent := url.Values{
		"name": {"Voorbeeld Een", "Voorbeeld Twee"}, "email": {"geen adres", ""}, "role": {"", "adviseur"},
		"organisation": {"Gemeente  Voorbeeld"}, "nonce": {"n"},
	}
	press := func(do string) *goquery.Document {
		w := s.post("/sample/register", with(sent, "do", do))
		wantStatus(t, w, http.StatusOK)
		back := page(t, w)
		if back.Find("[id$=-error]").Length() > 0 {
			t.Errorf("%s judged the form", do)
		}
		if nonce, _ := back.Find("input[name=nonce]").Attr("value"); nonce != "n" {
			t.Errorf("%s changed the nonce to %q", do, nonce)
		}
		return back
	}
	names := func(back *goquery.Document) string {
		return strings.Join(back.Find("input[name=name]").Map(func(_ int, field *goquery.Selection) string {
			return field.AttrOr("value", "")
		}), "|")
	}
	for do, want := range map[string]string{
		"add": "Voorbeeld Een|Voorbeeld Twee|", "remove-1": "Voorbeeld Twee", "remove-2": "Voorbeeld Een", "remove-9": "Voorbeeld Een|Voorbeeld Twee",
		"edit": "Voorbeeld Een|Voorbeeld Twee", "edit-2": "Voorbeeld Een|Voorbeeld Twee", "onzin": "Voorbeeld Een|Voorbeeld Twee",
	} {
		if got := names(press(do)); got != want {
			t.Errorf("after %s the names are %q, want %q", do, got, want)
		}
	}
	unreadable := s.post("/sample/register", with(with(sent, "role", "\xff", "\xc3\x28"), "do", "add"))
	if !utf8.Valid(unreadable.Body.Bytes()) || page(t, unreadable).Find("input[name=role]").First().AttrOr("value", "") != "\ufffd" {
		t.Error("what is no UTF-8 does not come back with replacement characters")
	}
	if other := press("contact-other"); other.Find("input[name=contact_name]").Length() != 1 {
		t.Error("contact-other shows no fields for the contact")
	}
	sent = with(sent, "contact_name", "Voorbeeld Drie")
	if kept := press("add").Find("input[name=contact_name]").AttrOr("value", ""); kept != "Voorbeeld Drie" {
		t.Errorf("adding somebody made the contact %q", kept)
	}
	if self := press("contact-self"); self.Find("input[name=contact_name]").Length() != 0 {
		t.Error("contact-self keeps the contact's fields")
	}
}

func TestWhoDoesNotAttendTakesTheirDetailsAlong(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	press := func(sent url.Values, do string) url.Values {
		t.Helper()
		form := url.Values{}
		page(t, s.post("/sample/register", with(sent, "do", do))).Find("input[type=text], input[type=email]").Each(func(_ int, field *goquery.Selection) {
			form.Add(field.AttrOr("name", ""), field.AttrOr("value", ""))
		})
		return form
	}
	said := func(form url.Values) string {
		return fmt.Sprint(form["contact_name"], form["contact_email"], form["name"], form["email"])
	}
	alone := form()
	group := with(with(form(), "name", "Voorbeeld Een", "Voorbeeld Twee"), "email", "een@voorbeeld.example", "twee@voorbeeld.example")
	for _, test := range []struct {
		name        string
		entered     url.Values
		away, again string
	}{
		{
			"alone", alone,
			"[Voorbeeld Een] [een@voorbeeld.example] [] []",
			"[] [] [Voorbeeld Een] [een@voorbeeld.example]",
		},
		{
			"in a group", group,
			"[Voorbeeld Een] [een@voorbeeld.example] [Voorbeeld Twee] [twee@voorbeeld.example]",
			"[] [] [Voorbeeld Een Voorbeeld Twee] [een@voorbeeld.example twee@voorbeeld.example]",
		},
		{
			"a contact that is entered already", with(with(group, "contact_name", "Voorbeeld Drie"), "contact_email", ""),
			"[Voorbeeld Drie] [] [Voorbeeld Een Voorbeeld Twee] [een@voorbeeld.example twee@voorbeeld.example]",
			"[] [] [Voorbeeld Drie Voorbeeld Een Voorbeeld Twee] [ een@voorbeeld.example twee@voorbeeld.example]",
		},
	} {
		away := press(test.entered, "contact-other")
		if got := said(away); got != test.away {
			t.Errorf("%s, not attending: %s, want %s", test.name, got, test.away)
		}
		if got := said(press(away, "contact-self")); got != test.again {
			t.Errorf("%s, attending again: %s, want %s", test.name, got, test.again)
		}
	}
}

func TestEmptyContactFieldsThatWereShownAreMistakes(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	empty := with(with(form(), "contact_name", ""), "contact_email", "")
	w := s.post("/sample/register", with(empty, "seen_full", ""))
	wantStatus(t, w, http.StatusUnprocessableEntity)
	wantMistake(t, page(t, w), "contact_name", "problem.contact_name.missing")
	wantMistake(t, page(t, w), "contact_email", "problem.contact_email.missing")

	// A script that never saw the form may send them empty.
	wantStatus(t, s.post("/sample/register", empty), http.StatusSeeOther)
}

func TestSeriesMayAllowPartiesOfAnySize(t *testing.T) {
	h := storetest.SQLite(t)
	definition := storetest.Definition(200)
	definition.Policy.PartyMax = 150
	h.Import(t, definition)
	s := newSite(t, h)
	big := with(with(with(form(), "name"), "email"), "role")
	for i := range 150 {
		big.Add("name", fmt.Sprint("Voorbeeld ", i))
		big.Add("email", fmt.Sprintf("p%d@voorbeeld.example", i))
	}
	wantStatus(t, s.post("/sample/register", big), http.StatusSeeOther)
}

func TestWhoFindsTheSessionFilledMeanwhileIsToldSo(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 1)
	s := newSite(t, h)
	fresh := page(t, s.get("/sample/register?session=zwolle"))
	if fresh.Find("input[name=seen_full]").Length() == 0 {
		t.Fatal("the form does not say that it was shown")
	}
	h.MustRegister(t, storetest.SignUp("eerder", 1))
	w := s.post("/sample/register", with(form(), "seen_full", ""))
	wantStatus(t, w, http.StatusSeeOther)
	wantText(t, s.get(w.Header().Get("Location")), "Zwolle raakte vol terwijl u het formulier invulde. U staat nu op de wachtlijst.")
}

func TestOnlyYesIsConsent(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 20)
	s := newSite(t, h)
	for given, want := range map[string]bool{"yes": true, "on": true, "": false, "no": false, "0": false, "nee": false} {
		sent := with(with(with(form(), "email", "zegt"+given+"@voorbeeld.example"), "consent_newsletter", given), "consent_followup", given)
		wantStatus(t, s.post("/sample/register", sent), http.StatusSeeOther)
		var newsletter, followup bool
		row := h.SQL(t).QueryRowContext(t.Context(), "SELECT newsletter, followup FROM contacts ORDER BY id DESC LIMIT 1")
		if err := row.Scan(&newsletter, &followup); err != nil {
			t.Fatal(err)
		}
		if newsletter != want || followup != want {
			t.Errorf("%q is kept as newsletter %v and follow-up %v, want %v", given, newsletter, followup, want)
		}
	}
}
