package models

import (
	"cmp"
	"container/heap"
	"iter"
	"slices"
	"time"
)

// Book holds the parties of a series in memory and serves them by the seat rules: for simulating, and for judging again
// what audit entries tell. Serving does not look at those who are blocked: by size and share a session has a row of
// waiting lines, in which each organisation stands with its first, and not at all while its limit leaves it no room.
type Book struct {
	Series *Series // the book's own; its counters are those of the book's parties

	pages    map[holderOf]*page
	accounts map[accountOf]*account
	rows     map[int64][]*row // by session; the smallest size first
	limited  bool             // when somebody was last looked for, organisations had a limit
}

type holderOf struct {
	registration int64
	place        int
}

// page is a party in the book, with the lines of it that are in the race.
type page struct {
	party   Party
	tickets []*ticket
}

type accountOf struct{ organisation, session int64 }

// account is what an organisation has at a session.
type account struct {
	taken int // seats
	teams []*team
}

// row is those who are in the race for a session with one share and size, the first line's team first.
type row struct {
	share, size int
	teams       heapOf[*team]
}

// team is those of a row that are of one organisation, first turn first.
type team struct {
	row     *row
	account *account
	tickets heapOf[*ticket]
	at      int // in the row; outside: without tickets, or without room under the limit
}

// ticket is a line in the race.
type ticket struct {
	page *page
	line int // in the party
	turn Turn
	team *team
	at   int // in the team
}

// outside is the place of what stands in no heap.
const outside = -1

// NewBook opens an empty book for a series, of which it makes a copy.
func NewBook(series *Series) *Book {
	own := *series
	own.Sessions = slices.Clone(series.Sessions)
	b := &Book{Series: &own, pages: map[holderOf]*page{}}
	b.clear()
	return b
}

// clear forgets what is counted, and everybody in the race.
func (b *Book) clear() {
	b.accounts, b.rows = map[accountOf]*account{}, map[int64][]*row{}
	for _, p := range b.pages {
		p.tickets = nil
	}
	for i := range b.Series.Sessions {
		session := &b.Series.Sessions[i]
		session.Confirmed, session.Offered, session.Waiting, session.Shares = 0, 0, 0, nil
	}
}

// Put adds a party, or replaces it, by its registration and place.
func (b *Book) Put(p Party) {
	holder := holderOf{p.Registration, p.Place}
	if known, ok := b.pages[holder]; ok {
		b.strike(known)
	}
	written := &page{party: p.Clone()}
	b.pages[holder] = written
	b.write(written)
}

// Join places the parties of a sign-up, whose lines have no status yet, and puts them into the book. Session is its first
// choice. Errors: Conflict of Series.AdmitPlaced; then nothing is kept.
func (b *Book) Join(session *Session, parties []Party, now time.Time) error {
	taken := map[int64]int{}
	for i := range parties {
		for _, line := range parties[i].Lines {
			taken[line.Session] = b.Taken(parties[i].Organisation, line.Session)
		}
	}
	b.Series.Newcomers(parties, taken, now, nil)
	if err := b.Series.AdmitPlaced(session, parties); err != nil {
		return err
	}
	for i := range parties {
		b.Series.Recount(&parties[i], &Party{}) // Put counts them
		b.Put(parties[i])
	}
	return nil
}

// Drop takes a party out of the book.
func (b *Book) Drop(registration int64, place int) {
	holder := holderOf{registration, place}
	if known, ok := b.pages[holder]; ok {
		b.strike(known)
		delete(b.pages, holder)
	}
}

// Party is a party of the book, to be read only; nil when it has none of that registration and place.
func (b *Book) Party(registration int64, place int) *Party {
	if known, ok := b.pages[holderOf{registration, place}]; ok {
		return &known.party
	}
	return nil
}

// Parties are those of the book, by registration and place, to be read only.
func (b *Book) Parties() iter.Seq[*Party] {
	return func(yield func(*Party) bool) {
		for _, p := range b.sorted() {
			if !yield(&p.party) {
				return
			}
		}
	}
}

func (b *Book) sorted() []*page {
	all := make([]*page, 0, len(b.pages))
	for _, p := range b.pages {
		all = append(all, p)
	}
	slices.SortFunc(all, func(p, q *page) int {
		return cmp.Or(cmp.Compare(p.party.Registration, q.party.Registration), cmp.Compare(p.party.Place, q.party.Place))
	})
	return all
}

// Taken is how many seats an organisation has at a session: confirmed and offered.
func (b *Book) Taken(organisation, session int64) int {
	if known, ok := b.accounts[accountOf{organisation, session}]; ok {
		return known.taken
	}
	return 0
}

// SetRules gives the series other rules. A sector may fall under another share then, so all is counted anew.
func (b *Book) SetRules(r *Rules, now time.Time) {
	ruled := r.Series()
	for i := range ruled.Sessions {
		session := &ruled.Sessions[i]
		if known, ok := b.Series.SessionByID(session.ID); ok {
			named := *known
			named.Slug, named.Status, named.Starts = session.Slug, session.Status, session.Starts
			named.Capacity, named.Overbooking = session.Seats(), 0
			*session = named
		}
	}
	b.Series.Policy, b.Series.Timezone, b.Series.Holidays.Public = ruled.Policy, ruled.Timezone, ruled.Holidays.Public
	b.Series.DrawnAt, b.Series.Sessions = ruled.DrawnAt, ruled.Sessions
	b.clear()
	b.limited = b.Series.Limited(now)
	for _, p := range b.pages {
		b.write(p)
	}
}

// Next finds the line that is served next at now: of those that wait, do not rest, and fit at a session that gives seats,
// the first by turn (seat rule 4). ok is false when there is none.
func (b *Book) Next(now time.Time) (p *Party, line *Line, ok bool) {
	limited := b.Series.Limited(now)
	if b.limited && !limited {
		for _, known := range b.accounts {
			known.admit()
		}
	}
	b.limited = limited
	var first *ticket
	for i := range b.Series.Sessions {
		session := &b.Series.Sessions[i]
		if session.Free() == 0 || len(b.rows[session.ID]) == 0 || !b.Series.Serves(session, now) {
			continue
		}
		for _, r := range b.rows[session.ID] {
			if r.size > session.Free() {
				break // the next are no smaller
			}
			if r.size > b.Series.FreeFor(session, r.share, now) {
				continue
			}
			for len(r.teams) > 0 && r.size > b.Series.Room(r.teams[0].account.taken, now) {
				heap.Pop(&r.teams)
			}
			if len(r.teams) > 0 && (first == nil || r.teams[0].tickets[0].before(first)) {
				first = r.teams[0].tickets[0]
			}
		}
	}
	if first == nil {
		return nil, nil, false
	}
	return &first.page.party, &first.page.party.Lines[first.line], true
}

// Grant gives a line of the book its seat, own when that is its holder's own act, and keeps the book. The line must fit.
func (b *Book) Grant(p *Party, line *Line, own bool, cause string, now time.Time) Judgement {
	known := b.pages[holderOf{p.Registration, p.Place}]
	j := Judgement{Choice: line.Choice, Session: line.Session, Number: line.Number, Size: p.Size, Own: own, Cause: cause}
	if session, ok := b.Series.SessionByID(line.Session); ok {
		j.Free = b.Series.FreeByShare(session, now)
	}
	if b.Series.Limited(now) {
		j.Taken = b.Taken(p.Organisation, line.Session)
	}
	var from int64
	if seat := p.Seat(); seat != nil {
		from = seat.Session
	}
	b.strike(known)
	p.Grant(line, own, b.Series, now)
	known.party = *p
	b.write(known)
	if offer := p.Offer(); offer != nil && offer.Session == j.Session {
		j.Offer = true
	} else {
		j.From = from
	}
	j.Party = p.Clone()
	return j
}

// Serve serves until nobody fits, and tells each grant in order. Own says whose holder's own act this is; nil: nobody's.
func (b *Book) Serve(now time.Time, cause string, own func(*Party) bool) []Judgement {
	var all []Judgement
	for {
		p, line, ok := b.Next(now)
		if !ok {
			return all
		}
		all = append(all, b.Grant(p, line, own != nil && own(p), cause, now))
	}
}

// write counts a party and lets its lines into the race.
func (b *Book) write(p *page) {
	b.Series.Recount(&Party{}, &p.party)
	share := b.Series.Policy.Share(p.party.Sector)
	for i := range p.party.Lines {
		line := &p.party.Lines[i]
		switch {
		case p.party.Size <= 0:
		case line.Status == Confirmed || line.Status == Offered:
			b.account(p.party.Organisation, line.Session).taken += p.party.Size
		case line.Served():
			t := &ticket{page: p, line: i, turn: p.party.Turn(line)}
			t.team = b.team(&p.party, line.Session, share)
			p.tickets = append(p.tickets, t)
			heap.Push(&t.team.tickets, t)
			t.team.settle()
		}
	}
}

// strike takes back what write did.
func (b *Book) strike(p *page) {
	b.Series.Recount(&p.party, &Party{})
	for i := range p.party.Lines {
		if line := &p.party.Lines[i]; p.party.Size > 0 && (line.Status == Confirmed || line.Status == Offered) {
			freed := b.account(p.party.Organisation, line.Session)
			freed.taken -= p.party.Size
			freed.admit()
		}
	}
	for _, t := range p.tickets {
		heap.Remove(&t.team.tickets, t.at)
		t.team.settle()
	}
	p.tickets = nil
}

func (b *Book) account(organisation, session int64) *account {
	key := accountOf{organisation, session}
	known, ok := b.accounts[key]
	if !ok {
		known = &account{}
		b.accounts[key] = known
	}
	return known
}

// team finds where a party's line for a session stands in the race.
func (b *Book) team(p *Party, session int64, share int) *team {
	own := b.account(p.Organisation, session)
	for _, t := range own.teams {
		if t.row.share == share && t.row.size == p.Size {
			return t
		}
	}
	t := &team{account: own, at: outside}
	rows := b.rows[session]
	at, ok := slices.BinarySearchFunc(rows, row{share: share, size: p.Size}, func(r *row, wanted row) int {
		return cmp.Or(cmp.Compare(r.size, wanted.size), cmp.Compare(r.share, wanted.share))
	})
	if !ok {
		b.rows[session] = slices.Insert(rows, at, &row{share: share, size: p.Size})
	}
	t.row = b.rows[session][at]
	own.teams = append(own.teams, t)
	return t
}

// admit lets an organisation's teams into their rows again: its limit may leave them room now.
func (a *account) admit() {
	for _, t := range a.teams {
		t.settle()
	}
}

// settle puts a team where its first ticket stands in its row, and one without tickets outside.
func (t *team) settle() {
	switch {
	case len(t.tickets) == 0 && t.at != outside:
		heap.Remove(&t.row.teams, t.at)
	case len(t.tickets) > 0 && t.at == outside:
		heap.Push(&t.row.teams, t)
	case len(t.tickets) > 0:
		heap.Fix(&t.row.teams, t.at)
	}
}

func (t *team) before(other *team) bool { return t.tickets[0].before(other.tickets[0]) }
func (t *team) stand(at int)            { t.at = at }

func (t *ticket) before(other *ticket) bool {
	return cmp.Or(t.turn.Compare(other.turn), cmp.Compare(t.page.party.Registration, other.page.party.Registration)) < 0
}
func (t *ticket) stand(at int) { t.at = at }

// heaped is what knows its place in a heap.
type heaped[T any] interface {
	before(other T) bool
	stand(at int)
}

var (
	_ heaped[*team]   = (*team)(nil)
	_ heaped[*ticket] = (*ticket)(nil)
)

// heapOf is a heap, the first in front.
type heapOf[T heaped[T]] []T

func (h heapOf[T]) Len() int           { return len(h) }
func (h heapOf[T]) Less(i, j int) bool { return h[i].before(h[j]) }
func (h heapOf[T]) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].stand(i)
	h[j].stand(j)
}

func (h *heapOf[T]) Push(x any) {
	x.(T).stand(len(*h))
	*h = append(*h, x.(T))
}

func (h *heapOf[T]) Pop() any {
	last := len(*h) - 1
	x := (*h)[last]
	(*h)[last] = *new(T)
	*h = (*h)[:last]
	x.stand(outside)
	return x
}
