package pages

import (
	"strings"
	"time"

	"vonk/models"
)

// signInSamples are the pages of signing in and of an organiser's account in every state that looks different.
func signInSamples(code string) map[string]Page {
	b := base(code)
	b.Series = nil
	own, wrong := b, b
	own.SignOut, wrong.Path = "/logout", ""
	used := now.Add(-time.Hour)
	factors := &models.Factors{
		Passkeys: []models.Passkey{{ID: 1, Name: "Firefox op Windows", CreatedAt: now.Add(-48 * time.Hour), UsedAt: &used}, {ID: 2, Name: "Sleutel", CreatedAt: used, Suspect: true}},
		App:      &models.Authenticator{CreatedAt: used},
	}
	sessions := []models.WebSession{
		{ID: 4, Agent: "Firefox/Windows", CreatedAt: used, SeenAt: now, Current: true}, {ID: 3, Agent: "/", CreatedAt: used, SeenAt: used}, {ID: 2, Agent: "Safari/", CreatedAt: used, SeenAt: used},
	}
	var events []models.OrganiserEvent
	for _, kind := range models.EventKinds {
		events = append(events, models.OrganiserEvent{At: used, What: kind})
	}
	all := map[string]Page{
		"signin":              &SignIn{Base: b, Next: "/organiser/voorbeelden?page=2", Passkey: true},
		"signin-numeric":      &SignIn{Base: b, Next: "/organiser"},
		"signin-provider":     &SignIn{Base: b, Next: "/organiser", Passkey: true, Provider: "Voorbeeldprovider"},
		"signin-away":         &SignIn{Base: b, Next: "/organiser", Passkey: true, Provider: "Voorbeeldprovider", ProviderAway: true},
		"signin-link":         &SignInLink{Base: b, Action: "/organiser/sign-in/t0ken"},
		"signin-code":         &SignInCode{Base: b, Next: "/organiser"},
		"signin-code-wrong":   &SignInCode{Base: wrong, Next: "/organiser", Email: "x", Problems: Mistakes{{Field: "email", Key: "problem.email.invalid"}}},
		"signin-codes":        &SignInCode{Base: b, Next: "/organiser", Asked: true},
		"signin-codes-wrong":  &SignInCode{Base: wrong, Next: "/organiser", Asked: true, Problems: Mistakes{{Field: "app", Key: "problem.app.missing"}, {Field: "code", Key: "problem.codes.wrong"}}},
		"leaving":             &Leaving{Base: b, Provider: "Voorbeeldprovider", URL: "https://provider.example/authorize?state=x"},
		"prove":               &Prove{Base: own, Next: "/organiser/account/app", Passkey: true, App: true, Provider: "Voorbeeldprovider"},
		"prove-wrong":         &Prove{Base: own, Next: "/organiser", App: true, Provider: "Voorbeeldprovider", ProviderAway: true, Problems: Mistakes{{Field: "app", Key: "problem.app.wrong"}}},
		"prove-none":          &Prove{Base: own, Next: "/organiser"},
		"passkey-first":       &NewPasskey{Base: own, First: true, Next: "/organiser", Able: true, Agent: "Firefox/Windows"},
		"passkey-more":        &NewPasskey{Base: own, Next: "/organiser", Agent: "/"},
		"app-begin":           &NewApp{Base: own, Next: "/organiser", Replaces: true, Email: "een@organisator.example"},
		"app":                 &NewApp{Base: own, Next: "/organiser", Email: "een@organisator.example", Secret: strings.Repeat("ABCDEFG2", 4)},
		"app-wrong":           &NewApp{Base: own, Next: "/organiser", Email: "een@organisator.example", Secret: "ABCDEFG2", Problems: Mistakes{{Field: "app", Key: "problem.app.wrong"}}},
		"remove-passkey":      &RemoveFactor{Base: own, Passkey: &factors.Passkeys[0], Action: "/organiser/account/passkeys/1/remove"},
		"remove-app":          &RemoveFactor{Base: own, Action: "/organiser/account/app/remove"},
		"account":             &Account{Base: own, Email: "een@organisator.example", Factors: factors, Sessions: sessions, Events: events, Rhythm: models.DigestDaily},
		"account-wrong":       &Account{Base: own, Email: "een@organisator.example", Factors: factors, Sessions: sessions, Spoken: "en", Problems: Mistakes{{Field: "rhythm", Key: "problem.digest.rhythm"}, {Field: "language", Key: "problem.digest.language"}}},
		"account-new":         &Account{Base: own, Email: "een@organisator.example", Factors: &models.Factors{}, Sessions: sessions[:1]},
		"account-done-unsaid": &Account{Base: own, Email: "een@organisator.example", Factors: &models.Factors{}, Sessions: sessions[:1], Done: "made-up"},
	}
	for _, done := range dones {
		all["account-"+done] = &Account{Base: own, Email: "een@organisator.example", Factors: factors, Sessions: sessions, Done: done}
	}
	return all
}
