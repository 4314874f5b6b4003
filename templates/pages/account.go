package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vonk/models"
)

// Account shows an organiser how they sign in, where they are signed in, and what happened lately.
type Account struct {
	Base
	Email    string
	Factors  *models.Factors
	Sessions []models.WebSession
	Events   []models.OrganiserEvent // newest first
	Feed     *Subscription           // of the sessions that they may look at
	Done     string                  // what was done just now
	Rhythm   models.Rhythm           // of their digests
	Spoken   string                  // the language of those; empty: that of a series
	Problems Mistakes
}

func (*Account) name() string { return "account" }

// Title implements Page.
func (p *Account) Title() string { return p.T("account.title") }

// dones are what can have been done just now.
var dones = []string{"passkey-added", "passkey-removed", "app-added", "app-removed", "session-ended", "sessions-ended", "feed", "digest"}

// Noticed says what was done just now; empty: nothing.
func (p *Account) Noticed() string {
	if !slices.Contains(dones, p.Done) {
		return ""
	}
	return p.T("account.done." + p.Done)
}

// Failed implements the title's "Fout: ".
func (p *Account) Failed() bool { return len(p.Problems) > 0 }

// Summary lists what must be mended.
func (p *Account) Summary() []Mistake {
	return p.summary(p.Problems, []string{"rhythm", "language"}, nil)
}

// Digests asks how often they want a digest.
func (p *Account) Digests() Group {
	group := Group{ID: "rhythm", Name: "rhythm", Label: p.T("digest.rhythm"), Error: p.sentence(p.Problems, "rhythm")}
	for _, rhythm := range models.Rhythms {
		group.add(string(rhythm), p.T("digest.rhythm."+string(rhythm)), rhythm == p.Rhythm)
	}
	return group
}

// Tongue asks in which language.
func (p *Account) Tongue() Field {
	field := Field{
		ID: "language", Name: "language", Label: p.T("digest.language"), Error: p.sentence(p.Problems, "language"), Type: "select",
		Options: []Option{{Label: p.T("digest.language.series")}},
	}
	for _, code := range models.Languages {
		field.Options = append(field.Options, Option{Value: code, Label: p.T("edit.language." + code), On: code == p.Spoken})
	}
	return field
}

// Others says that there are sessions besides this one.
func (p *Account) Others() bool {
	return slices.ContainsFunc(p.Sessions, func(s models.WebSession) bool { return !s.Current })
}

// Removal is the address of the page that removes a passkey.
func (p *Account) Removal(passkey models.Passkey) string {
	return "/organiser/account/passkeys/" + strconv.FormatInt(passkey.ID, 10) + "/remove"
}

// Agent says which browser a session is in.
func (b *Base) Agent(family string) string {
	browser, system, _ := strings.Cut(family, "/")
	switch {
	case browser != "" && system != "":
		return b.T("account.agent", "Browser", browser, "System", system)
	case browser != "" || system != "":
		return browser + system
	}
	return b.T("account.agent.unknown")
}

// What says what an event was.
func (p *Account) What(e models.OrganiserEvent) string { return p.T("account.event." + string(e.What)) }

// NewPasskey is the page that makes a passkey.
type NewPasskey struct {
	Base
	First bool   // they have no means to sign in yet
	Next  string // where they go after it
	Able  bool   // the site's address can have passkeys
	Agent string
}

func (*NewPasskey) name() string { return "passkey-new" }

// Title implements Page.
func (p *NewPasskey) Title() string { return p.T("passkey.title") }

// After is where a passkey leads once made: its owner's account, unless they wanted to be elsewhere.
func (p *NewPasskey) After() string {
	if p.First {
		return p.Next
	}
	return "/organiser/account?done=passkey-added"
}

// Other is the address of the other way.
func (p *NewPasskey) Other() string { return "/organiser/account/app" }

// Name is the field for the passkey's name.
func (p *NewPasskey) Name() Field {
	return Field{
		ID: "name", Name: "name", Label: p.T("passkey.name"), Help: p.T("passkey.name.help"), Value: p.Base.Agent(p.Agent), Type: "text",
		Autocomplete: "off", Max: models.MaxPasskeyName,
	}
}

// NewApp is the page on which an organiser begins to use an app that makes codes and, once begun, proves it.
type NewApp struct {
	Base
	Next     string
	Replaces bool   // there is an app already
	Email    string // of the organiser
	Secret   string // in base 32; empty: not begun
	Problems Mistakes
}

func (*NewApp) name() string { return "app-new" }

// Title implements Page.
func (p *NewApp) Title() string { return p.T("app.title") }

// Failed implements the title's "Fout: ".
func (p *NewApp) Failed() bool { return len(p.Problems) > 0 }

// Summary lists what must be mended.
func (p *NewApp) Summary() []Mistake { return p.summary(p.Problems, []string{"app"}, nil) }

// Code is the field for the code that proves it.
func (p *NewApp) Code() Field { return p.appCode(p.Problems) }

// Picture is what the app scans.
func (p *NewApp) Picture() (*QR, error) {
	at := url.URL{Scheme: "otpauth", Host: "totp", Path: "/Vonk:" + p.Email, RawQuery: url.Values{"secret": {p.Secret}, "issuer": {"Vonk"}}.Encode()}
	return newQR(at.String())
}

// Spelled is the secret in groups of four, to be typed.
func (p *NewApp) Spelled() string {
	var groups []string
	for group := range slices.Chunk([]byte(p.Secret), 4) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, " ")
}

// RemoveFactor asks whether to remove a passkey or the app.
type RemoveFactor struct {
	Base
	Passkey *models.Passkey // nil: the app
	Action  string
}

func (*RemoveFactor) name() string { return "remove-factor" }

// Title implements Page.
func (p *RemoveFactor) Title() string {
	if p.Passkey == nil {
		return p.T("app.remove.title")
	}
	return p.T("passkey.remove.title", "Name", p.Passkey.Name)
}

// Effect says what removing does.
func (p *RemoveFactor) Effect() string {
	if p.Passkey == nil {
		return p.T("app.remove.effect")
	}
	return p.T("passkey.remove.effect")
}
