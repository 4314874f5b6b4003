package pages

import "vonk/models"

// SignIn is the page with the ways to sign in. Every way posts Next, where one wanted to be.
type SignIn struct {
	Base
	Next         string
	Passkey      bool   // the site's address can have passkeys
	Provider     string // the organisation's own sign-in; empty: none
	ProviderAway bool   // it cannot be reached now
}

func (*SignIn) name() string { return "signin" }

// Title implements Page.
func (p *SignIn) Title() string { return p.T("signin.title") }

// SignInLink is the page of an organiser's single-use link: one button that posts to the page's own address.
type SignInLink struct {
	Base
	Action string
}

func (*SignInLink) name() string { return "signin-link" }

// Title implements Page.
func (p *SignInLink) Title() string { return p.T("signin.title") }

// SignInCode is signing in with a mailed code and one of an app: first the form for an address and, once a code was asked for,
// the form for both.
type SignInCode struct {
	Base
	Next     string
	Asked    bool
	Email    string
	Problems Mistakes
}

func (*SignInCode) name() string { return "signin-code" }

// Title implements Page.
func (p *SignInCode) Title() string { return p.T("signin.code.title") }

// Failed implements the title's "Fout: ".
func (p *SignInCode) Failed() bool { return len(p.Problems) > 0 }

// Summary lists what must be mended.
func (p *SignInCode) Summary() []Mistake {
	return p.summary(p.Problems, []string{"email", "code", "app"}, nil)
}

// Address is the field of the first form.
func (p *SignInCode) Address() Field {
	return Field{
		ID: "email", Name: "email", Label: p.T("signin.code.email"), Help: p.T("signin.code.email.help"), Error: p.sentence(p.Problems, "email"),
		Value: p.Email, Type: "email", Autocomplete: "username", Max: models.MaxEmail,
	}
}

// Codes are the fields of the second form. Codes are never filled in again.
func (p *SignInCode) Codes() []Field {
	return []Field{
		{
			ID: "code", Name: "code", Label: p.T("signin.code.mailed"), Help: p.T("signin.code.mailed.help"), Error: p.sentence(p.Problems, "code"),
			Type: "text", Autocomplete: "one-time-code",
		},
		p.appCode(p.Problems),
	}
}

// appCode is the field for a code of an app.
func (b *Base) appCode(problems Mistakes) Field {
	return Field{
		ID: "app", Name: "app", Label: b.T("signin.app"), Help: b.T("signin.app.help"), Error: b.sentence(problems, "app"), Type: "text", Autocomplete: "off",
	}
}

// Leaving is the page between us and the organisation's own sign-in.
type Leaving struct {
	Base
	Provider string
	URL      string
}

func (*Leaving) name() string { return "leaving" }

// Title implements Page.
func (p *Leaving) Title() string { return p.T("signin.leaving.title", "Provider", p.Provider) }

// Prove asks an organiser who is signed in for a factor again, and leads to Next.
type Prove struct {
	Base
	Next         string
	Passkey      bool // they have one
	App          bool // they have one
	Provider     string
	ProviderAway bool
	Problems     Mistakes
}

func (*Prove) name() string { return "prove" }

// Title implements Page.
func (p *Prove) Title() string { return p.T("prove.title") }

// Failed implements the title's "Fout: ".
func (p *Prove) Failed() bool { return len(p.Problems) > 0 }

// Summary lists what must be mended.
func (p *Prove) Summary() []Mistake { return p.summary(p.Problems, []string{"app"}, nil) }

// Code is the field for a code of the app.
func (p *Prove) Code() Field { return p.appCode(p.Problems) }

// Able says that there is a way to prove it.
func (p *Prove) Able() bool { return p.Passkey || p.App || p.Provider != "" }
