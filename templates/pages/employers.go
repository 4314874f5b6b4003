package pages

import (
	"net/url"
	"strconv"
	"strings"

	"vonk/models"
)

// suggestionsShown is how many suggestions a page holds: what nobody answers must not bury the list.
const suggestionsShown = 20

// Merging is two organisations as the form has them: their ids, as entered.
type Merging struct {
	From string // the one whose name goes
	Into string // the one that stays
}

// Employers is the list of the organisations of Base.Series, and the form to merge two of them.
type Employers struct {
	Base
	All      []models.Employer // by name
	Merged   int64             // the organisation that was merged just now; 0: none
	Merging  Merging           // the form that comes back
	Problems Mistakes
}

func (*Employers) name() string { return "employers" }

// Title implements Page.
func (p *Employers) Title() string { return p.T("organiser.employers.title") }

// Failed says that the form came back with mistakes.
func (p *Employers) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong with the form.
func (p *Employers) Summary() []Mistake { return p.summary(p.Problems, []string{"from", "into"}, nil) }

// Noticed says which organisation has just been merged into which.
func (p *Employers) Noticed() string {
	for i := range p.All {
		for _, gone := range p.All[i].Also {
			if gone.ID == p.Merged {
				return p.T("organiser.merge.done", "From", gone.Name, "Into", p.All[i].Name)
			}
		}
	}
	return ""
}

// Export is where the numbers of each organisation are to download.
func (p *Employers) Export() Export {
	return p.export(p.Series, "organisations", workbook, excelCSV, plainCSV, jsonFile)
}

// Rule says how many seats the series gives an organisation; empty: as many as it asks for.
func (p *Employers) Rule() string { return p.limit("organiser.employers.limit") }

// limit says something of the seats that an organisation may have at each session; empty: there is no limit now.
func (b *Base) limit(key string) string {
	if !b.Series.Limited(b.Now) {
		return ""
	}
	limit := b.Series.Policy.OrganisationLimit
	if limit.Until.IsZero() {
		return b.T(key, "Count", limit.Seats)
	}
	return b.T(key+".until", "Count", limit.Seats, "Until", limit.Until)
}

// Suggestion asks whether two organisations are one.
type Suggestion struct {
	Question string
	Ways     []Link // to the page that merges them, one way and the other
}

// Suggestions are the organisations that share a mail domain, as many as a page holds.
func (p *Employers) Suggestions() []Suggestion {
	var all []Suggestion
	for _, s := range p.shared() {
		larger, other := &s.Larger, &s.Other
		all = append(all, Suggestion{
			Question: p.T("organiser.employers.same", "One", larger.Name, "Other", other.Name, "Domain", s.Domain),
			Ways:     []Link{p.way(other, larger), p.way(larger, other)},
		})
		if len(all) == suggestionsShown {
			break
		}
	}
	return all
}

// More says how many suggestions the page does not hold; empty: none.
func (p *Employers) More() string {
	if more := len(p.shared()) - suggestionsShown; more > 0 {
		return p.T("organiser.employers.more", "Count", more)
	}
	return ""
}

func (p *Employers) shared() []models.SharedDomain { return models.SharedDomains(p.All) }

// way leads to the page that merges one organisation into another.
func (b *Base) way(from, into *models.Employer) Link {
	return Link{b.T("organiser.merge.way", "From", from.Name, "Into", into.Name), mergeURL(b.Series) + "?" + url.Values{
		"from": {strconv.FormatInt(from.ID, 10)}, "into": {strconv.FormatInt(into.ID, 10)},
	}.Encode()}
}

func employersURL(series *models.Series) string {
	return "/organiser/" + series.Slug + "/organisations"
}
func mergeURL(series *models.Series) string { return employersURL(series) + "/merge" }

// Action is where the form posts to, which only leads to the page that asks again.
func (p *Employers) Action() string { return employersURL(p.Series) }

// Fields are those of the form; none with fewer than two organisations.
func (p *Employers) Fields() []Field {
	if len(p.All) < 2 {
		return nil
	}
	return []Field{p.choose("from", p.Merging.From), p.choose("into", p.Merging.Into)}
}

func (p *Employers) choose(id, chosen string) Field {
	field := Field{
		ID: id, Name: id, Label: p.T("organiser.merge." + id), Help: p.T("organiser.merge." + id + ".help"), Error: p.sentence(p.Problems, id), Type: "select",
		Options: []Option{{Label: p.T("organiser.merge.choose")}},
	}
	for i := range p.All {
		value := strconv.FormatInt(p.All[i].ID, 10)
		field.Options = append(field.Options, Option{Value: value, Label: p.T("organiser.merge.option", "Name", p.All[i].Name, "Count", p.All[i].People), On: value == chosen})
	}
	return field
}

// Also names what was merged into an organisation; empty: nothing.
func (b *Base) Also(e models.Employer) string {
	if len(e.Also) == 0 {
		return ""
	}
	names := make([]string, len(e.Also))
	for i, o := range e.Also {
		names[i] = o.Name
	}
	return b.T("organiser.employers.also", "Names", b.List(names))
}

// Domains lists the mail domains of an organisation.
func (b *Base) Domains(e models.Employer) string { return strings.Join(e.Domains, ", ") }

// Merge is the page that says what merging two organisations does, with the button that does it.
type Merge struct {
	Base
	From models.Employer // whose name goes
	Into models.Employer
}

func (*Merge) name() string { return "merge" }

// Title implements Page.
func (p *Merge) Title() string {
	return p.T("organiser.merge.title", "From", p.From.Name, "Into", p.Into.Name)
}

// Back leads to the list.
func (p *Merge) Back() string { return employersURL(p.Series) }

// Action is where the button posts to.
func (p *Merge) Action() string { return mergeURL(p.Series) }

// Both are the two organisations.
func (p *Merge) Both() []models.Employer { return []models.Employer{p.From, p.Into} }

// People says how many people of an organisation are signed up, and how many have a seat.
func (p *Merge) People(e models.Employer) string {
	return p.T("organiser.merge.people", "Count", e.People, "Seated", e.Seated)
}

// Effects are what merging does.
func (p *Merge) Effects() []string {
	names := []any{"From", p.From.Name, "Into", p.Into.Name}
	all := []string{p.T("organiser.merge.effect.count", names...), p.T("organiser.merge.effect.later", names...), p.T("organiser.merge.effect.seats")}
	if limit := p.limit("organiser.merge.effect.limit"); limit != "" {
		all = append(all, limit)
	}
	return append(all, p.T("organiser.merge.effect.everywhere"), p.T("organiser.merge.effect.mail"), p.T("organiser.merge.effect.final"))
}

// Reverse leads to merging them the other way round.
func (p *Merge) Reverse() Link { return p.way(&p.Into, &p.From) }
