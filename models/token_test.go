package models

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestTokenOpensOnlyWhatItWasMadeFor(t *testing.T) {
	tokens, err := NewTokens(bytes.Repeat([]byte{1}, MinSecret))
	if err != nil {
		t.Fatal(err)
	}
	others, _ := NewTokens(bytes.Repeat([]byte{2}, MinSecret))
	token := Token{Kind: TokenRegistration, ID: 123456, Version: 3}
	text := tokens.Make(token)
	if got, err := tokens.Parse(text); err != nil || got != token {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := others.Parse(text); CodeOf(err) != NotFound {
		t.Errorf("another installation's token: %v", err)
	}
	for i := range text {
		for _, other := range "abcdefghijklmnopqrstuvwxyz234567" {
			changed := text[:i] + string(other) + text[i+1:]
			if got, err := tokens.Parse(changed); changed != text && CodeOf(err) != NotFound {
				t.Errorf("a token changed to %q at %d opens %+v, %v", other, i, got, err)
			}
		}
	}
	for _, bad := range []string{
		"", "a", "-", text + "aaaaaaaa", text[1:], "====", string([]byte{0xff}),
		text + "\n", text[:5] + "\r\n" + text[5:], strings.ToUpper(text), " " + text,
	} {
		if _, err := tokens.Parse(bad); CodeOf(err) != NotFound {
			t.Errorf("%q: %v", bad, err)
		}
	}
	seen := map[string]bool{}
	for _, kind := range []TokenKind{TokenRegistration, TokenParticipant, TokenOrganiser} {
		for version := range 3 {
			seen[tokens.Make(Token{Kind: kind, ID: 1, Version: version})] = true
		}
	}
	if len(seen) != 9 {
		t.Errorf("%d different tokens of 9", len(seen))
	}
	if _, err := NewTokens(make([]byte, MinSecret-1)); err == nil {
		t.Error("a short secret was taken")
	}
}

func TestChainCoversEveryFieldOfAnEntryAndTheOneBefore(t *testing.T) {
	entry := AuditEntry{SeriesID: 1, Seq: 2, At: time.Unix(1, 0), Actor: "a", Action: "b", Subject: "c", Details: "d"}
	hash := entry.Chain("previous")
	for name, change := range map[string]func(*AuditEntry){
		"series": func(e *AuditEntry) { e.SeriesID++ }, "seq": func(e *AuditEntry) { e.Seq++ }, "at": func(e *AuditEntry) { e.At = time.Unix(2, 0) },
		"actor": func(e *AuditEntry) { e.Actor = "x" }, "action": func(e *AuditEntry) { e.Action = "x" },
		"subject": func(e *AuditEntry) { e.Subject = "x" }, "details": func(e *AuditEntry) { e.Details = "x" },
	} {
		changed := entry
		change(&changed)
		if changed.Chain("previous") == hash {
			t.Errorf("%s is not covered", name)
		}
	}
	if entry.Chain("another") == hash {
		t.Error("the entry before is not covered")
	}
}
