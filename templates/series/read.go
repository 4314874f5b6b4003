// Package series reads series files: YAML, strictly, into models.
package series

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"vonk/models"
)

// Read gives the series that a file defines, without ids, with all times in UTC, and what its writer should know. name is
// what the mistakes call the file. The error is of type FileErrors: every mistake with its line and column.
func Read(name string, raw []byte) (*models.Series, []Notice, error) {
	n := &notebook{file: name, places: map[string]place{}, faulty: map[string]bool{}}
	var series *models.Series
	if root := n.parse(raw); root != nil {
		file := blank()
		n.decode(root, &file)
		series = n.series(&file)
	}
	notices, err := n.result()
	if err != nil {
		return nil, nil, err
	}
	return series, notices, nil
}

// reservedSeries are the first words of the routes, which no series can have as its slug.
var reservedSeries = []string{
	"my", "calendar", "organiser", "privacy", "accessibility", "healthz", "readyz", "metrics", "static", "api", "login", "logout", "registrations",
	"people", "account", "start", "new", "sign-in", "sign-out",
	"people", "account", "start", "new", "unsubscribe", "export",
}

// reservedSessions are the words that follow a series in the routes.
var reservedSessions = []string{
	"register", "availability", "embed", "draw", "organisations", "people", "participants", "mailings", "board", "door", "audit", "answers", "exports",
	"edit", "timetable", "numbers", "needs", "letters", "copy", "sessions", "questions", "publish", "new",
}

// notYet are the keys that later versions act on.
var notYet = []string{"series.retention"}

func (n *notebook) series(file *document) *models.Series {
	in := &file.Series
	c := &calendar{n, n.zone(in.Timezone)}
	n.slug("series.slug", in.Slug, reservedSeries)
	n.oneOf("series.status", in.Status, string(models.SeriesPublished), string(models.SeriesDraft))
	n.oneOf("series.language", in.Language, models.Languages...)
	n.needText("series.title", in.Title)
	n.email("series.organiser.email", in.Organiser.Email)
	n.email("series.privacy.officer.email", in.Privacy.Officer.Email)
	n.uniqueSlugs("series.sectors", in.Sectors)
	series := &models.Series{
		Slug:           in.Slug,
		Status:         models.SeriesStatus(in.Status),
		Title:          models.Text(in.Title),
		Summary:        models.Text(in.Summary),
		OrganiserName:  in.Organiser.Name,
		OrganiserEmail: in.Organiser.Email,
		OrganiserPhone: in.Organiser.Phone,
		Language:       in.Language,
		Timezone:       in.Timezone,
		Opens:          c.moment("series.registration.opens", in.Registration.Opens),
		Closes:         c.moment("series.registration.closes", in.Registration.Closes),
		Sectors:        in.Sectors,
		Holidays:       c.holidays(&in.Holidays),
		Retention:      n.retention(&in.Retention),
		Privacy:        privacy(&in.Privacy),
		Questions:      n.questions(in.Questions),
	}
	series.Policy = c.policy(&in.Policy, series)
	series.Sessions = c.sessions(file.Sessions)
	c.compare(series)
	for _, path := range notYet {
		n.notYet(path)
	}
	return series
}

// zone finds a time zone by its IANA name. A wrong one is a fault, and UTC stands in for it while the rest is read.
func (n *notebook) zone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		n.fault("series.timezone", "there is no time zone %q: write one like Europe/Amsterdam", name)
		return time.UTC
	}
	return zone
}

func (n *notebook) retention(in *retentionPart) models.Retention {
	n.between("series.retention.contact_days", in.ContactDays, 0, 3660)
	n.between("series.retention.sensitive_days", in.SensitiveDays, 0, 3660)
	n.between("series.retention.followup_days", in.FollowupDays, 0, 3660)
	return models.Retention(*in)
}

func privacy(in *privacyPart) models.Privacy {
	out := models.Privacy{
		Controller:   in.Controller,
		OfficerName:  in.Officer.Name,
		OfficerEmail: in.Officer.Email,
		Ground:       models.Text(in.Ground),
	}
	for _, recipient := range in.Recipients {
		out.Recipients = append(out.Recipients, models.Text(recipient))
	}
	return out
}

var slugShape = regexp.MustCompile(`^[a-z0-9-]+$`)

const maxSlug = 80

// slug judges a word that names something in addresses, forms and lists.
func (n *notebook) slug(path, slug string, reserved []string) {
	switch {
	case slug == "":
	case !slugShape.MatchString(slug):
		n.fault(path, "%q takes only small letters a to z, digits and hyphens", slug)
	case len(slug) > maxSlug:
		n.fault(path, "this is longer than %d characters", maxSlug)
	case slices.Contains(reserved, slug):
		n.fault(path, "%q cannot be used here: Vonk uses that word itself", slug)
	}
}

// unique notes that a word already stands earlier in the same list.
func (n *notebook) unique(path, word string, seen map[string]bool) {
	if word != "" && seen[word] {
		n.fault(path, "%q stands here twice", word)
	}
	seen[word] = true
}

// uniqueSlugs judges a list of words.
func (n *notebook) uniqueSlugs(path string, words []string) {
	seen := map[string]bool{}
	for i, word := range words {
		below := item(path, i)
		n.slug(below, word, nil)
		n.unique(below, word, seen)
	}
}

// oneOf judges a word that is one of a few.
func (n *notebook) oneOf(path, word string, allowed ...string) {
	if word != "" && !slices.Contains(allowed, word) {
		n.fault(path, "%q is not known here; known are %s", word, strings.Join(allowed, ", "))
	}
}

// between judges a number, both ends included, where the file sets it.
func (n *notebook) between(path string, number, low, high int) {
	if n.has(path) && (number < low || number > high) {
		n.fault(path, "%s takes a number from %d to %d", last(path), low, high)
	}
}

func (n *notebook) email(path, address string) {
	if address != "" && !models.ValidEmail(address) {
		n.fault(path, "%q is not an e-mail address", address)
	}
}

// needText asks for a text in at least one language, where the key is there and nothing is wrong with it yet.
func (n *notebook) needText(path string, t text) {
	if t == (text{}) && n.has(path) && !n.faulty[path+".nl"] && !n.faulty[path+".en"] {
		n.fault(path, "a text is missing: {nl: …, en: …}")
	}
}
