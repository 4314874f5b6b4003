package mails

import (
	"time"

	"vonk/models"
)

// digestSample is a digest of some series.
func digestSample(language string, rhythm models.Rhythm, series ...models.DigestSeries) *models.Letter {
	letter := (&invitationSample{}).letter(language)
	letter.Kind = models.LetterDigest
	letter.Facts = models.Facts{OrganiserID: 3, Digest: &models.DigestFact{Rhythm: rhythm, Since: sampleStamp.Add(-24 * time.Hour), Series: series}}
	return letter
}

// busySeries is one where all that can happen did.
func busySeries() models.DigestSeries {
	series := digestedSeries()
	series.SignedUp, series.Waiting, series.Cancelled, series.Moved, series.Bounced, series.Failed = 9, 3, 2, 1, 2, 1
	full, nearly, roomy := &series.Sessions[0], &series.Sessions[1], &series.Sessions[2]
	full.Taken, full.Offered, full.Waiting, full.SessionNews, full.Left = 20, 2, 12, models.SessionNews{SignedUp: 6, Waiting: 3, Cancelled: 2}, 1
	full.Expiring, full.Expires = 2, sampleDeadline
	nearly.Taken, nearly.SessionNews, nearly.Needs, nearly.NeedsBefore = 19, models.SessionNews{SignedUp: 3}, 2, "2027-03-11"
	roomy.Taken, roomy.Came = 7, 1
	return series
}

// calmSeries is one where one person signed up.
func calmSeries() models.DigestSeries {
	series := digestedSeries()
	series.Slug, series.Title = "other", models.Text{NL: "Andere reeks", EN: "Other series"}
	series.SignedUp, series.Sessions = 1, series.Sessions[:1]
	series.Sessions[0].Taken, series.Sessions[0].SessionNews = 11, models.SessionNews{SignedUp: 1}
	return series
}

// attentionSeries is one where nothing happened, and something is to be done.
func attentionSeries() models.DigestSeries {
	series := digestedSeries()
	series.Sessions = series.Sessions[:1]
	series.Sessions[0].Taken, series.Sessions[0].Needs, series.Sessions[0].NeedsBefore = 12, 1, "2027-02-25"
	return series
}

// digestedSeries is the sample series, with nobody in it.
func digestedSeries() models.DigestSeries {
	series := sampleSeries()
	found := models.DigestSeries{Slug: series.Slug, Title: series.Title, Timezone: series.Timezone}
	for i := range series.Sessions {
		session := &series.Sessions[i]
		found.Sessions = append(found.Sessions, models.DigestSession{
			Slug: session.Slug, Place: session.Place(), Starts: session.Starts, Seats: session.Seats(), SignsUp: true,
		})
	}
	return found
}
