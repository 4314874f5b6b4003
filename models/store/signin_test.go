package store_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// organiser adds an organiser who may do everything.
func organiser(t *testing.T, h *storetest.Harness, email string) *models.Organiser {
	t.Helper()
	o, err := h.AddOrganiser(context.Background(), email, models.RoleAdmin, models.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// addPasskey gives an organiser a passkey and returns it.
func addPasskey(t *testing.T, h *storetest.Harness, o *models.Organiser, name string) models.Passkey {
	t.Helper()
	ctx := context.Background()
	if err := h.AddPasskey(ctx, models.Passkey{OrganiserID: o.ID, Name: name, CredentialID: []byte("id of " + name), PublicKey: []byte("key")}); err != nil {
		t.Fatal(err)
	}
	p, _, err := h.Passkey(ctx, []byte("id of "+name))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// step is what finds an app's code right, of that time step.
func step(at int64) func(*models.Authenticator) (int64, bool) {
	return func(*models.Authenticator) (int64, bool) { return at, true }
}

// events are the kinds of an organiser's events, newest first.
func events(t *testing.T, h *storetest.Harness, o *models.Organiser) (kinds []models.EventKind) {
	t.Helper()
	all, err := h.OrganiserEvents(context.Background(), o.ID, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		kinds = append(kinds, e.What)
	}
	return kinds
}

func TestLastFactorStaysUntilThereIsAnother(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		o, other := organiser(t, h, "een@vonk.example"), organiser(t, h, "twee@vonk.example")
		first := addPasskey(t, h, o, "een")
		expect(t, "the only one", models.CodeOf(h.RemovePasskey(ctx, o.ID, first.ID)), models.Conflict)
		second := addPasskey(t, h, o, "twee")
		expect(t, "somebody else's", models.CodeOf(h.RemovePasskey(ctx, other.ID, first.ID)), models.NotFound)
		if err := h.RemovePasskey(ctx, o.ID, first.ID); err != nil {
			t.Error(err)
		}
		expect(t, "gone already", models.CodeOf(h.RemovePasskey(ctx, o.ID, first.ID)), models.NotFound)
		expect(t, "no app", models.CodeOf(h.RemoveAuthenticator(ctx, o.ID)), models.NotFound)
		if err := h.AddAuthenticator(ctx, models.Authenticator{OrganiserID: o.ID, Secret: []byte("sealed"), Step: 5}); err != nil {
			t.Fatal(err)
		}
		if err := h.RemovePasskey(ctx, o.ID, second.ID); err != nil {
			t.Error(err)
		}
		expect(t, "the app is the last", models.CodeOf(h.RemoveAuthenticator(ctx, o.ID)), models.Conflict)
		expect(t, "events", fmt.Sprint(events(t, h, o)), "[passkey-removed app-added passkey-removed passkey-added passkey-added]")
	})
}

func TestOfTwoWhoRemoveTheLastTwoFactorsAtOnceOneIsRefused(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		for round := range 8 {
			o := organiser(t, h, fmt.Sprintf("o%d@vonk.example", round))
			keys := []models.Passkey{addPasskey(t, h, o, fmt.Sprint("a", round)), addPasskey(t, h, o, fmt.Sprint("b", round))}
			var done sync.WaitGroup
			for _, p := range keys {
				done.Go(func() { _ = h.RemovePasskey(ctx, o.ID, p.ID) })
			}
			done.Wait()
			if f, err := h.Factors(ctx, o.ID); err != nil || len(f.Passkeys) != 1 {
				t.Fatalf("round %d leaves %v, %v", round, f, err)
			}
		}
	})
}

func TestPasskeyIsOneOrganisersAndNoMoreThanSoMany(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		o, other := organiser(t, h, "een@vonk.example"), organiser(t, h, "twee@vonk.example")
		p := addPasskey(t, h, o, "een")
		p.OrganiserID = other.ID
		expect(t, "again", models.CodeOf(h.AddPasskey(ctx, p)), models.Conflict)
		for i := range models.MaxPasskeys - 1 {
			addPasskey(t, h, o, fmt.Sprint("meer ", i))
		}
		expect(t, "too many", models.CodeOf(h.AddPasskey(ctx, models.Passkey{OrganiserID: o.ID, Name: "x", CredentialID: []byte("x"), PublicKey: []byte("x")})), models.Conflict)
		if err := h.DisableOrganiser(ctx, o.Email); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.Passkey(ctx, p.CredentialID); models.CodeOf(err) != models.NotFound {
			t.Errorf("the passkey of who is disabled: %v", err)
		}
	})
}

func TestCounterThatGoesBackShutsThePasskey(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		o := organiser(t, h, "een@vonk.example")
		p := addPasskey(t, h, o, "een")
		for _, count := range []int64{0, 0, 3, 4} { // 0: it does not count
			if err := h.UsePasskey(ctx, p.ID, count, true, true); err != nil {
				t.Fatalf("count %d: %v", count, err)
			}
		}
		expect(t, "the same count again", models.CodeOf(h.UsePasskey(ctx, p.ID, 4, true, true)), models.Forbidden)
		expect(t, "a higher one later", models.CodeOf(h.UsePasskey(ctx, p.ID, 9, true, true)), models.Forbidden)
		f, err := h.Factors(ctx, o.ID)
		if err != nil || !f.Passkeys[0].Suspect || f.Passkeys[0].SignCount != 4 || !f.Passkeys[0].BackedUp || !f.Passkeys[0].UsedAt.Equal(h.Now()) {
			t.Errorf("%+v, %v", f, err)
		}
		expect(t, "events", fmt.Sprint(events(t, h, o)), "[suspect passkey passkey passkey passkey passkey-added]")
		if err := h.RemovePasskey(ctx, o.ID, p.ID); err != nil { // it is none to sign in with
			t.Error(err)
		}
	})
}

func TestStepOfAnAppIsUsedOnce(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		o := organiser(t, h, "een@vonk.example")
		use := func(at int64) models.Code { return models.CodeOf(h.UseAuthenticator(ctx, o.ID, step(at))) }
		expect(t, "without an app", use(9), models.Invalid)
		if err := h.AddAuthenticator(ctx, models.Authenticator{OrganiserID: o.ID, Secret: []byte("sealed"), Step: 5}); err != nil {
			t.Fatal(err)
		}
		expect(t, "the step that proved it", use(5), models.Invalid)
		if err := h.UseAuthenticator(ctx, o.ID, step(6)); err != nil {
			t.Error(err)
		}
		expect(t, "again", use(6), models.Invalid)
		expect(t, "one before", use(5), models.Invalid)
		var done sync.WaitGroup
		right := make(chan bool, 8)
		for range 8 {
			done.Go(func() { right <- h.UseAuthenticator(ctx, o.ID, step(7)) == nil })
		}
		done.Wait()
		close(right)
		count := 0
		for ok := range right {
			if ok {
				count++
			}
		}
		expect(t, "of eight at once", count, 1)
	})
}

func TestMailedCodeWorksOnceForTenMinutesAndFiveTries(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		o := organiser(t, h, "een@vonk.example")
		if err := h.AddAuthenticator(ctx, models.Authenticator{OrganiserID: o.ID, Secret: []byte("sealed")}); err != nil {
			t.Fatal(err)
		}
		at := int64(0)
		request := func() int64 {
			t.Helper()
			id, err := h.RequestCode(ctx, "Een@VONK.example", "nl")
			if err != nil || id == 0 {
				t.Fatalf("%d, %v", id, err)
			}
			return id
		}
		try := func(id int64, right bool) models.Code {
			at++
			_, err := h.SignInByCode(ctx, id, func(try *models.CodeTry) (int64, bool) {
				if try.OrganiserID != o.ID || try.Nonce == "" || string(try.App.Secret) != "sealed" {
					t.Errorf("the try is %+v", try)
				}
				return at, right
			})
			if err == nil {
				return ""
			}
			return models.CodeOf(err)
		}
		id := request()
		letters := h.Letters(t)
		if len(letters) != 1 || letters[0].Kind != models.LetterCode || letters[0].SeriesID != 0 || letters[0].RecipientEmail != o.Email || letters[0].Facts.Nonce == "" {
			t.Fatalf("the letters are %+v", letters)
		}
		expect(t, "right", try(id, true), models.Code(""))
		expect(t, "again", try(id, true), models.Invalid)

		id = request()
		for range models.CodeTries {
			expect(t, "wrong", try(id, false), models.Invalid)
		}
		expect(t, "right after five tries", try(id, true), models.Invalid)

		id = request()
		other := request() // one browser does not spoil another's
		h.Clock.Advance(models.CodeValid - time.Second)
		expect(t, "at the last moment", try(id, true), models.Code(""))
		h.Clock.Advance(time.Second)
		expect(t, "too late", try(other, true), models.Invalid)

		id = request()
		if err := h.DisableOrganiser(ctx, o.Email); err != nil {
			t.Fatal(err)
		}
		expect(t, "of who is disabled", try(id, true), models.Invalid)
		organiser(t, h, o.Email)
		expect(t, "and enabled again", try(id, true), models.Invalid)
	})
}

func TestAddressOfNobodyIsAnsweredAsAnOrganisersAndGetsNoCode(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		organiser(t, h, "zonder.app@vonk.example")
		for _, email := range []string{"niemand@vonk.example", "zonder.app@vonk.example"} {
			id, err := h.RequestCode(ctx, email, "nl")
			if err != nil || id == 0 {
				t.Fatalf("%s: %d, %v", email, id, err)
			}
			_, err = h.SignInByCode(ctx, id, func(*models.CodeTry) (int64, bool) { t.Error("there is something to check"); return 1, true })
			expect(t, email, models.CodeOf(err), models.Invalid)
		}
		if letters := h.Letters(t); len(letters) != 0 {
			t.Errorf("%d letters were written", len(letters))
		}
	})
}

func TestSessionThatWasEndedIsNotWrittenAgain(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		o, other := organiser(t, h, "een@vonk.example"), organiser(t, h, "twee@vonk.example")
		commit := func(token string, of *models.Organiser) {
			t.Helper()
			session := models.WebSession{OrganiserID: of.ID, Agent: "Firefox/Windows", CreatedAt: h.Now()}
			if err := h.CommitSession(ctx, token, session, []byte("data of "+token), h.Now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		open := func(token string) bool {
			t.Helper()
			_, found, err := h.FindCtx(ctx, token)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		for _, token := range []string{"a", "b", "c"} {
			commit(token, o)
		}
		commit("theirs", other)
		own, err := h.OwnSessions(ctx, o.ID, "b")
		if err != nil || len(own) != 3 || own[0].Agent != "Firefox/Windows" || own[0].Current || !own[1].Current {
			t.Fatalf("%+v, %v", own, err)
		}
		expect(t, "somebody else's", models.CodeOf(h.EndSession(ctx, other.ID, own[0].ID)), models.NotFound)
		if err := h.EndSession(ctx, o.ID, own[0].ID); err != nil {
			t.Fatal(err)
		}
		commit("c", o) // by a request that was under way
		expect(t, "the one that was ended", open("c"), false)
		expect(t, "ending it again", models.CodeOf(h.EndSession(ctx, o.ID, own[0].ID)), models.NotFound)
		if err := h.EndOtherSessions(ctx, o.ID, "b"); err != nil {
			t.Fatal(err)
		}
		commit("a", o)
		expect(t, "others", [3]bool{open("a"), open("b"), open("theirs")}, [3]bool{false, true, true})
		if err := h.DisableOrganiser(ctx, o.Email); err != nil {
			t.Fatal(err)
		}
		organiser(t, h, o.Email) // enabled again
		commit("b", o)
		expect(t, "after being disabled and enabled", open("b"), false)
		var kept int
		if err := h.SQL(t).QueryRow("SELECT count(*) FROM web_sessions WHERE ended AND length(data) > 0").Scan(&kept); err != nil || kept != 0 {
			t.Errorf("%d ended sessions hold something, %v", kept, err)
		}
	})
}

func TestOwnSignInLetsInWhomItsRolesOrWeKnow(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 10)
		in := func(email string, grants ...models.Grant) (*models.Organiser, models.Code) {
			o, err := h.SignInByOIDC(ctx, email, grants)
			if err != nil {
				return nil, models.CodeOf(err)
			}
			return o, ""
		}
		admin := models.Grant{Role: models.RoleAdmin}
		reader := models.Grant{Role: models.RoleReader, At: models.Scope{Series: "sample"}}
		_, code := in("vreemd@vonk.example")
		expect(t, "a stranger without a role", code, models.Forbidden)
		_, code = in("vreemd@vonk.example", models.Grant{Role: models.RoleReader, At: models.Scope{Series: "geen"}})
		expect(t, "a stranger with a role in no series", code, models.Forbidden)
		if all, _ := h.Organisers(ctx); len(all) != 0 {
			t.Errorf("strangers became %v", all)
		}
		o, code := in("Nieuw@vonk.example", reader, models.Grant{Role: models.RoleOrganiser, At: reader.At}, reader)
		expect(t, "a stranger with roles", code, models.Code(""))
		if len(o.Assignments) != 1 || o.Assignments[0].Role != models.RoleOrganiser || o.SignedInAt != nil && !o.SignedInAt.Equal(h.Now()) {
			t.Errorf("they are %+v", o)
		}
		known := organiser(t, h, "bekend@vonk.example")
		if o, code = in("BEKEND@vonk.example"); code != "" || o.ID != known.ID {
			t.Errorf("who is known is %v, %v", o, code)
		}
		if err := h.DisableOrganiser(ctx, known.Email); err != nil {
			t.Fatal(err)
		}
		_, code = in("bekend@vonk.example", admin)
		expect(t, "who was disabled", code, models.Forbidden)
		all, err := h.Organisers(ctx)
		if err != nil || len(all) != 2 || !all[0].Disabled {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// What the provider gave goes when its group is gone; what somebody gave here stays, the same role too.
func TestOwnSignInTakesAwayWhatItGivesNoMore(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 10)
		roles := func(email string, grants ...models.Grant) (all []models.OrganiserRole) {
			o, err := h.SignInByOIDC(ctx, email, grants)
			if models.CodeOf(err) == models.Forbidden {
				return nil
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, assignment := range o.Assignments {
				all = append(all, assignment.Role)
			}
			slices.Sort(all)
			return all
		}
		reader := models.Grant{Role: models.RoleReader, At: models.Scope{Series: "sample"}}
		partner := models.Grant{Role: models.RolePartner, At: models.Scope{Series: "sample", Session: "zwolle"}}
		everywhere := models.Grant{Role: models.RoleReader}
		expect(t, "given", fmt.Sprint(roles("groep@vonk.example", reader, partner, everywhere)), "[partner reader reader]")
		expect(t, "one group less", fmt.Sprint(roles("groep@vonk.example", partner)), "[partner]")
		expect(t, "no group left", fmt.Sprint(roles("groep@vonk.example")), "[]")
		all, err := h.Organisers(ctx)
		if err != nil || len(all) != 1 || len(all[0].Assignments) != 0 {
			t.Errorf("who has no role left has %+v, %v", all, err)
		}
		expect(t, "entries of taking", len(entriesOf(t, h, models.AuditFilter{Action: models.ActionWithdrawRole})), 2)
		expect(t, "entries of giving", len(entriesOf(t, h, models.AuditFilter{Action: models.ActionInvite})), 2)
		expect(t, "events", fmt.Sprint(events(t, h, &all[0])), "[oidc role-withdrawn oidc role-given]")

		if _, err := h.AddOrganiser(ctx, "hand@vonk.example", models.RoleReader, reader.At); err != nil {
			t.Fatal(err)
		}
		expect(t, "the same by the group", fmt.Sprint(roles("hand@vonk.example", reader, partner)), "[partner reader reader]")
		expect(t, "without the group", fmt.Sprint(roles("hand@vonk.example")), "[reader]")
		expect(t, "more by the group", fmt.Sprint(roles("hand@vonk.example", models.Grant{Role: models.RoleOrganiser, At: reader.At})), "[organiser reader]")
		expect(t, "without that group", fmt.Sprint(roles("hand@vonk.example")), "[reader]")
		if _, err := h.AddOrganiser(ctx, "hand@vonk.example", models.RoleOrganiser, reader.At); err != nil {
			t.Fatal(err)
		}
		expect(t, "another by hand", fmt.Sprint(roles("hand@vonk.example")), "[organiser]")

		admin := organiser(t, h, "beheer@vonk.example")
		expect(t, "less by the group", fmt.Sprint(roles(admin.Email, everywhere)), "[admin reader]")
		if o, err := h.Organiser(ctx, admin.ID); err != nil || !o.May(models.MayAdminister, 0, 0) {
			t.Errorf("an admin by hand whose group may do less is %+v, %v", o, err)
		}
		expect(t, "without any group", fmt.Sprint(roles(admin.Email)), "[admin]")
		h.MustHold(t)
	})
}

func TestEventsAreForgottenAfterAWhile(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		o := organiser(t, h, "een@vonk.example")
		addPasskey(t, h, o, "een")
		h.Clock.Advance(91 * 24 * time.Hour)
		addPasskey(t, h, o, "twee")
		expect(t, "events", len(events(t, h, o)), 1)
	})
}
