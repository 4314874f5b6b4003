package models

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Mailing is what an organiser writes to many people of a series at once, with the letters that came of it.
type Mailing struct {
	ID          int64
	SeriesID    int64
	State       MailingState
	Subject     Text
	Body        Text
	Audience    Audience `gorm:"serializer:json"`
	Version     int      // raised by every change of the text or the audience
	Recipients  int      // letters that were written when it started
	SendAt      *time.Time
	StartedAt   *time.Time
	CancelledAt *time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time

	Queued int `gorm:"-"` // of the letters: how far they are
	Sent   int `gorm:"-"`
	Failed int `gorm:"-"`
}

// MailingState is how far a mailing is, as it is stored. See Mailing.Phase.
type MailingState string

// The states of a mailing.
const (
	MailingDraft     MailingState = "draft"
	MailingScheduled MailingState = "scheduled" // to start at SendAt
	MailingStarted   MailingState = "started"   // its letters are written
	MailingCancelled MailingState = "cancelled" // while they were sent: the others are not
)

// What people see of a mailing besides its state: whether its letters are under way or gone.
const (
	MailingSending MailingState = "sending"
	MailingSent    MailingState = "sent"
)

// Phase is the state as people see it: of a mailing that has started, whether all of its letters left.
func (m *Mailing) Phase() MailingState {
	switch {
	case m.State != MailingStarted:
		return m.State
	case m.Queued > 0:
		return MailingSending
	}
	return MailingSent
}

// Changes says that the text and the audience can still be changed.
func (m *Mailing) Changes() bool { return m.State == MailingDraft || m.State == MailingScheduled }

// Skipped is how many of its letters were not sent because it was cancelled.
func (m *Mailing) Skipped() int { return max(0, m.Recipients-m.Queued-m.Sent-m.Failed) }

// Audience is whom a mailing goes to: of those that a filter chooses, the participants or who looks after them. It names its
// statuses.
type Audience struct {
	ListFilter
	To         string // ToParticipants, ToContacts or ToBoth
	Newsletter bool   // only contacts who want the newsletter: that is its ground, so each can end it
}

// Who of a registration is written to.
const (
	ToParticipants = "participants"
	ToContacts     = "contacts"
	ToBoth         = "both"
)

// The longest texts of a mailing, in characters.
const (
	MaxSubject = 150
	MaxBody    = 20_000
)

// Within says that an organiser may write to everybody in the audience: in the whole series, or at each session that it names.
func (a *Audience) Within(organiser *Organiser, series *Series) bool {
	if organiser.May(MayMail, series.ID, 0) {
		return true
	}
	return len(a.Sessions) > 0 && !slices.ContainsFunc(a.Sessions, func(slug string) bool {
		session, ok := series.Session(slug)
		return !ok || !organiser.May(MayMail, series.ID, session.ID)
	})
}

// Clean puts the texts into the form in which they are judged and stored.
func (m *Mailing) Clean() {
	for _, field := range []*string{&m.Subject.NL, &m.Subject.EN, &m.Audience.Query} {
		*field = cleanLine(*field)
	}
	for _, field := range []*string{&m.Body.NL, &m.Body.EN} {
		*field = cleanText(*field)
	}
}

// Validate judges a mailing of a series: nil, or an Invalid error with problems at the fields of its form: subject_nl, body_nl,
// subject_en, body_en, and those of the audience.
func (m *Mailing) Validate(series *Series) error {
	var c checker
	whole := 0
	for _, language := range Languages {
		subject, body := m.Subject.only(language), m.Body.only(language)
		if subject == "" && body == "" {
			continue
		}
		whole++
		c.line("subject_"+language, 0, subject, MaxSubject, false)
		if subject == "" {
			c.add("subject_"+language, 0, "problem.mailing.subject.missing")
		}
		c.placeholders("subject_"+language, language, subject, false)
		switch length := len([]rune(body)); {
		case body == "":
			c.add("body_"+language, 0, "problem.mailing.body.missing")
		case length > MaxBody:
			c.addWith("body_"+language, 0, "problem.long", map[string]any{"Max": MaxBody, "Count": length})
		case strings.ContainsFunc(body, func(r rune) bool { return r != '\n' && forbidden(r) }):
			c.add("body_"+language, 0, "problem.characters")
		}
		c.placeholders("body_"+language, language, body, true)
	}
	if whole == 0 {
		c.add("subject_"+Languages[0], 0, "problem.mailing.empty")
	}
	m.Audience.validate(&c, series)
	return problemsError(c.problems)
}

func (a *Audience) validate(c *checker, series *Series) {
	if len(a.Statuses) == 0 {
		c.add("status", 0, "problem.mailing.statuses.missing")
	}
	if !slices.Contains([]string{ToParticipants, ToContacts, ToBoth}, a.To) {
		c.add("to", 0, "problem.mailing.to.missing")
	} else if a.Newsletter && a.To != ToContacts {
		c.add("to", 0, "problem.mailing.to.newsletter")
	}
	a.ListFilter.validate(c, series)
}

// placeholders notes those that nobody can fill in.
func (c *checker) placeholders(field, language, text string, links bool) {
	for _, name := range placeholderText.FindAllString(text, -1) {
		if key, ok := PlaceholderKey(name); !ok || key == PlaceholderLink && !links {
			c.addWith(field, 0, "problem.mailing.placeholder", map[string]any{"Name": name, "Known": strings.Join(PlaceholderNames(language, links), " ")})
			return
		}
	}
}

// only is the text in a language, and never in another.
func (t Text) only(language string) string {
	if language == "en" {
		return t.EN
	}
	return t.NL
}

// LanguageFor is the language in which somebody gets the mailing: their own, or the one in which it is written.
func (m *Mailing) LanguageFor(own string) string {
	if m.Body.only(own) != "" && slices.Contains(Languages, own) {
		return own
	}
	for _, language := range Languages {
		if m.Body.only(language) != "" {
			return language
		}
	}
	return own
}

// Written are the languages in which the mailing is written.
func (m *Mailing) Written() []string {
	return slices.DeleteFunc(slices.Clone(Languages), func(language string) bool { return m.Body.only(language) == "" })
}

// placeholder is a name in braces that stands for something of the recipient.
type placeholder struct{ key, nl, en string }

// PlaceholderLink is the key of the placeholder that becomes the recipient's own link.
const PlaceholderLink = "link"

var placeholders = []placeholder{
	{"name", "naam", "name"},
	{"session", "sessie", "session"},
	{"date", "datum", "date"},
	{"time", "tijd", "time"},
	{"city", "plaats", "place"},
	{"venue", "adres", "address"},
	{"organisation", "organisatie", "organisation"},
	{"status", "status", "status"},
	{"reference", "kenmerk", "reference"},
	{"series", "reeks", "series"},
	{PlaceholderLink, "link", "link"},
}

// placeholderText finds what stands in braces.
var placeholderText = regexp.MustCompile(`\{[^{}\n]*\}`)

// PlaceholderKey is the key of a placeholder as it was written, in either language: "{naam}", "{Name}".
func PlaceholderKey(written string) (key string, ok bool) {
	name := strings.ToLower(strings.TrimSpace(strings.Trim(written, "{}")))
	for _, p := range placeholders {
		if name == p.nl || name == p.en {
			return p.key, true
		}
	}
	return "", false
}

// PlaceholderNames are those that can be used, as they are written in a language; with the link or without.
func PlaceholderNames(language string, links bool) []string {
	var names []string
	for _, p := range placeholders {
		name := p.nl
		if language == "en" {
			name = p.en
		}
		if links || p.key != PlaceholderLink {
			names = append(names, "{"+name+"}")
		}
	}
	return names
}

// Recipient is somebody whom a mailing reaches, and what it may say of them.
type Recipient struct {
	Name                string
	Email               string
	Contact             bool // the contact of the registration, who looks after it; otherwise one of its participants
	Language            string
	Reference           string
	Organisation        string
	ContactName         string
	SessionID           int64
	Status              Status
	RegistrationID      int64
	RegistrationVersion int
	ParticipantID       int64
	ParticipantVersion  int
	PlacementID         int64
	Place               int
}

// Letter is the mailing's letter to somebody, not yet addressed in time.
func (m *Mailing) Letter(to *Recipient) Letter {
	letter := Letter{
		SeriesID: m.SeriesID, RegistrationID: to.RegistrationID, PlacementID: to.PlacementID, Kind: LetterMailing,
		RecipientName: to.Name, RecipientEmail: to.Email, Language: m.LanguageFor(to.Language),
		Priority: PriorityMailing, MailingID: m.ID, Mailing: m,
		Facts: Facts{
			MailingID: m.ID, ToContact: to.Contact, Reference: to.Reference, Organisation: to.Organisation, ContactName: to.ContactName,
			SessionID: to.SessionID, People: []PersonFact{{Place: to.Place, Name: to.Name, Status: to.Status}},
		},
	}
	if to.Contact {
		letter.Facts.RegistrationVersion = to.RegistrationVersion
	} else {
		letter.ParticipantID, letter.Facts.ParticipantVersion = to.ParticipantID, to.ParticipantVersion
	}
	return letter
}

// Trial is what a letter of a mailing becomes for the organiser who tries it out: it opens nobody's page and counts for nobody.
func (l Letter) Trial(email string) Letter {
	l.RecipientEmail, l.MailingID, l.Priority, l.Facts.Trial = email, 0, PriorityFirst, true
	l.RegistrationID, l.ParticipantID, l.PlacementID, l.Facts.RegistrationVersion, l.Facts.ParticipantVersion = 0, 0, 0, 0, 0
	return l
}

// MailingResult is what came of the letter to one recipient.
type MailingResult struct {
	Name    string
	Email   string
	Status  LetterStatus
	SentAt  *time.Time
	Failure string
}

// SampleRecipient stands for whom a mailing would reach, when it reaches nobody yet.
func (s *Series) SampleRecipient() Recipient {
	to := Recipient{Name: "Voorbeeld Een", Email: "een@voorbeeld.example", Language: s.Language, Reference: "2345-6789", Organisation: "Voorbeeldorganisatie", ContactName: "Voorbeeld Twee", Status: Confirmed, Place: 1}
	if len(s.Sessions) > 0 {
		to.SessionID = s.Sessions[0].ID
	}
	return to
}
