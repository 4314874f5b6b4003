package models

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

func TestSealedTextOpensUnderItsLabelAndSecretAlone(t *testing.T) {
	tokens, _ := NewTokens(bytes.Repeat([]byte{1}, MinSecret))
	others, _ := NewTokens(bytes.Repeat([]byte{2}, MinSecret))
	sealed, err := tokens.Seal("app 7", [SealNonce]byte{1, 2, 3}, []byte("JBSWY3DP"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("JBSWY3DP")) {
		t.Error("what is sealed can be read")
	}
	if plain, err := tokens.Open("app 7", sealed); err != nil || string(plain) != "JBSWY3DP" {
		t.Errorf("%q, %v", plain, err)
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := tokens.Open("app 7", changed); CodeOf(err) != NotFound {
			t.Errorf("what was changed at %d opens: %v", i, err)
		}
	}
	if _, err := tokens.Open("app 8", sealed); CodeOf(err) != NotFound {
		t.Errorf("another organiser's opens: %v", err)
	}
	if _, err := others.Open("app 7", sealed); CodeOf(err) != NotFound {
		t.Errorf("another installation's opens: %v", err)
	}
	if _, err := tokens.Open("app 7", nil); CodeOf(err) != NotFound {
		t.Errorf("nothing opens: %v", err)
	}
}

func TestCodeFollowsFromNonceAndSecret(t *testing.T) {
	tokens, _ := NewTokens(bytes.Repeat([]byte{1}, MinSecret))
	others, _ := NewTokens(bytes.Repeat([]byte{2}, MinSecret))
	code := tokens.SignInCode("a")
	if !regexp.MustCompile(`^\d{8}$`).MatchString(code) || code != tokens.SignInCode("a") {
		t.Errorf("the code is %q", code)
	}
	if code == tokens.SignInCode("b") || code == others.SignInCode("a") {
		t.Error("another nonce or secret gives the same code")
	}
	if bytes.Equal(tokens.Handle(1), tokens.Handle(2)) || bytes.Equal(tokens.Handle(1), others.Handle(1)) || len(tokens.Handle(1)) != 32 {
		t.Error("a handle is not an organiser's own")
	}
	same := tokens.Sameness("a")
	if same == tokens.Sameness("b") || same == others.Sameness("a") || same != tokens.Sameness("a") {
		t.Error("sameness does not tell")
	}
}

func TestLastFactorIsTheOneThatWorks(t *testing.T) {
	for _, test := range []struct {
		f          Factors
		none, last bool
	}{
		{Factors{}, true, true},
		{Factors{Passkeys: []Passkey{{ID: 1}}}, false, true},
		{Factors{Passkeys: []Passkey{{ID: 1}, {ID: 2}}}, false, false},
		{Factors{Passkeys: []Passkey{{ID: 1}, {ID: 2, Suspect: true}}}, false, true},
		{Factors{Passkeys: []Passkey{{ID: 1}}, App: &Authenticator{}}, false, false},
		{Factors{App: &Authenticator{}}, false, true},
	} {
		if test.f.None() != test.none || test.f.Last() != test.last {
			t.Errorf("%+v: none %v, last %v", test.f, test.f.None(), test.f.Last())
		}
	}
}

func TestPasskeyHasANameOnOneLine(t *testing.T) {
	for entered, key := range map[string]string{
		" Sleutel ": "", "Été ☀": "", "": "missing", " ": "missing", "a\nb": "characters", "a\x00": "characters", "\xff": "characters",
		strings.Repeat("é", 60): "", strings.Repeat("é", 61): "long",
	} {
		name, problem := PasskeyName(entered)
		switch {
		case key == "" && (problem != nil || name != strings.TrimSpace(entered)):
			t.Errorf("%q: %q, %v", entered, name, problem)
		case key != "" && (problem == nil || !strings.HasSuffix(problem.Key, ".passkey.name."+key)):
			t.Errorf("%q: %v, want %s", entered, problem, key)
		}
	}
}
