package handlers

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/labstack/echo/v4"
	"golang.org/x/oauth2"

	"vonk/models"
	"vonk/templates/pages"
)

const callbackPath = "/organiser/sign-in/oidc/callback"

// OIDC is an organisation's own sign-in (OpenID Connect).
type OIDC struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Name         string // on the button
	RoleClaim    string // the claim that Roles looks at
	Roles        []ClaimRole
}

// ClaimRole gives a role somewhere to everybody whose claim has a value.
type ClaimRole struct {
	Value string
	models.Grant
}

// How the provider is asked.
const (
	discoveryTime  = 5 * time.Second  // how long finding out about it may take
	discoveryPause = 30 * time.Second // how long it counts as away once that failed
	exchangeTime   = 10 * time.Second // how long exchanging a code may take
	flowTime       = 15 * time.Minute // how long somebody may take to sign in there
)

// sessionFlow is where a session keeps what the answer must fit: string, a flow as JSON.
const sessionFlow = "oidc"

// flow is a way to the provider and back.
type flow struct {
	State    string
	Nonce    string
	Verifier string // of PKCE
	Next     string
	Prove    bool  // by the organiser who is signed in, who must sign in there afresh
	Begun    int64 // Unix seconds, by the store's clock
}

// provider is what is known of the provider. It is found out when it is first needed: the program starts without it.
type provider struct {
	OIDC
	redirect string

	mutex sync.Mutex
	found *oidc.Provider
	again time.Time // while it is away: when it is tried again
}

// newProvider returns nil without a configuration.
func newProvider(o *OIDC, baseURL string) *provider {
	if o == nil {
		return nil
	}
	return &provider{OIDC: *o, redirect: baseURL + callbackPath}
}

// errProviderAway says that the provider cannot be reached.
var errProviderAway = &models.Error{Code: models.Unavailable, Key: "error.oidc.away"}

// discover finds out about the provider, once.
func (p *provider) discover(now time.Time, log *slog.Logger) (*oidc.Provider, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	if now.Before(p.again) {
		return nil, errProviderAway
	}
	// Its keys are fetched later with the same client, when this request is over.
	ctx := oidc.ClientContext(context.Background(), &http.Client{Timeout: discoveryTime})
	found, err := oidc.NewProvider(ctx, p.Issuer)
	if err != nil {
		p.again = now.Add(discoveryPause)
		log.Warn("the sign-in of the organisation cannot be reached", "error", err)
		return nil, errProviderAway
	}
	p.found = found
	return found, nil
}

func (p *provider) config(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: p.redirect,
		Scopes: p.scopes(found),
	}
}

// scopes are those that tell the address and, where the provider knows a scope of the claim's name, the roles.
func (p *provider) scopes(found *oidc.Provider) []string {
	scopes := []string{oidc.ScopeOpenID, "email", "profile"}
	var told struct {
		Scopes []string `json:"scopes_supported"`
	}
	if found.Claims(&told) == nil && slices.Contains(told.Scopes, p.RoleClaim) && !slices.Contains(scopes, p.RoleClaim) {
		scopes = append(scopes, p.RoleClaim)
	}
	return scopes
}

// offerProvider is the name of the organisation's own sign-in, and whether it is away; empty: there is none.
func (s *server) offerProvider() (name string, away bool) {
	if s.provider == nil {
		return "", false
	}
	_, err := s.provider.discover(s.Store.Now(), s.Log)
	return s.provider.Name, err != nil
}

// roles are those that somebody's claim gives.
func (p *provider) roles(claimed []string) (grants []models.Grant) {
	for _, mapped := range p.Roles {
		if slices.Contains(claimed, mapped.Value) {
			grants = append(grants, mapped.Grant)
		}
	}
	return grants
}

// postOIDC leads to the provider, by a page that goes on by itself and has a link besides.
func (s *server) postOIDC(c echo.Context) error {
	if _, err := s.loadSession(c); err != nil {
		return err
	}
	return s.leave(c, false)
}

// postProveOIDC leads the organiser who is signed in to the provider, to sign in there afresh.
func (s *server) postProveOIDC(c echo.Context) error { return s.leave(c, true) }

func (s *server) leave(c echo.Context, prove bool) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	if s.provider == nil {
		return notFound()
	}
	if err := s.begins.take(clientOf(c), s.Store.Now()); err != nil {
		return err
	}
	ctx := c.Request().Context()
	found, err := s.provider.discover(s.Store.Now(), s.Log)
	if err != nil {
		return err
	}
	f := flow{
		State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Next: local(value(form, "next")), Prove: prove, Begun: s.Store.Now().Unix(),
	}
	raw, err := json.Marshal(f)
	if err != nil {
		return err
	}
	s.sessions.Put(ctx, sessionFlow, string(raw))
	if err := s.saveSession(ctx, c); err != nil {
		return err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)}
	if prove {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "1")) // some refuse 0
	}
	// A redirect would end at our own policy, which lets forms lead nowhere else; and providers lead on to others.
	base := s.base(c, nil)
	page := &pages.Leaving{Base: base, Provider: s.provider.Name, URL: s.provider.config(found).AuthCodeURL(f.State, options...)}
	c.Response().Header().Set("Refresh", "0; url="+page.URL)
	return s.show(c, http.StatusOK, base.Language(), page)
}

// getOIDCCallback is where the provider sends people back. It changes something although it is a GET: the state in the session,
// which no other site and no mail scanner has, says that this browser asked for it, once.
func (s *server) getOIDCCallback(c echo.Context) error {
	if s.provider == nil {
		return notFound()
	}
	ctx, err := s.loadSession(c)
	if err != nil {
		return err
	}
	f, err := s.returned(c)
	if err != nil {
		return err
	}
	settle, err := s.tryFactor(c, 0)
	if err != nil {
		return err
	}
	claims, err := s.claims(ctx, c.QueryParam("code"), f)
	if err != nil {
		return s.refuseOIDC(c, err)
	}
	settle()
	if f.Prove {
		return s.proveByOIDC(c, f, claims)
	}
	organiser, err := s.Store.SignInByOIDC(ctx, claims.Email, s.provider.roles(claims.roles))
	if err != nil {
		return s.notProved(c, err)
	}
	if err := s.signIn(c, organiser, models.EventOIDC); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, f.Next)
}

// returned takes the flow out of the session: an answer counts once, in the browser that asked for it.
func (s *server) returned(c echo.Context) (*flow, error) {
	refused := &models.Error{Code: models.Gone, Key: "error.oidc.late"}
	ctx := c.Request().Context()
	raw := s.sessions.GetString(ctx, sessionFlow)
	var f flow
	if raw == "" || json.Unmarshal([]byte(raw), &f) != nil || subtle.ConstantTimeCompare([]byte(f.State), []byte(c.QueryParam("state"))) != 1 {
		return nil, refused
	}
	s.sessions.Remove(ctx, sessionFlow)
	if _, _, err := s.sessions.Commit(ctx); err != nil {
		return nil, err
	}
	if s.Store.Now().Sub(time.Unix(f.Begun, 0)) >= flowTime {
		return nil, refused
	}
	return &f, nil
}

// told are the claims that matter.
type told struct {
	Email    string          `json:"email"`
	Verified json.RawMessage `json:"email_verified"`
	AuthTime int64           `json:"auth_time"`
	roles    []string
}

// claims exchanges the code and checks the token: signature, issuer, audience, time, nonce, and that the address is verified.
func (s *server) claims(ctx context.Context, code string, f *flow) (*told, error) {
	if code == "" {
		return nil, errors.New("the provider sent no code")
	}
	found, err := s.provider.discover(s.Store.Now(), s.Log)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, &http.Client{Timeout: exchangeTime}), exchangeTime)
	defer cancel()
	answer, err := s.provider.config(found).Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		var refused *oauth2.RetrieveError
		if errors.As(err, &refused) {
			return nil, errors.New("the provider refused the code: " + refused.ErrorCode) // the rest may hold what is secret
		}
		return nil, err
	}
	raw, ok := answer.Extra("id_token").(string)
	if !ok {
		return nil, errors.New("the provider sent no ID token")
	}
	token, err := found.Verifier(&oidc.Config{ClientID: s.provider.ClientID, Now: s.Store.Now}).Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(f.Nonce)) != 1 {
		return nil, errors.New("the token has another nonce")
	}
	var claims told
	var all map[string]json.RawMessage
	if err := errors.Join(token.Claims(&claims), token.Claims(&all)); err != nil {
		return nil, err
	}
	if verified := string(claims.Verified); verified != "true" && verified != `"true"` {
		return nil, &models.Error{Code: models.Forbidden, Key: "error.oidc.unverified"}
	}
	if !models.ValidEmail(claims.Email) {
		return nil, &models.Error{Code: models.Forbidden, Key: "error.oidc.unverified"}
	}
	claims.roles = texts(all[s.provider.RoleClaim])
	return &claims, nil
}

// texts reads a claim that is a text or a list of texts.
func texts(raw json.RawMessage) []string {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return []string{one}
	}
	var several []string
	if json.Unmarshal(raw, &several) == nil {
		return several
	}
	return nil
}

// proveByOIDC counts as a proof when the organiser who is signed in signed in there just now.
func (s *server) proveByOIDC(c echo.Context, f *flow, claims *told) error {
	organiser, err := s.organiser(c.Request().Context())
	if err != nil {
		return err
	}
	fresh := claims.AuthTime >= f.Begun-clockSkew
	if !fresh || models.NormaliseEmail(claims.Email) != organiser.EmailKey {
		return s.refuseOIDC(c, errors.New("it is somebody else, or they did not sign in afresh"))
	}
	if err := s.proveAgain(c); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, f.Next)
}

// clockSkew is how much the provider's clock may differ from ours, in seconds.
const clockSkew = 60

// refuseOIDC says that it did not work; the log says why, without personal data.
func (s *server) refuseOIDC(c echo.Context, cause error) error {
	var known *models.Error
	if errors.As(cause, &known) {
		return s.notProved(c, cause)
	}
	return s.notProved(c, &models.Error{Code: models.Forbidden, Key: "error.oidc.refused", Cause: cause})
}
