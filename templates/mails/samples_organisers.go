package mails

import "vonk/models"

// OrganiserSamples are letters of every kind to organisers.
func OrganiserSamples(language string) []Sample {
	var all []Sample
	for _, s := range invitations {
		all = append(all, Sample{string(models.LetterInvitation) + "-" + s.name, s.letter(language)})
	}
	return append(all, Sample{string(models.LetterCode), codeSample(language)}, Sample{string(models.LetterTest), testSample(language)},
		Sample{string(models.LetterDigest) + "-daily", digestSample(language, models.DigestDaily, busySeries(), calmSeries())},
		Sample{string(models.LetterDigest) + "-attention", digestSample(language, models.DigestWeekly, attentionSeries())})
}

// codeSample is a mailed code.
func codeSample(language string) *models.Letter {
	letter := (&invitationSample{}).letter(language)
	letter.Kind, letter.Facts = models.LetterCode, models.Facts{Nonce: "sample", Deadline: sampleDeadline}
	return letter
}

// testSample is a test mail.
func testSample(language string) *models.Letter {
	letter := (&invitationSample{}).letter(language)
	letter.Kind, letter.Facts = models.LetterTest, models.Facts{}
	return letter
}

// invitations tell of a new role.
var invitations = []invitationSample{
	{"partner", models.RolePartner, true, zwolle, true},
	{"organiser", models.RoleOrganiser, true, 0, false},
	{"admin", models.RoleAdmin, false, 0, true},
}

type invitationSample struct {
	name    string
	role    models.OrganiserRole
	series  bool // of a series, or everywhere
	session int64
	first   bool // who never signed in
}

func (s *invitationSample) letter(language string) *models.Letter {
	letter := sampleLetter(models.LetterInvitation, language)
	letter.RegistrationID, letter.ParticipantID, letter.PlacementID, letter.Sequence = 0, 0, 0, 0
	letter.RecipientName, letter.SeriesID = "", 1
	letter.Facts = models.Facts{Role: s.role, Host: "organisatie@vonk.example", SessionID: s.session}
	if s.first {
		letter.Facts.Invited = &models.InvitedFact{OrganiserID: 3, Version: 1, Until: sampleDeadline}
	}
	if !s.series {
		letter.SeriesID, letter.Series = 0, nil
	}
	return letter
}
