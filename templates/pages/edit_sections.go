package pages

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"vonk/models"
)

// Sections are the parts of the form.
func (p *Edit) Sections() []EditSection {
	switch p.Part {
	case "policy":
		return p.policy()
	case "holidays":
		return p.holidays()
	case "privacy":
		return p.privacy()
	case "session":
		return p.session()
	case "question":
		return p.questionSections()
	}
	return p.basics()
}

func (p *Edit) basics() []EditSection {
	var slug []EditField
	if p.Part == "new" {
		slug = p.fields("", "text:slug")
	}
	names := slices.Concat(slug, p.fields("", "both:title", "long:summary"))
	when := append(p.fields("", "text:timezone"), p.fields("", "datetime-local:registration-opens", "datetime-local:registration-closes")...)
	return []EditSection{
		p.section("names", append(names, p.choices("language", "edit.language", models.Languages))),
		p.section("organiser", p.fields("", "text:organiser-name", "email:organiser-email", "tel:organiser-phone")),
		p.section("registration", when),
		p.section("sectors", p.fields("", "textarea:sectors")),
	}
}

func (p *Edit) policy() []EditSection {
	seats := []EditField{p.choices("waiting_list", "edit.waiting_list", []string{models.WaitingListConfirm, models.WaitingListOffer, models.WaitingListOff})}
	seats = append(seats, p.fields("", "text:offer_hours", "text:party_max", "text:close_before_start", "box:one_seat_per_person")...)
	draw := []EditField{p.choices("admission", "edit.admission", []string{models.AdmissionFirstCome, models.AdmissionDraw})}
	draw = append(draw, p.fields("", "datetime-local:draw_at", "text:beacon")...)
	reserves := p.section("reserves", nil)
	reserves.Rows = p.rows("reserves", "sectors", func(at string) []EditField {
		return p.fields(at, "textarea:sectors", "text:seats", "datetime-local:until")
	})
	return []EditSection{
		p.section("admission", draw), p.section("seats", seats),
		p.section("limit", p.fields("", "text:organisation_limit-seats", "datetime-local:organisation_limit-until")), reserves,
	}
}

func (p *Edit) holidays() []EditSection {
	school, other := p.section("school", nil), p.section("other", nil)
	school.Rows = p.rows("school", "regions", func(at string) []EditField {
		return p.fields(at, "textarea:regions", "date:from", "date:until")
	})
	other.Rows = p.rows("other", "date", func(at string) []EditField { return p.fields(at, "date:date", "both:name") })
	return []EditSection{p.section("public", p.fields("", "textarea:public")), school, other}
}

func (p *Edit) privacy() []EditSection {
	recipients := p.section("recipients", nil)
	recipients.Rows = p.rows("privacy-recipients", "who-nl", func(at string) []EditField { return p.fields(at, "both:who") })
	return []EditSection{
		p.section("privacy", p.fields("", "text:privacy-controller", "text:privacy-officer-name", "email:privacy-officer-email", "long:privacy-ground")), recipients,
		p.section("retention", p.fields("", "text:retention-contact_days", "text:retention-sensitive_days", "text:retention-followup_days")),
	}
}

func (p *Edit) session() []EditSection {
	var slug []EditField
	if p.Fresh {
		slug = p.fields("", "text:slug")
	}
	programme := p.section("programme", nil)
	programme.Rows = p.rows("programme", "at", func(at string) []EditField {
		fields := append(p.fields(at, "time:at", "time:until"), p.choices(at+"kind", "edit.kind", models.ProgrammeKinds))
		return append(fields, p.fields(at, "both:title", "text:room", "textarea:speakers")...)
	})
	return []EditSection{
		p.section("session", slices.Concat(slug, p.fields("", "both:title", "datetime-local:starts", "datetime-local:ends", "text:capacity", "text:overbooking", "text:position"))),
		p.section("venue", p.fields("", "text:venue-name", "text:venue-address", "text:venue-postcode", "text:venue-city", "text:venue-location", "long:venue-accessibility")),
		p.section("region", p.fields("", "text:region", "text:school_region", "text:partner")), programme,
	}
}

func (p *Edit) questionSections() []EditSection {
	var key []EditField
	if p.Fresh {
		key = p.fields("", "text:key")
	}
	kinds := p.choices("kind", "edit.question", []string{models.QuestionText, models.QuestionChoice, models.QuestionMultiple, models.QuestionYesNo})
	options := p.section("options", nil)
	options.Rows = p.rows("options", "key", func(at string) []EditField { return p.fields(at, "text:key", "both:label") })
	return []EditSection{
		p.section("question", slices.Concat(key, p.fields("", "both:label", "long:help"), []EditField{kinds}, p.fields("", "text:max_length", "text:position", "box:required", "box:sensitive", "box:ask"))),
		options,
	}
}

// Nav leads to the parts of the definition.
func (p *Edit) Nav() []Tab { return p.parts(p.Part, p.Key) }

// parts are the forms about a series, the present one marked.
func (b *Base) parts(current, key string) []Tab {
	if b.Series == nil {
		return nil
	}
	root := editURL(b.Series)
	var all []Tab
	for _, part := range []struct{ name, path string }{
		{"basics", ""}, {"policy", "/policy"}, {"holidays", "/holidays"}, {"privacy", "/privacy"}, {"questions", "/questions"}, {"sessions", "/sessions"},
	} {
		if b.May(models.MayEdit, b.Series) {
			here := part.name == current && key == ""
			all = append(all, Tab{Name: b.T("edit.nav." + part.name), URL: root + part.path, Current: here})
		}
	}
	return all
}

// Hidden are the fields of the form that nobody sees.
func (p *Edit) Hidden() []Field {
	hidden := []Field{{Name: "mark", Value: p.Mark}}
	if p.Series != nil {
		hidden = append(hidden, Field{Name: "revision", Value: formatID(p.Revision)})
	}
	return hidden
}

// Schedules says that the form is about a session, whose planning can be looked at before it is saved.
func (p *Edit) Schedules() bool { return p.Part == "session" }

// Takes says that the session is still to come, and takes place.
func (p *Edit) Takes() bool {
	session, ok := p.Series.Session(p.Key)
	return ok && session.Upcoming(p.Now)
}

// Proposal says when the session could be instead; empty: nothing is in the way of when it is.
func (p *Edit) Proposal() string {
	if p.Slot.IsZero() {
		return ""
	}
	return p.T("edit.slot", "Date", p.Date(p.Slot), "Clock", p.Clock(p.Slot))
}

// Calendars says who has the session in their calendar.
func (p *Edit) Calendars() string {
	if p.Seated == 0 {
		return ""
	}
	return p.T("edit.seated", "Count", p.Seated)
}

// Finding writes a finding about the planning as a sentence.
func (b *Base) Finding(f models.Finding) string { return b.T(f.Key, b.dated(f.Args)) }

// Doubt writes what is doubtful about a definition as a sentence.
func (b *Base) Doubt(p models.Problem) string { return b.T(p.Key, b.dated(p.Args)) }

// dated are the values of a sentence with its day written out.
func (b *Base) dated(given map[string]any) map[string]any {
	args := maps.Clone(given)
	if date, ok := args["Date"].(string); ok {
		args["Date"] = b.date(date)
	}
	return args
}

// date writes a day that is stored as text.
func (b *Base) date(stored string) string {
	day, err := parseDay(stored)
	if err != nil {
		return stored
	}
	return b.Date(day)
}

func formatID(id int64) string { return strconv.FormatInt(id, 10) }

func parseDay(stored string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, stored)
	return day.Add(12 * time.Hour), err // the same day in every zone where people live
}
