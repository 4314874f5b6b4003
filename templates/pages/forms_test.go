package pages

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"vonk/models"
)

func TestFieldsStandInTheOrderLabelHelpErrorField(t *testing.T) {
	order := []string{"label", "legend", "help", "error", "control"}
	for name, doc := range rendered(t, "nl") {
		doc.Find(".field").Each(func(_ int, field *goquery.Selection) {
			last := -1
			field.Children().Each(func(_ int, part *goquery.Selection) {
				kind := goquery.NodeName(part)
				switch {
				case part.HasClass("help"), part.HasClass("error"):
					kind = part.AttrOr("class", "")
				case kind != "label" && kind != "legend":
					kind = "control"
				}
				if at := slices.Index(order, kind); at < last {
					t.Errorf("%s: in %q the %s comes too late", name, text(field), kind)
				} else {
					last = at
				}
			})
		})
	}
}

func TestEveryControlHasALabelAndIsToldWhatIsWrong(t *testing.T) {
	for name, doc := range rendered(t, "nl") {
		doc.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, control *goquery.Selection) {
			id := control.AttrOr("id", "")
			if doc.Find("label[for='"+id+"']").Length() != 1 {
				t.Errorf("%s: %s has no label of its own", name, id)
			}
			if control.AttrOr("placeholder", "") != "" {
				t.Errorf("%s: %s has a placeholder", name, id)
			}
		})
		doc.Find(".error").Each(func(_ int, failure *goquery.Selection) {
			id := failure.AttrOr("id", "")
			told := doc.Find("[aria-describedby~='" + id + "']")
			if told.Length() != 1 || (told.AttrOr("aria-invalid", "") != "true" && told.Find("[aria-invalid=true]").Length() == 0) {
				t.Errorf("%s: nothing is marked as wrong by %s", name, id)
			}
		})
		if doc.Find("[required]").Length() > 0 {
			t.Errorf("%s leaves it to the browser to say what is required", name)
		}
		if strings.Contains(doc.Find("form").Text(), "*") {
			t.Errorf("%s has an asterisk", name)
		}
		doc.Find("form.form").Each(func(_ int, form *goquery.Selection) {
			posts := form.AttrOr("method", "") == "post" || form.AttrOr("role", "") == "search"
			if _, ok := form.Attr("novalidate"); !ok || !posts {
				t.Errorf("%s: a form is checked by the browser, or neither posts nor searches", name)
			}
		})
	}
}

func TestFormWithMistakesSaysSoInTitleAndSummary(t *testing.T) {
	for name, doc := range rendered(t, "nl") {
		wrong := strings.Contains(name, "wrong")
		if got := strings.HasPrefix(doc.Find("title").Text(), "Fout: "); got != wrong {
			t.Errorf("%s has the title %q", name, doc.Find("title").Text())
		}
		if got := doc.Find("#summary").Length() == 1; got != wrong {
			t.Errorf("%s has a summary: %v", name, got)
		}
		if !wrong {
			continue
		}
		if first := doc.Find("#summary, h1").First(); !first.Is("#summary[tabindex='-1']") {
			t.Errorf("%s has its summary below the heading, or it takes no focus", name)
		}
		doc.Find("#summary a").Each(func(_ int, link *goquery.Selection) {
			id := strings.TrimPrefix(link.AttrOr("href", ""), "#")
			if !doc.Find("#" + id).Is("input, select, textarea") {
				t.Errorf("%s: the summary leads to %s, which is no field", name, id)
			}
			if sentence := text(doc.Find("#" + id + "-error")); sentence != text(link) {
				t.Errorf("%s: the summary says %q and the field %q", name, text(link), sentence)
			}
		})
	}
}

func TestSummaryFollowsTheFieldsAndLeavesNoProblemOut(t *testing.T) {
	doc := document(t, samples("nl")["register-wrong"])
	var hrefs []string
	doc.Find("#summary li").Each(func(_ int, line *goquery.Selection) {
		hrefs = append(hrefs, line.Find("a").AttrOr("href", ""))
	})
	want := []string{"", "#session", "#name-1", "#email-2", "#organisation", "#sector", "#phone", "#answer_zoekt", "#answer_eerder", "#answer_vraag"}
	if diff := cmp.Diff(want, hrefs); diff != "" {
		t.Error(diff)
	}
	if line := text(doc.Find("#summary li").Eq(3)); !strings.HasPrefix(line, "Persoon 2: Dit e-mailadres") {
		t.Errorf("of two people the summary says %q", line)
	}
}

func TestOnlyTheContactsFieldsAreFilledInByTheBrowser(t *testing.T) {
	docs := rendered(t, "nl")
	for _, want := range []struct{ page, field, token string }{
		{"register-group", "name-1", "name"},
		{"register-group", "email-1", "email"},
		{"register-group", "organisation", "organization"},
		{"register-group", "phone", "tel"},
		{"register-group", "name-2", "off"},
		{"register-group", "email-2", "off"},
		{"register-contact", "contact_name", "name"},
		{"register-contact", "contact_email", "email"},
		{"register-contact", "name-1", "off"},
		{"lost", "email", "email"},
	} {
		if got := docs[want.page].Find("#"+want.field).AttrOr("autocomplete", ""); got != want.token {
			t.Errorf("%s: %s has autocomplete %q, want %q", want.page, want.field, got, want.token)
		}
	}
}

// Enter in a field presses the form's first submit button, which must be the one at the end.
func TestEnterDoesWhatTheLastButtonDoes(t *testing.T) {
	for name, doc := range rendered(t, "nl") {
		doc.Find("form.form").Each(func(_ int, form *goquery.Selection) {
			buttons := form.Find("button")
			first, last := buttons.First(), buttons.Last()
			for _, attribute := range []string{"name", "value", "formaction"} {
				if first.AttrOr(attribute, "") != last.AttrOr(attribute, "") {
					t.Errorf("%s: Enter does something else than %q", name, text(last))
				}
			}
		})
	}
}

func TestWhoMayNotSimplyHaveASeatGoesByTheCheckPage(t *testing.T) {
	docs := rendered(t, "nl")
	for name, step := range map[string]string{"register-free": "", "register-one": "", "register-group": "check", "register-contact": "check", "register": "check", "register-draw": "check"} {
		if got := docs[name].Find("form.form > .button").AttrOr("value", ""); got != step {
			t.Errorf("%s is sent with step=%q", name, got)
		}
	}
}

func TestHoneypotIsHiddenFromPeople(t *testing.T) {
	for _, name := range []string{"register", "check"} {
		pot := document(t, samples("nl")[name]).Find("[name=website]")
		if pot.AttrOr("tabindex", "") != "-1" || pot.AttrOr("autocomplete", "") != "off" || pot.AttrOr("value", "x") != "" || pot.Closest("[aria-hidden=true]").Length() != 1 {
			t.Errorf("%s: people can get into the honeypot", name)
		}
	}
}

func TestFormSaysWhichSessionsItShowedAsFull(t *testing.T) {
	for name, doc := range rendered(t, "nl") {
		if !strings.HasPrefix(name, "register") && !strings.HasPrefix(name, "check") {
			continue
		}
		want := []string{""}
		for _, card := range samples("nl")[name].(interface{ Cards() []Card }).Cards() {
			if card.Free() == 0 {
				want = append(want, card.Slug)
			}
		}
		if got := fields(doc)["seen_full"]; !slices.Equal(got, want) {
			t.Errorf("%s has seen_full %q, want %q", name, got, want)
		}
	}
}

// fields are what a form sends that is left as it is, without its buttons.
func fields(doc *goquery.Document) url.Values {
	sent := url.Values{}
	doc.Find("form.form").Find("input, select, textarea").Each(func(_ int, control *goquery.Selection) {
		name, value := control.AttrOr("name", ""), control.AttrOr("value", "")
		_, checked := control.Attr("checked")
		switch {
		case control.Is("[type=checkbox], [type=radio]") && !checked:
			return
		case control.Is("select"):
			value = control.Find("option[selected]").AttrOr("value", "")
		case control.Is("textarea"):
			value = strings.TrimPrefix(control.Text(), "\n")
		}
		sent.Add(name, value)
	})
	return sent
}

func TestFormAndCheckPageKeepEverythingThatWasEntered(t *testing.T) {
	in := ranked(3, "arnhem", "utrecht", "eindhoven")
	in.Wait, in.Together = true, models.TogetherAny
	in.ContactName, in.ContactEmail, in.Newsletter, in.Followup = "Voorbeeld Vier", "vier@werkgever.example", true, true
	want := url.Values{
		"session": {"zwolle"}, "alternatives": {"arnhem", "utrecht", "eindhoven"}, "wait": {"yes"}, "together": {"any"}, "organisation": {"Gemeente Voorbeeld"}, "sector": {"gemeenten"}, "phone": {"06 00000000"},
		"name":         {"Voorbeeld Een", "Voorbeeld Twee", "Voorbeeld Drie"},
		"email":        {"een@werkgever.example", "twee@werkgever.example", "drie@werkgever.example"},
		"role":         {"Adviseur", "", ""},
		"contact_name": {"Voorbeeld Vier"}, "contact_email": {"vier@werkgever.example"},
		"answer_zoekt": {"kandidaten", "partners"}, "answer_eerder": {"no"}, "answer_vraag": {"Hoe begin ik?\nEn met wie?"},
		"consent_newsletter": {"yes"}, "consent_followup": {"yes"}, "website": {""}, "nonce": {"n0nce"}, "seen_full": {"", "zwolle"},
	}
	b := base("nl")
	if diff := cmp.Diff(want, fields(document(t, &Register{Base: b, Input: in, ContactOther: true}))); diff != "" {
		t.Errorf("form: %s", diff)
	}
	if diff := cmp.Diff(want, fields(document(t, check(b, in)))); diff != "" {
		t.Errorf("check page: %s", diff)
	}
}

func TestGroupIsAskedWhetherToStayTogetherOnlyWhenItDoesNotFitAndThatMatters(t *testing.T) {
	docs := rendered(t, "nl")
	for name, asked := range map[string]bool{
		"check": true, "check-some": true, "check-free": false, "check-contact": false, "check-lower": true, "check-alone": false,
		"check-alone-full": false, "check-reserved": false, "check-draw": true,
	} {
		if got := docs[name].Find("[name=together]").Length() == 2; got != asked {
			t.Errorf("%s asks: %v", name, got)
		}
	}
}

func TestPersonalQuestionsAreOnThePersonsOwnPageOnly(t *testing.T) {
	docs := rendered(t, "nl")
	for name, doc := range docs {
		personal := doc.Find("[name=answer_lunch], [name=answer_nodig]").Length() > 0
		live := doc.Find("form[action$='/cancel']").Length() > 0
		if own := strings.HasPrefix(name, "participant"); personal != (own && live) {
			t.Errorf("%s asks personal questions: %v", name, personal)
		}
	}
	own := docs["participant"]
	if value := own.Find("[name=answer_lunch][checked]").AttrOr("value", ""); value != "halal" {
		t.Errorf("the stored answer is shown as %q", value)
	}
	if own.Find("form[action='/my/t0ken/edit']").Length() != 1 {
		t.Error("answers are not sent to /edit")
	}
}

func TestTickingNobodyIsNotTheSameAsTheWholeGroup(t *testing.T) {
	forms := document(t, samples("nl")["registration"]).Find("form[action='/my/t0ken/cancel']")
	if forms.Length() != 3 {
		t.Fatalf("there are %d ways to cancel", forms.Length())
	}
	ticked, self, all := forms.Eq(0), forms.Eq(1), forms.Eq(2)
	if ticked.Find("[name=choose][value=yes]").Length() != 1 || ticked.Find("[name=participant]").Length() != 3 || ticked.Find("[checked]").Length() != 0 {
		t.Error("the form with boxes does not say that it is one")
	}
	if self.Find("[name=participant]").AttrOr("value", "") != "1" {
		t.Error("the contact's own button cancels somebody else")
	}
	if all.Find("input").Length() != 0 {
		t.Error("the button for the whole group names somebody")
	}
}

func TestWhoIsCancelledCannotBeCancelledAgain(t *testing.T) {
	docs := rendered(t, "nl")
	if docs["registration-over"].Find("form[action$='/cancel']").Length() != 0 {
		t.Error("an ended registration still offers to cancel")
	}
	begun := registration(3, models.Confirmed)
	page := &Registration{Base: base("nl"), Registration: begun, Self: "/my/t0ken"}
	page.Now = begun.Series.Sessions[0].Starts
	if document(t, page).Find("form[action$='/cancel']").Length() != 0 {
		t.Error("one can cancel for a session that has begun")
	}
}

func TestOnlyWhoHasASeatGetsCalendarLinks(t *testing.T) {
	docs := rendered(t, "nl")
	for name, want := range map[string]int{"registration": 1, "registration-apart": 1, "registration-waiting": 0, "participant": 0, "participant-colleague": 1} {
		if got := docs[name].Find(".calendar").Length(); got != want {
			t.Errorf("%s has %d blocks of calendar links, want %d", name, got, want)
		}
	}
	if got := text(docs["registration"].Find(".calendar li").Eq(1)); got != "Zwolle in Google Agenda" {
		t.Errorf("a calendar link reads %q", got)
	}
}

// Without themselves, people still sign their colleagues up: they stay the contact.
func TestGoingOnWithoutOneself(t *testing.T) {
	for place, want := range map[int]string{1: "contact-other", 2: "remove-2"} {
		doc := document(t, &Register{Base: base("nl"), Input: signUp(2), Problems: Mistakes{{Field: "email", Place: place, Key: "problem.email.registered"}}})
		if got := doc.Find(".person button.second").AttrOr("value", ""); got != want {
			t.Errorf("going on without person %d does %q, want %q", place, got, want)
		}
	}
}
