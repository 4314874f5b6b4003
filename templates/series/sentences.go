package series

import (
	"fmt"
	"strings"
	"time"

	"vonk/models"
)

// sentences say what models.Series.Review finds, as people read it who write a series file. {Name} is a value.
var sentences = map[string]string{
	"missing":          `the key "{Key}" is missing`,
	"text":             "a text is missing: {nl: …, en: …}",
	"email":            "{Value} is not an e-mail address",
	"slug":             "{Value} takes only small letters a to z, digits and hyphens",
	"slug.long":        "this is longer than {Max} characters",
	"slug.reserved":    "{Value} cannot be used here: Vonk uses that word itself",
	"twice":            "{Value} stands here twice",
	"unknown":          "{Value} is not known here; known are {Known}",
	"between":          "{Key} takes a number from {Low} to {High}",
	"date":             "{Value} is not a date: write it like 2027-03-11",
	"zone":             "there is no time zone {Value}: write one like Europe/Amsterdam",
	"length":           "max_length is for questions of kind text",
	"sensitive":        "a sensitive question cannot be required: nobody has to answer it",
	"options.missing":  "a question of kind {Kind} needs options",
	"options.none":     "options are for questions of kind choice or multiple",
	"span.negative":    "a length of time cannot be negative",
	"span.long":        "this is longer than a year",
	"span.minutes":     "a length of time takes whole minutes",
	"reserve.empty":    "a reserve is for at least one sector",
	"reserve.twice":    "the sector {Value} has a reserve already; a sector is in at most one",
	"reserve.unknown":  "the sector {Value} is not among the sectors of the series",
	"reserve.large":    "{Reserved} seats are reserved at each session, but {Slug} has {Capacity}",
	"draw.needs":       `admission by draw needs the key "{Name}"`,
	"draw.late":        "the draw at {Draw} is not before the first session, which begins at {First}",
	"draw.early":       "the draw at {Draw} is not after registration opens at {Opens}",
	"holiday.order":    "this holiday ends on {Until}, before it begins on {From}",
	"sessions":         "a series has at least one session",
	"location":         "location takes a latitude between -90 and 90 and a longitude between -180 and 180",
	"ends":             "the session ends at {Ends}, which is not after its start at {Starts}",
	"item.ends":        "this ends at {Until}, which is not after its start at {At}",
	"closes":           "registration closes at {Closes}, which is not after it opens at {Opens}",
	"draw.unused":      "{Name} means nothing without admission: draw",
	"party":            "a party may have {Party} people, but an organisation only {Limit} seats at a session",
	"programme.late":   "the programme of {Slug} goes on until {Until}, after the session has ended",
	"closed":           "nobody can sign up for {Slug}: registration opens at {Opens} and closes at {Closes}",
	"closes.late":      "registration closes at {Closes}, after the last session has begun",
	"draw.useless":     "the draw at {Draw} gives no seats for {Slug}: the last moment for that is {Last}",
	"until.opens":      "this ends at {Until}, before registration opens, so it never binds",
	"until.draw":       "this ends at {Until}, before the draw gives the first seats, so it never binds",
	"day.public":       "{Slug} is on {Date}, a public holiday",
	"day.school":       "{Slug} is on {Date}, in the school holiday of {Region}",
	"day.other":        "{Slug} is on {Date}, {Name}",
	"seats.twice":      "a session has overbooking or overbooking_percent, not both",
	"location.numbers": "location takes two numbers: [latitude, longitude]",
}

// sentence writes a problem in words.
func (c *calendar) sentence(p models.Problem) string {
	_, key, _ := strings.Cut(strings.TrimPrefix(p.Key, "problem."), ".") // after "definition." or "doubt."
	pairs := []string{"{Key}", last(p.Field)}
	for name, value := range p.Args {
		pairs = append(pairs, "{"+name+"}", c.word(name, value))
	}
	return strings.NewReplacer(pairs...).Replace(sentences[key])
}

// word writes a value as the file does.
func (c *calendar) word(name string, value any) string {
	switch v := value.(type) {
	case time.Time:
		return c.written(v)
	case models.Text:
		return v.In("en")
	case string:
		if name == "Value" {
			return fmt.Sprintf("%q", v)
		}
	}
	return fmt.Sprint(value)
}

// review notes what is wrong or doubtful about the definition itself. What could not be read is told already.
func (c *calendar) review(series *models.Series) {
	problems, doubts := series.Review()
	for _, p := range problems {
		if !c.told(p.Field) {
			c.fault(p.Field, "%s", c.sentence(p))
		}
	}
	for _, p := range doubts {
		c.warn(p.Field, "%s", c.sentence(p))
	}
}

// told says that a value has a mistake already: in itself, in what it is part of, or in a part of it.
func (c *calendar) told(path string) bool {
	if c.faulty[path+".nl"] || c.faulty[path+".en"] || c.faulty["series.sectors"] && strings.HasPrefix(path, "series.policy.reserves") && strings.Contains(path, ".sectors[") {
		return true
	}
	for path != "" {
		if c.faulty[path] {
			return true
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return false
}
