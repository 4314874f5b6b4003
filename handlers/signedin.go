package handlers

import (
	"context"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/models/store"
)

// How long an organiser stays signed in, and how long a session may take to sign in.
const (
	sessionIdle   = time.Hour
	sessionLife   = 12 * time.Hour
	sessionSignIn = 15 * time.Minute
)

// What a session holds.
const (
	sessionOrganiser = "organiser" // int64: an organiser's id
	sessionSince     = "since"     // int64: when they signed in, in Unix seconds
	sessionProved    = "proved"    // int64: when they last proved who they are, in Unix seconds
	sessionAgent     = "agent"     // string: the browser's family
)

// newSessions makes the sessions of organisers. The cookie lasts as long as the browser is open; the server decides
// what it is worth.
func (s *server) newSessions() *scs.SessionManager {
	manager := scs.New()
	manager.Store = sessionStore{s.Store}
	manager.IdleTimeout = sessionIdle
	manager.Lifetime = sessionLife
	manager.Cookie.Name = s.cookieName("session")
	manager.Cookie.Secure = s.https
	manager.Cookie.Persist = false
	return manager
}

// sessionStore keeps sessions by the clock of the store: scs only knows the machine's.
type sessionStore struct{ *store.Store }

// Find implements scs.Store, which scs asks for beside CtxStore, as the two below do.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit implements scs.Store.
func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete implements scs.Store.
func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// CommitCtx implements scs.CtxStore. The row says whose session it is; one of nobody lives for sessionSignIn.
func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return err
	}
	session, now := models.WebSession{CreatedAt: s.Now()}, s.Now()
	expires := now.Add(time.Until(expiry))
	if session.OrganiserID, _ = values[sessionOrganiser].(int64); session.OrganiserID == 0 {
		expires = now.Add(sessionSignIn)
	} else if since, ok := values[sessionSince].(int64); ok {
		session.CreatedAt = time.Unix(since, 0)
	}
	session.Agent, _ = values[sessionAgent].(string)
	return s.CommitSession(ctx, token, session, data, expires)
}

// signedIn lets organisers pass and nobody else. Each request lengthens the session until sessionLife is over.
func (s *server) signedIn(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx, err := s.loadSession(c)
		if err != nil {
			return err
		}
		organiser, err := s.organiser(ctx)
		if err != nil {
			return err
		}
		if _, _, err := s.sessions.Commit(ctx); err != nil {
			return err
		}
		c.Set(organiserKey, organiser)
		return next(c)
	}
}

// loadSession reads the session that the cookie names into the request's context; without one, an empty session.
func (s *server) loadSession(c echo.Context) (context.Context, error) {
	token := ""
	if cookie, err := c.Cookie(s.sessions.Cookie.Name); err == nil {
		token = cookie.Value
	}
	ctx, err := s.sessions.Load(c.Request().Context(), token)
	if err != nil {
		return nil, err
	}
	c.SetRequest(c.Request().WithContext(ctx))
	return ctx, nil
}

// saveSession keeps the session, and its cookie in the browser.
func (s *server) saveSession(ctx context.Context, c echo.Context) error {
	token, expiry, err := s.sessions.Commit(ctx)
	if err != nil {
		return err
	}
	s.sessions.WriteSessionCookie(ctx, c.Response(), token, expiry)
	return nil
}

// organiser is who is signed in: Forbidden when nobody is, the time is over, or the organiser was disabled since.
func (s *server) organiser(ctx context.Context) (*models.Organiser, error) {
	refused := &models.Error{Code: models.Forbidden, Key: keySignIn}
	id := s.sessions.GetInt64(ctx, sessionOrganiser)
	since := time.Unix(s.sessions.GetInt64(ctx, sessionSince), 0)
	if id == 0 || s.Store.Now().Sub(since) >= sessionLife {
		return nil, refused
	}
	organiser, err := s.Store.Organiser(ctx, id)
	if models.CodeOf(err) == models.NotFound {
		return nil, refused
	}
	return organiser, err
}

// signIn starts a session under a new name and with nothing from before, so that one planted before is worth nothing.
func (s *server) signIn(c echo.Context, organiser *models.Organiser, way models.EventKind) error {
	ctx, err := s.loadSession(c)
	if err != nil {
		return err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	if err := s.sessions.Clear(ctx); err != nil {
		return err
	}
	now := s.Store.Now().Unix()
	s.sessions.Put(ctx, sessionOrganiser, organiser.ID)
	s.sessions.Put(ctx, sessionSince, now)
	s.sessions.Put(ctx, sessionProved, now)
	s.sessions.Put(ctx, sessionAgent, agentOf(c.Request().UserAgent()))
	if err := s.saveSession(ctx, c); err != nil {
		return err
	}
	s.note(c, organiser.ID, way)
	return nil
}

// signOut ends the session here, and takes the cookie back.
func (s *server) signOut(c echo.Context) error {
	ctx, err := s.loadSession(c)
	if err != nil {
		return err
	}
	if err := s.sessions.Destroy(ctx); err != nil {
		return err
	}
	s.sessions.WriteSessionCookie(ctx, c.Response(), "", time.Time{})
	return nil
}
