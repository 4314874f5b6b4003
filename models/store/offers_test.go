package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// full is a series that always offers, with one seat that a has; b and c wait for it.
const full = `
	start 2027-01-11T09:00:00Z
	session zwolle 1 1400h
	session utrecht 2 1800h
	waitinglist offer
	open
	sign a zwolle
	sign b zwolle
	sign c zwolle
`

func TestNeverTwoOffersForOneSeat(t *testing.T) {
	story(t, full+`
		cancel a
		see b zwolle offered
		see c zwolle waiting 0 held
		settle
		sign d zwolle
		cancel d
		see b zwolle offered
		see c zwolle waiting 0 held
	`)
}

func TestSeatOfAnOfferIsInvisibleToThePublic(t *testing.T) {
	story(t, full+`
		cancel c
		cancel a
		public zwolle waitlist 0
		sign d zwolle
		see d zwolle waiting 0 held
	`)
}

func TestExpiredOfferFreesItsSeatOnce(t *testing.T) {
	story(t, full+`
		sign d zwolle
		cancel a
		time 96h
		settle
		told b.1 expired
		see b zwolle expired
		see c zwolle offered
		see d zwolle waiting 0 held
		settle
		told b.1
		see d zwolle waiting 0 held
	`)
}

func TestAcceptedOfferThatIsCancelledDoesNotComeBack(t *testing.T) {
	story(t, full+`
		cancel a
		accept b
		told b.1 confirmation
		see b zwolle confirmed
		cancel b
		see b nothing
		see c zwolle offered
		time 48h
		settle
		see c zwolle offered
		accept b
		refused error.offer.none
		public zwolle waitlist 0
	`)
}

func TestDeclinedOfferGoesToTheNextInTheSameAct(t *testing.T) {
	story(t, full+`
		cancel a
		decline b
		told b.1 declined
		told c.1 offer
		see b zwolle declined
		see c zwolle offered
	`)
}

// 36 hours on Monday to Friday, eight to eight, from ten in the morning of a Monday: Thursday at ten.
func TestOfferEndsAtItsDeadlineToTheSecond(t *testing.T) {
	stories(t, map[string]string{
		"a second before": full + `
			cancel a
			time 71h59m59s
			accept b
			see b zwolle confirmed`,
		"at the deadline": full + `
			cancel a
			time 72h
			accept b
			refused error.offer.expired
			see b zwolle expired
			see c zwolle offered`,
	})
}

func TestDeadlineIsTheLastMomentAtTheLatest(t *testing.T) {
	story(t, `
		start 2027-01-13T09:00:00Z
		session zwolle 1 98h
		open
		sign a zwolle
		sign b zwolle
		cancel a
		see b zwolle offered
		time 54h59m59s
		see b zwolle offered
		time 1s
		see b zwolle expired
		rejoin b
		refused error.session.closed
	`)
}

func TestLateClickSaysWhatHappened(t *testing.T) {
	offered := full + "cancel a\n"
	stories(t, map[string]string{
		"twice":                offered + "accept b\naccept b\nrefused error.offer.accepted\nsee b zwolle confirmed",
		"declined":             offered + "decline b\naccept b\nrefused error.offer.declined\nsee b zwolle declined",
		"expired":              offered + "time 96h\naccept b zwolle\nrefused error.offer.expired\ndecline b zwolle\nrefused error.offer.expired",
		"for a session off":    offered + "calloff zwolle\naccept b\nrefused error.offer.cancelled",
		"nothing was offered":  full + "accept b\nrefused error.offer.none",
		"of another session":   offered + "accept b utrecht\nrefused error.offer.none\nsee b zwolle offered",
		"nothing to let go":    full + "decline b utrecht\nrefused error.offer.none",
		"nothing to rejoin":    full + "rejoin a\nrefused error.rejoin.none",
		"rejoin while waiting": full + "rejoin b zwolle\nrefused error.rejoin.waiting",
	})
}

func TestWhoRejoinsStandsBehind(t *testing.T) {
	story(t, full+`
		cancel a
		decline b
		rejoin b zwolle
		see b zwolle waiting 0 held
		decline c
		see b zwolle offered
		rejoin c
		see c zwolle waiting 0 held
		sign d zwolle
		see d zwolle waiting 1 held
	`)
}

// The offer counts as the seat: what stands above goes on, what stands below rests and is the public's meanwhile.
func TestLinesBelowAnOfferRestUntilItEnds(t *testing.T) {
	choices := `
		start 2027-01-11T09:00:00Z
		session zwolle 1 1400h
		session utrecht 1 1500h
		session arnhem 1 1600h
		waitinglist offer
		open
		sign a zwolle
		sign b utrecht
		sign c arnhem
		sign d zwolle,utrecht,arnhem
		sign e arnhem
		cancel b
		see d zwolle waiting 0 full, utrecht offered, arnhem waiting 0 resting
		cancel c
		see e arnhem offered
	`
	stories(t, map[string]string{
		"declined": choices + `
			decline e
			public arnhem free 1
			decline d
			see d zwolle waiting 0 full, utrecht declined, arnhem offered`,
		"replaced by a better one": choices + `
			cancel a
			see d zwolle offered, utrecht waiting 0 resting, arnhem waiting 0 resting
			public utrecht free 1
			decline d
			see d zwolle declined, utrecht offered, arnhem waiting 0 resting`,
		"accepted": choices + `
			accept d
			see d utrecht confirmed`,
	})
}

func TestPresentSeatIsKeptUntilTheBetterOneIsAccepted(t *testing.T) {
	better := full + `
		cancel b
		cancel c
		sign d zwolle,utrecht x2 wait
		sign e utrecht
		seats zwolle 2
		cancel a
		see d zwolle offered, utrecht confirmed
		see e utrecht waiting 0 full
	`
	stories(t, map[string]string{
		"accepted": better + "accept d\nsee d zwolle confirmed\nsee e utrecht offered",
		"declined": better + "decline d\nsee d zwolle declined, utrecht confirmed\nsee e utrecht waiting 0 full",
		"expired":  better + "time 96h\nsettle\nsee d zwolle expired, utrecht confirmed\nsee e utrecht waiting 0 full",
	})
}

func TestPromotionWithinSevenDaysIsAnOffer(t *testing.T) {
	week := `
		start 2027-01-11T09:00:00Z
		session zwolle 1 200h
		session utrecht 1 400h
		open
		sign a zwolle
		sign b zwolle
		sign c utrecht
	`
	stories(t, map[string]string{
		"exactly seven days":                 week + "time 32h\ncancel a\nsee b zwolle confirmed",
		"a second less":                      week + "time 32h0m1s\ncancel a\nsee b zwolle offered",
		"the seat given up for it is nearer": week + "cancel b\ncancel a\nsign d utrecht,zwolle wait\ntime 33h\ncancel c\nsee d utrecht offered, zwolle confirmed",
		"a sign-up is no promotion":          week + "time 33h\ncancel b\ncancel a\nsign d zwolle\nsee d zwolle confirmed",
	})
}

func TestReminderComesOnceAtHalfTime(t *testing.T) {
	story(t, full+`
		cancel a
		told b.1 offer
		time 29h59m59s
		settle
		told b.1
		time 1s
		settle
		told b.1 reminder
		time 1h
		settle
		told b.1
	`)
}

func TestNothingIsLostWhenTheProgramWasDownOverADeadline(t *testing.T) {
	story(t, full+`
		seats zwolle 2
		cancel a
		see b zwolle offered
		see c zwolle offered
		sign d zwolle
		sign e zwolle
		time 400h
		sign f zwolle
		see b zwolle expired
		see c zwolle expired
		see d zwolle offered
		see e zwolle offered
		see f zwolle waiting 0 held
	`)
}

// Two programs on one database see the same offer lapse at the same time.
func TestTwoReplicasExpireTheSameOfferOnce(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		definition := storetest.Definition(1)
		definition.Policy.WaitingList = models.WaitingListOffer
		h.Import(t, definition)
		holder := h.MustRegister(t, storetest.SignUp("houder", 1))
		first := h.MustRegister(t, storetest.SignUp("eerste", 1))
		second := h.MustRegister(t, storetest.SignUp("tweede", 1))
		third := h.MustRegister(t, storetest.SignUp("derde", 1))
		h.MustCancel(t, holder.ID)
		h.Letters(t)
		replicas := []*storetest.Harness{h, storetest.Open(t, h.Engine, h.Database, h.Clock)}
		h.Clock.Advance(96 * time.Hour)
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				if err := replicas[i%2].Settle(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for i, want := range map[int64]string{first.ID: "zwolle expired", second.ID: "zwolle offered", third.ID: "zwolle waiting"} {
			if got := storetest.Lines(h.Look(t, i)); len(got) != 1 || got[0] != want {
				t.Errorf("got %v, want %s", got, want)
			}
		}
		kinds := map[models.LetterKind]int{}
		for _, letter := range h.Letters(t) {
			kinds[letter.Kind]++
		}
		expect(t, "letters of the end", kinds[models.LetterExpired], 1)
		expect(t, "letters of the new offer", kinds[models.LetterOffer], 1)
		h.MustHold(t)
	})
}
