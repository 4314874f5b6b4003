package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getLostLink is the form of "Link kwijt?".
func (s *server) getLostLink(c echo.Context) error {
	base := s.base(c, nil)
	return s.show(c, http.StatusOK, base.Language(), &pages.Lost{Base: base})
}

// postLostLink mails an address its links. Everybody gets the same answer, so that nobody learns who signed up.
func (s *server) postLostLink(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	if err := s.failures.take(clientOf(c), s.Store.Now()); err != nil {
		return err
	}
	base := s.base(c, nil)
	page := &pages.Lost{Base: base, Email: strings.TrimSpace(strings.ToValidUTF8(form.Get("email"), "\ufffd"))}
	if problem := emailProblem(page.Email); problem != "" {
		page.Problems = pages.Mistakes{{Field: "email", Key: problem}}
		return s.show(c, http.StatusUnprocessableEntity, base.Language(), page)
	}
	if err := s.Store.RequestLinks(c.Request().Context(), page.Email, base.Language()); err != nil {
		return err
	}
	page.Sent = true
	return s.show(c, http.StatusOK, base.Language(), page)
}

func emailProblem(email string) string {
	switch {
	case email == "":
		return "problem.email.missing"
	case len(email) > models.MaxEmail || !models.ValidEmail(email):
		return "problem.email.invalid"
	}
	return ""
}
