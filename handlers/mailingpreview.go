package handlers

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/mails"
	"vonk/templates/pages"
)

// getMailingPreview shows a mailing as the recipient ?at= gets it, counted from 1.
func (s *server) getMailingPreview(c echo.Context) error {
	seen, err := s.previewed(c)
	if err != nil {
		return err
	}
	base := s.base(c, seen.letter.Series)
	return s.show(c, http.StatusOK, base.Language(), &pages.MailingPreview{
		Base: base, Mailing: *seen.letter.Mailing, Name: seen.letter.RecipientName, Email: seen.letter.RecipientEmail, Spoken: seen.letter.Language,
		Subject: seen.mail.Subject, From: seen.mail.From, ReplyTo: seen.mail.ReplyTo, Text: seen.mail.Text, At: seen.at, People: seen.people,
	})
}

// getMailingMessage is the HTML of that mail, as mail programs show it.
func (s *server) getMailingMessage(c echo.Context) error {
	seen, err := s.previewed(c)
	if err != nil {
		return err
	}
	html, hash := sheeted(string(seen.mail.HTML))
	header := c.Response().Header()
	header.Set(echo.HeaderContentSecurityPolicy, strings.Replace(contentPolicy, "style-src 'self'", "style-src 'self' 'sha256-"+hash+"'", 1))
	header.Set("Content-Language", seen.letter.Language)
	return c.HTML(http.StatusOK, html)
}

// previewed is a mailing's mail to one of its recipients.
type previewed struct {
	letter models.Letter
	mail   *mails.Preview
	at     int
	people int
}

func (s *server) previewed(c echo.Context) (*previewed, error) {
	m, err := s.mailing(c)
	if err != nil {
		return nil, err
	}
	seen := &previewed{at: 1}
	if text := c.QueryParam("at"); text != "" {
		if seen.at, err = strconv.Atoi(text); err != nil || seen.at < 1 || seen.at > maxPage {
			return nil, notFound()
		}
	}
	if seen.letter, seen.people, err = s.Store.PreviewMailing(c.Request().Context(), c.Param("series"), m.ID, seen.at-1); err != nil {
		return nil, err
	}
	seen.mail, err = mails.Look(&seen.letter, mails.Options{BaseURL: s.BaseURL, Token: func(models.Token) string { return "voorbeeld" }})
	return seen, err
}

var (
	inline     = regexp.MustCompile(` style="([^"]*)"`)
	styleSheet = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
)

// sheeted moves the styles of a mail's elements into its style sheet, and gives the sheet's hash: this site's pages allow no
// style within an element, which is what mail programs need.
func sheeted(html string) (changed, hash string) {
	var rules strings.Builder
	known := map[string]int{}
	html = inline.ReplaceAllStringFunc(html, func(attribute string) string {
		style := inline.FindStringSubmatch(attribute)[1]
		number, ok := known[style]
		if !ok {
			number = len(known)
			known[style] = number
			fmt.Fprintf(&rules, "[data-style=\"%d\"] { %s }\n", number, strings.ReplaceAll(style, "&#39;", "'"))
		}
		return fmt.Sprintf(` data-style="%d"`, number)
	})
	sheet := ""
	html = styleSheet.ReplaceAllStringFunc(html, func(element string) string {
		sheet = "\n" + rules.String() + styleSheet.FindStringSubmatch(element)[1]
		return "<style>" + sheet + "</style>"
	})
	sum := sha256.Sum256([]byte(sheet))
	return html, base64.StdEncoding.EncodeToString(sum[:])
}
