package mailer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// OAuth gets the access tokens that a mail provider takes in place of a password (RFC 6749), for SMTP and IMAP alike: with the
// client's own credentials (section 4.4), as Microsoft 365 wants it of a program, or from a refresh token that somebody granted
// (section 6), as Google does. It keeps a token until shortly before it ends. It is safe for concurrent use. Its errors say what
// to do, and hold no secret and no token.
type OAuth struct {
	TokenURL     string
	ClientID     string
	ClientSecret string
	Scopes       []string
	RefreshToken string           // empty: the client's own credentials
	Now          func() time.Time // nil: the clock
	HTTP         *http.Client     // nil: one with a limit of time

	mutex sync.Mutex
	token string
	renew time.Time // from when on another is asked for; zero: when it is refused
	ends  time.Time
	newer string // the refresh token that came in place of the one that we began with
}

const (
	early        = 5 * time.Minute // before its end a token is renewed
	tokenTimeout = 15 * time.Second
)

// Token gives an access token that is good for a while. When no new one can be had, that is the present one until its end.
func (o *OAuth) Token(ctx context.Context) (string, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	now := o.now()
	if o.token != "" && (o.renew.IsZero() || now.Before(o.renew)) {
		return o.token, nil
	}
	token, err := o.fetch(ctx)
	if err != nil {
		if o.token != "" && now.Before(o.ends) {
			return o.token, nil
		}
		return "", o.explain(err)
	}
	o.token, o.renew, o.ends = token.AccessToken, time.Time{}, time.Time{}
	if !token.Expiry.IsZero() {
		life := time.Until(token.Expiry) // the library reckons by the system's clock
		o.ends = now.Add(life)
		o.renew = o.ends.Add(-min(early, life/2))
	}
	if token.RefreshToken != "" {
		o.newer = token.RefreshToken
	}
	return o.token, nil
}

// Refused forgets a token that a server did not take, so that the next one is new.
func (o *OAuth) Refused(token string) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.token == token {
		o.token = ""
	}
}

// signIn has way sign in with a token. One that is refused may have been revoked before its time: it is renewed, once.
func (o *OAuth) signIn(ctx context.Context, way func(token string) (refused bool, err error)) error {
	for again := false; ; again = true {
		token, err := o.Token(ctx)
		if err != nil {
			return err
		}
		refused, err := way(token)
		if !refused || again {
			return err
		}
		o.Refused(token)
	}
}

func (o *OAuth) now() time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}

func (o *OAuth) fetch(ctx context.Context) (*oauth2.Token, error) {
	client := o.HTTP
	if client == nil {
		client = &http.Client{Timeout: tokenTimeout}
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, client)
	if o.RefreshToken == "" {
		config := clientcredentials.Config{
			ClientID: o.ClientID, ClientSecret: o.ClientSecret, TokenURL: o.TokenURL, Scopes: o.Scopes, AuthStyle: oauth2.AuthStyleInParams,
		}
		return config.Token(ctx)
	}
	config := oauth2.Config{
		ClientID: o.ClientID, ClientSecret: o.ClientSecret, Scopes: o.Scopes,
		Endpoint: oauth2.Endpoint{TokenURL: o.TokenURL, AuthStyle: oauth2.AuthStyleInParams},
	}
	refresh := o.RefreshToken
	if o.newer != "" {
		refresh = o.newer
	}
	return config.TokenSource(ctx, &oauth2.Token{RefreshToken: refresh}).Token()
}

// explain says why there is no token, and what to do. What the provider says of it may repeat what it was sent.
func (o *OAuth) explain(err error) error {
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		return fmt.Errorf("the token server cannot be asked for access, see --mail-oauth-token-url: %s", o.redact(err.Error()))
	}
	text := fmt.Sprintf("the token server gives no access (%s): ", refused.ErrorCode)
	switch refused.ErrorCode {
	case "invalid_client", "unauthorized_client":
		text += "check --mail-oauth-client-id, and whether --mail-oauth-client-secret has ended"
	case "invalid_grant":
		text += "the refresh token has ended or was revoked; let the owner of the mailbox grant access again, and set --mail-oauth-refresh-token"
	case "invalid_scope":
		text += "check --mail-oauth-scope"
	case "":
		text = fmt.Sprintf("the token server answers %d: check --mail-oauth-token-url", status(refused.Response))
	default:
		text += "check the --mail-oauth flags"
	}
	if said, _, _ := strings.Cut(refused.ErrorDescription, "\n"); said != "" {
		text += "; it says: " + strings.TrimSpace(o.redact(said))
	}
	return errors.New(text)
}

func status(response *http.Response) int {
	if response == nil {
		return 0
	}
	return response.StatusCode
}

// redact takes our secrets out of what others say.
func (o *OAuth) redact(text string) string {
	for _, secret := range []string{o.ClientSecret, o.RefreshToken, o.newer, o.token} {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "…")
		}
	}
	return text
}
