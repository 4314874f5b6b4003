package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// turnAway says why a session does not take what was entered, when that began, and where there are seats: 409 when it is full and has no
// waiting list, 410 when it is closed, cancelled, past or not open yet. Any other error goes on.
func (s *server) turnAway(c echo.Context, series *models.Series, session *models.Session, in *entered, err error) error {
	var refused *models.Error
	if !errors.As(err, &refused) {
		return err
	}
	base := s.base(c, series)
	switch refused.Code {
	case models.Conflict:
		return s.show(c, http.StatusConflict, base.Language(), &pages.Full{Base: base, Session: session, People: len(in.People), Sector: in.Sector})
	case models.Gone:
		return s.show(c, http.StatusGone, base.Language(), &pages.Closed{Base: base, Session: session, Err: refused})
	}
	return err
}

// turnAwayLate is turnAway for what the store refused: the series may look different from when the form was read.
func (s *server) turnAwayLate(c echo.Context, in *entered, err error) error {
	series, failure := s.findSeries(c)
	if failure != nil {
		return failure
	}
	session, ok := series.Session(in.Session)
	if !ok {
		return err
	}
	return s.turnAway(c, series, session, in, err)
}

// turnAllAway says that no session of the series takes sign-ups: because one is full, because registration has yet to
// open, or because it is over.
func (s *server) turnAllAway(c echo.Context, series *models.Series) error {
	for _, state := range []models.Availability{models.SessionFull, models.SessionNotYet} {
		for i := range series.Sessions {
			if session := &series.Sessions[i]; series.Availability(session, s.Store.Now()) == state {
				return s.turnAway(c, series, session, &entered{}, series.Admission(session, s.Store.Now()))
			}
		}
	}
	base := s.base(c, series)
	return s.show(c, http.StatusGone, base.Language(), &pages.Closed{Base: base})
}
