package main

import (
	_ "embed"
	"slices"
	"time"

	"vonk/models"
	"vonk/models/store"
	"vonk/templates/series"
)

//go:embed demo/inspiratiesessies.yaml
var demonstration []byte

// demoOrganiser signs in to the demonstration.
const demoOrganiser = "organisator@vonk.example"

// demoAhead is how long before its first session the demonstration begins, at most.
const demoAhead = 6 * 7 * 24 * time.Hour

// fillDemo gives a database without series the demonstration, and any database the demonstration's organiser.
func fillDemo(c *call, db *store.Store) error {
	present, err := db.AllSeries(c)
	if err != nil {
		return err
	}
	if len(present) == 0 {
		definition, _, err := series.Read("demo/inspiratiesessies.yaml", demonstration)
		if err != nil {
			return err
		}
		if _, err := db.Import(c, moved(definition, db.Now()), false); err != nil {
			return err
		}
	}
	_, err = db.AddOrganiser(c, demoOrganiser, models.RoleAdmin, models.Scope{})
	return err
}

// moved gives the series with all its times moved by whole weeks, so that the first session is five to six weeks after
// now: every session keeps its day of the week and its time on the clock. Holidays stay, as they are the calendar's.
func moved(from *models.Series, now time.Time) *models.Series {
	const week = 7 * 24 * time.Hour
	zone := from.Location()
	first := slices.MinFunc(from.Sessions, func(a, b models.Session) int { return a.Starts.Compare(b.Starts) }).Starts
	days := 7 * int(now.Add(demoAhead).Sub(first).Truncate(week)/week)
	if first.In(zone).AddDate(0, 0, days).After(now.Add(demoAhead)) {
		days -= 7
	}
	move := func(at *time.Time) {
		if !at.IsZero() {
			*at = at.In(zone).AddDate(0, 0, days).UTC()
		}
	}
	to := *from
	move(&to.Opens)
	move(&to.Closes)
	move(&to.Policy.DrawAt)
	move(&to.Policy.OrganisationLimit.Until)
	to.Policy.Reserves = slices.Clone(from.Policy.Reserves)
	for i := range to.Policy.Reserves {
		move(&to.Policy.Reserves[i].Until)
	}
	to.Sessions = slices.Clone(from.Sessions)
	for i := range to.Sessions {
		session := &to.Sessions[i]
		move(&session.Starts)
		move(&session.Ends)
		session.Programme = slices.Clone(session.Programme)
		for j := range session.Programme {
			move(&session.Programme[j].Starts)
			move(&session.Programme[j].Ends)
		}
	}
	return &to
}
