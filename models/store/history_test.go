package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// player plays a history on the store and on the naive model, and compares the two after each line of it:
//
//	start 2027-01-11T09:00:00Z      where the clock begins
//	session zwolle 2 240h           a session with 2 seats, 240 hours from the start
//	waitinglist offer               confirm, offer or off
//	limit 2 48h                     seats for an organisation, until 48 hours from now; without a time for good; 0: no limit
//	reserve po 1 48h                seats for a sector, likewise
//	draw 48h                        seats by lot, drawn from 48 hours from the start on
//	open                            imports the series; what comes before can be changed afterwards too, sessions by:
//	seats zwolle 3+1                3 seats, and one overbooked
//	sign a zwolle,utrecht x2 any wait org=1 po like=b
//	                                a registration named a: its choices, two people, each alone, waiting for the better, of
//	                                organisation 1, of sector po, for the people of registration b
//	cancel a 1,2                    people of it; of nobody named: all
//	substitute a 1                  somebody else goes
//	swap a 1,2 utrecht              by the contact; "a@2": with the link of the second person
//	accept a, decline a zwolle, rejoin a, split a
//	calloff zwolle
//	time 36h, settle                time passes while nobody is there; the worker settles
//	lots                            the draw is held
type player struct {
	h          *storetest.Harness
	definition *models.Series
	id         int64
	model      *naive
	made       map[string]*models.Registration
	names      map[int64]string    // of the registrations, by id
	addresses  map[string][]string // of the people, by place
	contacts   map[string]int      // places of the contacts; 0: does not attend
	rows       *sql.DB
	lines      int
	settled    bool                // no time passed since the last line
	refused    error               // what the store said to the last line
	audited    int64               // the audit entries that were read
	lettered   int64               // the letters that were read
	told       map[string][]string // kinds of the letters of the last line, by address
}

func newPlayer(t *testing.T, h *storetest.Harness, rows *sql.DB, slug string) *player {
	definition := storetest.Definition(1)
	definition.Slug, definition.Sessions = slug, nil
	definition.Policy.CloseBeforeStart = 2 * time.Hour
	p := &player{
		h: h, definition: definition, rows: rows,
		made: map[string]*models.Registration{}, names: map[int64]string{}, addresses: map[string][]string{}, contacts: map[string]int{},
		model: &naive{zone: definition.Location()},
	}
	if err := rows.QueryRow("SELECT coalesce(max(id), 0) FROM letters").Scan(&p.lettered); err != nil {
		t.Fatal(err)
	}
	return p
}

// play plays one line. The error says where the store and the model differ.
func (p *player) play(line string) error {
	p.lines++
	words := strings.Fields(line)
	if p.id == 0 {
		return p.prepare(words)
	}
	if look, ok := sights[words[0]]; ok {
		return look(p, words)
	}
	if words[0] == "time" {
		p.settled = false
		p.h.Clock.Advance(duration(words[1]))
		return p.compareLapsed()
	}
	p.model.now = p.h.Clock.Now()
	p.model.grants, p.model.told = nil, nil
	if !p.model.settle() {
		return fmt.Errorf("the model's serving does not improve everybody")
	}
	before := p.model.clone()
	own, allowed, err := p.act(words)
	p.refused = err
	if allowed && !p.model.serve(own) {
		return fmt.Errorf("the model's serving does not improve everybody")
	}
	if allowed && p.turnedAway(words, own) {
		allowed = false
	}
	if !allowed {
		p.model = before
	}
	switch code := models.CodeOf(err); {
	case err != nil && code == models.Internal:
		return err
	case allowed != (err == nil):
		return fmt.Errorf("the store says %v, the model allows it: %t", err, allowed)
	case slices.Contains([]string{"seats", "waitinglist", "limit", "reserve"}, words[0]) && err != nil:
		// An import that is refused leaves nothing; after any other refusal, what time changed is kept.
		if err := p.h.Settle(context.Background()); err != nil {
			return err
		}
	}
	p.settled = true
	var touched []string
	if len(words) > 1 {
		name, _, _ := strings.Cut(words[1], "@")
		touched = append(touched, name)
	}
	if p.lines%8 == 0 {
		touched = slices.Collect(maps.Keys(p.made))
	}
	return p.compare(touched)
}

// prepare is a line before the series is open.
func (p *player) prepare(words []string) error {
	switch words[0] {
	case "start":
		start, err := time.Parse(time.RFC3339, words[1])
		p.h.Clock.Set(start)
		p.definition.Opens = start
		return err
	case "session":
		session := storetest.Definition(number(words[2])).Sessions[0]
		session.Slug, session.Starts = words[1], p.h.Clock.Now().Add(duration(words[3]))
		session.Ends, session.Programme, session.Venue.City = session.Starts.Add(time.Hour), nil, words[1]
		p.definition.Sessions = append(p.definition.Sessions, session)
		p.model.sessions = append(p.model.sessions, &naiveSession{slug: session.Slug, starts: session.Starts, seats: session.Capacity})
	case "draw":
		p.definition.Policy.Admission, p.definition.Policy.Beacon = models.AdmissionDraw, "a sample beacon"
		p.definition.Policy.DrawAt = p.h.Clock.Now().Add(duration(words[1]))
		p.model.awaits = true
	case "open":
		if _, err := p.h.Store.Import(context.Background(), p.definition, false); err != nil {
			return err
		}
		p.model.policy = p.definition.Policy
		series, err := p.h.AnySeries(context.Background(), p.definition.Slug)
		if err != nil {
			return err
		}
		p.id, p.audited = series.ID, series.AuditSeq
	default:
		return p.policy(words)
	}
	return nil
}

func (p *player) policy(words []string) error {
	policy := &p.definition.Policy
	until := func(at int) (until time.Time) {
		if len(words) > at {
			until = p.h.Clock.Now().Add(duration(words[at]))
		}
		return until
	}
	switch words[0] {
	case "waitinglist":
		policy.WaitingList = words[1]
	case "limit":
		policy.OrganisationLimit = models.Limit{Seats: number(words[1]), Until: until(2)}
	case "reserve":
		reserves := slices.DeleteFunc(slices.Clone(policy.Reserves), func(r models.Reserve) bool { return r.Sectors[0] == words[1] })
		policy.Reserves = append(reserves, models.Reserve{Sectors: []string{words[1]}, Seats: number(words[2]), Until: until(3)})
	default:
		return fmt.Errorf("no such line: %v", words)
	}
	return nil
}

// act does to the store and to the model what a line says. It returns the model's parties that the holder acts for,
// whether the model allows it, and the store's error.
func (p *player) act(words []string) (own []*naiveParty, allowed bool, err error) {
	ctx, n := context.Background(), p.model
	switch words[0] {
	case "settle":
		return nil, true, p.h.Settle(ctx)
	case "seats":
		return p.seats(words[1], words[2])
	case "waitinglist", "limit", "reserve":
		was := p.definition.Policy
		if err := p.policy(words); err != nil {
			return nil, true, err
		}
		if _, err = p.h.Store.Import(ctx, p.definition, false); err != nil {
			p.definition.Policy = was
		}
		n.policy = p.definition.Policy
		return nil, true, err
	case "calloff":
		if err = p.h.CallOff(ctx, p.definition.Slug, words[1], models.ActorCommand); err == nil {
			session, _ := p.definition.Session(words[1])
			session.Status = models.SessionCancelled
		}
		return nil, n.callOff(p.session(words[1])), err
	case "lots":
		return p.lots()
	case "sign":
		return p.sign(words)
	}
	name, place, _ := strings.Cut(words[1], "@")
	made := p.made[name]
	if made == nil {
		return nil, true, nil // its sign-up was left out of the history
	}
	var places []int
	var slug string
	for _, word := range words[2:] {
		if word[0] >= '0' && word[0] <= '9' {
			for place := range strings.SplitSeq(word, ",") {
				places = append(places, number(place))
			}
		} else {
			slug = word
		}
	}
	switch words[0] {
	case "cancel":
		return nil, n.cancel(name, places), p.h.Cancel(ctx, made.ID, places, models.ActorHolder)
	case "split":
		own = n.split(name)
		return own, len(own) > 0, p.h.Split(ctx, made.ID)
	case "substitute":
		person := models.Person{Name: fmt.Sprintf("Voorbeeld %d", p.lines), Email: fmt.Sprintf("nieuw.%d@voorbeeld.example", p.lines)}
		err = p.h.Substitute(ctx, made.ID, places[0], person, models.ActorHolder)
		allowed = n.substitutable(name, places)
		if allowed {
			p.addresses[name][places[0]-1] = person.Email
			if p.contacts[name] == places[0] {
				p.contacts[name] = 0 // and stays the contact
			}
		}
		return nil, allowed, err
	}
	holder := models.Holder{Registration: made.ID}
	parties := n.mine(name, places)
	if place != "" {
		holder.Place = number(place)
		parties = n.mine(name, []int{holder.Place})
		if contact := p.contacts[name]; len(parties) > 0 && len(parties[0].people) > 1 && holder.Place != contact {
			parties = nil // in a group of several only the contact decides
		}
	}
	session := p.session(slug)
	switch words[0] {
	case "swap":
		own = n.swap(p.free(parties), session)
		return own, len(own) > 0, p.h.Swap(ctx, holder, places, slug)
	case "rejoin":
		own = n.rejoin(p.free(parties), session)
		return own, len(own) > 0, p.h.Rejoin(ctx, holder, places, slug)
	case "accept":
		return nil, n.accept(parties, session), p.h.Accept(ctx, holder, places, slug)
	case "decline":
		return nil, n.decline(parties, session), p.h.Decline(ctx, holder, places, slug)
	}
	return nil, true, fmt.Errorf("no such line: %v", words)
}

// seats changes how many seats a session has: not below what is taken (rule 1).
func (p *player) seats(slug, seats string) (own []*naiveParty, allowed bool, err error) {
	capacity, overbooking, _ := strings.Cut(seats, "+")
	session, _ := p.definition.Session(slug)
	was := *session
	session.Capacity, session.Overbooking = number(capacity), 0
	if overbooking != "" {
		session.Overbooking = number(overbooking)
	}
	total := session.Seats()
	if _, err = p.h.Store.Import(context.Background(), p.definition, false); err != nil {
		*session = was
	}
	same := p.session(slug)
	if allowed = total >= p.model.taken(same, anybody); allowed {
		same.seats = total
	}
	return nil, allowed, err
}

func (p *player) lots() (own []*naiveParty, allowed bool, err error) {
	ctx := context.Background()
	allowed = p.model.awaits && !p.model.now.Before(p.definition.Policy.DrawAt)
	if err = p.h.HoldDraw(ctx, p.definition.Slug, "a sample value", models.ActorCommand); err != nil || !allowed {
		return nil, allowed, err
	}
	draw, err := p.h.Draw(ctx, p.definition.Slug)
	if err != nil {
		return nil, true, err
	}
	drawn, err := models.Lots(draw.Seed, draw.Value, draw.References)
	var order []string
	for _, lot := range drawn {
		for name, made := range p.made {
			if made.Reference == lot.Reference {
				order = append(order, name)
			}
		}
	}
	p.model.draw(order)
	return nil, true, err
}

func (p *player) sign(words []string) (own []*naiveParty, allowed bool, err error) {
	name, slugs := words[1], strings.Split(words[2], ",")
	in := storetest.SignUp(name, 1)
	in.Session, in.Alternatives, in.Organisation, in.Sector = slugs[0], slugs[1:], "Voorbeeld", "gemeenten"
	for _, word := range words[3:] {
		switch key, value, _ := strings.Cut(word, "="); {
		case word[0] == 'x':
			in.People = storetest.SignUp(name, number(word[1:])).People
		case word == "any":
			in.Together = models.TogetherAny
		case word == "wait":
			in.Wait = true
		case word == "po":
			in.Sector = "po"
		case key == "org":
			in.Organisation = "Voorbeeld " + value
		case key == "like":
			for i := range min(len(in.People), len(p.addresses[value])) {
				in.People[i].Email = p.addresses[value][i]
			}
		}
	}
	var addresses []string
	var places []int
	for i, person := range in.People {
		addresses, places = append(addresses, person.Email), append(places, i+1)
	}
	allowed = true
	for other := range p.made {
		for i, address := range p.addresses[other] {
			allowed = allowed && !(slices.Contains(addresses, address) && p.model.placed(other, []int{i + 1}))
		}
	}
	var sessions []*naiveSession
	for _, slug := range slugs {
		sessions = append(sessions, p.session(slug))
		allowed = allowed && p.model.takes(p.session(slug))
	}
	foreseen, _ := p.h.Forecast(context.Background(), p.definition.Slug, in)
	made, err := p.h.Register(context.Background(), p.definition.Slug, in)
	if err == nil && p.settled {
		if err := p.compareForecast(foreseen, made.ID); err != nil {
			return nil, true, err
		}
	}
	if err == nil {
		p.made[name], p.names[made.ID], p.addresses[name], p.contacts[name] = made, name, addresses, 1
	}
	var parties []*naiveParty
	for _, place := range places {
		if place == 1 || in.Together == models.TogetherAny {
			parties = append(parties, &naiveParty{registration: name, place: place, organisation: in.Organisation, sector: in.Sector})
		}
		last := parties[len(parties)-1]
		last.wait = in.Wait && p.model.policy.WaitingList != models.WaitingListOff // without a list there is nothing to wait on
		last.people = append(last.people, place)
	}
	if allowed {
		p.model.register(parties, sessions)
		own = parties
	}
	return own, allowed, err
}

// free are the parties of whose people nobody got a place in another registration meanwhile (rule 10).
func (p *player) free(parties []*naiveParty) (free []*naiveParty) {
	for _, party := range parties {
		taken := false
		for _, place := range party.people {
			for other, addresses := range p.addresses {
				for i, address := range addresses {
					taken = taken || other != party.registration && address == p.addresses[party.registration][place-1] && p.model.placed(other, []int{i + 1})
				}
			}
		}
		if !taken {
			free = append(free, party)
		}
	}
	return free
}
