package pages

import (
	"slices"

	"vonk/models"
	"vonk/templates/language"
)

// Start is an installation's first hour: what is done and what is still to do.
type Start struct {
	Base
	Beginning *models.Beginning
	Site      string // the site's address
}

func (*Start) name() string { return "start" }

// Title implements Page.
func (p *Start) Title() string { return p.T("start.title") }

// StartStep is a line of the checklist. Post, when set, makes a button of the way.
type StartStep struct {
	Name string
	Text string
	Done bool
	Way  Link   // empty: there is nothing to go to
	Post bool   // the way is a button
	Note string // how it stands; empty: nothing to say
}

// Steps are those of the checklist.
func (p *Start) Steps() []StartStep {
	steps := make([]StartStep, len(models.Steps))
	for i, step := range models.Steps {
		key := "start.step." + string(step)
		s := StartStep{Name: p.T(key), Text: p.T(key + ".text"), Done: p.Beginning.Done(step)}
		s.Way, s.Post = p.way(step), step == models.StepMail || step == models.StepPreview
		if step == models.StepMail {
			s.Note = p.mailed()
		}
		steps[i] = s
	}
	return steps
}

// Left says how many steps are left.
func (p *Start) Left() string {
	left := 0
	for _, step := range models.Steps {
		if !p.Beginning.Done(step) {
			left++
		}
	}
	if left == 0 {
		return p.T("start.left.none")
	}
	return p.T("start.left", "Count", left)
}

// first is the series that is tried out: the first in the list. Nil: there is none.
func (p *Start) first() *models.Series {
	return p.firstThat(func(*models.Series) bool { return true })
}

// firstThat is the first series that is so, or else the first of all. Nil: there is none.
func (p *Start) firstThat(is func(*models.Series) bool) *models.Series {
	all := p.Beginning.Series
	if len(all) == 0 {
		return nil
	}
	return all[max(0, slices.IndexFunc(all, is))]
}

// way is where a step is taken.
func (p *Start) way(step models.Step) Link {
	name := p.T("start.step." + string(step) + ".way")
	series := p.first()
	switch step {
	case models.StepSender:
		return Link{}
	case models.StepSeries:
		if series == nil {
			return Link{p.T("start.step.series.new"), "/organiser/new"}
		}
		return Link{name, "/organiser"}
	case models.StepMail:
		return Link{name, "/organiser/start/mail"}
	case models.StepPrivacy:
		series = p.firstThat(func(s *models.Series) bool { return s.Privacy.OfficerEmail == "" })
	case models.StepPublish:
		series = p.firstThat(func(s *models.Series) bool { return s.Status == models.SeriesDraft })
	}
	if series == nil {
		return Link{}
	}
	return Link{name, "/organiser/" + series.Slug + map[models.Step]string{
		models.StepPrivacy: "/edit/privacy", models.StepPreview: "/preview/seen", models.StepTrial: "/preview", models.StepPartner: "/people",
		models.StepPublish: "/edit#further",
	}[step]}
}

// mailed says how the newest test mail stands.
func (p *Start) mailed() string {
	mail := p.Beginning.Mail
	switch {
	case mail == nil:
		return ""
	case mail.Status == models.LetterSent:
		return p.T("start.mail.sent", "To", mail.RecipientEmail)
	case mail.Failure != "":
		return p.T("start.mail.failed", "To", mail.RecipientEmail, "Answer", mail.Failure)
	}
	return p.T("start.mail.queued", "To", mail.RecipientEmail)
}

// Announcement is what to tell the world of a published series.
type Announcement struct {
	Slug    string
	Title   string
	URL     string
	Picture *QR
	Texts   []Field // to paste in a newsletter, one in each language
}

// Announcements are those of the published series.
func (p *Start) Announcements() ([]Announcement, error) {
	var all []Announcement
	names := p.apart(p.Beginning.Series)
	for i, series := range p.Beginning.Series {
		if series.Status != models.SeriesPublished {
			continue
		}
		a := Announcement{Slug: series.Slug, Title: names[i], URL: p.Site + "/" + series.Slug}
		var err error
		if a.Picture, err = newQR(a.URL); err != nil {
			return nil, err
		}
		for _, code := range models.Languages {
			a.Texts = append(a.Texts, Field{
				ID: "text-" + series.Slug + "-" + code, Label: p.T("start.text." + code), Value: newsletter(series, a.URL, code),
			})
		}
		all = append(all, a)
	}
	return all, nil
}

// newsletter announces a series in a language.
func newsletter(series *models.Series, url, code string) string {
	printer := language.For(code, series.Location())
	b := Base{Printer: printer, Series: series}
	text := printer.Text(series.Title) + "\n\n"
	if summary := printer.Text(series.Summary); summary != "" {
		text += summary + "\n\n"
	}
	for _, card := range b.Cards() {
		if card.Status != models.SessionCancelled {
			text += "- " + card.Place() + ": " + card.When() + "\n"
		}
	}
	return text + "\n" + printer.T("start.newsletter", "URL", url)
}

// Trial tells what came of a trial registration, which is gone.
type Trial struct {
	Base
	Registration *models.Registration
}

func (*Trial) name() string { return "trial" }

// Title implements Page.
func (p *Trial) Title() string { return p.T("start.trial.title") }

// Back leads back to the checklist who may see it.
func (p *Trial) Back() string {
	if p.Administers() {
		return "/organiser/start"
	}
	return "/organiser/" + p.Series.Slug
}

// Lines say where each person would stand.
func (p *Trial) Lines() []string {
	var lines []string
	for _, participant := range p.Registration.Participants {
		placement, seat, ok := p.Registration.SeatOf(participant.ID)
		if !ok {
			continue
		}
		city := ""
		if session, known := p.Series.SessionByID(placement.SessionID); known {
			city = session.Place()
		}
		lines = append(lines, p.T("start.trial.line", "Name", participant.Name, "City", city, "Status", p.StatusWord(seat.Status)))
	}
	return lines
}
