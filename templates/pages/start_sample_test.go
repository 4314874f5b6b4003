package pages

import (
	"time"

	"vonk/models"
)

// startSamples are the pages of an installation's first hour.
func startSamples(code string) map[string]Page {
	b, empty := office(code), office(code)
	empty.Series, empty.Tabs = nil, nil
	begun := &models.Beginning{
		Series: []*models.Series{b.Series}, Mail: &models.Letter{Kind: models.LetterTest, RecipientEmail: "organisator@organisator.example", Failure: "550 5.7.1 refused"},
	}
	done := &models.Beginning{
		Sender: "aanmelden@organisator.example", Series: begun.Series, Mailed: true, Partner: true,
		Mail:   &models.Letter{Kind: models.LetterTest, RecipientEmail: "organisator@organisator.example", Status: models.LetterSent},
		Marked: map[models.Step]time.Time{models.StepPreview: now, models.StepTrial: now},
	}
	return map[string]Page{
		"start":         &Start{Base: empty, Beginning: begun, Site: "https://vonk.example"},
		"start-empty":   &Start{Base: empty, Beginning: &models.Beginning{}, Site: "https://vonk.example"},
		"start-done":    &Start{Base: empty, Beginning: done, Site: "https://vonk.example"},
		"start-preview": &Register{Base: b, Input: models.SignUp{Nonce: "n0nce"}, Preview: true},
		"start-trial":   &Trial{Base: b, Registration: registration(2, models.Confirmed)},
	}
}
