package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"vonk/handlers"
	"vonk/models"
)

func TestRolesOfTheProviderAreReadOneByOne(t *testing.T) {
	read, err := (&oidcFlags{
		Issuer: "https://login.example", ClientID: "vonk", ProviderName: "Voorbeeldprovider", RoleClaim: "groups",
		Roles: []string{"staff=admin", " cn=readers=reader", "team=organiser@sample"},
	}).provider()
	if err != nil {
		t.Fatal(err)
	}
	want := []handlers.ClaimRole{
		{Value: "staff", Grant: models.Grant{Role: models.RoleAdmin}},
		{Value: "cn=readers", Grant: models.Grant{Role: models.RoleReader}},
		{Value: "team", Grant: models.Grant{Role: models.RoleOrganiser, At: models.Scope{Series: "sample"}}},
	}
	if diff := cmp.Diff(want, read.Roles); diff != "" {
		t.Error(diff)
	}
	if none, err := (&oidcFlags{RoleClaim: "groups"}).provider(); none != nil || err != nil {
		t.Errorf("without an issuer there is %v, %v", none, err)
	}
}

func TestWrongFlagsOfTheProviderAreWrongUse(t *testing.T) {
	database := t.TempDir() + "/vonk.db"
	for _, flags := range [][]string{
		{"--oidc-client-id", "x"},
		{"--oidc-roles", "a=admin"},
		{"--oidc-issuer", "login.example", "--oidc-client-id", "x"},
		{"--oidc-issuer", "https://login.example"},
		{"--oidc-issuer", "https://login.example", "--oidc-client-id", "x", "--oidc-roles", "admin"},
		{"--oidc-issuer", "https://login.example", "--oidc-client-id", "x", "--oidc-roles", "=admin"},
		{"--oidc-issuer", "https://login.example", "--oidc-client-id", "x", "--oidc-roles", "a=boss"},
		{"--oidc-issuer", "https://login.example", "--oidc-client-id", "x", "--oidc-roles", "a=admin@sample"},
		{"--oidc-issuer", "https://login.example", "--oidc-client-id", "x", "--oidc-roles", "a=partner@sample"},
	} {
		complain(t, wrongUse, append([]string{"serve", "--addr", "127.0.0.1:0", "--database", database}, flags...)...)
	}
}

func TestSiteStartsWhileTheProviderIsAway(t *testing.T) {
	s := serving(t, "--database", t.TempDir()+"/vonk.db", "--mail-dir", t.TempDir(), "--oidc-issuer", "http://127.0.0.1:9", "--oidc-client-id", "x")
	if status := s.stop(); status != done {
		t.Errorf("vonk serve ended with %d: %s", status, s.stderr)
	}
}
