package main

import (
	"fmt"
	"net/url"
	"strings"

	"vonk/handlers"
	"vonk/models"
)

// oidcFlags are an organisation's own sign-in (OpenID Connect).
type oidcFlags struct {
	Issuer       string   `name:"oidc-issuer" placeholder:"URL" help:"Let organisers sign in at this OpenID Connect provider too."`
	ClientID     string   `name:"oidc-client-id" placeholder:"ID" help:"What the provider calls this site."`
	ClientSecret string   `name:"oidc-client-secret" placeholder:"SECRET" help:"The secret that the provider gave this site."`
	ProviderName string   `name:"oidc-name" default:"OpenID Connect" help:"What people call the provider: it stands on the button."`
	RoleClaim    string   `name:"oidc-role-claim" default:"groups" help:"The claim of the ID token that --oidc-roles looks at."`
	Roles        []string `name:"oidc-roles" placeholder:"VALUE=ROLE,…" help:"Who has this value in the claim gets this role at each sign-in, like staff=admin,region=reader@my-series. Without any, only organisers who were added can sign in."`
}

// provider reads the flags; nil: there is none.
func (o *oidcFlags) provider() (*handlers.OIDC, error) {
	if o.Issuer == "" {
		if o.ClientID != "" || o.ClientSecret != "" || len(o.Roles) > 0 {
			return nil, &misuse{"the other --oidc flags need --oidc-issuer"}
		}
		return nil, nil
	}
	if at, err := url.Parse(o.Issuer); err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		return nil, &misuse{"--oidc-issuer takes an address like https://login.example, not " + o.Issuer}
	}
	if o.ClientID == "" {
		return nil, &misuse{"--oidc-issuer needs --oidc-client-id"}
	}
	made := &handlers.OIDC{Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: o.ClientSecret, Name: o.ProviderName, RoleClaim: o.RoleClaim}
	for _, mapping := range o.Roles {
		role, err := claimRole(mapping)
		if err != nil {
			return nil, err
		}
		made.Roles = append(made.Roles, role)
	}
	return made, nil
}

// claimRole reads VALUE=ROLE or VALUE=ROLE@SERIES. The value may hold an = itself.
func claimRole(mapping string) (role handlers.ClaimRole, err error) {
	mapping = strings.TrimSpace(mapping)
	at := strings.LastIndex(mapping, "=")
	if at < 1 {
		return role, &misuse{fmt.Sprintf("--oidc-roles takes VALUE=ROLE or VALUE=ROLE@SERIES, not %q", mapping)}
	}
	name, series, _ := strings.Cut(mapping[at+1:], "@")
	role.Value = mapping[:at]
	role.Role, role.At = models.OrganiserRole(name), models.Scope{Series: series}
	if err := models.ValidateRole(role.Role, role.At); err != nil {
		return role, &misuse{fmt.Sprintf("--oidc-roles: %s: %s", mapping, sentence(err))}
	}
	return role, nil
}
