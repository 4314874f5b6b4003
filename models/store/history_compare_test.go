package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
)

// turnedAway says that a series without a waiting list has no seat for what a sign-up, a swap or a rejoining asks.
func (p *player) turnedAway(words []string, own []*naiveParty) bool {
	if p.model.policy.WaitingList != models.WaitingListOff || p.model.awaits {
		return false
	}
	return slices.ContainsFunc(own, func(party *naiveParty) bool {
		switch words[0] {
		case "sign":
			return party.seat() == nil
		case "swap", "rejoin":
			return slices.ContainsFunc(party.lines, func(l *naiveLine) bool {
				return p.model.waits(party, l) && (words[0] == "rejoin" || l.session.slug == words[len(words)-1])
			})
		}
		return false
	})
}

// clone is a model that shares no party with this one.
func (n *naive) clone() *naive {
	copied := *n
	copied.parties = nil
	for _, p := range n.parties {
		party := *p
		party.lines = nil
		for _, l := range p.lines {
			line := *l
			party.lines = append(party.lines, &line)
		}
		copied.parties = append(copied.parties, &party)
	}
	return &copied
}

// compare holds everything that the store keeps against the model, and the pages of some registrations, by name.
func (p *player) compare(pages []string) error {
	for _, part := range []func() error{p.compareGrants, p.compareLines, p.compareCounters, p.compareLetters} {
		if err := part(); err != nil {
			return err
		}
	}
	for _, name := range pages {
		if made := p.made[name]; made != nil {
			if err := p.comparePage(name, made.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func differ(what string, store, model any) error {
	if diff := cmp.Diff(model, store); diff != "" {
		return fmt.Errorf("%s (-model +store):\n%s", what, diff)
	}
	return nil
}

// compareGrants reads the grants of the last transaction from the audit: the same, in the same order.
func (p *player) compareGrants() error {
	rows, err := p.rows.Query("SELECT seq, action, details FROM audit_entries WHERE series_id = $1 AND seq > $2 ORDER BY seq", p.id, p.audited)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	slugs := map[int64]string{}
	series, err := p.h.AnySeries(context.Background(), p.definition.Slug)
	if err != nil {
		return err
	}
	for _, session := range series.Sessions {
		slugs[session.ID] = session.Slug
	}
	var grants []naiveGrant
	for rows.Next() {
		var action, details string
		if err := rows.Scan(&p.audited, &action, &details); err != nil {
			return err
		}
		if action != models.ActionGrant {
			continue
		}
		var judged models.Judgement
		if err := json.Unmarshal([]byte(details), &judged); err != nil {
			return err
		}
		grants = append(grants, naiveGrant{
			Registration: p.names[judged.Party.Registration], Place: judged.Party.Place, Session: slugs[judged.Session],
			Size: judged.Size, Offer: judged.Offer, Own: judged.Own, From: slugs[judged.From], Free: judged.Free,
		})
	}
	return errors.Join(rows.Err(), differ("grants", grants, p.model.grants))
}

// row is a live line: of the store, or of the model.
type row struct {
	Registration, Session string
	Place                 int
	Number, Rank          int // by which it is ordered
	Status                models.Status
	Size                  int
	Rests                 bool
	Deadline              string
}

// compareLines holds every live line against the model's: by party and rank, and those of each session by number.
func (p *player) compareLines() error {
	rows, err := p.rows.Query(`SELECT p.registration_id, p.party, s.slug, p.number, p.rank, p.status, p.size, p.resting, p.deadline FROM placements p
		JOIN sessions s ON s.id = p.session_id WHERE p.series_id = $1 AND p.status IN ('confirmed', 'offered', 'waiting')`, p.id)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var store, model []row
	for rows.Next() {
		var id int64
		var r row
		var deadline *time.Time
		if err := rows.Scan(&id, &r.Place, &r.Session, &r.Number, &r.Rank, &r.Status, &r.Size, &r.Rests, &deadline); err != nil {
			return err
		}
		r.Registration = p.names[id]
		if deadline != nil && r.Status == models.Offered {
			r.Deadline = deadline.UTC().String()
		}
		store = append(store, r)
	}
	for _, party := range p.model.parties {
		for rank, l := range party.lines {
			status := p.model.status(party, l)
			if !status.Live() {
				continue
			}
			r := row{
				Registration: party.registration, Session: l.session.slug, Place: party.place, Number: int(l.number), Rank: rank,
				Status: status, Size: len(party.people), Rests: status == models.Waiting && p.model.rests(party, l),
			}
			if status == models.Offered {
				r.Deadline = l.deadline.UTC().String()
			}
			model = append(model, r)
		}
	}
	byRank := func(a, b row) int {
		return compareAll(a.Registration, b.Registration, a.Place, b.Place, a.Rank, b.Rank)
	}
	byNumber := func(a, b row) int {
		return compareAll(a.Session, b.Session, a.Number, b.Number, a.Place, b.Place)
	}
	for _, order := range []func(a, b row) int{byRank, byNumber} {
		if err := errors.Join(rows.Err(), differ("lines", sorted(store, order), sorted(model, order))); err != nil {
			return err
		}
	}
	return nil
}

func compareAll(a, b string, numbers ...int) int {
	order := 0
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	for i := 0; order == 0 && i < len(numbers); i += 2 {
		order = numbers[i] - numbers[i+1]
	}
	return order
}

// sorted are rows in an order, without what they are ordered by: only the order must be the same.
func sorted(rows []row, order func(a, b row) int) []row {
	rows = slices.SortedStableFunc(slices.Values(rows), order)
	for i := range rows {
		rows[i].Number, rows[i].Rank = 0, 0
	}
	return rows
}

func (p *player) compareCounters() error {
	series, err := p.h.AnySeries(context.Background(), p.definition.Slug)
	if err != nil {
		return err
	}
	for i, session := range p.model.sessions {
		stored := series.Sessions[i]
		var shares, storedShares []int
		for i, reserve := range p.model.policy.Reserves {
			shares = append(shares, p.model.taken(session, func(party *naiveParty) bool { return slices.Contains(reserve.Sectors, party.sector) }))
			storedShares = append(storedShares, stored.TakenBy(i+1))
		}
		got := fmt.Sprint(stored.Confirmed, stored.Offered, stored.Waiting, storedShares)
		want := fmt.Sprint(p.model.count(session, models.Confirmed, anybody), p.model.count(session, models.Offered, anybody), p.model.count(session, models.Waiting, anybody), shares)
		if err := differ("counters of "+session.slug, got, want); err != nil {
			return err
		}
		if taken := p.model.taken(session, anybody); taken > session.seats && !session.cancelled {
			return fmt.Errorf("%s: %d taken of %d", session.slug, taken, session.seats)
		}
	}
	return nil
}

// compareLetters: of one transaction nobody is told twice as somebody of one registration, but for a substitution, which is
// told to who is in it no longer, for what takes a seat out of a calendar and says no more, and for the reminder of somebody's
// own session, which news about colleagues does not spare; and whoever was granted something or let it lapse is told.
func (p *player) compareLetters() error {
	rows, err := p.rows.Query("SELECT id, recipient_email, registration_id, kind FROM letters WHERE series_id = $1 AND id > $2 AND kind NOT IN ('links', 'duplicate', 'removal') ORDER BY id", p.id, p.lettered)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	p.told = map[string][]string{}
	about := map[string]int{}
	for rows.Next() {
		var address, kind string
		var registration int64
		if err := rows.Scan(&p.lettered, &address, &registration, &kind); err != nil {
			return err
		}
		p.told[address] = append(p.told[address], kind)
		whom := address + " " + p.names[registration]
		switch models.LetterKind(kind) {
		case models.LetterSubstitution:
		case models.LetterComing, models.LetterSoon:
			about[whom+", of a session that comes,"]++
		default:
			about[whom]++
		}
	}
	for whom, letters := range about {
		if letters > 1 {
			return fmt.Errorf("%s is told %d times of one transaction: %v", whom, letters, p.told)
		}
	}
	parties := slices.Clone(p.model.told)
	for _, grant := range p.model.grants {
		parties = append(parties, p.model.mine(grant.Registration, []int{grant.Place})...)
	}
	for _, party := range parties {
		for _, place := range party.people {
			if address := p.addresses[party.registration][place-1]; len(p.told[address]) == 0 {
				return fmt.Errorf("%s is not told; letters: %v", address, p.told)
			}
		}
	}
	return rows.Err()
}

// comparePage holds what a holder reads against the model.
func (p *player) comparePage(name string, id int64) error {
	r, err := p.h.Registration(context.Background(), id, 1)
	if err != nil {
		return err
	}
	var store, model []string
	say := func(party int, session string, l string) string {
		return fmt.Sprintf("%s/%d %s %s", name, party, session, l)
	}
	for _, standing := range r.Standings() {
		lines := slices.Clone(standing.Waits)
		for _, line := range []*models.Placement{standing.Seat, standing.Offer} {
			if line != nil {
				lines = append(lines, line)
			}
		}
		lines = append(lines, standing.Closed...)
		for _, line := range lines {
			session, _ := r.Series.SessionByID(line.SessionID)
			text := string(line.Status)
			if line.Status == models.Waiting {
				text += aheadAnd(line.Ahead, line.Reason)
			}
			for _, seat := range line.Seats {
				person, _ := r.ParticipantByID(seat.ParticipantID)
				if !person.Withdrawn && seat.Status != line.Status {
					text += fmt.Sprintf(", but %s for %d", seat.Status, person.Place)
				}
			}
			store = append(store, say(standing.Party, session.Slug, text))
		}
		for _, person := range standing.People {
			store = append(store, say(standing.Party, "", strconv.Itoa(person.Place)))
		}
	}
	for _, party := range p.model.mine(name, nil) {
		for _, place := range party.people {
			model = append(model, say(party.place, "", strconv.Itoa(place)))
		}
		for _, l := range party.lines {
			status := p.model.status(party, l)
			text := string(status)
			if status == models.Waiting {
				text += aheadAnd(p.model.ahead(party, l), p.model.reason(party, l))
			}
			if status.Live() || p.model.lapsed(party, l) {
				model = append(model, say(party.place, l.session.slug, text))
			}
		}
	}
	slices.Sort(store)
	slices.Sort(model)
	return differ("page", store, model)
}

// aheadAnd says what rule 11 asks. Nobody is ahead of anybody before a draw.
func aheadAnd(ahead int, reason models.Reason) string {
	if reason == models.ReasonDraw {
		ahead = 0
	}
	return fmt.Sprintf(" %d ahead, %s", ahead, reason)
}

// compareLapsed: nobody was there since time passed, and still no page shows an offer that is over (rule 12).
func (p *player) compareLapsed() error {
	now := p.h.Clock.Now()
	for _, party := range p.model.parties {
		offer := party.offer()
		if offer == nil || now.Before(offer.deadline) || len(party.people) == 0 {
			continue
		}
		r, err := p.h.Registration(context.Background(), p.made[party.registration].ID, 1)
		if err != nil {
			return err
		}
		for _, standing := range r.Standings() {
			if standing.Party == party.place && standing.Offer != nil {
				return fmt.Errorf("%s/%d: the offer of %s is shown at %s", party.registration, party.place, offer.deadline, now)
			}
		}
	}
	return nil
}

func (p *player) session(slug string) *naiveSession {
	for _, session := range p.model.sessions {
		if session.slug == slug {
			return session
		}
	}
	return nil
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return value
}

func duration(text string) time.Duration {
	value, err := time.ParseDuration(text)
	if err != nil {
		panic(err)
	}
	return value
}
