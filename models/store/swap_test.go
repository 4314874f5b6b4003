package store_test

import "testing"

const swaps = `
	start 2027-01-11T09:00:00Z
	session zwolle 1 1400h
	session utrecht 2 1500h
	session arnhem 1 1600h
	open
`

func TestSwapMovesAtOnceAndHandsTheSeatOn(t *testing.T) {
	story(t, swaps+`
		sign a zwolle
		sign b zwolle
		swap a utrecht
		see a utrecht confirmed
		told a.1 swap
		see b zwolle confirmed
		told b.1 promotion
	`)
}

func TestSwapNeverHoldsLessThanBefore(t *testing.T) {
	story(t, swaps+`
		sign a zwolle
		sign b utrecht
		swap b zwolle
		see b zwolle waiting 0 full, utrecht confirmed
		told b.1 waiting
		cancel a
		see b zwolle confirmed
		public utrecht free 2
	`)
}

func TestLateSwapperDoesNotOvertakeThoseWhoWait(t *testing.T) {
	story(t, swaps+`
		sign a zwolle
		sign b utrecht
		sign c zwolle
		swap b zwolle
		see b zwolle waiting 1 full, utrecht confirmed
		cancel a
		see c zwolle confirmed
		see b zwolle waiting 0 full, utrecht confirmed
	`)
}

func TestSwapToWhatIsWaitedForKeepsTheNumber(t *testing.T) {
	story(t, swaps+`
		sign a zwolle
		sign b zwolle,utrecht wait
		sign c zwolle
		swap b zwolle
		see b zwolle waiting 0 full, utrecht confirmed
		see c zwolle waiting 1 full
		swap b zwolle
		refused error.swap.waiting
	`)
}

// The party's own order stays: what stood above the seat still stands where it stood.
func TestSwapGoesDirectlyAboveTheSeat(t *testing.T) {
	story(t, swaps+`
		sign a zwolle
		sign b arnhem
		sign c zwolle,utrecht wait
		swap c arnhem
		see c zwolle waiting 0 full, arnhem waiting 0 full, utrecht confirmed
		cancel b
		see c zwolle waiting 0 full, arnhem confirmed
		cancel a
		see c zwolle confirmed
	`)
}

func TestPartyWithoutASeatThatSwapsGetsALastChoice(t *testing.T) {
	story(t, swaps+`
		sign a zwolle
		sign b utrecht x2
		sign c zwolle wait
		swap c utrecht
		see c zwolle waiting 0 full, utrecht waiting 0 full
		swap c arnhem
		see c zwolle waiting 0 full, utrecht waiting 0 full, arnhem confirmed
		cancel a
		see c zwolle confirmed
	`)
}

func TestSeatThatASwapGaveUpDoesNotComeBack(t *testing.T) {
	story(t, swaps+`
		sign a zwolle
		swap a utrecht
		calloff utrecht
		see a nothing
		sign b zwolle
		see b zwolle confirmed
	`)
}

func TestSwapBackIsASwapToo(t *testing.T) {
	story(t, swaps+`
		sign a zwolle
		swap a utrecht
		sign b zwolle
		swap a zwolle
		see a zwolle waiting 0 full, utrecht confirmed
		swap b arnhem
		see a zwolle confirmed
	`)
}

func TestSwapIsRefusedWithASentenceAndNothingChanges(t *testing.T) {
	stories(t, map[string]string{
		"to the same session":      swaps + "sign a zwolle\nswap a zwolle\nrefused error.swap.same\nsee a zwolle confirmed",
		"while waiting there":      swaps + "sign a zwolle\nsign b zwolle\nswap b zwolle\nrefused error.swap.waiting\nsee b zwolle waiting 0 full",
		"after leaving":            swaps + "sign a zwolle\ncancel a\nswap a utrecht\nrefused error.swap.nothing",
		"to a cancelled session":   swaps + "sign a zwolle\ncalloff utrecht\nswap a utrecht\nrefused error.session.cancelled\nsee a zwolle confirmed",
		"to one that is closed":    swaps + "sign a utrecht\ntime 1399h\nswap a zwolle\nrefused error.session.closed\nsee a utrecht confirmed",
		"to one that is unknown":   swaps + "sign a zwolle\nswap a leeuwarden\nrefused error.notfound\nsee a zwolle confirmed",
		"with a seat that began":   swaps + "sign a zwolle\ntime 1400h\nswap a utrecht\nrefused error.session.past\nsee a zwolle confirmed",
		"by one of a group":        swaps + "sign a utrecht x2\nswap a@2 arnhem\nrefused error.group.contact\nsee a utrecht confirmed",
		"by who left the group":    swaps + "sign a utrecht x2\ncancel a 2\nswap a@2 arnhem\nrefused error.swap.nothing\nsee a utrecht confirmed",
		"to what is offered":       swaps + "waitinglist offer\nsign a zwolle\nsign b zwolle\ncancel a\nswap b zwolle\nrefused error.swap.offered\nsee b zwolle offered",
		"of somebody seated again": swaps + "sign a utrecht\nsign b zwolle\nsign c zwolle\ndecline c zwolle\nsign d arnhem like=c\nswap c utrecht\nrefused error.rejoin.registered\nsee c zwolle declined",
	})
}

func TestPersonGetsNoSecondSeatByRejoining(t *testing.T) {
	story(t, swaps+`
		sign a zwolle
		sign b zwolle
		decline b zwolle
		sign c utrecht like=b
		cancel a
		rejoin b zwolle
		refused error.rejoin.registered
		cancel c
		rejoin b zwolle
		see b zwolle confirmed
	`)
}

// Each of "any of us" moves alone, and with the contact's link those who are named.
func TestPartiesOfARegistrationSwapOneByOne(t *testing.T) {
	story(t, swaps+`
		sign a utrecht x2 any
		swap a 1 zwolle
		see a/1 zwolle confirmed
		see a/2 utrecht confirmed
		swap a@2 arnhem
		see a/2 arnhem confirmed
		swap a utrecht
		see a/1 utrecht confirmed
		see a/2 utrecht confirmed
	`)
}

// What one person's swap releases is a promotion for a colleague, who may not be able to come so soon.
func TestSwapIsNoOwnActOfAColleague(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 1 100h
		session utrecht 1 400h
		open
		sign a zwolle x2 any
		see a/2 zwolle waiting 0 full
		swap a@1 utrecht
		see a/1 utrecht confirmed
		see a/2 zwolle offered
		told a.2 offer
	`)
}
