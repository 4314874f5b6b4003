package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getCancelling leads from the address of the question whom to cancel, and from that of undoing it, to the list.
func (s *server) getCancelling(c echo.Context) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/organiser/"+series.Slug+"/participants")
}

// postCancelling asks whether to cancel for the people who were chosen in the list, and does so when that was answered.
func (s *server) postCancelling(c echo.Context) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	form, err := readForm(c)
	if err != nil {
		return err
	}
	list := "/organiser/" + series.Slug + "/participants" + backToList(form)
	people, err := peopleIn(form)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		return c.Redirect(http.StatusSeeOther, list)
	}
	if value(form, "confirm") == "yes" {
		count, act, err := s.Store.CancelPeople(c.Request().Context(), series.Slug, people, actorOf(c))
		if err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, doneInList(list, "done=cancelled&count="+strconv.Itoa(count)+"&act="+strconv.FormatInt(act, 10)))
	}
	registrations, err := s.Store.RegistrationsOf(c.Request().Context(), series.Slug, people)
	if err != nil {
		return err
	}
	page := &pages.Cancelling{Base: s.base(c, series), Query: strings.TrimPrefix(backToList(form), "?")}
	for _, r := range registrations {
		for _, participant := range r.Participants {
			at := models.PersonAt{Registration: r.ID, Place: participant.Place}
			if participant.Withdrawn || !slices.Contains(people, at) {
				continue
			}
			who := pages.Chosen{Value: personText(at), Name: participant.Name, Organisation: r.Organisation.Name}
			for _, placement := range r.Placements {
				if session, ok := series.SessionByID(placement.SessionID); ok && placement.Status.Live() && placement.Party == participant.Party {
					who.Stands = append(who.Stands, session.Place())
				}
			}
			page.People = append(page.People, who)
		}
	}
	return s.show(c, http.StatusOK, page.Language(), page)
}

// peopleIn reads who was chosen in the list. NotFound for what the list does not write.
func peopleIn(form url.Values) (people []models.PersonAt, err error) {
	for _, text := range form["person"] {
		registration, place, ok := strings.Cut(text, ".")
		at := models.PersonAt{}
		if at.Registration, err = strconv.ParseInt(registration, 10, 64); err == nil {
			at.Place, err = strconv.Atoi(place)
		}
		if !ok || err != nil {
			return nil, notFound()
		}
		if !slices.Contains(people, at) {
			people = append(people, at)
		}
	}
	return people, nil
}

func personText(at models.PersonAt) string {
	return strconv.FormatInt(at.Registration, 10) + "." + strconv.Itoa(at.Place)
}
