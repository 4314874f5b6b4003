package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// postCancel withdraws people: those whose places are given, or all that the token covers. The page's form in which people
// are ticked says choose=yes: nobody means "all" by ticking nothing.
func (s *server) postCancel(c echo.Context) error {
	holder, form, places, err := s.chosen(c)
	if err != nil {
		return err
	}
	if len(places) == 0 && form.Get("choose") == "yes" {
		return s.showHolder(c, http.StatusUnprocessableEntity, holder, said{
			problems: pages.Mistakes{{Field: "participant", Key: "problem.participant.missing"}},
		})
	}
	if err := s.Store.Cancel(c.Request().Context(), holder.registration.ID, places, models.ActorHolder); err != nil {
		return s.refuseHolder(c, err)
	}
	return done(c, holder, doneCancelled)
}

// chosen is the holder, with the form that came and the places in it.
func (s *server) chosen(c echo.Context) (holder *held, form url.Values, places []int, err error) {
	if holder, err = s.held(c); err != nil {
		return nil, nil, nil, err
	}
	// An act writes mails, so that a link is no way to send many.
	if err := s.signups.take(clientOf(c), s.Store.Now()); err != nil {
		return nil, nil, nil, err
	}
	if form, err = readForm(c); err != nil {
		return nil, nil, nil, err
	}
	places, err = placesIn(form, holder)
	return holder, form, places, err
}

// placesIn reads the places that are chosen. A participant's token covers that one place and no other.
func placesIn(form url.Values, holder *held) ([]int, error) {
	var places []int
	for _, text := range form["participant"] {
		place, err := strconv.Atoi(text)
		if err != nil || holder.person != nil && place != holder.person.Place {
			return nil, notFound()
		}
		places = append(places, place)
	}
	if holder.person != nil {
		places = []int{holder.person.Place}
	}
	return places, nil
}
