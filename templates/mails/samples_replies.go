package mails

import "vonk/models"

// ReplySamples are the letters that what came in by mail leads to.
func ReplySamples(language string) []Sample {
	var all []Sample
	for _, kind := range []models.LetterKind{models.LetterSignedOff, models.LetterDeclineConfirm, models.LetterAcceptAgain} {
		s := situation{kind: kind, status: models.Confirmed, change: lapsed}
		for name, letter := range map[string]*models.Letter{"contact": s.letter(language, 1), "participant": own(s.letter(language, 1))} {
			letter.UID = ""
			all = append(all, Sample{string(kind) + "-" + name, letter})
		}
	}
	for _, said := range []models.SaidFact{
		{Name: "Voorbeeld Een", Email: "een@voorbeeld.example", Subject: "Zwolle", Text: "Goedemorgen,\n\nIk kom een half uur later."},
		{Email: "een@voorbeeld.example", Answer: "delegated", Delegate: "twee@voorbeeld.example"},
		{Email: "een@voorbeeld.example", Answer: "declined", Text: "Helaas, ik ben ziek."},
		{Email: "een@voorbeeld.example", Answer: "counter"},
	} {
		letter := sampleLetter(models.LetterForwarded, language)
		letter.UID, letter.ParticipantID, letter.PlacementID, letter.Sequence = "", 0, 0, 0
		letter.RecipientName, letter.RecipientEmail = letter.Series.OrganiserName, letter.Series.OrganiserEmail
		letter.Facts = models.Facts{Reference: letter.Facts.Reference, Said: &said}
		all = append(all, Sample{string(models.LetterForwarded) + "-" + orMail(said.Answer), letter})
	}
	return all
}

func orMail(answer string) string {
	if answer == "" {
		return "mail"
	}
	return answer
}
