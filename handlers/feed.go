package handlers

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/calendar"
	"vonk/templates/language"
	"vonk/templates/pages"
)

// feedFresh is how long a calendar may show a feed before it asks again.
const feedFresh = "private, max-age=900"

// getSeriesFeed is the feed of a series: its sessions, cancelled ones too. No language is negotiated, as calendar services
// send none: ?lang= chooses, and otherwise it is the series' own.
func (s *server) getSeriesFeed(c echo.Context) error {
	slug, ok := strings.CutSuffix(c.Param("series"), ".ics")
	if !ok {
		return notFound()
	}
	key := pageKey{kind: "feed", series: slug, language: feedLanguage(c)}
	return s.cached(c, key, func() (*document, error) {
		series, err := s.Store.Series(c.Request().Context(), slug)
		if err != nil {
			return nil, err
		}
		spoken := key.language
		if spoken == "" {
			spoken = series.Language
		}
		var feed bytes.Buffer
		if err := calendar.SeriesFeed(&feed, series, calendar.Options{BaseURL: s.BaseURL, Language: spoken}); err != nil {
			return nil, err
		}
		return &document{contentType: calendar.MIMEType, language: spoken, body: feed.Bytes(), fresh: feedFresh}, nil
	})
}

// feedLanguage is the language that the address asks for; empty: none.
func feedLanguage(c echo.Context) string {
	for _, spoken := range models.Languages {
		if c.QueryParam("lang") == spoken {
			return spoken
		}
	}
	return ""
}

// getPersonFeed is the feed of one participant's own seats.
func (s *server) getPersonFeed(c echo.Context) error {
	token, err := s.feedToken(c, models.TokenFeed)
	if err != nil {
		return err
	}
	r, participant, err := s.Store.FeedOf(c.Request().Context(), token.ID, token.Version)
	if err != nil {
		return err
	}
	spoken := r.Language
	if asked := feedLanguage(c); asked != "" {
		spoken = asked
	}
	var feed bytes.Buffer
	if err := calendar.PersonFeed(&feed, r, participant, c.QueryParam("programme") == "yes", calendar.Options{BaseURL: s.BaseURL, Language: spoken}); err != nil {
		return err
	}
	return feedAnswer(c, feed.Bytes())
}

// getOrganiserFeed is the feed of the sessions that an organiser may look at, with how full they are.
func (s *server) getOrganiserFeed(c echo.Context) error {
	token, err := s.feedToken(c, models.TokenOffice)
	if err != nil {
		return err
	}
	organiser, all, err := s.Store.OfficeFeed(c.Request().Context(), token.ID, token.Version)
	if err != nil {
		return err
	}
	spoken := feedLanguage(c)
	if spoken == "" {
		spoken = language.Default
	}
	var seen []*models.Series
	for _, series := range all {
		part := *series
		part.Sessions = nil
		for _, session := range organiser.MayAt(models.MayLook, series) {
			part.Sessions = append(part.Sessions, *session)
		}
		if len(part.Sessions) > 0 {
			seen = append(seen, &part)
		}
	}
	var feed bytes.Buffer
	title := language.For(spoken, nil).T("feed.organiser")
	if err := calendar.OrganiserFeed(&feed, title, seen, calendar.Options{BaseURL: s.BaseURL, Language: spoken}); err != nil {
		return err
	}
	return feedAnswer(c, feed.Bytes())
}

// feedToken is that of a private feed: no other link opens one, and it opens nothing else.
func (s *server) feedToken(c echo.Context, kind models.TokenKind) (models.Token, error) {
	text, ok := strings.CutSuffix(c.Param("token"), ".ics")
	if !ok {
		return models.Token{}, notFound()
	}
	token, err := s.Tokens.Parse(text)
	if err == nil && token.Kind != kind {
		err = notFound()
	}
	return token, err
}

func feedAnswer(c echo.Context, body []byte) error {
	header := c.Response().Header()
	header.Set(echo.HeaderCacheControl, feedFresh)
	header.Set(headerETag, etag(body))
	if unchanged(c) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, calendar.MIMEType, body)
}

// subscription is how somebody subscribes to a feed at a path of ours.
func (s *server) subscription(path, title, spoken string) *pages.Subscription {
	address := s.BaseURL + path
	if spoken != "" && spoken != language.Default {
		address += "?lang=" + url.QueryEscape(spoken)
	}
	offer := &pages.Subscription{Address: address}
	for _, link := range calendar.Subscribe(address, title, spoken) {
		offer.Links = append(offer.Links, pages.Link{Name: link.Name, URL: link.URL})
	}
	return offer
}

// seriesSubscription is that of the public feed of a series.
func (s *server) seriesSubscription(series *models.Series, spoken string) *pages.Subscription {
	title := language.For(spoken, series.Location()).Text(series.Title)
	return s.subscription("/calendar/"+series.Slug+".ics", title, spoken)
}

// personSubscription is that of a participant's own feed.
func (s *server) personSubscription(r *models.Registration, person *models.Participant, spoken string) *pages.Subscription {
	title := language.For(spoken, r.Series.Location()).Text(r.Series.Title)
	token := s.Tokens.Make(models.Token{Kind: models.TokenFeed, ID: person.ID, Version: person.FeedVersion})
	return s.subscription("/calendar/my/"+token+".ics", title, spoken)
}

// postFeed gives the participant's feed a new address.
func (s *server) postFeed(c echo.Context) error {
	holder, err := s.held(c)
	if err != nil {
		return err
	}
	if holder.person == nil {
		return notFound()
	}
	if err := s.Store.RenewFeed(c.Request().Context(), holder.person.ID); err != nil {
		return err
	}
	return done(c, holder, doneFeed)
}

// postOrganiserFeed gives the organiser's feed a new address.
func (s *server) postOrganiserFeed(c echo.Context) error {
	if err := s.Store.RenewOfficeFeed(c.Request().Context(), organiserOf(c).ID); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, accountPath+"?done=feed")
}
