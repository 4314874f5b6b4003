package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// Register signs people up: it gives them seats, or places in the line, and writes their letters. The same nonce again
// returns the registration that it made before, without what belongs to it. Errors: NotFound; Invalid with Problems, among
// them addresses that have a place in the series already (their owners get a letter); Gone or Conflict of
// models.Series.Admission and AdmitPlaced.
func (s *Store) Register(ctx context.Context, slug string, in models.SignUp) (*models.Registration, error) {
	in.Clean()
	var done *models.Registration
	var refused error // an answer that leaves something behind: the transaction is committed all the same
	err := s.change(ctx, bySlug(slug), func(c *change) (err error) {
		done, refused, err = c.register(&in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return done, refused
}

func (c *change) register(in *models.SignUp) (done *models.Registration, refused, err error) {
	if c.series.Status != models.SeriesPublished {
		return nil, nil, missing(gorm.ErrRecordNotFound)
	}
	nonce := hashNonce(in)
	if nonce != nil {
		earlier, err := gorm.G[models.Registration](c.db).Where("series_id = ? AND nonce_hash = ?", c.series.ID, *nonce).Limit(1).Find(c.ctx)
		if err != nil {
			return nil, nil, err
		}
		if len(earlier) > 0 {
			return &earlier[0], nil, nil
		}
	}
	if err := in.Validate(c.series); err != nil {
		return nil, nil, err
	}
	if err := c.admit(in); err != nil {
		return nil, nil, err
	}
	if duplicates, err := c.refuseDuplicates(in.People, 0); err != nil {
		return nil, nil, err
	} else if duplicates != nil {
		return nil, duplicates, nil
	}
	employer, err := c.organisation(in.Organisation)
	if err != nil {
		return nil, nil, err
	}
	n, err := c.place(in, employer, nonce)
	if err != nil {
		return nil, nil, err
	}
	return n.registration, nil, c.insert(n, in)
}

// admit says whether the sessions take sign-ups now.
func (c *change) admit(in *models.SignUp) error {
	session, _ := c.series.Session(in.Session)
	if err := c.series.Admission(session, c.now); err != nil {
		// Full is for placing to find: an alternative may have seats.
		if models.CodeOf(err) != models.Conflict || len(in.Alternatives) == 0 {
			return err
		}
	}
	return c.series.AdmitAlternatives(in.Alternatives, c.now)
}

// formNonce is how long the nonce of our own form is: 128 bits in hex. Nobody guesses it.
const formNonce = 32

// hashNonce keeps a nonce so that who reads the database cannot use it to open the registration. Two scripts may think of
// the same shorter one: it counts only together with everybody who is signed up, and opens nobody else's registration.
func hashNonce(in *models.SignUp) *string {
	if in.Nonce == "" {
		return nil
	}
	named := in.Nonce
	if len(named) < formNonce {
		named = fmt.Sprintf("%q %q %q %q", in.Nonce, in.ContactName, in.ContactEmail, in.People)
	}
	sum := sha256.Sum256([]byte(named))
	hash := hex.EncodeToString(sum[:16])
	return &hash
}

// newcomer is a sign-up that was placed and is not written yet.
type newcomer struct {
	registration *models.Registration
	asked        []models.Party // before anybody is served: what the audit entry of the sign-up holds
	parties      []models.Party // as placed
	judgements   []*judgement   // in the order of the grants
	judged       []int          // the party of each
	actor        string         // who signed them up
}

// place decides on the seats of a sign-up: its parties have the series' next number. It keeps the counters and writes
// nothing. Errors: Conflict when they do not all fit and the series has no waiting list.
func (c *change) place(in *models.SignUp, employer models.Organisation, nonce *string) (*newcomer, error) {
	session, _ := c.series.Session(in.Session)
	r := newRegistration(c.series, session, in, nonce)
	r.Organisation, r.OrganisationID = employer, employer.ID
	n := &newcomer{registration: r, parties: newParties(c.series, in, r), actor: models.ActorHolder}
	c.series.NextNumber++
	for i := range n.parties {
		n.parties[i].Arrange(c.series, c.now)
		n.asked = append(n.asked, n.parties[i].Clone())
	}
	taken, err := takenBy(c.ctx, c.db, c.series, employer.ID, c.now)
	if err != nil {
		return nil, err
	}
	waiting := map[int64]int{}
	for i := range c.series.Sessions {
		waiting[c.series.Sessions[i].ID] = c.series.Sessions[i].Waiting
	}
	c.cause = models.ActionRegister
	c.series.Newcomers(n.parties, taken, c.now, func(p *models.Party, line *models.Line) {
		n.judgements = append(n.judgements, c.judge(p, line, taken[line.Session]))
		n.judged = append(n.judged, slices.IndexFunc(n.parties, func(other models.Party) bool { return other.Place == p.Place }))
	})
	if err := c.series.AdmitPlaced(session, n.parties); err != nil {
		return nil, err
	}
	for i := range n.parties {
		c.lay(r, &n.parties[i], waiting, taken)
	}
	return n, nil
}

// lay makes the rows of a party's lines: a choice for each, and a placement for each that is live. Waiting is how many people
// waited at each session before, and is kept.
func (c *change) lay(r *models.Registration, p *models.Party, waiting, taken map[int64]int) {
	for i := range p.Lines {
		line := &p.Lines[i]
		r.Choices = append(r.Choices, models.Choice{SeriesID: c.series.ID, SessionID: line.Session, Party: p.Place, Rank: line.Rank, Number: line.Number})
		if !line.Status.Live() {
			continue
		}
		placement := c.row(p, line)
		if line.Status == models.Waiting {
			session, _ := c.series.SessionByID(line.Session)
			placement.Ahead = waiting[line.Session]
			placement.Reason = c.series.WhyWaiting(session, p.Size, placement.Share, taken[line.Session], false, c.now)
			waiting[line.Session] += p.Size
		}
		r.Placements = append(r.Placements, placement)
	}
}

// newRegistration makes the values of a sign-up; rows get their ids when they are inserted.
func newRegistration(series *models.Series, session *models.Session, in *models.SignUp, nonce *string) *models.Registration {
	contact, place := in.Contact()
	r := &models.Registration{
		SeriesID: series.ID, Sector: in.Sector, Language: in.Language, Together: in.Together,
		Wait:      in.Wait && series.Policy.WaitingList != models.WaitingListOff, // without a list there is nothing to wait on
		NonceHash: nonce, TokenVersion: 1, Series: series,
		FilledMeanwhile: in.Shown && !slices.Contains(in.SeenFull, session.Slug) && session.Free() == 0,
		Contact: models.Contact{
			SeriesID: series.ID, Name: contact.Name, Email: contact.Email, EmailKey: models.NormaliseEmail(contact.Email),
			Phone: in.Phone, Place: place, Newsletter: in.Newsletter, Followup: in.Followup,
		},
	}
	if !slices.Contains(models.Languages, r.Language) {
		r.Language = series.Language
	}
	parties := models.Parties(len(in.People), in.Together)
	for i, person := range in.People {
		r.Participants = append(r.Participants, models.Participant{
			SeriesID: series.ID, Place: i + 1, Party: parties[i], Name: person.Name, Email: person.Email,
			EmailKey: models.NormaliseEmail(person.Email), Role: person.Role, TokenVersion: 1, FeedVersion: 1,
		})
	}
	return r
}

// newParties are the parties of a sign-up with a line for each choice, the first choice first.
func newParties(series *models.Series, in *models.SignUp, r *models.Registration) []models.Party {
	var parties []models.Party
	for _, participant := range r.Participants {
		if n := len(parties); n > 0 && parties[n-1].Place == participant.Party {
			parties[n-1].Size++
			continue
		}
		p := models.Party{Place: participant.Party, Organisation: r.OrganisationID, Sector: r.Sector, Size: 1, Wait: r.Wait}
		for rank, slug := range append([]string{in.Session}, in.Alternatives...) {
			session, _ := series.Session(slug)
			p.Lines = append(p.Lines, models.Line{Session: session.ID, Rank: rank + 1, Number: series.NextNumber})
		}
		parties = append(parties, p)
	}
	return parties
}

// insert writes the rows of a new registration, its audit entries, and what to tell.
func (c *change) insert(n *newcomer, in *models.SignUp) error {
	if err := c.insertRows(n, in.Answers); err != nil {
		return err
	}
	return c.record(n)
}

func (c *change) insertRows(n *newcomer, answers map[string][]string) (err error) {
	r := n.registration
	if r.Reference, err = c.store.reference(); err != nil {
		return err
	}
	r.CreatedAt, r.UpdatedAt = c.now, c.now
	if err := gorm.G[models.Registration](c.db).Create(c.ctx, r); err != nil {
		return err
	}
	r.Contact.RegistrationID = r.ID
	if err := gorm.G[models.Contact](c.db).Create(c.ctx, &r.Contact); err != nil {
		return err
	}
	for i := range r.Participants {
		r.Participants[i].RegistrationID = r.ID
	}
	if err := gorm.G[models.Participant](c.db).CreateInBatches(c.ctx, &r.Participants, rowsAtOnce); err != nil {
		return err
	}
	for i := range r.Choices {
		r.Choices[i].RegistrationID = r.ID
	}
	if err := gorm.G[models.Choice](c.db).CreateInBatches(c.ctx, &r.Choices, rowsAtOnce); err != nil {
		return err
	}
	if err := c.insertPlacements(n); err != nil {
		return err
	}
	return c.insertAnswers(r, answers)
}

// insertPlacements writes the placements with their seats, and gives the parties' lines their ids.
func (c *change) insertPlacements(n *newcomer) error {
	r := n.registration
	for i := range r.Placements {
		p := &r.Placements[i]
		p.RegistrationID = r.ID
		for _, choice := range r.Choices {
			if choice.Party == p.Party && choice.SessionID == p.SessionID {
				p.ChoiceID = choice.ID
			}
		}
	}
	if err := gorm.G[models.Placement](c.db).CreateInBatches(c.ctx, &r.Placements, rowsAtOnce); err != nil {
		return err
	}
	var seats []models.Seat
	for i := range r.Placements {
		p := &r.Placements[i]
		for _, participant := range r.Participants {
			if participant.Party != p.Party {
				continue
			}
			seat, err := c.seat(p, listed(r, &participant))
			if err != nil {
				return err
			}
			p.Seats = append(p.Seats, seat)
			seats = append(seats, seat)
		}
		if p.Status == models.Waiting || c.series.Limited(c.now) { // a seat taken leaves the organisation less room
			c.stale(p.SessionID, p.OrganisationID)
		}
	}
	for i := range n.parties {
		party := &n.parties[i]
		stored := r.PartyOf(party.Place)
		party.Registration, n.asked[i].Registration = r.ID, r.ID
		for j := range party.Lines {
			party.Lines[j].Choice, party.Lines[j].Placement = stored.Lines[j].Choice, stored.Lines[j].Placement
			n.asked[i].Lines[j].Choice = stored.Lines[j].Choice
		}
	}
	return gorm.G[models.Seat](c.db).CreateInBatches(c.ctx, &seats, rowsAtOnce)
}

func (c *change) insertAnswers(r *models.Registration, answers map[string][]string) error {
	for _, question := range c.series.Questions {
		if values := answers[question.Key]; len(values) > 0 {
			r.Answers = append(r.Answers, models.Answer{RegistrationID: r.ID, QuestionID: question.ID, Value: strings.Join(values, ",")})
		}
	}
	if len(r.Answers) == 0 {
		return nil
	}
	return gorm.G[models.Answer](c.db).CreateInBatches(c.ctx, &r.Answers, rowsAtOnce)
}

// record writes the audit entries of a sign-up and of its grants, and notes what to tell its people.
func (c *change) record(n *newcomer) error {
	r := n.registration
	if err := c.deed(n.actor, models.ActionRegister, registrationSubject(r.ID), models.Deed{Parties: n.asked}); err != nil {
		return err
	}
	for i, j := range n.judgements {
		j.Cause = c.cause
		j.conclude(&n.parties[n.judged[i]], true)
		line := j.Party.At(j.Session)
		if err := c.audit(models.ActorSystem, models.ActionGrant, placementSubject(line.Placement), j); err != nil {
			return err
		}
	}
	if c.known == nil {
		c.known = map[int64]*models.Registration{}
	}
	c.known[r.ID], c.signedUp = r, r.ID
	for i := range n.parties {
		p := &n.parties[i]
		told := news{kind: models.LetterWaiting, registration: r.ID, party: p.Place, session: p.Lines[0].Session}
		if seat := p.Seat(); seat != nil {
			told.kind, told.session = models.LetterConfirmation, seat.Session
		}
		c.tells(told)
	}
	return nil
}

// organisation finds the employer by its normalised name, or adds it.
func (c *change) organisation(name string) (models.Organisation, error) {
	key := models.NormaliseName(name)
	known, err := knownOrganisation(c.ctx, c.db, key)
	if err != nil || known.ID != 0 {
		return known, err
	}
	// Another series' transaction may add it at the same moment.
	added := models.Organisation{Name: name, NameKey: key, CreatedAt: c.now}
	if err := gorm.G[models.Organisation](c.db, clause.OnConflict{DoNothing: true}).Create(c.ctx, &added); err != nil || added.ID != 0 {
		return added, err
	}
	return knownOrganisation(c.ctx, c.db, key)
}

// knownOrganisation finds an employer by its key, or the one that it was merged into. An unknown one has no id.
func knownOrganisation(ctx context.Context, db *gorm.DB, key string) (models.Organisation, error) {
	found, err := gorm.G[models.Organisation](db).Raw(`SELECT o.* FROM organisations n JOIN organisations o ON o.id = coalesce(n.merged_into, n.id)
		WHERE n.name_key = ?`, key).Find(ctx)
	if err != nil || len(found) == 0 {
		return models.Organisation{}, err
	}
	return found[0], nil
}
