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
	Cards []Card
}

// Listed are the series with their sessions.
func (p *Agenda) Listed() []Listed { return p.listed(p.All) }

func (b *Base) listed(series []*models.Series) []Listed {
	all := make([]Listed, 0, len(series))
	for _, one := range series {
		all = append(all, Listed{Series: one, Cards: b.cardsOf(one)})
	}
	return all
}
