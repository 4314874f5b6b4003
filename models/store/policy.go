package store

import (
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// allowPolicy refuses a change of policy that would take something from somebody (seat rule 5), or break a promise that was
// made in public (seat rule 9). Everything else may change while people are signed up.
func (i *importing) allowPolicy(was, is *models.Policy) error {
	refuse := func(key string, args map[string]any) error {
		return &models.Error{Code: models.Conflict, Key: key, Args: args}
	}
	draw := was.Admission != is.Admission || is.Admission == models.AdmissionDraw && (!was.DrawAt.Equal(is.DrawAt) || was.Beacon != is.Beacon)
	if draw && was.Admission == models.AdmissionDraw {
		if i.series.DrawnAt != nil {
			return refuse("error.import.policy.drawn", nil)
		}
		if closed, err := i.drawClosed(); err != nil {
			return err
		} else if closed {
			return refuse("error.import.policy.closed", nil)
		}
	}
	people := 0
	for _, session := range i.series.Sessions {
		people += session.Taken() + session.Waiting
	}
	switch {
	case people == 0 || !draw:
	case was.Admission != models.AdmissionDraw:
		return refuse("error.import.policy.draw", map[string]any{"Count": people})
	case is.Admission != models.AdmissionDraw || was.Beacon != is.Beacon:
		return refuse("error.import.policy.promise", map[string]any{"Count": people})
	}
	if is.OneSeatPerPerson && !was.OneSeatPerPerson {
		var twice []string
		err := gorm.G[models.Participant](i.db).Raw(`SELECT p.email_key FROM participants p
			JOIN seats s ON s.participant_id = p.id JOIN registrations r ON r.id = p.registration_id
			WHERE r.series_id = ? AND s.status IN ('confirmed', 'offered', 'waiting')
			GROUP BY p.email_key HAVING count(DISTINCT p.registration_id) > 1`, i.series.ID).Scan(i.ctx, &twice)
		if err != nil {
			return err
		}
		if len(twice) > 0 {
			return refuse("error.import.policy.person", map[string]any{"Count": len(twice)})
		}
	}
	return nil
}

// applyPolicy brings what is kept for serving in line with the new policy.
func (i *importing) applyPolicy() error {
	was, is := &i.was, &i.series.Policy
	if err := i.prepareDraw(); err != nil {
		return err
	}
	same := slices.EqualFunc(was.Reserves, is.Reserves, func(a, b models.Reserve) bool { return slices.Equal(a.Sectors, b.Sectors) })
	switch {
	case !same:
		return i.reshare()
	case was.OrganisationLimit.Seats != is.OrganisationLimit.Seats || !was.OrganisationLimit.Until.Equal(is.OrganisationLimit.Until):
		return i.staleAll()
	}
	return nil
}
