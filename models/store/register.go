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
// models.Series.Admission and AdmitParty.
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
	session, _ := c.series.Session(in.Session)
	if err := c.series.Admission(session, c.now); err != nil {
		return nil, nil, err
	}
	if err := c.series.AdmitParty(session, len(in.People)); err != nil {
		return nil, nil, err
	}
	if duplicates, err := c.refuseDuplicates(in.People, 0); err != nil {
		return nil, nil, err
	} else if duplicates != nil {
		return nil, duplicates, nil
	}
	r := newRegistration(c.series, session, in, nonce)
	place(c.series, session, r)
	if err := c.insert(r, in); err != nil {
		return nil, nil, err
	}
	return r, nil, c.tellRegistered(r, session)
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

// newRegistration makes the values of a sign-up; rows get their ids when they are inserted.
func newRegistration(series *models.Series, session *models.Session, in *models.SignUp, nonce *string) *models.Registration {
	contact, place := in.Contact()
	r := &models.Registration{
		SeriesID: series.ID, Sector: in.Sector, Language: in.Language, Together: in.Together, Wait: in.Wait,
		NonceHash: nonce, TokenVersion: 1,
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
			EmailKey: models.NormaliseEmail(person.Email), Role: person.Role, TokenVersion: 1,
		})
	}
	return r
}

// place decides on the seats: the parties of one sign-up have the series' next number and are served in the form's order.
// The line was served before, so nobody in it fits where a newcomer does.
func place(series *models.Series, session *models.Session, r *models.Registration) {
	number := series.NextNumber
	series.NextNumber++
	for _, participant := range r.Participants {
		last := len(r.Placements) - 1
		if last < 0 || r.Placements[last].Party != participant.Party {
			r.Choices = append(r.Choices, models.Choice{SeriesID: series.ID, SessionID: session.ID, Party: participant.Party, Rank: 1, Number: number})
			r.Placements = append(r.Placements, models.Placement{
				SeriesID: series.ID, SessionID: session.ID, Party: participant.Party, Number: number, Rank: 1, Status: models.Waiting,
			})
			last++
		}
		p := &r.Placements[last]
		p.Size++
		p.Seats = append(p.Seats, models.Seat{SeriesID: series.ID, SessionID: session.ID, Status: models.Waiting})
	}
	for i := range r.Placements {
		p := &r.Placements[i]
		p.Ahead = session.Waiting
		session.Waiting += p.Size
		if session.Fits(p.Size) {
			session.Grant(p)
		}
	}
}

// insert writes the rows of a new registration, and its audit entry.
func (c *change) insert(r *models.Registration, in *models.SignUp) error {
	organisation, err := c.organisation(in.Organisation)
	if err != nil {
		return err
	}
	r.Organisation, r.OrganisationID = organisation, organisation.ID
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
	if err := c.insertPlacements(r); err != nil {
		return err
	}
	if err := c.insertAnswers(r, in.Answers); err != nil {
		return err
	}
	return c.audit(models.ActorHolder, "register", registrationSubject(r.ID), registered(r))
}

func (c *change) insertPlacements(r *models.Registration) error {
	for i := range r.Placements {
		p := &r.Placements[i]
		p.RegistrationID, p.ChoiceID = r.ID, r.Choices[i].ID
		p.CreatedAt, p.UpdatedAt = c.now, c.now
	}
	if err := gorm.G[models.Placement](c.db).CreateInBatches(c.ctx, &r.Placements, rowsAtOnce); err != nil {
		return err
	}
	var seats []models.Seat
	next := 0 // the participants come in the order of the parties
	for i := range r.Placements {
		for j := range r.Placements[i].Seats {
			seat := &r.Placements[i].Seats[j]
			uid, err := c.store.secret()
			if err != nil {
				return err
			}
			seat.PlacementID, seat.ParticipantID, seat.UID, seat.UpdatedAt = r.Placements[i].ID, r.Participants[next].ID, uid, c.now
			seats = append(seats, *seat)
			next++
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

// registered is the audit entry's details of a sign-up: each party with its number, size and result.
func registered(r *models.Registration) any {
	type party struct {
		Placement int64         `json:"placement"`
		Session   int64         `json:"session"`
		Number    int64         `json:"number"`
		Size      int           `json:"size"`
		Status    models.Status `json:"status"`
	}
	var parties []party
	for _, p := range r.Placements {
		parties = append(parties, party{p.ID, p.SessionID, p.Number, p.Size, p.Status})
	}
	return parties
}

// organisation finds the employer by its normalised name, or adds it.
func (c *change) organisation(name string) (models.Organisation, error) {
	key := models.NormaliseName(name)
	find := gorm.G[models.Organisation](c.db).Where("name_key = ?", key).Limit(1)
	found, err := find.Find(c.ctx)
	if err != nil {
		return models.Organisation{}, err
	}
	if len(found) > 0 {
		return found[0], nil
	}
	// Another series' transaction may add it at the same moment.
	added := models.Organisation{Name: name, NameKey: key, CreatedAt: c.now}
	if err := gorm.G[models.Organisation](c.db, clause.OnConflict{DoNothing: true}).Create(c.ctx, &added); err != nil || added.ID != 0 {
		return added, err
	}
	return find.Take(c.ctx)
}
