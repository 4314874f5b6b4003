package models

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// difference says how a recorded judgement differs from what the rules make of it; empty: it does not.
func (j *Judgement) difference(recorded *Judgement) string {
	for _, field := range []struct {
		name      string
		got, want any
	}{
		{"choice", recorded.Choice, j.Choice},
		{"size", recorded.Size, j.Size},
		{"free seats by share", fmt.Sprint(recorded.Free), fmt.Sprint(j.Free)},
		{"seats of the organisation", recorded.Taken, j.Taken},
		{"offer", recorded.Offer, j.Offer},
		{"session given up", recorded.From, j.From},
	} {
		if field.got != field.want {
			return fmt.Sprintf("%s: %v, and should be %v", field.name, field.got, field.want)
		}
	}
	return j.Party.Difference(&recorded.Party)
}

// Difference says how another record of a party differs from this one in what the rules know of it: its people, and its
// lines that are live or closed. Empty: it does not.
func (p *Party) Difference(other *Party) string {
	if p.Organisation != other.Organisation || p.Sector != other.Sector || p.Size != other.Size || p.Wait != other.Wait {
		return fmt.Sprintf("organisation, sector, size and wait: %d %q %d %t, and should be %d %q %d %t",
			other.Organisation, other.Sector, other.Size, other.Wait, p.Organisation, p.Sector, p.Size, p.Wait)
	}
	want, got := p.standing(), other.standing()
	for i := range max(len(want), len(got)) {
		var w, g Line
		if i < len(want) {
			w = want[i]
		}
		if i < len(got) {
			g = got[i]
		}
		if w.describe() != g.describe() {
			return fmt.Sprintf("%s, and should be %s", g.describe(), w.describe())
		}
	}
	return ""
}

// standing are the lines that are live or closed, by rank. How an open line ended that is not live is of no interest.
func (p *Party) standing() []Line {
	var lines []Line
	for _, line := range p.Lines {
		live := line.Status.Live() && p.Size > 0
		if !live {
			line.Status, line.Resting, line.Deadline = line.Closed, false, nil
		}
		if live || line.Closed != "" {
			lines = append(lines, line)
		}
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Number, b.Number)) })
	return lines
}

// describe writes a line for a violation.
func (l *Line) describe() string {
	if *l == (Line{}) {
		return "no line"
	}
	text := fmt.Sprintf("session %d, rank %d, number %d: %s", l.Session, l.Rank, l.Number, l.Status)
	if l.Closed != "" {
		text += ", closed as " + string(l.Closed)
	}
	if l.Sought {
		text += ", sought"
	}
	if l.Resting {
		text += ", resting"
	}
	if l.Deadline != nil {
		text += ", until " + l.Deadline.UTC().Format(time.RFC3339)
	}
	return text
}
