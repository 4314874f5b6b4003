package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vonk/models"
)

// Participants is the list of the participants of Base.Series, a row for each at each session: a page of those that the
// filter chooses. Its address holds the filter and the order.
type Participants struct {
	Base
	List     *models.List
	Filter   models.ListFilter
	Order    models.ListOrder
	Page     int                // from 1
	PageSize int                // rows of a whole page
	Chosen   []string           // the columns that are shown besides the name
	Columns  []string           // that there are
	Sessions []*models.Session  // that the reader may see
	Mail     *models.ListFilter // the same people as a mailing chooses them; nil: the reader may not write to them
	Contacts bool               // the reader may see addresses and answers somewhere
	Done     string             // what was done just now; empty: nothing
	Count    int                // for how many
	Act      int64              // the audit entry of that, by which it can be undone; 0: it cannot
}

func (*Participants) name() string { return "participants" }

// Acts says that the reader may change registrations of the whole series.
func (p *Participants) Acts() bool { return p.May(models.MayRegister, p.Series) }

// Cancels says that the person of a row can be chosen to be cancelled.
func (p *Participants) Cancels(row models.ListRow) bool {
	return !row.Withdrawn && !row.Erased() && row.Status.Live()
}

// Title implements Page.
func (p *Participants) Title() string { return p.T("participants.title") }

// Action is the list's own address.
func (p *Participants) Action() string { return participantsURL(p.Series) }

func participantsURL(series *models.Series) string {
	return "/organiser/" + series.Slug + "/participants"
}

// ListQuery writes a filter and an order as the query of the list's address; page 1 and the usual order are left out.
func ListQuery(filter models.ListFilter, order models.ListOrder, page int) url.Values {
	query := filter.Params()
	if order != (models.ListOrder{By: models.ByName}) && order.By != "" {
		query.Set("sort", sortParam(order))
	}
	if page > 1 {
		query.Set("page", strconv.Itoa(page))
	}
	return query
}

func sortParam(order models.ListOrder) string {
	if order.Descending {
		return "-" + order.By
	}
	return order.By
}

func (p *Participants) at(filter models.ListFilter, order models.ListOrder, page int) string {
	if query := ListQuery(filter, order, page).Encode(); query != "" {
		return p.Action() + "?" + query
	}
	return p.Action()
}

// Here is the query of the page as it is.
func (p *Participants) Here() string { return ListQuery(p.Filter, p.Order, p.Page).Encode() }

// Sort is the order as the address has it; empty: the usual one.
func (p *Participants) Sort() string { return ListQuery(models.ListFilter{}, p.Order, 1).Get("sort") }

// Filtered says that not everybody is listed, so that there is a way back to that.
func (p *Participants) Filtered() bool { return !p.Filter.Empty() }

// All leads to everybody.
func (p *Participants) All() string { return p.at(models.ListFilter{}, p.Order, 1) }

// EmployerGone leads to the same list of every organisation.
func (p *Participants) EmployerGone() string {
	filter := p.Filter
	filter.Organisation = 0
	return p.at(filter, p.Order, 1)
}

// Facets are the filters of which several answers can be chosen.
func (p *Participants) Facets() []Facet {
	chosen := map[string]bool{"session": len(p.Filter.Sessions) > 0, "status": len(p.Filter.Statuses) > 0, "sector": len(p.Filter.Sectors) > 0}
	var facets []Facet
	for _, group := range p.filterGroups(&p.Filter, p.Sessions, nil) {
		group.Help, group.Optional = "", " "
		for i := range group.Options {
			if session, ok := p.Series.Session(group.Options[i].Value); ok && group.ID == "session" {
				group.Options[i].Label = session.Place()
			}
		}
		facets = append(facets, Facet{Group: group, Open: chosen[group.ID]})
	}
	return facets
}

// Facet is one of them.
type Facet struct {
	Group
	Open bool // something is chosen
}

// Answer asks for an answer, of who may see them and where there are any.
func (p *Participants) Answer() *Field {
	field := p.answerField(&p.Filter)
	if field.Optional = " "; !p.Contacts || len(field.Options) < 2 {
		return nil
	}
	return &field
}

// Lines say whom the filter chooses. Of an organisation the page says it with a way back.
func (p *Participants) Lines() []Named {
	filter := p.Filter
	filter.Organisation = 0
	return p.FilterLines(&filter, "")
}

// MailURL leads to a new mailing to those who are listed; empty: there is nobody, or the reader may not write to them. A mailing
// names its statuses, so that those of everybody are named.
func (p *Participants) MailURL() string {
	if p.Mail == nil || len(p.List.Rows) == 0 {
		return ""
	}
	filter := *p.Mail
	if len(filter.Statuses) == 0 {
		filter.Statuses = models.Statuses
	}
	return mailingsURL(p.Series) + "/new?" + filter.Params().Encode()
}

// ExportURL leads to the form of a saved export of those who are listed, with the columns that are shown; empty: the reader may
// not make one.
func (p *Participants) ExportURL() string {
	if !p.May(models.MaySeeSensitive, p.Series) {
		return ""
	}
	query := p.Filter.Params()
	query["columns"] = models.ExportColumnsFor(p.Chosen)
	return exportsURL(p.Series) + "/new?" + query.Encode()
}

// optionWord is what an option of a question says; yes and no are ours.
func (b *Base) optionWord(option models.Option) string {
	if word := b.Text(option.Label); word != "" {
		return word
	}
	return b.T("answer." + option.Key)
}

// Heading is the head of a column.
type Heading struct {
	Key   string
	Label string
	URL   string // sorts by it; empty: the list cannot
	Sort  string // aria-sort of the column that the list is sorted by
	Mark  string // that it shows
}

// Headings are those of the columns that are shown, the name first.
func (p *Participants) Headings() []Heading {
	var all []Heading
	for _, column := range append([]string{"name"}, p.Chosen...) {
		heading := Heading{Key: column, Label: p.ColumnName(column)}
		if slices.Contains(models.ListOrders, column) {
			sorted := p.Order.By == column
			heading.URL = p.at(p.Filter, models.ListOrder{By: column, Descending: sorted && !p.Order.Descending}, 1)
			switch {
			case sorted && p.Order.Descending:
				heading.Sort, heading.Mark = "descending", "▼"
			case sorted:
				heading.Sort, heading.Mark = "ascending", "▲"
			}
		}
		all = append(all, heading)
	}
	return all
}

// ColumnName is the head of a column.
func (p *Participants) ColumnName(column string) string {
	if key, ok := strings.CutPrefix(column, models.AnswerColumn("")); ok {
		if question, known := p.Series.Question(key); known {
			return p.Text(question.Label)
		}
	}
	switch column {
	case "session", "status", "position":
		return p.T("organiser.column." + column)
	case "reference":
		return p.T("registration.reference")
	case "registered", "language":
		return p.T("participants.column." + column)
	}
	return p.T("field." + column)
}

// Boxes are the columns to choose from.
func (p *Participants) Boxes() Group {
	group := Group{ID: "column", Name: "column", Label: p.T("participants.columns.legend"), Multiple: true, Optional: " "}
	for i, column := range p.Columns {
		id := "column"
		if i > 0 {
			id += "-" + strconv.Itoa(i+1)
		}
		group.Options = append(group.Options, Option{ID: id, Value: column, Label: p.ColumnName(column), On: slices.Contains(p.Chosen, column)})
	}
	return group
}

// Cell is what a row says in a column.
type Cell struct {
	Text   string
	URL    string        // that it leads to; empty: nowhere
	Status models.Status // of a status
	Number bool
}

// Cells are those of a row behind the name.
func (p *Participants) Cells(row models.ListRow) []Cell {
	cells := make([]Cell, len(p.Chosen))
	for i, column := range p.Chosen {
		cells[i] = p.cell(row, column)
	}
	return cells
}

func (p *Participants) cell(row models.ListRow, column string) Cell {
	switch column {
	case "session":
		if session, ok := p.Series.Session(row.Session); ok {
			return Cell{Text: session.Place()}
		}
	case "status":
		return Cell{Text: p.StatusWord(row.Status), Status: row.Status}
	case "position":
		switch {
		case row.Position > 0:
			return Cell{Text: strconv.Itoa(row.Position), Number: true}
		case row.Position < 0:
			return Cell{Text: p.T("participants.far"), Number: true}
		}
		return Cell{Number: true}
	case "organisation":
		return Cell{Text: row.Organisation, URL: p.at(models.ListFilter{Organisation: row.OrganisationID}, p.Order, 1)}
	case "sector":
		return Cell{Text: p.Sector(row.Sector)}
	case "email":
		return Cell{Text: row.Email}
	case "role":
		return Cell{Text: row.Role}
	case "phone":
		return Cell{Text: row.Phone}
	case "reference":
		return Cell{Text: row.Reference, URL: p.Story(row)}
	case "registered":
		return Cell{Text: p.Moment(row.RegisteredAt)}
	case "language":
		return Cell{Text: row.Language}
	}
	key := strings.TrimPrefix(column, models.AnswerColumn(""))
	question, ok := p.Series.Question(key)
	if !ok {
		return Cell{}
	}
	return Cell{Text: p.answerWords(question, row.Attendee.Answers[key])}
}

// answerWords says an answer as it is stored in the words of its question.
func (b *Base) answerWords(question *models.Question, value string) string {
	options := question.Choosable()
	if value == "" || len(options) == 0 {
		return value
	}
	var words []string
	for key := range strings.SplitSeq(value, ",") {
		i := slices.IndexFunc(options, func(o models.Option) bool { return o.Key == key })
		if i < 0 {
			words = append(words, key)
			continue
		}
		words = append(words, b.optionWord(options[i]))
	}
	return strings.Join(words, ", ")
}

// Story leads to the story of a row's registration, for who may read it.
func (p *Participants) Story(row models.ListRow) string {
	if !row.Contacts {
		return ""
	}
	return storyURL(row.Reference)
}

func storyURL(reference string) string { return "/organiser/registrations/" + reference }

// First is the number of the first row in the whole list, from 1.
func (p *Participants) First() int { return (p.Page-1)*p.PageSize + 1 }

// Last is that of the last row.
func (p *Participants) Last() int { return p.First() + len(p.List.Rows) - 1 }

// Caption says which rows there are.
func (p *Participants) Caption() string {
	key := "participants.caption"
	if p.List.More {
		key = "participants.caption.more"
	}
	return p.T(key, "First", p.First(), "Last", p.Last(), "Count", p.List.Total)
}

// Previous leads to the page before this one; empty: there is none.
func (p *Participants) Previous() string {
	if p.Page <= 1 {
		return ""
	}
	return p.at(p.Filter, p.Order, p.Page-1)
}

// Next leads to the page after this one; empty: there is none.
func (p *Participants) Next() string {
	if p.Last() >= p.List.Total && !p.List.More {
		return ""
	}
	return p.at(p.Filter, p.Order, p.Page+1)
}

// Noticed says what was done just now.
func (p *Participants) Noticed() string {
	if p.Done == "" {
		return ""
	}
	return p.T("participants.done."+p.Done, "Count", p.Count)
}
