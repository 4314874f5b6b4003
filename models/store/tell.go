package store

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// letter adds a letter to those that the transaction writes. Recipient, kind, ids and facts are the caller's.
func (c *change) letter(l models.Letter) error {
	id, err := c.store.secret()
	if err != nil {
		return err
	}
	l.SeriesID, l.MessageID, l.Stamp, l.NextAttempt, l.Status = c.series.ID, id, c.now, c.now, models.LetterQueued
	c.letters = append(c.letters, l)
	return nil
}

// news is what happened to people of one registration: to a party, or to those who left.
type news struct {
	kind         models.LetterKind
	registration int64
	party        int
	left         []int64 // participants; nil: it is about the party's people
	session      int64   // that it is about
	old          int64   // whose seat was given up; 0: none
}

// tells notes what is told at the end of the transaction.
func (c *change) tells(n news) { c.news = append(c.news, n) }

// standing is where one participant stands after the transaction, and what is told of it.
type standing struct {
	kind        models.LetterKind
	participant *models.Participant
	placement   *models.Placement
	seat        *models.Seat
	status      models.Status // that is told
	old         int64
	lines       []models.LineFact
	event       *event  // what their letter does to their calendar; nil: nothing
	gone        []event // what else is to leave their calendar; one mail holds one event
}

// event is a seat as a calendar gets it, or loses it.
type event struct {
	seat models.Seat
	fact models.EventFact
}

// tellAll writes the letters of what happened, when everything has: each person is told once, old and new, whatever happened
// in between.
func (c *change) tellAll() error {
	var order []int64
	by := map[int64][]news{}
	for _, n := range c.news {
		if by[n.registration] == nil {
			order = append(order, n.registration)
		}
		by[n.registration] = append(by[n.registration], n)
	}
	if err := c.know(order); err != nil {
		return err
	}
	for _, id := range order {
		r := c.known[id]
		if err := c.tell(r, c.standings(r, by[id])); err != nil {
			return err
		}
	}
	if err := c.tellChanges(); err != nil {
		return err
	}
	return c.remindAll()
}

// know loads the registrations that are not known yet, with where they stand.
func (c *change) know(ids []int64) error {
	if c.known == nil {
		c.known = map[int64]*models.Registration{}
	}
	var unknown []int64
	for _, id := range ids {
		if c.known[id] == nil {
			unknown = append(unknown, id)
		}
	}
	for len(unknown) > 0 {
		some := unknown[:min(len(unknown), rowsAtOnce)]
		unknown = unknown[len(some):]
		loaded, err := loadAll(c.ctx, c.db, "id IN ?", some)
		if err != nil {
			return err
		}
		for _, r := range loaded {
			r.Series = c.series
			c.known[r.ID] = r
			if err := stand(c.ctx, c.db, r, aheadNear, c.now); err != nil {
				return err
			}
		}
	}
	return nil
}

// sticky says that a kind of letter tells what came of it, so that what follows in the same transaction changes its facts
// only.
func sticky(kind, next models.LetterKind) bool {
	return kind == models.LetterCalledOff || kind == models.LetterDraw && next != models.LetterOffer
}

// standings are the people whom news is about, by place.
func (c *change) standings(r *models.Registration, all []news) []standing {
	lines := map[int][]models.LineFact{}
	for _, s := range r.Standings() {
		lines[s.Party] = lineFacts(s)
	}
	var about []standing
	for i := range r.Participants {
		participant := &r.Participants[i]
		var last news
		for _, n := range all {
			switch {
			case n.left != nil && !slices.Contains(n.left, participant.ID):
				continue
			case n.left == nil && (n.party != participant.Party || participant.Withdrawn):
				continue
			}
			if last.kind != "" {
				if last.old != 0 {
					n.old = last.old
				}
				if sticky(last.kind, n.kind) {
					n.kind = last.kind
					if n.kind == models.LetterCalledOff {
						n.session = last.session
					}
				}
			}
			last = n
		}
		if last.kind == "" {
			continue
		}
		s := standing{kind: last.kind, participant: participant, old: last.old, lines: lines[participant.Party]}
		for j := range r.Placements {
			for k := range r.Placements[j].Seats {
				if seat := &r.Placements[j].Seats[k]; seat.ParticipantID == participant.ID && seat.SessionID == last.session {
					s.placement, s.seat = &r.Placements[j], seat // the newest comes last
				}
			}
		}
		if s.old == last.session {
			s.old = 0
		}
		if s.seat == nil {
			continue
		}
		s.status = s.seat.Status
		if s.kind == models.LetterCancellation {
			s.lines = nil
		}
		s.event, s.gone = c.events(r, s)
		about = append(about, s)
	}
	return about
}

// lineFacts are a party's live lines by rank.
func lineFacts(s models.Standing) []models.LineFact {
	var facts []models.LineFact
	add := func(p *models.Placement) {
		if p == nil {
			return
		}
		fact := models.LineFact{SessionID: p.SessionID, Status: p.Status, Size: p.Size}
		if p.Status == models.Waiting {
			fact.Ahead, fact.Reason = p.Ahead, p.Reason
		}
		if p.Deadline != nil {
			fact.Deadline = *p.Deadline
		}
		facts = append(facts, fact)
	}
	live := append([]*models.Placement{s.Seat, s.Offer}, s.Waits...)
	live = slices.DeleteFunc(live, func(p *models.Placement) bool { return p == nil })
	slices.SortStableFunc(live, func(a, b *models.Placement) int { return a.Rank - b.Rank })
	for _, p := range live {
		add(p)
	}
	return facts
}

// weight orders the kinds by how much they ask of their reader: a letter about several people is of the first that applies.
var weight = []models.LetterKind{
	models.LetterOffer, models.LetterCalledOff, models.LetterDraw, models.LetterSwap, models.LetterPromotion, models.LetterConfirmation,
	models.LetterExpired, models.LetterDeclined, models.LetterReminder, models.LetterWaiting, models.LetterCancellation,
	models.LetterChange,
}

// tell writes the letters of one piece of news: the contact's, about everybody whom it concerns, and each participant's own.
// A contact who attends gets one for both.
func (c *change) tell(r *models.Registration, about []standing) error {
	if len(about) == 0 {
		return nil
	}
	first := about[0]
	for _, s := range about {
		if slices.Index(weight, s.kind) < slices.Index(weight, first.kind) {
			first = s
		}
	}
	for _, s := range about {
		if s.participant.Place == r.Contact.Place && s.event != nil {
			first = s // what the contact's own calendar gets is what the letter is about
		}
	}
	toContact := models.Letter{
		RegistrationID: r.ID, PlacementID: first.placement.ID, Kind: first.kind, Language: r.Language,
		RecipientName: r.Contact.Name, RecipientEmail: r.Contact.Email,
		Facts: c.facts(r, first, about),
	}
	toContact.Facts.ToContact, toContact.Facts.RegistrationVersion = true, r.TokenVersion
	for _, s := range about {
		if s.participant.Place == r.Contact.Place {
			c.concern(&toContact, s)
		}
	}
	if err := c.letter(toContact); err != nil {
		return err
	}
	for _, s := range about {
		if s.participant.Place == r.Contact.Place {
			if err := c.remove(toContact, s); err != nil {
				return err
			}
			continue
		}
		own := models.Letter{
			RegistrationID: r.ID, PlacementID: s.placement.ID, Kind: s.kind, Language: r.Language,
			RecipientName: s.participant.Name, RecipientEmail: s.participant.Email,
			Facts: c.facts(r, s, []standing{s}),
		}
		c.concern(&own, s)
		if err := c.letter(own); err != nil {
			return err
		}
		if err := c.remove(own, s); err != nil {
			return err
		}
	}
	return nil
}

// remove writes the letters that take out of a calendar what the one before them told of, and could not take out itself.
func (c *change) remove(told models.Letter, s standing) error {
	for _, gone := range s.gone {
		l := told
		l.Kind, l.PlacementID, l.Facts.SessionID = models.LetterRemoval, gone.seat.PlacementID, gone.seat.SessionID
		l.Facts.People = []models.PersonFact{{Place: s.participant.Place, Name: s.participant.Name, Status: gone.seat.Status}}
		l.Facts.OldSessionID, l.Facts.Deadline, l.Facts.Change = 0, time.Time{}, nil
		gone.attach(&l)
		if err := c.letter(l); err != nil {
			return err
		}
	}
	return nil
}

// events are what a person's calendar gets with their letter, and what leaves it besides. The letter has the seat or offer
// that it tells of or, when a session was called off, the one that they got instead; without any it takes out what was lost.
func (c *change) events(r *models.Registration, s standing) (own *event, gone []event) {
	for i := range r.Placements {
		placement := &r.Placements[i]
		for _, seat := range placement.Seats {
			if seat.ParticipantID != s.participant.ID {
				continue
			}
			turned := c.turned[placement.ID]
			lost := turned || c.departed[seat.ParticipantID] && placement.Status.Live()
			switch {
			case seat.Status == models.Confirmed || seat.Status == models.Offered:
				told := seat.ID == s.seat.ID && s.kind != models.LetterReminder || s.kind == models.LetterCalledOff && turned
				if told {
					own = &event{seat, models.EventFact{SessionID: seat.SessionID, Tentative: seat.Status == models.Offered}}
				}
			case lost && seat.Sequence > 0 && !c.unheard(seat.UID) && !c.gone(&seat): // their calendar held it: otherwise it had no second version
				gone = append(gone, event{seat, models.EventFact{SessionID: seat.SessionID, Cancels: true}})
			}
		}
	}
	if own == nil && len(gone) > 0 {
		own, gone = &gone[0], gone[1:]
	}
	return own, gone
}

// attach has a letter bring the event.
func (e *event) attach(l *models.Letter) {
	l.UID, l.Sequence, l.Facts.Event = e.seat.UID, e.seat.Sequence, &e.fact
}

// concern makes a letter one about a participant, with what it does to their calendar.
func (c *change) concern(l *models.Letter, s standing) {
	l.ParticipantID, l.Facts.ParticipantVersion, l.Facts.Replaced = s.participant.ID, s.participant.TokenVersion, c.replaced[s.participant.ID]
	if s.event != nil {
		s.event.attach(l)
	}
}

// facts are what a letter about some people says; first is the one that it is mainly about.
func (c *change) facts(r *models.Registration, first standing, about []standing) models.Facts {
	facts := models.Facts{
		Reference: r.Reference, ContactName: r.Contact.Name, Organisation: r.Organisation.Name,
		SessionID: first.placement.SessionID, OldSessionID: first.old, Size: first.placement.Size,
		FilledMeanwhile: r.FilledMeanwhile && c.signedUp == r.ID, Apart: c.apart == r.ID,
	}
	if first.placement.Deadline != nil { // it is, or was, offered
		facts.Deadline = *first.placement.Deadline
	}
	if c.series.AwaitsDraw() {
		facts.DrawAt = c.series.Policy.DrawAt
	}
	ahead := false
	for _, s := range about {
		if s.kind == models.LetterCalledOff {
			s.status = models.Cancelled // also of who only waited there
		}
		person := models.PersonFact{Place: s.participant.Place, Name: s.participant.Name, Status: s.status, OldSessionID: s.old, Left: s.kind == models.LetterCancellation, Lines: s.lines}
		if s.placement.SessionID != facts.SessionID {
			person.SessionID = s.placement.SessionID
		}
		facts.People = append(facts.People, person)
		if s.status == models.Waiting && !ahead {
			facts.Ahead, facts.Size, ahead = s.placement.Ahead, s.placement.Size, true
		}
	}
	return facts
}

// refuseDuplicates finds people who have a place in the series under a registration other than except. Their owners get a
// letter with their own link, once a day at most; who signs up gets an Invalid error that names the fields, and no names
// (seat rule 10). nil when there are none.
func (c *change) refuseDuplicates(people []models.Person, except int64) (*models.Error, error) {
	if !c.series.Policy.OneSeatPerPerson {
		return nil, nil
	}
	keys := make([]string, len(people))
	for i, person := range people {
		keys[i] = models.NormaliseEmail(person.Email)
	}
	taken, err := c.placedElsewhere(keys, except)
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	e := &models.Error{Code: models.Invalid, Key: "error.form"}
	for i, key := range keys {
		if slices.Contains(taken, key) {
			e.Problems = append(e.Problems, models.Problem{Field: "email", Place: i + 1, Key: "problem.email.registered"})
		}
	}
	slices.Sort(taken)
	for _, key := range taken {
		if err := c.tellDuplicate(key); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// placedElsewhere are those of some addresses that have a place in the series under a registration other than except. Who
// waits for a session that is over may sign up for another.
func (c *change) placedElsewhere(keys []string, except int64) (taken []string, err error) {
	err = gorm.G[models.Participant](c.db).Raw(`SELECT DISTINCT p.email_key FROM participants p JOIN seats s ON s.participant_id = p.id
		JOIN sessions t ON t.id = s.session_id
		WHERE p.email_key IN ? AND p.email_key <> '' AND p.series_id = ? AND p.registration_id <> ?
			AND (s.status IN ('confirmed', 'offered') OR s.status = 'waiting' AND t.status <> 'cancelled' AND t.starts > ?)`,
		keys, c.series.ID, except, c.now).Scan(c.ctx, &taken)
	return taken, err
}
