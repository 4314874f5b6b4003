package pages

import (
	"time"

	"vonk/models"
)

// parted is a registration of that many people, each a party of one, without lines.
func parted(count int) *models.Registration {
	r := registration(count, models.Confirmed)
	r.Together, r.Choices, r.Placements = models.TogetherAny, nil, nil
	for i := range r.Participants {
		r.Participants[i].Party = i + 1
	}
	return r
}

// gone is a registration that everybody left.
func gone(r *models.Registration) *models.Registration {
	for i := range r.Participants {
		r.Participants[i].Withdrawn = true
	}
	for i := range r.Placements {
		r.Placements[i].Size = 0
	}
	return r
}

// stands is a registration of one party of that many people with lines of the given statuses, the most wanted first: at
// Zwolle, Utrecht, Arnhem and Eindhoven. It keeps waiting for a better one.
func stands(count int, statuses ...models.Status) *models.Registration {
	r := registration(count, statuses[0])
	r.Wait = true
	for i, status := range statuses[1:] {
		line(r, 1, int64(i+2), status)
	}
	return r
}

// ownPart is the part of a registration that the link of one of its people opens.
func ownPart(r *models.Registration, place int) (*models.Registration, *models.Participant) {
	part := *r
	own, _ := r.Participant(place)
	part.Participants, part.Choices, part.Placements = []models.Participant{*own}, nil, nil
	for _, choice := range r.Choices {
		if choice.Party == own.Party {
			part.Choices = append(part.Choices, choice)
		}
	}
	for _, placement := range r.Placements {
		for _, seat := range placement.Seats {
			if seat.ParticipantID == own.ID {
				placement.Seats = []models.Seat{seat}
				part.Placements = append(part.Placements, placement)
			}
		}
	}
	return &part, &part.Participants[0]
}

// holderSamples are the holders' pages in every state of seats, offers and waiting lines.
func holderSamples(code string) map[string]Page {
	b := base(code)
	quiet := b
	quiet.Path, quiet.Demo = "", false
	places := map[string]Calendar{"zwolle": calendar(), "utrecht": calendar()}
	zwolle := &b.Series.Sessions[0]
	all := map[string]Page{}
	contact := func(name string, r *models.Registration, change ...func(*Registration)) {
		page := &Registration{Base: b, Registration: r, Self: "/my/t0ken", Calendar: places}
		for _, apply := range change {
			apply(page)
		}
		all["registration-"+name] = page
	}
	person := func(name string, r *models.Registration, place int, change ...func(*Participant)) {
		part, own := ownPart(r, place)
		page := &Participant{Base: b, Registration: part, Person: own, Self: "/my/t0ken", Calendar: places}
		for _, apply := range change {
			apply(page)
		}
		all["participant-"+name] = page
	}
	trouble := func(key string, args map[string]any) func(*Registration) {
		return func(p *Registration) {
			p.Path = ""
			p.Trouble = &models.Error{Code: models.Gone, Key: key, Args: args}
		}
	}

	offered := stands(1, models.Offered, models.Waiting, models.Confirmed)
	offered.Placements[1].Resting, offered.Placements[1].Reason = true, models.ReasonResting
	contact("offered", stands(1, models.Offered))
	contact("offered-seat", offered)
	contact("offered-group", stands(3, models.Offered, models.Confirmed))
	person("offered", offered, 1)
	person("offered-group", stands(3, models.Offered, models.Confirmed), 2)
	person("offered-contact", stands(3, models.Offered, models.Confirmed), 1)

	leaving := stands(3, models.Confirmed)
	at := time.Date(2027, time.March, 1, 13, 0, 0, 0, time.UTC)
	for i := range 2 {
		seat := &leaving.Placements[0].Seats[i]
		seat.ReleaseAt, seat.Answered, seat.AnsweredAt = &at, "declined", &at
	}
	contact("releases", leaving)
	person("releases", leaving, 2)

	several := parted(3)
	line(several, 1, 2, models.Confirmed)
	line(several, 2, 1, models.Offered)
	line(several, 2, 2, models.Confirmed)
	line(several, 3, 1, models.Waiting)
	line(several, 3, 2, models.Waiting).Reason = models.ReasonLimit
	line(several, 3, 4, models.Expired)
	contact("several", several)
	contact("several-wrong", several, func(p *Registration) {
		p.Base, p.Swapping = quiet, Swapping{Session: "eindhoven"}
		p.Problems = Mistakes{{Field: "swapping", Key: "problem.swap.missing"}}
	})

	ahead := stands(1, models.Waiting, models.Confirmed)
	contact("ahead", ahead, func(p *Registration) { p.Notice, p.At = "waits", zwolle })
	contact("ahead-group", stands(3, models.Waiting, models.Confirmed))
	person("ahead", ahead, 1)
	person("ahead-group", stands(3, models.Waiting, models.Confirmed), 2)
	waits := stands(1, models.Waiting, models.Waiting)
	waits.Placements[1].Ahead, waits.Placements[1].Reason = 0, models.ReasonReserved
	contact("choices", waits)
	held := stands(2, models.Waiting, models.Waiting)
	held.Placements[0].Reason, held.Placements[1].Reason = models.ReasonHeld, models.ReasonTooLate
	contact("held", held)
	filled := stands(2, models.Waiting, models.Confirmed)
	filled.Placements = filled.Placements[1:]
	filled.FilledMeanwhile = true
	contact("filled", filled)

	declined := stands(1, models.Declined, models.Confirmed)
	contact("declined", declined, func(p *Registration) { p.Notice, p.At = "declined", zwolle })
	contact("expired", stands(1, models.Expired))
	contact("expired-late", stands(1, models.Expired), trouble("error.offer.expired", map[string]any{
		"City": "Zwolle", "Deadline": time.Date(2027, 1, 29, 9, 0, 0, 0, time.UTC),
	}))
	contact("accepted-twice", stands(1, models.Confirmed), trouble("error.offer.accepted", map[string]any{"City": "Zwolle"}))
	person("expired", stands(1, models.Expired, models.Waiting), 1)
	person("expired-group", stands(3, models.Expired, models.Waiting), 2)
	shut := base(code)
	shut.Series.Closes = shut.Now.Add(-time.Hour)
	late := stands(1, models.Expired, models.Confirmed)
	late.Series = shut.Series
	contact("expired-closed", late, func(p *Registration) { p.Base = shut })

	drawn := base(code)
	drawn.Series.Policy.Admission, drawn.Series.Policy.DrawAt = models.AdmissionDraw, now.AddDate(0, 0, 14)
	lots := stands(2, models.Waiting, models.Waiting)
	lots.Series, lots.Placements[0].Reason, lots.Placements[1].Reason = drawn.Series, models.ReasonDraw, models.ReasonDraw
	contact("draw", lots, func(p *Registration) { p.Base = drawn })
	off := base(code)
	off.Series.Sessions[0].Status = models.SessionCancelled
	lost := stands(2, models.Cancelled)
	lost.Series = off.Series
	contact("called-off", lost, func(p *Registration) { p.Base = off })
	person("called-off", lost, 1, func(p *Participant) { p.Base = off })
	contact("swap-wrong", stands(1, models.Confirmed), func(p *Registration) {
		p.Base, p.Problems = quiet, Mistakes{{Field: "session", Key: "problem.session.missing"}}
	})
	person("swap-wrong", stands(1, models.Confirmed), 1, func(p *Participant) {
		p.Base, p.Problems = quiet, Mistakes{{Field: "session", Key: "problem.session.missing"}}
	})
	return all
}
