package pages

import (
	"strings"
	"testing"
	"time"

	"vonk/models"
)

// draftMailing is a mailing to who has a seat in Zwolle, with that much in each language.
func draftMailing() models.Mailing {
	return models.Mailing{
		ID: 3, State: models.MailingDraft, Version: 2,
		Subject: models.Text{NL: "Nog twee weken: {sessie}", EN: "Two weeks to go: {session}"},
		Body:    models.Text{NL: "Wij zien u graag in {plaats}.\n\nTot dan!", EN: "We look forward to seeing you in {place}."},
		Audience: models.Audience{
			ListFilter: models.ListFilter{
				Query: "voorbeeld", Sessions: []string{"zwolle"}, Statuses: []models.Status{models.Confirmed, models.Offered}, Sectors: []string{"gemeenten"},
				Question: "zoekt", Option: "partners", Organisation: 2,
			},
			To: models.ToBoth,
		},
	}
}

// startedMailing is that mailing after it has started.
func startedMailing(state models.MailingState, queued, sent, failed int) models.Mailing {
	m := draftMailing()
	at := now.Add(-time.Minute)
	m.State, m.StartedAt, m.SendAt = state, &at, &at
	m.Recipients, m.Queued, m.Sent, m.Failed = 40, queued, sent, failed
	return m
}

func mailingResults() []models.MailingResult {
	at := now
	return []models.MailingResult{
		{Name: "Voorbeeld Een", Email: "een@voorbeeld.example", Status: models.LetterFailed, Failure: "recipient: 550 unknown"},
		{Name: "Voorbeeld Twee", Email: "twee@voorbeeld.example", Status: models.LetterSent, SentAt: &at},
		{Name: "Voorbeeld Drie", Email: "drie@voorbeeld.example", Status: models.LetterQueued},
	}
}

func mailingSamples(code string) map[string]Page {
	b := office(code)
	later := draftMailing()
	at := now.Add(72 * time.Hour)
	later.State, later.SendAt = models.MailingScheduled, &at
	soon := draftMailing()
	soon.State, soon.SendAt = models.MailingScheduled, &b.Now
	alone := draftMailing()
	alone.Subject.EN, alone.Body.EN, alone.Audience = "", "", models.Audience{ListFilter: models.ListFilter{Statuses: []models.Status{models.Confirmed}}, To: models.ToContacts, Newsletter: true}
	whole, part := b.Series.Sessions, b.Series.Sessions[:1]
	sessions := func(all []models.Session) (found []*models.Session) {
		for i := range all {
			found = append(found, &all[i])
		}
		return found
	}
	cut := startedMailing(models.MailingCancelled, 0, 11, 2)
	return map[string]Page{
		"mailings":       &Mailings{Base: b, All: []models.Mailing{draftMailing(), later, startedMailing(models.MailingStarted, 27, 12, 1), startedMailing(models.MailingStarted, 0, 40, 0), cut}},
		"mailings-none":  &Mailings{Base: b},
		"mailing":        &Mailing{Base: b, Mailing: draftMailing(), Employers: map[int64]string{2: "Gemeente Voorbeeld"}, Reach: 40, Notice: "saved"},
		"mailing-nobody": &Mailing{Base: b, Mailing: alone, Notice: "tried"},
		"mailing-wrong": &Mailing{Base: b, Mailing: draftMailing(), Reach: 1, Planning: Planning{When: "later", Date: "x", Time: "y"}, Problems: Mistakes{
			{Field: "date", Key: "problem.mailing.date"}, {Field: "time", Key: "problem.mailing.time"},
		}},
		"mailing-late":      &Mailing{Base: b, Mailing: draftMailing(), Reach: 1, Trouble: "error.mailing.changed"},
		"mailing-scheduled": &Mailing{Base: b, Mailing: later, Reach: 40, Notice: "scheduled"},
		"mailing-soon":      &Mailing{Base: b, Mailing: soon, Reach: 40, Notice: "scheduled"},
		"mailing-sending":   &Mailing{Base: b, Mailing: startedMailing(models.MailingStarted, 27, 12, 1), Results: mailingResults(), First: 1, Next: "/p?page=2"},
		"mailing-sent":      &Mailing{Base: b, Mailing: startedMailing(models.MailingStarted, 0, 40, 0), Results: mailingResults()[1:2], First: 201, Previous: "/p?page=1"},
		"mailing-cancelled": &Mailing{Base: b, Mailing: cut, Results: mailingResults()[:2], First: 1, Notice: "cancelled"},
		"mailing-new":       &MailingEdit{Base: b, Mailing: models.Mailing{Audience: models.Audience{To: models.ToParticipants}}, Sessions: sessions(part)},
		"mailing-edit":      &MailingEdit{Base: b, Mailing: draftMailing(), Sessions: sessions(whole), Whole: true, Organisations: employers()},
		"mailing-edit-wrong": &MailingEdit{Base: b, Mailing: draftMailing(), Sessions: sessions(whole), Whole: true, Problems: Mistakes{
			{Field: "body_nl", Key: "problem.mailing.placeholder", Args: map[string]any{"Name": "{nam}", "Known": "{naam}"}},
			{Field: "status", Key: "problem.mailing.statuses.missing"},
			{Field: "to", Key: "problem.mailing.to.newsletter"},
		}},
		"mailing-edit-late": &MailingEdit{Base: b, Mailing: draftMailing(), Sessions: sessions(part), Trouble: "error.mailing.changed"},
		"mailing-preview": &MailingPreview{
			Base: b, Mailing: draftMailing(), Name: "Voorbeeld Een", Email: "een@voorbeeld.example", Spoken: "nl", Subject: "Nog twee weken: Sessie Zwolle",
			From: "VSO", ReplyTo: "sessies@organisator.example", Text: "Beste Voorbeeld Een,\n\nWij zien u graag in Zwolle.\nhttps://vonk.example/my", At: 2, People: 40,
		},
		"mailing-preview-sample":  &MailingPreview{Base: b, Mailing: draftMailing(), Spoken: "nl", Subject: "Nieuws", From: "VSO", ReplyTo: "sessies@organisator.example", Text: "Beste", At: 1},
		"unsubscribe":             &Unsubscribe{Base: base(code), Action: "/unsubscribe/t0ken"},
		"unsubscribe-digest":      &Unsubscribe{Base: base(code), Action: "/unsubscribe/t0ken", Digest: true},
		"unsubscribe-digest-done": &Unsubscribe{Base: base(code), Digest: true},
		"unsubscribe-done":        &Unsubscribe{Base: base(code)},
	}
}

func TestAMailingShowsWhomItReachesBeforeItIsSent(t *testing.T) {
	doc := document(t, samples("nl")["mailing"])
	says(t, "mailing", doc, "Deze mailing bereikt nu 40 mensen.", "Versturen naar 40 mensen", "Deelnemers en contactpersonen", "Plaats bevestigd, Plaats vrijgehouden", "Partners in de regio", "Gemeente Voorbeeld")
	if doc.Find("form[action$='/schedule'] input[name=version][value='2']").Length() != 1 {
		t.Error("it does not say which version is sent")
	}
	if document(t, samples("nl")["mailing-nobody"]).Find("form[action$='/schedule']").Length() != 0 {
		t.Error("what reaches nobody can be sent")
	}
}

func TestAMailingThatIsBeingSentShowsHowFarItIs(t *testing.T) {
	doc := document(t, samples("nl")["mailing-sending"])
	says(t, "mailing-sending", doc, "12 van 40 zijn verstuurd. 27 wachten. 1 is mislukt.", "recipient: 550 unknown")
	if doc.Find("#progress[data-live] progress[max='40'][value='13']").Length() != 1 || doc.Find("tbody[data-live]").Length() != 1 || doc.Find("#stop").Length() != 1 {
		t.Error("it does not go on by itself, or cannot be stopped")
	}
	for _, name := range []string{"mailing-sent", "mailing-cancelled"} {
		over := document(t, samples("nl")[name])
		if over.Find("[data-live], #stop, form[action$='/schedule']").Length() != 0 {
			t.Errorf("%s can be stopped or sent, or goes on", name)
		}
	}
	says(t, "mailing-cancelled", document(t, samples("nl")["mailing-cancelled"]), "27 zijn niet verstuurd")
}

func TestOrganisersOfASessionChooseAmongTheirOwn(t *testing.T) {
	doc := document(t, samples("nl")["mailing-new"])
	if n := doc.Find("input[name=session]").Length(); n != 1 {
		t.Errorf("%d sessions can be chosen", n)
	}
	if doc.Find("[name=organisation]").Length() != 0 {
		t.Error("they read the names of all organisations")
	}
}

func TestATextOfAMailingIsShownAsTextOnly(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	m := draftMailing()
	m.Subject.NL, m.Body.NL = evil, "</textarea>"+evil
	failed := []models.MailingResult{{Name: evil, Email: evil, Failure: evil, Status: models.LetterFailed}}
	started := startedMailing(models.MailingStarted, 0, 40, 0)
	for _, page := range []Page{
		&MailingEdit{Base: office("nl"), Mailing: m}, &Mailing{Base: office("nl"), Mailing: m}, &Mailings{Base: office("nl"), All: []models.Mailing{m}},
		&Mailing{Base: office("nl"), Mailing: started, Results: failed, First: 1}, &MailingPreview{Base: office("nl"), Mailing: m, Subject: evil, Text: evil, Name: evil, People: 1, At: 1},
	} {
		if n := document(t, page).Find("script").Length(); n != 1 {
			t.Errorf("%s has %d scripts", page.name(), n)
		}
	}
	doc := document(t, &MailingEdit{Base: office("nl"), Mailing: m})
	if got := doc.Find("#body_nl").Text(); strings.TrimPrefix(got, "\n") != m.Body.NL {
		t.Errorf("the text came back as %q", got)
	}
}
