package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// signInCode is a mailed code that was asked for.
type signInCode struct {
	ID          int64
	OrganiserID *int64 // nil: the address is no organiser's who can use a code
	Nonce       string
	Tries       int
	Expires     time.Time
}

// RequestCode mails a code to an organiser who has an app to prove it with, and returns what the code is tried under. For
// every other address it does the same, except that no mail is written, so that nobody learns who is an organiser.
func (s *Store) RequestCode(ctx context.Context, email, language string) (id int64, err error) {
	wrote := false
	err = s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		if err := gorm.G[signInCode](db).Exec(ctx, "DELETE FROM sign_in_codes WHERE expires <= ?", s.Now()); err != nil {
			return err
		}
		nonce, err := s.secret()
		if err != nil {
			return err
		}
		code := signInCode{Nonce: nonce, Expires: s.Now().Add(models.CodeValid)}
		able, err := gorm.G[models.Organiser](db).Raw(`SELECT o.* FROM organisers o JOIN authenticators a ON a.organiser_id = o.id
			WHERE o.email_key = ? AND o.disabled = ?`, models.NormaliseEmail(email), false).Find(ctx)
		if err != nil {
			return err
		}
		if len(able) > 0 {
			code.OrganiserID = &able[0].ID
		}
		if err := gorm.G[signInCode](db).Create(ctx, &code); err != nil {
			return err
		}
		id = code.ID
		if len(able) == 0 {
			return nil
		}
		wrote = true
		return s.codeLetter(ctx, db, able[0].Email, language, &code)
	})
	if err == nil && wrote {
		s.ring()
	}
	return id, err
}

// codeLetter writes the mail with a code. The letter holds the nonce only: the code is made when it is rendered.
func (s *Store) codeLetter(ctx context.Context, db *gorm.DB, email, language string, code *signInCode) error {
	return s.letterOfNoSeries(ctx, db, models.Letter{
		Kind: models.LetterCode, RecipientEmail: email, Language: language, Facts: models.Facts{Nonce: code.Nonce, Deadline: code.Expires},
	})
}

// SignInByCode signs in with both codes at once, a try of at most models.CodeTries. check finds the time step of the app's code
// when both are right. Invalid, whatever is wrong: a code, the time, the number of tries, the address.
func (s *Store) SignInByCode(ctx context.Context, id int64, check func(*models.CodeTry) (step int64, ok bool)) (o *models.Organiser, err error) {
	wrong := false
	err = s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		tried, err := gorm.G[signInCode](db).Raw("UPDATE sign_in_codes SET tries = tries + 1 WHERE id = ? AND expires > ? AND tries < ? RETURNING *",
			id, s.Now(), models.CodeTries).Find(ctx)
		if err != nil {
			return err
		}
		if len(tried) == 0 || tried[0].OrganiserID == nil {
			wrong = true
			return nil
		}
		organiser := *tried[0].OrganiserID
		if err := s.lockOrganiser(ctx, db, organiser); err != nil {
			wrong = models.CodeOf(err) == models.NotFound
			if wrong {
				return nil
			}
			return err
		}
		f, err := factors(ctx, db, organiser)
		if err != nil {
			return err
		}
		err = useUp(ctx, db, f.App, func(app *models.Authenticator) (int64, bool) {
			return check(&models.CodeTry{OrganiserID: organiser, Nonce: tried[0].Nonce, App: app})
		})
		if wrong = errors.Is(err, errWrongCode); wrong {
			return s.happened(ctx, db, organiser, models.EventRefused)
		} else if err != nil {
			return err
		}
		if _, err := gorm.G[signInCode](db).Where("id = ?", id).Delete(ctx); err != nil {
			return err
		}
		if o, err = s.organiser(ctx, db, "id = ? AND disabled = ?", organiser, false); err != nil {
			return err
		}
		return s.entered(ctx, db, organiser, models.EventCode)
	})
	if err == nil && wrong {
		return nil, errWrongCode
	}
	return o, err
}
