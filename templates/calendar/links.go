package calendar

import (
	"net/url"
	"strings"
	"time"

	"vonk/models"
	"vonk/templates/language"
)

// Link adds a session to a calendar on the web. Name is that calendar's.
type Link struct {
	Name string
	URL  string
}

// Links are the web calendars to which one can add a session, made on the server: they work without JavaScript.
// baseURL is that of the site. Apple's programs open the download itself, under a scheme of their own.
func Links(series *models.Series, session *models.Session, baseURL, in string) []Link {
	p := language.For(in, series.Location())
	title, venue := escape(p.Text(session.Title)), escape(session.Venue.Line())
	details := escape(p.T("calendar.page", "URL", pageURL(series, session, Options{BaseURL: baseURL})))
	compact := func(at time.Time) string { return at.UTC().Format(utcLayout) }
	from, until := session.Starts.UTC().Format(time.RFC3339), session.Ends.UTC().Format(time.RFC3339)
	outlook := "/calendar/0/action/compose?rru=addevent&startdt=" + from + "&enddt=" + until +
		"&subject=" + title + "&body=" + details + "&location=" + venue
	return []Link{
		{p.T("calendar.google"), "https://calendar.google.com/calendar/render?action=TEMPLATE&text=" + title +
			"&dates=" + compact(session.Starts) + "/" + compact(session.Ends) + "&ctz=" + series.Timezone +
			"&details=" + details + "&location=" + venue},
		{p.T("calendar.outlook"), "https://outlook.live.com" + outlook},
		{p.T("calendar.office"), "https://outlook.office.com" + outlook},
		{p.T("calendar.yahoo"), "https://calendar.yahoo.com/?v=60&title=" + title +
			"&st=" + compact(session.Starts) + "&et=" + compact(session.Ends) + "&in_loc=" + venue + "&desc=" + details},
		{p.T("calendar.apple"), webcal(baseURL + "/calendar/" + series.Slug + "/" + session.Slug + ".ics")},
	}
}

// escape writes a value of a query with %20 for a space: not every calendar reads + as one.
func escape(value string) string {
	return strings.ReplaceAll(url.QueryEscape(clean(value, -1)), "+", "%20")
}
