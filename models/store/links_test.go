package store_test

import (
	"context"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestLostLinksAreMailedToTheirOwnerAFewTimesAnHour(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		h.MustRegister(t, storetest.SignUp("groep", 2))
		h.Letters(t)
		for range 10 {
			if err := h.RequestLinks(context.Background(), " Groep.2@voorbeeld.example ", "en"); err != nil {
				t.Fatal(err)
			}
		}
		letters := h.Letters(t)
		expect(t, "letters", len(letters), 3)
		expect(t, "kind", letters[0].Kind, models.LetterLinks)
		expect(t, "language", letters[0].Language, "en")
		expect(t, "links", len(letters[0].Facts.Links), 1)
		if letters[0].Facts.Links[0].ParticipantID == 0 {
			t.Error("a participant got the contact's link")
		}
		h.Clock.Advance(2 * time.Hour)
		if err := h.RequestLinks(context.Background(), "groep.1@voorbeeld.example", "nl"); err != nil {
			t.Fatal(err)
		}
		letters = h.Letters(t)
		expect(t, "the contact's links", len(letters[0].Facts.Links), 1)
		expect(t, "participant in the contact's link", letters[0].Facts.Links[0].ParticipantID, 0)
		h.MustHold(t)
	})
}

func TestUnknownAddressIsAnsweredAsAKnownOneAndGetsNothing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		if err := h.RequestLinks(context.Background(), "niemand@voorbeeld.example", "nl"); err != nil {
			t.Fatal(err)
		}
		before := h.Sample(t, 10).AuditSeq
		if err := h.RequestLinks(context.Background(), "niemand@voorbeeld.example", "nl"); err != nil {
			t.Fatal(err)
		}
		expect(t, "letters", len(h.Letters(t)), 0)
		expect(t, "audit entries", h.Reload(t, "sample").AuditSeq, before+1)
	})
}

func TestSignInLinkWorksOnceAndForTenMinutes(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		if _, err := h.AddOrganiser(ctx, "Organiser@vonk.example", models.RoleAdmin, models.Scope{}); err != nil {
			t.Fatal(err)
		}
		open := func() *models.Organiser {
			o, err := h.OpenLink(ctx, "organiser@VONK.example")
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		use := func(o *models.Organiser) models.Code {
			if _, err := h.UseLink(ctx, o.ID, o.LinkVersion); err != nil {
				return models.CodeOf(err)
			}
			return ""
		}
		first := open()
		second := open()
		expect(t, "a link that was replaced", use(first), models.Gone)
		expect(t, "the newest link", use(second), "")
		expect(t, "a link again", use(second), models.Gone)
		late := open()
		h.Clock.Advance(11 * time.Minute)
		expect(t, "a link too late", use(late), models.Gone)
		disabled := open()
		if err := h.DisableOrganiser(ctx, "organiser@vonk.example"); err != nil {
			t.Fatal(err)
		}
		expect(t, "a link of who is disabled", use(disabled), models.Gone)
		if _, err := h.OpenLink(ctx, "organiser@vonk.example"); models.CodeOf(err) != models.NotFound {
			t.Errorf("a new link for who is disabled: %v", err)
		}
	})
}

func TestWhoReadsTheDatabaseFindsNoToken(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		if err := h.CommitSession(ctx, "the-token", models.WebSession{CreatedAt: h.Now()}, []byte("data"), h.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		var found int
		if err := h.SQL(t).QueryRow("SELECT count(*) FROM web_sessions WHERE token_hash LIKE '%the-token%'").Scan(&found); err != nil || found != 0 {
			t.Errorf("%d, %v", found, err)
		}
		if data, ok, err := h.FindCtx(ctx, "the-token"); !ok || string(data) != "data" || err != nil {
			t.Errorf("%q, %v, %v", data, ok, err)
		}
		h.Clock.Advance(2 * time.Hour)
		if _, ok, _ := h.FindCtx(ctx, "the-token"); ok {
			t.Error("a session that ended is found")
		}
	})
}

func TestOrganiserWhoIsAddedAgainIsEnabledAndTheirOldLinkStaysShut(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		if _, err := h.AddOrganiser(ctx, "organiser@vonk.example", models.RoleAdmin, models.Scope{}); err != nil {
			t.Fatal(err)
		}
		link, err := h.OpenLink(ctx, "organiser@vonk.example")
		if err != nil {
			t.Fatal(err)
		}
		if err := h.DisableOrganiser(ctx, "organiser@vonk.example"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Organiser(ctx, link.ID); models.CodeOf(err) != models.NotFound {
			t.Errorf("who is disabled: %v", err)
		}
		again, err := h.AddOrganiser(ctx, "Organiser@vonk.example", models.RoleAdmin, models.Scope{})
		if err != nil || again.ID != link.ID || again.Disabled {
			t.Fatalf("%+v, %v", again, err)
		}
		if _, err := h.UseLink(ctx, link.ID, link.LinkVersion); models.CodeOf(err) != models.Gone {
			t.Errorf("a link from before: %v", err)
		}
	})
}

func TestSignedInSessionEndsAloneAndWhatHasExpiredIsCleared(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		commit := func(token string, valid time.Duration) {
			if err := h.CommitSession(ctx, token, models.WebSession{CreatedAt: h.Now()}, []byte(token), h.Now().Add(valid)); err != nil {
				t.Fatal(err)
			}
		}
		commit("short", time.Minute)
		commit("long", time.Hour)
		h.Clock.Advance(time.Minute)
		commit("other", time.Hour)
		var rows int
		if err := h.SQL(t).QueryRow("SELECT count(*) FROM web_sessions").Scan(&rows); err != nil {
			t.Fatal(err)
		}
		expect(t, "sessions kept", rows, 2)
		if err := h.DeleteCtx(ctx, "long"); err != nil {
			t.Fatal(err)
		}
		for token, want := range map[string]bool{"long": false, "other": true} {
			if _, found, err := h.FindCtx(ctx, token); found != want || err != nil {
				t.Errorf("%s: %v, %v", token, found, err)
			}
		}
	})
}
