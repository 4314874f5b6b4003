package models

import "time"

// The ways in which a definition writes time, in a file and in a form. Only in the series' zone do they become instants.
const (
	LocalLayout = "2006-01-02T15:04" // a moment, on a wall clock
	ClockLayout = "15:04"            // a time of day
)

// AtWall places a wall clock's time, given as UTC, in a zone: the UTC instants at which the clock shows it, the first one
// first. Mostly that is one; none when the clock skips it, and two when the clock shows it twice.
func AtWall(wall time.Time, zone *time.Location) []time.Time {
	var found []time.Time
	for _, near := range []time.Time{wall.Add(-24 * time.Hour), wall.Add(24 * time.Hour)} {
		_, offset := near.In(zone).Zone()
		candidate := wall.Add(-time.Duration(offset) * time.Second)
		if _, actual := candidate.In(zone).Zone(); actual == offset && (len(found) == 0 || !candidate.Equal(found[0])) {
			found = append(found, candidate)
		}
	}
	if len(found) == 2 && found[1].Before(found[0]) {
		found[0], found[1] = found[1], found[0]
	}
	return found
}

// Wall is what a clock in a zone shows at an instant, given as UTC.
func Wall(at time.Time, zone *time.Location) time.Time {
	at = at.In(zone)
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
}

// SensibleYear says that a year can be one of a series.
func SensibleYear(year int) bool { return year >= 2000 && year < 2200 }

// movedDays is an instant some days later at the same time on the wall clock of a zone, in UTC. A time that the clock skips
// on that day becomes the one that it shows then. The zero time stays.
func movedDays(at time.Time, days int, zone *time.Location) time.Time {
	if at.IsZero() {
		return at
	}
	local := at.In(zone)
	return time.Date(local.Year(), local.Month(), local.Day()+days, local.Hour(), local.Minute(), local.Second(), 0, zone).UTC()
}
