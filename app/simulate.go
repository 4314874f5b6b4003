package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"vonk/models"
	"vonk/templates/lists"
	"vonk/templates/series"
)

type simulateCommand struct {
	Series  string `required:"" placeholder:"FILE.yaml" help:"The series file with the policy."`
	Signups string `required:"" placeholder:"FILE.csv" help:"Who signs up and cancels when; columns at, action (signup, cancel, accept, decline), id, choices (slugs, best first), organisation, sector, size, together (all, any) and wait (yes)."`
	Offers  string `enum:"accept,expire" default:"accept" help:"What becomes of an offer that no row answers: it is accepted at once, or it expires."`
	Seed    int64  `default:"1" help:"Of the lots, where the series has a draw: another number is another outcome."`
	Format  string `enum:"table,csv" default:"table" help:"table: what became of the sessions; csv: of each sign-up."`
}

// Run plays the sign-ups and prints what became of them.
func (s *simulateCommand) Run(c *call) error {
	definition, acts, err := s.read(c)
	var wrong lists.RowErrors
	if errors.As(err, &wrong) {
		_, _ = fmt.Fprintln(c.stderr, wrong)
		return errTold
	} else if err != nil {
		return err
	}
	progress := newProgress(c.stderr, "rows")
	outcome, err := models.Simulate(definition, acts, models.Simulating{
		Expire: s.Offers == "expire", Seed: s.Seed, Step: func() error {
			progress.step()
			return c.Err()
		},
	})
	progress.end()
	if err != nil {
		return err
	}
	if s.Format == "csv" {
		return lists.Outcome(c.stdout, outcome)
	}
	_, err = io.WriteString(c.stdout, sessionTable(outcome.Sessions)+"\n"+totals(outcome))
	return err
}

func (s *simulateCommand) read(c *call) (*models.Series, []models.Act, error) {
	raw, err := (&importCommand{File: s.Series}).read(c)
	if err != nil {
		return nil, nil, err
	}
	definition, _, err := series.Read(s.Series, raw)
	if err != nil {
		return nil, nil, err
	}
	file, err := os.Open(s.Signups)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = file.Close() }()
	acts, err := lists.SignUps(s.Signups, file, definition)
	return definition, acts, err
}

// sessionTable tells of each session, and of all together, what had become of it when it began.
func sessionTable(sessions []models.SessionTally) string {
	ranks := 1
	all := models.SessionTally{Slug: "together"}
	for _, session := range sessions {
		ranks = max(ranks, len(session.ByRank))
		all.Seats, all.Taken, all.Waiting, all.MovedIn = all.Seats+session.Seats, all.Taken+session.Taken, all.Waiting+session.Waiting, all.MovedIn+session.MovedIn
		all.Promoted = append(all.Promoted, session.Promoted...)
	}
	slices.Sort(all.Promoted)
	all.ByRank = make([]int, ranks)
	heading := []string{"", "seats", "taken"}
	for rank := range ranks {
		heading = append(heading, ordinal(rank+1))
		for _, session := range sessions {
			if rank < len(session.ByRank) {
				all.ByRank[rank] += session.ByRank[rank]
			}
		}
	}
	rows := [][]string{append(heading, "waiting", "moved in", "promoted", "median h", "90% h")}
	for _, session := range append(slices.Clone(sessions), all) {
		row := []string{session.Slug, strconv.Itoa(session.Seats), strconv.Itoa(session.Taken)}
		for rank := range ranks {
			people := 0
			if rank < len(session.ByRank) {
				people = session.ByRank[rank]
			}
			row = append(row, strconv.Itoa(people))
		}
		rows = append(rows, append(row, strconv.Itoa(session.Waiting), strconv.Itoa(session.MovedIn), strconv.Itoa(len(session.Promoted)),
			hours(session.Promoted, 50), hours(session.Promoted, 90)))
	}
	return aligned(rows)
}

// aligned writes rows in columns: the first to the left, the others to the right.
func aligned(rows [][]string) string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len(cell))
		}
	}
	var out strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			if i == 0 {
				fmt.Fprintf(&out, "%-*s", widths[0], cell)
			} else {
				fmt.Fprintf(&out, "  %*s", widths[i], cell)
			}
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// ordinal is 1st, 2nd, 3rd, …
func ordinal(n int) string {
	ending := "th"
	if n%100 < 11 || n%100 > 13 {
		ending = map[int]string{1: "st", 2: "nd", 3: "rd"}[n%10]
		if ending == "" {
			ending = "th"
		}
	}
	return strconv.Itoa(n) + ending
}

// hours is the time within which that part of people had their seats, by the nearest rank; - when there are none.
func hours(sorted []time.Duration, percent int) string {
	if len(sorted) == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", sorted[(len(sorted)*percent+99)/100-1].Hours())
}

// totals tells what became of everybody who signed up.
func totals(outcome *models.Simulation) string {
	people, left, without, refused := 0, 0, 0, 0
	byRank, reasons := map[int]int{}, map[string]int{}
	for _, party := range outcome.Parties {
		people += party.People
		left += party.Left
		reason, turnedAway := strings.CutPrefix(party.Result, models.Refused)
		switch {
		case turnedAway:
			refused += party.People
			reasons[reason] += party.People
		case party.Session != "":
			byRank[party.Rank] += party.People - party.Left
		default:
			without += party.People - party.Left
		}
	}
	placed, empty := 0, 0
	var choices, whys []string
	for _, rank := range slices.Sorted(maps.Keys(byRank)) {
		placed += byRank[rank]
		choices = append(choices, fmt.Sprintf("%d at their %s choice", byRank[rank], ordinal(rank)))
	}
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		whys = append(whys, fmt.Sprintf("%d %s", reasons[reason], reason))
	}
	for _, session := range outcome.Sessions {
		empty += session.Seats - session.Taken
	}
	rows := [][]string{{"people who signed up", strconv.Itoa(people)}}
	details := []string{""}
	add := func(what string, count int, detail ...string) {
		rows, details = append(rows, []string{what, strconv.Itoa(count)}), append(details, strings.Join(detail, ", "))
	}
	add("  placed", placed, choices...)
	add("  without a seat", without)
	add("  cancelled", left)
	add("  refused", refused, whys...)
	add("empty seats", empty)
	add("offers", outcome.Offers.Made, fmt.Sprintf("%d accepted, %d declined, %d expired", outcome.Offers.Accepted, outcome.Offers.Declined, outcome.Offers.Expired))
	add("rows without effect", outcome.Idle)
	var out strings.Builder
	for i, line := range strings.Split(strings.TrimSuffix(aligned(rows), "\n"), "\n") {
		out.WriteString(line)
		if details[i] != "" {
			out.WriteString(": " + details[i])
		}
		out.WriteByte('\n')
	}
	return out.String()
}
