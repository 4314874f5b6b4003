package store_test

import "testing"

// What random histories found, made as short as possible.
func TestHistoriesThatOnceWentWrong(t *testing.T) {
	stories(t, map[string]string{
		"an import keeps the counters of what time gave": `
			start 2027-02-10T09:00:00Z
			session zwolle 5 89h
			session eindhoven 2 799h
			reserve po 2 12h
			open
			sign a eindhoven x2
			time 47h59m59s
			seats zwolle 2
			see a eindhoven confirmed`,
		"a contact who leaves is told once, of that and of the others": `
			start 2027-03-11T09:03:00Z
			session zwolle 1 27h
			open
			sign a zwolle x3
			cancel a 1,2
			see a zwolle offered`,
		"nobody can rejoin what is worse than the seat": `
			start 2027-01-11T12:42:00Z
			session utrecht 2 335h
			session arnhem 2 339h
			open
			sign b arnhem x2
			sign c utrecht x2
			sign a arnhem,utrecht x2 any
			decline a@2 utrecht
			cancel b
			see a/2 arnhem confirmed
			rejoin a@2 utrecht
			refused error.rejoin.none`,
		"each who splits off may rejoin what the group let go": `
			start 2027-01-14T09:00:00Z
			session zwolle 3 49h
			session arnhem 1 92h
			open
			sign a zwolle
			sign b zwolle,arnhem x3 wait
			decline b arnhem
			split b
			see b/2 zwolle confirmed
			see b/3 zwolle waiting 0 full, arnhem declined
			rejoin b@3
			see b/3 zwolle waiting 0 full, arnhem confirmed`,
		"who left a group does not act for it": `
			start 2027-02-04T09:09:00Z
			session utrecht 1 107h
			open
			sign a utrecht x3
			cancel a 1,2
			see a utrecht offered
			decline a@1 utrecht
			see a utrecht offered
			accept a@3
			see a utrecht confirmed`,
		"after the closing of a draw a new number is a new number": `
			start 2027-01-17T09:01:00Z
			session utrecht 2 315h
			draw 6h
			open
			time 10h
			sign a utrecht x2
			decline a utrecht
			sign b utrecht
			rejoin a utrecht
			lots
			see b utrecht confirmed
			see a utrecht waiting 0 too-large`,
		"a reminder for one and an offer for another of one registration": `
			start 2027-01-17T09:25:00Z
			session utrecht 3 167h
			open
			sign a utrecht x2
			cancel a 2
			sign b utrecht x2
			cancel b 1
			sign c utrecht x2
			time 7h
			cancel c 1
			time 12h
			sign d utrecht x2 any
			time 12h
			cancel b 2
			time 11h
			time 44h58m59s
			settle
			see d/2 utrecht offered`,
		"a substitute for who waits at a session that began and at one to come": `
			start 2027-03-26T10:37:00Z
			session utrecht 1 121h
			session arnhem 1 257h
			open
			sign a arnhem
			sign b utrecht
			sign c arnhem,utrecht x2
			time 122h
			substitute c 2
			see c arnhem waiting 0 full, utrecht waiting 0 started`,
		"no substitute for who had an offer until just now": `
			start 2027-01-17T09:00:00Z
			session zwolle 1 233h
			open
			sign a zwolle
			sign b zwolle
			time 66h
			cancel a
			see b zwolle offered
			time 67h
			substitute b 1
			refused error.substitute.ended
			see b zwolle expired`,
		"nobody rejoins next to a seat whose session began": `
			start 2027-02-05T12:12:00Z
			session zwolle 1 115h
			session arnhem 1 201h
			open
			sign a arnhem
			sign b arnhem,zwolle wait
			decline b arnhem
			time 116h
			rejoin b arnhem
			refused error.session.past
			see b arnhem declined, zwolle confirmed`,
		"what was let go stands directly above the seat when it is asked for again": `
			start 2027-01-21T09:00:00Z
			session utrecht 1 191h
			session arnhem 1 193h
			session eindhoven 1 222h
			open
			sign a arnhem
			sign b eindhoven
			sign c eindhoven,arnhem,utrecht wait
			decline c eindhoven
			swap c eindhoven
			see c arnhem waiting 0 full, eindhoven waiting 0 full, utrecht confirmed`,
		"a session that was let go twice is let go once": `
			start 2027-03-11T09:09:00Z
			session zwolle 1 1400h
			open
			sign a zwolle
			sign b zwolle
			decline b zwolle
			swap b zwolle
			see b zwolle waiting 0 full
			decline b zwolle
			see b zwolle declined`,
		"before a draw everybody waits, waiting list or not": `
			start 2027-02-22T16:17:00Z
			session utrecht 1 253h
			session arnhem 1 296h
			waitinglist off
			draw 10h
			open
			sign a arnhem x2
			swap a utrecht
			see a arnhem waiting 0 draw, utrecht waiting 0 draw
			decline a arnhem
			rejoin a arnhem
			see a arnhem waiting 0 draw, utrecht waiting 0 draw`,
		"one who signed up elsewhere does not keep colleagues from moving": `
			start 2027-01-23T15:23:00Z
			session zwolle 1 169h
			session utrecht 3 240h
			open
			sign a zwolle
			sign b zwolle x3 any
			decline b@1 zwolle
			sign c utrecht like=b
			swap b utrecht
			see b/1 zwolle declined
			see b/2 utrecht confirmed
			see b/3 utrecht confirmed`,
		"who waited at a session that was called off may sign up elsewhere": `
			start 2027-01-20T19:56:00Z
			session utrecht 1 123h
			session arnhem 1 124h
			open
			sign a utrecht
			sign b utrecht
			calloff utrecht
			see b utrecht waiting 0 cancelled
			sign c arnhem like=b
			see c arnhem confirmed`,
		"where a colleague swaps away within seven days, the seat is an offer": `
			start 2027-01-11T09:00:00Z
			session utrecht 4 100h
			session arnhem 4 286h
			limit 1
			open
			sign a utrecht x3 any
			swap a@1 arnhem
			see a/1 arnhem confirmed
			see a/2 utrecht offered
			see a/3 utrecht waiting 0 limit`,
	})
}
