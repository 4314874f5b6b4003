package pages

import "vonk/models"

// Agenda lists the published series and their sessions.
type Agenda struct {
	Base
	All []*models.Series
}

func (*Agenda) name() string { return "agenda" }

// Title implements Page.
func (p *Agenda) Title() string { return p.T("agenda.title") }

// Listed is a series in a list, with its sessions in the order of time.
type Listed struct {
	*models.Series
	Name  string // its title, with what tells it from others that have the same
	Cards []Card
}

// Listed are the series with their sessions.
func (p *Agenda) Listed() []Listed { return p.listed(p.All) }

func (b *Base) listed(series []*models.Series) []Listed {
	all, names := make([]Listed, 0, len(series)), b.apart(series)
	for i, one := range series {
		all = append(all, Listed{Series: one, Name: names[i], Cards: b.cardsOf(one)})
	}
	return all
}

// apart gives each series of a list its title. Of those with the same, as a copy has, it says when they begin, and if that is
// not enough, what their addresses are.
func (b *Base) apart(series []*models.Series) []string {
	names := make([]string, len(series))
	for i, one := range series {
		names[i] = b.Text(one.Title)
	}
	for _, tell := range []func(name string, one *models.Series) string{
		func(name string, one *models.Series) string {
			if first := one.First(); !first.IsZero() {
				return b.T("series.from", "Series", name, "Date", b.Date(first))
			}
			return name
		},
		func(name string, one *models.Series) string { return name + " (" + one.Slug + ")" },
	} {
		count := map[string]int{}
		for _, name := range names {
			count[name]++
		}
		for i, one := range series {
			if count[names[i]] > 1 {
				names[i] = tell(names[i], one)
			}
		}
	}
	return names
}
