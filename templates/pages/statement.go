package pages

import "vonk/models"

// Privacy is the privacy notice: a part for each published series.
type Privacy struct {
	Base
	All []*models.Series
}

func (*Privacy) name() string { return "privacy" }

// Title implements Page.
func (p *Privacy) Title() string { return p.T("privacy.title") }

// Listed are the series, with names that tell them apart.
func (p *Privacy) Listed() []Listed { return p.listed(p.All) }

// Controller is who answers for the data of a series.
func (*Privacy) Controller(series *models.Series) string { return host(series) }

// Use is a row of the notice: which data, what for, on what ground, how long.
type Use struct {
	Data   string
	Why    string
	Ground string
	Keep   string
}

// Uses are the rows for a series: people's data, and what its questions add.
func (p *Privacy) Uses(series *models.Series) []Use {
	ground := p.Text(series.Privacy.Ground)
	if ground == "" {
		ground = p.T("privacy.ground")
	}
	contact := p.T("privacy.keep", "Count", series.Retention.ContactDays)
	uses := []Use{
		{p.T("privacy.data.people"), p.T("privacy.why.people"), ground, contact},
		{p.T("privacy.data.organisation"), p.T("privacy.why.organisation"), ground, contact},
		{p.T("privacy.data.phone"), p.T("privacy.why.phone"), ground, contact},
	}
	var open, sensitive []string
	for _, question := range series.Questions {
		if question.Sensitive {
			sensitive = append(sensitive, p.Text(question.Label))
		} else {
			open = append(open, p.Text(question.Label))
		}
	}
	if len(open) > 0 {
		uses = append(uses, Use{p.T("privacy.data.answers", "Questions", quoted(open)), p.T("privacy.why.answers"), ground, contact})
	}
	if len(sensitive) > 0 {
		uses = append(uses, Use{
			p.T("privacy.data.answers", "Questions", quoted(sensitive)), p.T("privacy.why.sensitive"), p.T("privacy.ground.consent"),
			p.T("privacy.keep", "Count", series.Retention.SensitiveDays),
		})
	}
	return append(uses, Use{
		p.T("privacy.data.consents"), p.T("privacy.why.consents"), p.T("privacy.ground.consent"),
		p.T("privacy.keep.followup", "Count", series.Retention.FollowupDays),
	})
}

// quoted writes the questions one after the other, each between quotation marks.
func quoted(questions []string) string {
	text := ""
	for i, question := range questions {
		if i > 0 {
			text += ", "
		}
		text += "“" + question + "”"
	}
	return text
}

// Accessibility is the accessibility statement.
type Accessibility struct {
	Base
}

func (*Accessibility) name() string { return "accessibility" }

// Title implements Page.
func (p *Accessibility) Title() string { return p.T("accessibility.title") }
