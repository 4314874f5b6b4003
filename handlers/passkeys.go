package handlers

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// ceremonyTime is how long making or using a passkey may take, from the challenge to its answer.
const ceremonyTime = 5 * time.Minute

// sessionCeremony is where a session keeps the challenge: string, a ceremony as JSON.
const sessionCeremony = "ceremony"

// What a ceremony is for. A challenge of one purpose answers no other.
const (
	toRegister = "register"
	toSignIn   = "sign-in"
	toProve    = "prove"
)

// ceremony is a challenge that waits for its answer.
type ceremony struct {
	Purpose string
	Until   int64 // Unix seconds, by the store's clock
	Data    webauthn.SessionData
}

// newPasskeys makes the relying party: the host of the base URL. nil where that host cannot have passkeys, as a numeric address
// cannot.
func newPasskeys(base *url.URL) *webauthn.WebAuthn {
	required := true
	made, err := webauthn.New(&webauthn.Config{
		RPID: base.Hostname(), RPDisplayName: "Vonk", RPOrigins: []string{base.Scheme + "://" + base.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: &required, UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{
			Login: webauthn.TimeoutConfig{Timeout: ceremonyTime}, Registration: webauthn.TimeoutConfig{Timeout: ceremonyTime},
		},
	})
	if err != nil {
		return nil
	}
	return made
}

// keyholder is an organiser as WebAuthn knows a user.
type keyholder struct {
	handle   []byte
	name     string
	passkeys []models.Passkey
}

// WebAuthnID implements webauthn.User.
func (k *keyholder) WebAuthnID() []byte { return k.handle }

// WebAuthnName implements webauthn.User.
func (k *keyholder) WebAuthnName() string { return k.name }

// WebAuthnDisplayName implements webauthn.User.
func (k *keyholder) WebAuthnDisplayName() string { return k.name }

// WebAuthnCredentials implements webauthn.User.
func (k *keyholder) WebAuthnCredentials() []webauthn.Credential {
	all := make([]webauthn.Credential, len(k.passkeys))
	for i, p := range k.passkeys {
		all[i] = webauthn.Credential{
			ID: p.CredentialID, PublicKey: p.PublicKey,
			Flags:         webauthn.CredentialFlags{UserPresent: true, UserVerified: true, BackupEligible: p.BackupEligible, BackupState: p.BackedUp},
			Authenticator: webauthn.Authenticator{SignCount: uint32(p.SignCount)},
		}
	}
	return all
}

func (s *server) keyholder(o *models.Organiser, passkeys []models.Passkey) *keyholder {
	return &keyholder{handle: s.Tokens.Handle(o.ID), name: o.Email, passkeys: passkeys}
}

// getNewPasskey is the page that makes a passkey. Who has no means to sign in yet comes here first.
func (s *server) getNewPasskey(c echo.Context) error {
	factors, err := s.Store.Factors(c.Request().Context(), organiserOf(c).ID)
	if err != nil {
		return err
	}
	base := s.base(c, nil)
	return s.show(c, http.StatusOK, base.Language(), &pages.NewPasskey{
		Base: base, First: factors.None(), Next: local(c.QueryParam("next")), Able: s.passkeys != nil, Agent: agentOf(c.Request().UserAgent()),
	})
}

// postPasskeyBegin answers with what navigator.credentials.create takes.
func (s *server) postPasskeyBegin(c echo.Context) error {
	if err := s.ready(c, nil); err != nil {
		return err
	}
	organiser := organiserOf(c)
	factors, err := s.Store.Factors(c.Request().Context(), organiser.ID)
	if err != nil {
		return err
	}
	holder := s.keyholder(organiser, factors.Passkeys)
	have := make([]protocol.CredentialDescriptor, len(factors.Passkeys))
	for i, credential := range holder.WebAuthnCredentials() {
		have[i] = credential.Descriptor()
	}
	options, data, err := s.passkeys.BeginRegistration(holder, webauthn.WithExclusions(have))
	if err != nil {
		return err
	}
	return s.challenge(c, toRegister, options, data)
}

// postPasskey adds the passkey that the browser made, under the name that the organiser gave it.
func (s *server) postPasskey(c echo.Context) error {
	var in struct {
		Name       string
		Next       string
		Credential json.RawMessage
	}
	if err := s.ready(c, &in); err != nil {
		return err
	}
	name, problem := models.PasskeyName(in.Name)
	if problem != nil {
		return &models.Error{Code: models.Invalid, Key: problem.Key, Args: problem.Args, Problems: []models.Problem{*problem}}
	}
	data, err := s.answered(c, toRegister)
	if err != nil {
		return err
	}
	organiser := organiserOf(c)
	parsed, err := protocol.ParseCredentialCreationResponseBytes(in.Credential)
	if err != nil {
		return refusedPasskey(err)
	}
	made, err := s.passkeys.CreateCredential(s.keyholder(organiser, nil), *data, parsed)
	if err != nil {
		return refusedPasskey(err)
	}
	err = s.Store.AddPasskey(c.Request().Context(), models.Passkey{
		OrganiserID: organiser.ID, Name: name, CredentialID: made.ID, PublicKey: made.PublicKey, SignCount: int64(made.Authenticator.SignCount),
		BackupEligible: made.Flags.BackupEligible, BackedUp: made.Flags.BackupState,
	})
	if err != nil {
		return err
	}
	s.note(c, organiser.ID, models.EventPasskeyAdded)
	return c.JSON(http.StatusOK, location{local(in.Next)})
}

// postSignInPasskeyBegin answers with what navigator.credentials.get takes, for whoever it will be.
func (s *server) postSignInPasskeyBegin(c echo.Context) error {
	if err := s.ready(c, nil); err != nil {
		return err
	}
	if err := s.begins.take(clientOf(c), s.Store.Now()); err != nil {
		return err
	}
	if _, err := s.loadSession(c); err != nil {
		return err
	}
	return s.beginAssertion(c, toSignIn)
}

// postSignInPasskey signs in with a passkey.
func (s *server) postSignInPasskey(c echo.Context) error {
	var in struct {
		Next       string
		Credential json.RawMessage
	}
	if err := s.ready(c, &in); err != nil {
		return err
	}
	if _, err := s.loadSession(c); err != nil {
		return err
	}
	organiser, err := s.usePasskey(c, toSignIn, in.Credential)
	if err != nil {
		return err
	}
	if err := s.signIn(c, organiser, models.EventPasskey); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, location{local(in.Next)})
}

// postProvePasskeyBegin answers with a challenge for the organiser who is signed in.
func (s *server) postProvePasskeyBegin(c echo.Context) error {
	if err := s.ready(c, nil); err != nil {
		return err
	}
	return s.beginAssertion(c, toProve)
}

// postProvePasskey proves again who is there: with a passkey of the organiser who is signed in, and of nobody else.
func (s *server) postProvePasskey(c echo.Context) error {
	var in struct {
		Next       string
		Credential json.RawMessage
	}
	if err := s.ready(c, &in); err != nil {
		return err
	}
	organiser, err := s.usePasskey(c, toProve, in.Credential)
	if err != nil {
		return err
	}
	if organiser.ID != organiserOf(c).ID {
		return refusedPasskey(errors.New("the passkey is another organiser's"))
	}
	if err := s.proveAgain(c); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, location{local(in.Next)})
}

// location tells a script where to go.
type location struct {
	Location string `json:"location"`
}

// ready reads what a script sent into in, and says that passkeys are possible here.
func (s *server) ready(c echo.Context, in any) error {
	if kind, _, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType)); err != nil || kind != echo.MIMEApplicationJSON {
		return &httpError{status: http.StatusUnsupportedMediaType, key: "error.mediatype", cause: err}
	}
	if s.passkeys == nil {
		return &models.Error{Code: models.Conflict, Key: "error.passkey.address"}
	}
	raw, err := io.ReadAll(c.Request().Body)
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return tooLarge(err)
	case err != nil:
		return &httpError{status: http.StatusBadRequest, key: "error.request", cause: err}
	case in == nil:
		return nil
	}
	if err := json.Unmarshal(raw, in); err != nil {
		return &httpError{status: http.StatusBadRequest, key: "error.request", cause: err}
	}
	return nil
}

func (s *server) beginAssertion(c echo.Context, purpose string) error {
	options, data, err := s.passkeys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return err
	}
	return s.challenge(c, purpose, options, data)
}

// challenge keeps a challenge in the session, in place of one before, and sends it.
func (s *server) challenge(c echo.Context, purpose string, options any, data *webauthn.SessionData) error {
	raw, err := json.Marshal(ceremony{Purpose: purpose, Until: s.Store.Now().Add(ceremonyTime).Unix(), Data: *data})
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	s.sessions.Put(ctx, sessionCeremony, string(raw))
	if err := s.saveSession(ctx, c); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, options)
}

// answered takes the challenge out of the session, so that it has one answer. Gone when there is none, or it is too old.
func (s *server) answered(c echo.Context, purpose string) (*webauthn.SessionData, error) {
	ctx := c.Request().Context()
	raw := s.sessions.PopString(ctx, sessionCeremony)
	if raw == "" {
		return nil, &models.Error{Code: models.Gone, Key: "error.passkey.late"}
	}
	if _, _, err := s.sessions.Commit(ctx); err != nil {
		return nil, err
	}
	var kept ceremony
	if err := json.Unmarshal([]byte(raw), &kept); err != nil {
		return nil, err
	}
	if kept.Purpose != purpose || s.Store.Now().Unix() >= kept.Until {
		return nil, &models.Error{Code: models.Gone, Key: "error.passkey.late"}
	}
	return &kept.Data, nil
}

// usePasskey checks the answer to a challenge, and says whose passkey gave it.
func (s *server) usePasskey(c echo.Context, purpose string, credential []byte) (*models.Organiser, error) {
	settle, err := s.tryFactor(c, 0)
	if err != nil {
		return nil, err
	}
	data, err := s.answered(c, purpose)
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(credential)
	if err != nil {
		return nil, s.notProved(c, refusedPasskey(err))
	}
	ctx := c.Request().Context()
	var passkey models.Passkey
	var organiser *models.Organiser
	var away error
	_, used, err := s.passkeys.ValidatePasskeyLogin(func(id, _ []byte) (webauthn.User, error) {
		if passkey, organiser, err = s.Store.Passkey(ctx, id); err != nil {
			if models.CodeOf(err) != models.NotFound {
				away = err
			}
			return nil, err
		}
		return s.keyholder(organiser, []models.Passkey{passkey}), nil // whose handle must be the one that came
	}, *data, parsed)
	switch {
	case away != nil:
		return nil, away
	case err != nil:
		return nil, s.notProved(c, refusedPasskey(err))
	}
	err = s.Store.UsePasskey(ctx, passkey.ID, int64(parsed.Response.AuthenticatorData.Counter), used.Flags.BackupState, purpose == toSignIn)
	if err != nil {
		if models.CodeOf(err) == models.Forbidden {
			s.note(c, organiser.ID, models.EventSuspect)
		}
		return nil, err
	}
	settle()
	return organiser, nil
}

// refusedPasskey says no more than that it did not work: the cause is for the log.
func refusedPasskey(cause error) error {
	return &models.Error{Code: models.Invalid, Key: "error.passkey.refused", Cause: cause}
}

// getRemovePasskey asks whether to remove a passkey.
func (s *server) getRemovePasskey(c echo.Context) error {
	passkey, err := s.ownPasskey(c)
	if err != nil {
		return err
	}
	base := s.base(c, nil)
	return s.show(c, http.StatusOK, base.Language(), &pages.RemoveFactor{Base: base, Passkey: passkey, Action: c.Request().URL.Path})
}

// postRemovePasskey removes it.
func (s *server) postRemovePasskey(c echo.Context) error {
	passkey, err := s.ownPasskey(c)
	if err != nil {
		return err
	}
	organiser := organiserOf(c)
	if err := s.Store.RemovePasskey(c.Request().Context(), organiser.ID, passkey.ID); err != nil {
		return err
	}
	s.note(c, organiser.ID, models.EventPasskeyRemoved)
	return c.Redirect(http.StatusSeeOther, accountPath+"?done=passkey-removed")
}

// ownPasskey is the passkey that the path names, of the organiser who is signed in.
func (s *server) ownPasskey(c echo.Context) (*models.Passkey, error) {
	id, err := strconv.ParseInt(c.Param("passkey"), 10, 64)
	if err != nil {
		return nil, notFound()
	}
	factors, err := s.Store.Factors(c.Request().Context(), organiserOf(c).ID)
	if err != nil {
		return nil, err
	}
	passkey, ok := factors.Passkey(id)
	if !ok {
		return nil, notFound()
	}
	return passkey, nil
}
