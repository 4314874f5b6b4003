package mails

import "vonk/models"

// MailingSamples are letters of mailings: to a participant and to a contact, with everything that an organiser can fill in; and
// to somebody who wants the newsletter.
func MailingSamples(language string) []Sample {
	participant, contact, news := mailingSample(language), mailingSample(language), mailingSample(language)
	participant.ParticipantID, participant.Facts.ParticipantVersion, participant.Facts.ToContact, participant.Facts.RegistrationVersion = 22, 3, false, 0
	participant.RecipientName, participant.RecipientEmail = "Voorbeeld Twee", "twee@voorbeeld.example"
	news.Mailing.Audience = models.Audience{To: models.ToContacts, Newsletter: true}
	return []Sample{{"mailing-participant", participant}, {"mailing-contact", contact}, {"mailing-newsletter", news}}
}

func mailingSample(language string) *models.Letter {
	letter := sampleLetter(models.LetterMailing, language, models.PersonFact{Status: models.Confirmed})
	letter.ParticipantID, letter.Facts.ParticipantVersion, letter.UID = 0, 0, ""
	letter.Mailing = &models.Mailing{
		ID: 3, SeriesID: 1,
		Subject: models.Text{NL: "Nog twee weken: {sessie}", EN: "Two weeks to go: {session}"},
		Body: models.Text{
			NL: "Op {datum} van {tijd} ontmoeten wij elkaar in {plaats}. Neemt u een vraag uit {organisatie} mee?\n\n" +
				"U vindt ons hier:\n{adres}\n\nKijk op https://voorbeelden.example/inspiratie, of op [uw eigen pagina]({link}). Uw kenmerk is {kenmerk}; u staat genoteerd als: {status}.",
			EN: "On {date}, {time}, we meet in {place}. Will you bring a question from {organisation}?\n\n" +
				"You find us here:\n{address}\n\nSee https://voorbeelden.example/inspiratie, or [your own page]({link}). Your reference is {reference}; you are listed as: {status}.",
		},
	}
	return letter
}
