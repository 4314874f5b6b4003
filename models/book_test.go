package models

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// bookDay is a Monday, long before any session of the book's tests.
var bookDay = time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)

func bookSeries(seats ...int) *Series {
	s := &Series{Timezone: "Europe/Amsterdam", Status: SeriesPublished, Policy: Policy{
		Admission: AdmissionFirstCome, WaitingList: WaitingListConfirm, OfferHours: 36,
	}}
	for i, capacity := range seats {
		starts := bookDay.AddDate(0, 0, 21+7*i).Add(4 * time.Hour)
		s.Sessions = append(s.Sessions, Session{
			ID: int64(i + 1), Slug: fmt.Sprintf("s%d", i+1), Status: SessionPublished, Starts: starts, Ends: starts.Add(4 * time.Hour), Capacity: capacity,
		})
	}
	return s
}

// pile is a book that anybody can check by reading: parties in a heap on the floor, all looked at for every question.
type pile struct {
	series  *Series
	parties map[holderOf]Party
}

func (p *pile) count() {
	for i := range p.series.Sessions {
		session := &p.series.Sessions[i]
		session.Confirmed, session.Offered, session.Waiting, session.Shares = 0, 0, 0, nil
	}
	for _, party := range p.parties {
		p.series.Recount(&Party{}, &party)
	}
}

func (p *pile) taken(organisation, session int64) (people int) {
	for _, party := range p.parties {
		for _, line := range party.Lines {
			if party.Organisation == organisation && line.Session == session && (line.Status == Confirmed || line.Status == Offered) {
				people += party.Size
			}
		}
	}
	return people
}

// next gives who is served next and where; session 0 when nobody is.
func (p *pile) next(now time.Time) (first holderOf, session int64) {
	var best Turn
	for holder, party := range p.parties {
		for i := range party.Lines {
			line := &party.Lines[i]
			at, ok := p.series.SessionByID(line.Session)
			if !ok || line.Status != Waiting || line.Resting || !p.series.Serves(at, now) ||
				!p.series.Fits(at, party.Size, p.series.Policy.Share(party.Sector), p.taken(party.Organisation, at.ID), now) {
				continue
			}
			if turn := party.Turn(line); session == 0 ||
				cmp.Or(turn.Compare(best), cmp.Compare(holder.registration, first.registration)) < 0 {
				best, first, session = turn, holder, at.ID
			}
		}
	}
	return first, session
}

func (p *pile) grant(holder holderOf, session int64, own bool, now time.Time) {
	party := p.parties[holder]
	party = party.Clone()
	party.Grant(party.waitingAt(session), own, p.series, now)
	p.parties[holder] = party
	p.count()
}

// waitingAt is the party's waiting line at a session.
func (p *Party) waitingAt(session int64) *Line {
	for i := range p.Lines {
		if p.Lines[i].Session == session && p.Lines[i].Status == Waiting {
			return &p.Lines[i]
		}
	}
	return nil
}

// Random parties come, leave, answer and are served while rules change and time passes: the book serves whom a look at
// everybody would serve, and counts what a look at everybody counts.
func TestTheBookServesWhomALookAtEverybodyServes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		now := bookDay
		series := bookSeries(rapid.SliceOfN(rapid.IntRange(0, 6), 1, 3).Draw(r, "seats")...)
		series.Policy = drawPolicy(r)
		book := NewBook(series)
		model := &pile{series: bookSeries(make([]int, len(series.Sessions))...), parties: map[holderOf]Party{}}
		copyRules(model.series, series)
		registrations := int64(0)
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			act := rapid.SampledFrom([]string{"come", "come", "come", "come", "serve", "leave", "drop", "answer", "rules", "time", "call off"}).Draw(r, "act")
			if act == "come" {
				registrations++
				for _, party := range drawParties(r, registrations, len(series.Sessions)) {
					party.Arrange(model.series, now)
					book.Put(party)
					model.parties[holderOf{party.Registration, party.Place}] = party
				}
			}
			if party, ok := drawParty(r, model); ok {
				holder := holderOf{party.Registration, party.Place}
				switch act {
				case "leave":
					party.Leave(min(party.Size, rapid.IntRange(1, 2).Draw(r, "people")))
					party.Arrange(model.series, now)
				case "answer":
					switch offer := party.Offer(); {
					case offer == nil:
					case rapid.Bool().Draw(r, "yes"):
						party.Accept(model.series, now)
					default:
						party.Close(offer, Declined, model.series, now)
					}
				case "drop":
					book.Drop(holder.registration, holder.place)
					delete(model.parties, holder)
				}
				if act == "leave" || act == "answer" {
					book.Put(party)
					model.parties[holder] = party
				}
			}
			switch act {
			case "time":
				now = now.Add(time.Duration(rapid.IntRange(1, 15*24).Draw(r, "hours")) * time.Hour)
			case "rules":
				series.Policy = drawPolicy(r)
				for i := range series.Sessions {
					series.Sessions[i].Capacity = max(model.series.Sessions[i].Taken(), rapid.IntRange(0, 9).Draw(r, "seats"))
				}
				copyRules(model.series, series)
				book.SetRules(series.Rules(), now)
			case "call off":
				session := &series.Sessions[rapid.IntRange(0, len(series.Sessions)-1).Draw(r, "session")]
				session.Status = SessionCancelled
				copyRules(model.series, series)
				book.SetRules(series.Rules(), now)
				for holder, party := range model.parties {
					party = party.Clone()
					party.CallOff(session.ID, model.series, now)
					model.parties[holder] = party
					book.Put(party)
				}
			}
			model.count()
			compareBook(r, book, model, now)
			if act == "serve" {
				own := rapid.Bool().Draw(r, "own")
				for {
					holder, session := model.next(now)
					p, line, ok := book.Next(now)
					if ok != (session != 0) || ok && (holderOf{p.Registration, p.Place} != holder || line.Session != session) {
						r.Fatalf("the book serves %v at %v, the pile %v at %d", p, line, holder, session)
					}
					if !ok {
						break
					}
					book.Grant(p, line, own, "test", now)
					model.grant(holder, session, own, now)
					compareBook(r, book, model, now)
				}
			}
		}
	})
}

func compareBook(r *rapid.T, book *Book, model *pile, now time.Time) {
	holder, session := model.next(now)
	p, line, ok := book.Next(now)
	if ok != (session != 0) || ok && (holderOf{p.Registration, p.Place} != holder || line.Session != session) {
		r.Fatalf("next in the book is %v at %v, in the pile %v at %d", p, line, holder, session)
	}
	for i := range model.series.Sessions {
		want, got := &model.series.Sessions[i], &book.Series.Sessions[i]
		if want.Confirmed != got.Confirmed || want.Offered != got.Offered || want.Waiting != got.Waiting {
			r.Fatalf("%s: the book counts %+v, the pile %+v", want.Slug, got, want)
		}
		for share := range model.series.Policy.Reserves {
			if want.TakenBy(share+1) != got.TakenBy(share+1) {
				r.Fatalf("%s: share %d: the book counts %d, the pile %d", want.Slug, share+1, got.TakenBy(share+1), want.TakenBy(share+1))
			}
		}
		for organisation := range int64(4) {
			if want, got := model.taken(organisation, want.ID), book.Taken(organisation, want.ID); want != got {
				r.Fatalf("organisation %d has %d in the book, %d in the pile", organisation, got, want)
			}
		}
	}
	listed := map[holderOf]Party{}
	var last holderOf
	for p := range book.Parties() {
		holder := holderOf{p.Registration, p.Place}
		if cmp.Or(cmp.Compare(last.registration, holder.registration), cmp.Compare(last.place, holder.place)) >= 0 {
			r.Fatalf("%v comes after %v", holder, last)
		}
		listed[holder], last = *p, holder
		if book.Party(p.Registration, p.Place) != p {
			r.Fatalf("%v is not itself", holder)
		}
	}
	if diff := gocmp.Diff(model.parties, listed); diff != "" {
		r.Fatalf("parties differ (-pile +book):\n%s", diff)
	}
}

func copyRules(into, from *Series) {
	into.Policy = from.Policy
	for i := range into.Sessions {
		into.Sessions[i].Capacity, into.Sessions[i].Status = from.Sessions[i].Capacity, from.Sessions[i].Status
	}
}

func drawPolicy(r *rapid.T) Policy {
	until := rapid.Custom(func(r *rapid.T) time.Time {
		if rapid.Bool().Draw(r, "for good") {
			return time.Time{}
		}
		return bookDay.AddDate(0, 0, rapid.IntRange(1, 20).Draw(r, "day"))
	})
	policy := Policy{
		Admission: AdmissionFirstCome, WaitingList: rapid.SampledFrom([]string{WaitingListConfirm, WaitingListOffer}).Draw(r, "list"), OfferHours: 36,
		OrganisationLimit: Limit{Seats: rapid.IntRange(0, 3).Draw(r, "limit"), Until: until.Draw(r, "limit until")},
	}
	for _, sectors := range [][]string{{"po", "vo"}, {"wo"}} {
		if rapid.Bool().Draw(r, "reserve") {
			policy.Reserves = append(policy.Reserves, Reserve{sectors, rapid.IntRange(1, 3).Draw(r, "reserved"), until.Draw(r, "reserved until")})
		}
	}
	return policy
}

// drawParties are a sign-up's: one of several people, or several of one with the same number.
func drawParties(r *rapid.T, registration int64, sessions int) []Party {
	one := Party{
		Registration: registration, Place: 1, Organisation: rapid.Int64Range(0, 3).Draw(r, "organisation"),
		Sector: rapid.SampledFrom([]string{"", "po", "vo", "wo"}).Draw(r, "sector"), Size: rapid.IntRange(1, 3).Draw(r, "size"), Wait: rapid.Bool().Draw(r, "wait"),
	}
	wanted := rapid.Permutation([]int64{1, 2, 3}[:sessions]).Draw(r, "choices")
	for i, session := range wanted[:rapid.IntRange(1, sessions).Draw(r, "how many")] {
		one.Lines = append(one.Lines, Line{Session: session, Rank: i + 1, Number: registration})
	}
	if rapid.Bool().Draw(r, "together") {
		return []Party{one}
	}
	var all []Party
	for place := range one.Size {
		each := one.Clone()
		each.Place, each.Size = place+1, 1
		all = append(all, each)
	}
	return all
}

func drawParty(r *rapid.T, model *pile) (Party, bool) {
	if len(model.parties) == 0 {
		return Party{}, false
	}
	holders := slices.SortedFunc(maps.Keys(model.parties), func(a, b holderOf) int {
		return cmp.Or(cmp.Compare(a.registration, b.registration), cmp.Compare(a.place, b.place))
	})
	party := model.parties[rapid.SampledFrom(holders).Draw(r, "party")]
	return party.Clone(), true
}

func TestAGrantTellsWhatItWasDecidedOn(t *testing.T) {
	now := bookDay
	book := NewBook(bookSeries(4, 5))
	book.Series.Policy.Reserves = []Reserve{{Sectors: []string{"po"}, Seats: 1}}
	book.Series.Policy.OrganisationLimit = Limit{Seats: 3}
	waits := func(registration int64, size int, sessions ...int64) {
		p := Party{Registration: registration, Place: 1, Organisation: 7, Size: size, Wait: true}
		for i, session := range sessions {
			p.Lines = append(p.Lines, Line{Choice: 100*registration + session, Session: session, Rank: i + 1, Number: registration})
		}
		p.Arrange(book.Series, now)
		book.Put(p)
	}
	type told struct {
		Registration, Choice, Session, Number int64
		Size                                  int
		Free                                  []int
		Taken                                 int
		Offer, Own                            bool
		From                                  int64
		Cause                                 string
	}
	tell := func(judgements []Judgement) (all []told) {
		for _, j := range judgements {
			all = append(all, told{j.Party.Registration, j.Choice, j.Session, j.Number, j.Size, j.Free, j.Taken, j.Offer, j.Own, j.From, j.Cause})
		}
		return all
	}
	waits(1, 2, 1)
	waits(2, 1, 2)
	waits(3, 2, 1, 2)
	got := tell(book.Serve(now, "test", func(p *Party) bool { return p.Registration == 1 }))
	want := []told{
		{1, 101, 1, 1, 2, []int{3, 4}, 0, false, true, 0, "test"},
		{2, 202, 2, 2, 1, []int{4, 5}, 0, false, false, 0, "test"},
		{3, 302, 2, 3, 2, []int{3, 4}, 1, false, false, 0, "test"}, // one free in the first session, and the limit
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	book.Drop(1, 1)
	if diff := gocmp.Diff([]told{{3, 301, 1, 3, 2, []int{3, 4}, 0, false, false, 2, "time"}}, tell(book.Serve(now, "time", nil))); diff != "" {
		t.Error(diff)
	}
	now = book.Series.Sessions[0].Starts.AddDate(0, 0, -6) // nearer than seven days: an offer, and nothing given up
	waits(4, 1, 1)
	if diff := gocmp.Diff([]told{{4, 401, 1, 4, 1, []int{1, 2}, 2, true, false, 0, "time"}}, tell(book.Serve(now, "time", nil))); diff != "" {
		t.Error(diff)
	}
}

// What a book is asked leaves the series that it was made for alone.
func TestABookLeavesItsSeriesAlone(t *testing.T) {
	series := bookSeries(4)
	series.Sessions[0].Confirmed, series.Sessions[0].Shares = 3, []int{2}
	book := NewBook(series)
	if got := book.Series.Sessions[0]; got.Confirmed != 0 || got.TakenBy(1) != 0 {
		t.Errorf("a new book counts %+v", got)
	}
	p := Party{Registration: 1, Place: 1, Size: 2, Lines: []Line{{Session: 1, Rank: 1, Number: 1}}}
	p.Arrange(book.Series, bookDay)
	book.Put(p)
	p.Lines[0].Number = 9
	book.Serve(bookDay, "test", nil)
	if series.Sessions[0].Confirmed != 3 || series.Sessions[0].TakenBy(1) != 2 {
		t.Errorf("the series now counts %+v", series.Sessions[0])
	}
	if got := book.Party(1, 1); got.Seat() == nil || got.Lines[0].Number != 1 {
		t.Errorf("the book holds %+v", got)
	}
	if book.Party(1, 2) != nil || book.Party(2, 1) != nil {
		t.Error("the book knows who was never put in")
	}
}
