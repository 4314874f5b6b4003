package pages

import (
	"math"
	"slices"
	"strings"
	"time"

	"vonk/models"
)

// Board is what an organiser watches of the sessions that they may see: numbers without names.
type Board struct {
	Base
	Board     *models.Board
	Sessions  []*models.Session // that whoever is signed in may see, in the series' order
	Chosen    *models.Session   // the figures are of this session alone; nil: of all of them
	Employers bool              // the organisations may be named
	Mails     bool              // the failed mails may be named
	Live      string            // a stream that tells of changes; empty: there is none
}

func (*Board) name() string { return "board" }

// Mends says that the reader may put the address of a failed mail right, wherever it is.
func (p *Board) Mends() bool {
	for _, session := range p.Sessions {
		if !p.MayAt(models.MayRegister, session) {
			return false
		}
	}
	return true
}

// Title implements Page.
func (p *Board) Title() string { return p.T("board.title") }

// URL is the page's own address.
func (p *Board) URL() string {
	if p.Chosen != nil {
		return "/organiser/" + p.Series.Slug + "/board?session=" + p.Chosen.Slug
	}
	return "/organiser/" + p.Series.Slug + "/board"
}

// Filters lead to the figures of all sessions together, or of one.
func (p *Board) Filters() []Tab {
	root := "/organiser/" + p.Series.Slug + "/board"
	all := []Tab{{Name: p.T("board.all"), URL: root, Current: p.Chosen == nil}}
	for _, session := range p.Sessions {
		all = append(all, Tab{Name: session.Place(), URL: root + "?session=" + session.Slug, Current: session == p.Chosen})
	}
	return all
}

// About says which sessions the figures are of.
func (p *Board) About() string {
	if p.Chosen == nil {
		return p.T("board.of.all", "Count", len(p.Sessions))
	}
	return p.T("board.of.one", "City", p.Chosen.Place(), "Day", p.Day(p.Chosen.Starts))
}

// Overbooks says that some session gives seats on top of its capacity.
func (p *Board) Overbooks() bool {
	return slices.ContainsFunc(p.Sessions, func(session *models.Session) bool { return session.Overbooking > 0 })
}

// SeatBar is how the seats of a session stand, with a picture of it.
type SeatBar struct {
	Card
	Parts []BarPart
	Words string // what the picture shows
	Free  int    // for everybody
	Kept  int    // free, and reserved for some sectors
	Edge  string // where the capacity ends and overbooking begins, as an SVG length; empty: there is no overbooking
}

// BarPart is a part of a bar. Its kind chooses colour and pattern, so that neither says it alone.
type BarPart struct{ Kind, X, Width string }

// Kinds are the parts of a bar of seats, in their order, as the key to the picture has them.
func (p *Board) Kinds() []string {
	return []string{"confirmed", "offered", "kept", "free", "waiting"}
}

// Key names a kind of part.
func (p *Board) Key(kind string) string { return p.T("board.key." + kind) }

// Bars are the seats of each session, all drawn to one scale.
func (p *Board) Bars() []SeatBar {
	most := 1
	for _, session := range p.Sessions {
		most = max(most, max(session.Seats(), session.Taken())+session.Waiting)
	}
	bars := make([]SeatBar, len(p.Sessions))
	for i, session := range p.Sessions {
		bars[i] = p.bar(session, most)
	}
	return bars
}

func (p *Board) bar(session *models.Session, most int) SeatBar {
	bar := SeatBar{Card: p.card(p.Series, session), Free: p.Series.FreeFor(session, 0, p.Now)}
	bar.Kept = session.Free() - bar.Free
	at := 0
	for i, size := range []int{session.Confirmed, session.Offered, bar.Kept, bar.Free, session.Waiting} {
		if size > 0 {
			bar.Parts = append(bar.Parts, BarPart{p.Kinds()[i], percent(at, most), percent(size, most)})
		}
		at += size
	}
	if session.Overbooking > 0 {
		bar.Edge = percent(session.Capacity, most)
	}
	bar.Words = p.T("board.bar", "City", session.Place(), "Confirmed", session.Confirmed, "Offered", session.Offered, "Kept", bar.Kept,
		"Free", bar.Free, "Waiting", session.Waiting, "Capacity", session.Capacity, "Overbooking", session.Overbooking)
	return bar
}

// percent is a part of a whole as an SVG length.
func percent(part, whole int) string {
	if whole <= 0 {
		return "0%"
	}
	return number(100*float64(part)/float64(whole)) + "%"
}

// Amount is a kind of people with a bar of how many there are.
type Amount struct {
	models.Headcount
	Name       string
	SeatWidth  string // of the bar: who have a seat
	WaitingX   string
	WaitWidth  string // and who wait
	OfAnswered string // how much of those who answered, in words; empty: it is no answer
}

// amounts draws bars to the scale of the largest.
func amounts(tallies []models.Headcount, name func(string) string) []Amount {
	most := 0
	for _, tally := range tallies {
		most = max(most, tally.People())
	}
	all := make([]Amount, len(tallies))
	for i, tally := range tallies {
		all[i] = Amount{
			Headcount: tally, Name: name(tally.Item), SeatWidth: percent(tally.Seated, most), WaitingX: percent(tally.Seated, most), WaitWidth: percent(tally.Waiting, most),
		}
	}
	return all
}

// BySector are the people of each sector.
func (p *Board) BySector() []Amount {
	return amounts(p.Board.Sectors, func(key string) string {
		if key == "" {
			return p.T("board.sector.none")
		}
		return p.Sector(key)
	})
}

// ByEmployer are the people of the largest organisations, and of all others together.
func (p *Board) ByEmployer() []Amount {
	tallies := p.Board.Employers
	rest := ""
	if p.Board.EmployersRest > 0 {
		rest = p.T("board.employers.rest", "Count", p.Board.EmployersRest)
		tallies = append(tallies[:len(tallies):len(tallies)], models.Headcount{Item: rest, Seated: p.Board.Rest.Seated, Waiting: p.Board.Rest.Waiting})
	}
	return amounts(tallies, func(name string) string { return name })
}

// AnswerTable is what was answered to a question.
type AnswerTable struct {
	ID       string
	Label    string
	Answered string // how many people did
	Rows     []Amount
}

// ByAnswer are the questions that offer their answers, but for the sensitive ones.
func (p *Board) ByAnswer() []AnswerTable {
	var all []AnswerTable
	for _, question := range p.Series.Questions {
		if question.Sensitive || question.Kind == models.QuestionText {
			continue
		}
		options, answered := p.Board.Chosen(question)
		table := AnswerTable{ID: "answer-" + question.Key, Label: p.Text(question.Label), Answered: p.T("board.answered", "Count", answered)}
		table.Rows = amounts(options, func(key string) string {
			for _, option := range question.Choices() {
				if option.Key == key {
					return p.optionLabel(question, option)
				}
			}
			return key
		})
		for i := range table.Rows {
			table.Rows[i].OfAnswered = share(table.Rows[i].People(), answered)
		}
		all = append(all, table)
	}
	return all
}

// share is a part of a whole in whole percents.
func share(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return strings.TrimSuffix(number(math.Round(100*float64(part)/float64(whole))), ".0") + " %"
}

// FailedMail says how many mails were given up; empty: none.
func (p *Board) FailedMail() string {
	if p.Board.Failed == 0 {
		return ""
	}
	return p.T("board.failed", "Count", p.Board.Failed)
}

// Chart is how people signed up over time: a bar for each day and a line of all until then. Its box is chartWidth wide and
// chartHeight high, and is stretched to the page.
type Chart struct {
	Bars  []ChartBar
	Line  string // the points of the line
	Words string // what the picture shows
	First time.Time
	Last  time.Time
	Most  int // on one day
	Total int
	Days  []models.DayHeads // that had any, the latest first
}

// ChartBar is a day of the chart.
type ChartBar struct{ X, Y, Width, Height string }

const (
	chartWidth  = 1000.0
	chartHeight = 200.0
)

// Chart draws the sign-ups; nil when there are none.
func (p *Board) Chart() *Chart {
	days := p.Board.Days(p.Series.Location())
	if len(days) == 0 {
		return nil
	}
	last := days[len(days)-1]
	chart := &Chart{First: days[0].Day, Last: last.Day, Total: last.Total}
	for _, day := range days {
		chart.Most = max(chart.Most, day.Count)
		if day.Count > 0 {
			chart.Days = append([]models.DayHeads{day}, chart.Days...)
		}
	}
	chart.draw(days)
	chart.Words = p.T("board.chart", "Count", chart.Total, "First", p.Date(chart.First), "Last", p.Date(chart.Last), "Most", chart.Most)
	return chart
}

func (c *Chart) draw(days []models.DayHeads) {
	step := chartWidth / float64(len(days))
	var line strings.Builder
	line.WriteString("0," + number(chartHeight))
	for i, day := range days {
		if day.Count > 0 {
			height := chartHeight * float64(day.Count) / float64(c.Most)
			c.Bars = append(c.Bars, ChartBar{number(float64(i)*step + step*0.1), number(chartHeight - height), number(step * 0.8), number(height)})
		}
		line.WriteString(" " + number(float64(i+1)*step) + "," + number(chartHeight-chartHeight*float64(day.Total)/float64(max(1, c.Total))))
	}
	c.Line = line.String()
}
