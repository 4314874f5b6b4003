package series

import (
	"strings"
	"time"

	"vonk/models"
)

// The ways in which a series file writes time. Only in the series' zone do they become instants.
type (
	localTime string // 2027-03-11T13:00
	day       string // 2027-03-11
	clock     string // 13:00
	duration  string // 24h
)

// calendar reads times of a file in the series' zone.
type calendar struct {
	*notebook
	zone *time.Location
}

// moment gives the UTC instant of a local time; the zero time when it is absent or wrong.
func (c *calendar) moment(path string, given localTime) time.Time {
	if given == "" {
		return time.Time{}
	}
	wall, err := time.Parse(models.LocalLayout, string(given))
	if err != nil {
		c.fault(path, "%q is not a time: write it like 2027-03-11T13:00, in the series' time zone", given)
		return time.Time{}
	}
	return c.instant(path, wall)
}

// instant places a wall clock's time, given as UTC, in the zone. A time that the clock skips is refused; of a time that
// the clock shows twice, the first is taken.
func (c *calendar) instant(path string, wall time.Time) time.Time {
	if !models.SensibleYear(wall.Year()) {
		c.fault(path, "the year %d cannot be right", wall.Year())
		return time.Time{}
	}
	found := models.AtWall(wall, c.zone)
	switch len(found) {
	case 0:
		c.fault(path, "%s does not exist in %s: the clock skips it", wall.Format("2006-01-02 15:04"), c.zone)
		return time.Time{}
	case 2:
		c.warn(path, "%s comes twice in %s; the first is taken", wall.Format("2006-01-02 15:04"), c.zone)
	}
	return found[0]
}

// onDayOf gives the UTC instant of a clock time on the local day of another instant.
func (c *calendar) onDayOf(instant time.Time, path string, given clock) time.Time {
	if given == "" {
		return time.Time{}
	}
	clock, err := time.Parse(models.ClockLayout, string(given))
	if err != nil {
		c.fault(path, "%q is not a time of day: write it like \"13:00\"", given)
		return time.Time{}
	}
	if instant.IsZero() {
		return time.Time{}
	}
	local := instant.In(c.zone)
	return c.instant(path, time.Date(local.Year(), local.Month(), local.Day(), clock.Hour(), clock.Minute(), 0, 0, time.UTC))
}

// span reads a length of time in whole minutes.
func (c *calendar) span(path string, given duration) time.Duration {
	length, err := time.ParseDuration(strings.TrimSpace(string(given)))
	switch {
	case err != nil:
		c.fault(path, "%q is not a length of time: write it like 24h or 90m", given)
	case length < 0:
		c.fault(path, "a length of time cannot be negative")
	case length > 366*24*time.Hour:
		c.fault(path, "%s is longer than a year", given)
	case length%time.Minute != 0:
		c.fault(path, "a length of time takes whole minutes")
	default:
		return length
	}
	return 0
}

// written is an instant as the file writes it, for sentences.
func (c *calendar) written(at time.Time) string { return at.In(c.zone).Format(models.LocalLayout) }
