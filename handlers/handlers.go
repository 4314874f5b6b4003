// Package handlers answers HTTP: one file for each page or action, one table of routes, and one place that turns an error
// into a status and a page. A handler binds a form, calls one method of the store, and renders one page or redirects.
package handlers

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"
	"github.com/labstack/gommon/log"

	"vonk/models"
	"vonk/models/store"
	"vonk/static"
	"vonk/templates/pages"
)

// Options say what the site serves, and how.
type Options struct {
	Store          *store.Store
	Tokens         models.Tokens // of people's links
	Log            *slog.Logger
	BaseURL        string         // of the site, as people type it: "https://vonk.example", always without a path
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	RateLimit      int            // sign-ups a minute for each client address; 0: no limit
	Demo           bool           // pages are marked as a demonstration
	OIDC           *OIDC          // an organisation's own sign-in; nil: none
	Sender         string         // the address that the administrator chose for mail; empty: none
	Build          string         // names the program: another one may write the same list otherwise
	MailAway       func() bool    // the mail server did not answer last time; nil: nobody knows

	Stopping <-chan struct{} // closed when the program stops: answers that would go on end then; nil: never
}

// server is the site.
type server struct {
	Options
	renderer *pages.Renderer
	zone     *time.Location // of pages about no series
	files    http.Handler   // of /static
	https    bool
	headers  http.Header
	origins  *http.CrossOriginProtection
	sessions *scs.SessionManager
	pages    pageCache
	lots     lotCache
	accepted acceptedLanguages
	programs map[string]bool // routes that answer programs: their errors are JSON
	signups  *limiter        // every sign-up
	failures *limiter        // what somebody does who guesses addresses
	streams  chan struct{}   // holds one for each open stream

	passkeys         *webauthn.WebAuthn // nil: the site's address cannot have any
	provider         *provider          // nil: the organisation has no sign-in of its own
	begins           *limiter
	factorsOfClient  *limiter
	factorsOfAccount *limits[int64]
	codesOfClient    *limiter
	codesOfAddress   *limits[string]
}

// failureShare is how many sign-ups weigh as much as one guess at an address.
const failureShare = 4

// defaultZone is where the people live for whom Vonk was made.
const defaultZone = "Europe/Amsterdam"

// requestTime is how long a page may take. Downloads may take longer: they end when the client stops reading.
const requestTime = 30 * time.Second

// New makes the site. It returns an error when the base URL is not one.
func New(o Options) (http.Handler, error) {
	e, err := newEcho(o)
	return e, err
}

func newEcho(o Options) (*echo.Echo, error) {
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || strings.Trim(base.Path, "/") != "" {
		return nil, &models.Error{Code: models.Invalid, Key: "error.baseurl", Args: map[string]any{"URL": o.BaseURL}, Cause: err}
	}
	o.BaseURL = strings.TrimSuffix(o.BaseURL, "/")
	renderer, err := pages.New()
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(defaultZone)
	if err != nil {
		return nil, err
	}
	s := &server{
		Options:  o,
		renderer: renderer,
		zone:     zone,
		files:    static.Handler(),
		https:    base.Scheme == "https",
		headers:  securityHeaders(base.Scheme == "https"),
		origins:  http.NewCrossOriginProtection(),
		programs: map[string]bool{},
		streams:  make(chan struct{}, maxStreams),
		signups:  newLimiter(o.RateLimit),
		failures: newLimiter((o.RateLimit + failureShare - 1) / failureShare),

		passkeys:         newPasskeys(base),
		provider:         newProvider(o.OIDC, o.BaseURL),
		begins:           newLimiter(beginsOfClient),
		factorsOfClient:  newLimits[netip.Prefix](factorsOfClient, factorsPeriod),
		factorsOfAccount: newLimits[int64](factorsOfAccount, factorsPeriod),
		codesOfClient:    newLimits[netip.Prefix](codesOfClient, factorsPeriod),
		codesOfAddress:   newLimits[string](codesOfAddress, factorsPeriod),
	}
	// A proxy in front may hand on another Host than people see.
	if err := s.origins.AddTrustedOrigin(base.Scheme + "://" + base.Host); err != nil {
		return nil, err
	}
	s.sessions = s.newSessions()

	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.Logger.SetLevel(log.OFF) // everything is logged by slog
	e.IPExtractor = clientAddress(o.TrustedProxies)
	e.HTTPErrorHandler = s.fail
	s.routes(e)
	return e, nil
}

// clientAddress finds the client behind the proxies that are trusted, and behind no others.
func clientAddress(trusted []netip.Prefix) echo.IPExtractor {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, prefix := range trusted {
		prefix = prefix.Masked()
		options = append(options, echo.TrustIPRange(&net.IPNet{
			IP: prefix.Addr().AsSlice(), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen()),
		}))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}
