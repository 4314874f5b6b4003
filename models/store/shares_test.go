package store_test

import "testing"

func TestFreeSeatsOfAReserveSayWhyAndAreForTheirSector(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 3 1400h
		reserve po 2
		open
		sign a zwolle
		sign b zwolle
		see b zwolle waiting 0 reserved
		public zwolle free 2
		sign c zwolle po
		see c zwolle confirmed
		sign d zwolle x2 po
		see d zwolle waiting 1 too-large
		cancel a
		see b zwolle confirmed
		sign e zwolle po
		see e zwolle confirmed
		sign f zwolle
		see f zwolle waiting 2 full
	`)
}

// What a sector has counts for its reserve, so a full reserve keeps nothing more from others.
func TestFilledReserveKeepsNothingFromOthers(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 4 1400h
		reserve po 2
		reserve gemeenten 1
		open
		sign a zwolle x3 po
		see a zwolle confirmed
		sign b zwolle
		see b zwolle confirmed
	`)
}

func TestDatePassesWithNobodyThereServesWaitersBeforeTheNextVisitor(t *testing.T) {
	stories(t, map[string]string{
		"of a reserve": `
			start 2027-01-11T09:00:00Z
			session zwolle 1 1400h
			reserve po 1 48h
			open
			sign a zwolle
			time 47h59m59s
			settle
			see a zwolle waiting 0 reserved
			time 1s
			sign b zwolle po
			see a zwolle confirmed
			see b zwolle waiting 0 full
			told a.1 promotion`,
		"of a limit": `
			start 2027-01-11T09:00:00Z
			session zwolle 2 1400h
			limit 1 48h
			open
			sign a zwolle org=1
			sign b zwolle org=1
			see b zwolle waiting 0 limit
			time 48h
			sign c zwolle org=2
			see b zwolle confirmed
			see c zwolle waiting 0 full`,
		"when the worker comes": `
			start 2027-01-11T09:00:00Z
			session zwolle 1 1400h
			reserve po 1 48h
			open
			sign a zwolle
			time 200h
			settle
			see a zwolle confirmed`,
		"of what an import changes": `
			start 2027-01-11T09:00:00Z
			session zwolle 1 1400h
			session utrecht 1 1400h
			reserve po 1 48h
			open
			sign a zwolle
			time 48h
			seats utrecht 2
			see a zwolle confirmed`,
	})
}

func TestOrganisationLimitPassesOverAndLetsOthersBy(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 4 1400h
		session utrecht 4 1500h
		limit 2
		open
		sign a zwolle x2 org=1
		sign b zwolle org=1
		see b zwolle waiting 0 limit
		sign c zwolle,utrecht x2 org=1
		see c utrecht confirmed
		sign d zwolle org=2
		see d zwolle confirmed
		cancel a 1
		see b zwolle confirmed
		sign e zwolle x3 org=3
		see e zwolle waiting 0 too-large
	`)
}

func TestLimitCountsWhatIsOffered(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 2 1400h
		waitinglist offer
		limit 1
		open
		sign a zwolle org=1
		sign b zwolle org=2
		sign c zwolle org=3
		sign d zwolle org=3
		cancel a
		cancel b
		see c zwolle offered
		see d zwolle waiting 0 limit
		decline c
		see d zwolle offered
	`)
}

func TestRaisedCapacityServesWaitersBeforeThePublic(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 1 1400h
		open
		sign a zwolle
		sign b zwolle x2
		sign c zwolle
		seats zwolle 2
		see b zwolle waiting 0 full
		see c zwolle confirmed
		seats zwolle 4
		see b zwolle confirmed
		sign d zwolle
		see d zwolle waiting 0 full
	`)
}

func TestOverbookingGivesSeatsAndIsNotTakenBackFromAnybody(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 1 1400h
		open
		sign a zwolle
		sign b zwolle x2
		seats zwolle 1+2
		see b zwolle confirmed
		seats zwolle 2
		refused error.capacity
		seats zwolle 2+1
		public zwolle waitlist 0
	`)
}

func TestPolicyThatChangesPushesNobodyOut(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 4 1400h
		session utrecht 2 1500h
		open
		sign a zwolle x3 org=1
		limit 1
		see a zwolle confirmed
		sign b zwolle org=1
		see b zwolle waiting 0 limit
		reserve po 1
		sign c zwolle org=2
		see c zwolle waiting 1 reserved
		limit 0
		see b zwolle waiting 0 reserved
		reserve po 0
		see b zwolle confirmed
		see c zwolle waiting 0 full
		see a zwolle confirmed
	`)
}

func TestSeriesWithoutAWaitingListStillServesThoseOnIt(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 1 1400h
		session utrecht 1 1500h
		open
		sign a zwolle
		sign b zwolle
		waitinglist off
		see b zwolle waiting 0 full
		sign c zwolle
		refused error.session.full
		cancel a
		see b zwolle confirmed
		sign c utrecht
		swap c zwolle
		refused error.session.full
		see c utrecht confirmed
		sign d zwolle
		refused error.session.full
	`)
}

// Without a list, an alternative with room is still a seat, and there is nothing to wait on.
func TestWithoutAWaitingListAnAlternativeIsASeat(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 1 1400h
		session utrecht 1 1500h
		waitinglist off
		open
		sign a zwolle
		sign b zwolle,utrecht wait
		see b utrecht confirmed
		sign c zwolle,utrecht
		refused error.session.nofree
	`)
}
