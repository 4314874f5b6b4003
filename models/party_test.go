package models

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// tour is a series with sessions A to D, a fortnight after each other from a Thursday on.
func tour() *Series {
	s := &Series{Timezone: "Europe/Amsterdam", Policy: Policy{WaitingList: WaitingListConfirm, OfferHours: 36}}
	for i := range 4 {
		s.Sessions = append(s.Sessions, Session{
			ID: int64(i + 1), Slug: string(rune('A' + i)), Status: SessionPublished, Starts: start.AddDate(0, 0, 14*i), Capacity: 10,
		})
	}
	return s
}

// A party is written as its size, perhaps wait, and its lines: "2 wait: A1#7 waiting, B2#7 confirmed, C3#7 moved". A1#7 is
// session A, rank 1, number 7; a line without a status was never served. Words behind it: rests, sought, closed (as what it
// is), given-up.
func partyOf(t testing.TB, written string) Party {
	t.Helper()
	head, lines, ok := strings.Cut(written, ":")
	p := Party{Registration: 1, Place: 1, Wait: strings.HasSuffix(head, "wait")}
	if _, err := fmt.Sscan(head, &p.Size); err != nil || !ok {
		t.Fatalf("%q is no party", written)
	}
	for i, part := range strings.Split(lines, ",") {
		words := strings.Fields(part)
		line := Line{Choice: int64(100 + i), Placement: int64(200 + i)}
		var name rune
		if _, err := fmt.Sscanf(words[0], "%c%d#%d", &name, &line.Rank, &line.Number); err != nil {
			t.Fatalf("%q is no line", part)
		}
		line.Session = int64(name - 'A' + 1)
		for _, word := range words[1:] {
			switch word {
			case "rests":
				line.Resting = true
			case "sought":
				line.Sought = true
			case "closed":
				line.Closed = line.Status
			case "given-up":
				line.Closed = Cancelled
			default:
				line.Status = Status(word)
			}
		}
		if line.Status == "" {
			line.Placement = 0
		}
		if line.Status == Offered {
			line.Deadline, line.RemindAt = &early, &early
		}
		p.Lines = append(p.Lines, line)
	}
	return p
}

// written is a party as partyOf reads it; it says so where a deadline stands on what is no offer.
func written(p Party) string {
	head := fmt.Sprint(p.Size)
	if p.Wait {
		head += " wait"
	}
	var lines []string
	for _, line := range p.Lines {
		words := []string{fmt.Sprintf("%c%d#%d", 'A'+rune(line.Session)-1, line.Rank, line.Number)}
		if line.Status != "" {
			words = append(words, string(line.Status))
		}
		switch {
		case line.Closed == Cancelled:
			words = append(words, "given-up")
		case line.Closed != "" && line.Closed == line.Status:
			words = append(words, "closed")
		case line.Closed != "":
			words = append(words, "closed-as-"+string(line.Closed))
		}
		if line.Resting {
			words = append(words, "rests")
		}
		if line.Sought {
			words = append(words, "sought")
		}
		if line.Status == Offered && line.Deadline == nil || line.Status != Offered && (line.RemindAt != nil || line.Deadline != nil && line.Status != Expired) {
			words = append(words, "wrong-deadline")
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return head + ": " + strings.Join(lines, ", ")
}

// at is the open line of a session, or the last that was closed.
func (p *Party) at(name string) *Line { return p.At(int64(name[0]-'A') + 1) }

type change struct {
	name   string // the rule
	before string
	do     func(*Party, *Series)
	after  string
}

func checkChanges(t *testing.T, changes []change) {
	t.Helper()
	for _, test := range changes {
		t.Run(test.name, func(t *testing.T) {
			p, series := partyOf(t, test.before), tour()
			test.do(&p, series)
			if got := written(p); got != test.after {
				t.Errorf("%s\nbecame %s\n  want %s", test.before, got, test.after)
			}
		})
	}
}

func arranged(now time.Time) func(*Party, *Series) {
	return func(p *Party, s *Series) { p.Arrange(s, now) }
}

func TestWhatAPartyWaitsFor(t *testing.T) {
	checkChanges(t, []change{
		{"without a seat for all its choices", "1: A1#7, B2#7", arranged(early), "1: A1#7 waiting, B2#7 waiting"},
		{"in the order of preference", "1: B2#7, A1#7", arranged(early), "1: A1#7 waiting, B2#7 waiting"},
		{"with a seat for nothing", "1: A1#7 waiting, B2#7 confirmed, C3#7 waiting", arranged(early), "1: A1#7 moved, B2#7 confirmed, C3#7 moved"},
		{"with a seat for what it prefers, if it said so", "1 wait: A1#7 waiting, B2#7 confirmed, C3#7 waiting", arranged(early), "1 wait: A1#7 waiting, B2#7 confirmed, C3#7 moved"},
		{"with a seat for what it sought", "1: A1#7 waiting, B2#7 waiting sought, C3#7 confirmed", arranged(early), "1: A1#7 moved, B2#7 waiting sought, C3#7 confirmed"},
		{"never for what it sought below its seat", "1: A1#7 confirmed, B2#7 waiting sought", arranged(early), "1: A1#7 confirmed, B2#7 moved sought"},
		{"never for what it declined", "1: A1#7 declined closed, B2#7", arranged(early), "1: A1#7 declined closed, B2#7 waiting"},
		{"never for what expired", "1 wait: A1#7 expired closed, B2#7 confirmed", arranged(early), "1 wait: A1#7 expired closed, B2#7 confirmed"},
		{"never for what it gave up", "1: A1#7 cancelled, B2#7 moved given-up", arranged(early), "1: A1#7 waiting, B2#7 moved given-up"},
		{"without people for nothing", "0: A1#7 cancelled, B2#7 moved", arranged(early), "0: A1#7 cancelled, B2#7 moved"},
		{"under an offer rests what is lower", "1: A1#7 waiting, B2#7 offered, C3#7 waiting", arranged(early), "1: A1#7 waiting, B2#7 offered, C3#7 waiting rests"},
		{"under an offer with a seat rests what is between", "1 wait: A1#7 waiting, B2#7 offered, C3#7 waiting, D4#7 confirmed", arranged(early), "1 wait: A1#7 waiting, B2#7 offered, C3#7 waiting rests, D4#7 confirmed"},
		{"when the offer is gone nothing rests", "1: A1#7 expired closed, B2#7 waiting rests", arranged(early), "1: A1#7 expired closed, B2#7 waiting"},
		{"never anew for a session that has begun", "1: A1#7, B2#7", arranged(start), "1: A1#7, B2#7 waiting"},
		{"once its session has begun for nothing else", "1 wait: B1#7 waiting, A2#7 confirmed", arranged(start), "1 wait: B1#7 moved, A2#7 confirmed"},
		{"once its session has begun its offer ends", "1 wait: B1#7 offered, A2#7 confirmed", arranged(start), "1 wait: B1#7 expired, A2#7 confirmed"},
		{"until its session begins for the rest", "1 wait: B1#7 offered, A2#7 confirmed", arranged(start.Add(-time.Second)), "1 wait: B1#7 offered, A2#7 confirmed"},
	})
}

func TestNewWaitIsANewLifeAndAnOldOneGoesOn(t *testing.T) {
	p := partyOf(t, "1: A1#7 moved, B2#7 waiting")
	p.Arrange(tour(), early)
	if p.Lines[0].Placement != 0 || p.Lines[1].Placement != 201 {
		t.Errorf("%+v", p.Lines)
	}
}

func granted(name string, own bool, now time.Time) func(*Party, *Series) {
	return func(p *Party, s *Series) { p.Grant(p.at(name), own, s, now) }
}

func TestGrant(t *testing.T) {
	near := start.AddDate(0, 0, -6)
	always := func(do func(*Party, *Series)) func(*Party, *Series) {
		return func(p *Party, s *Series) {
			s.Policy.WaitingList = WaitingListOffer
			do(p, s)
		}
	}
	checkChanges(t, []change{
		{"confirms at once and releases everything lower", "1: A1#7 waiting, B2#7 waiting, C3#7 waiting", granted("B", false, early), "1: A1#7 moved, B2#7 confirmed, C3#7 moved"},
		{"keeps what is higher for who waits on", "1 wait: A1#7 waiting, B2#7 waiting, C3#7 waiting", granted("B", false, early), "1 wait: A1#7 waiting, B2#7 confirmed, C3#7 moved"},
		{"moves the seat up", "1 wait: A1#7 waiting, B2#7 waiting, C3#7 confirmed", granted("B", false, early), "1 wait: A1#7 waiting, B2#7 confirmed, C3#7 moved"},
		{"confirms near a session in the holder's own act", "1: A1#7 waiting", granted("A", true, near), "1: A1#7 confirmed"},
		{"confirms in the holder's own act where all others are offers", "1: A1#7 waiting", always(granted("A", true, early)), "1: A1#7 confirmed"},
		{"is an offer near a session, and lower lines rest", "1: A1#7 waiting, B2#7 waiting", granted("A", false, near), "1: A1#7 offered, B2#7 waiting rests"},
		{"is an offer where the series says so, and higher lines wait on", "1: A1#7 waiting, B2#7 waiting", always(granted("B", false, early)), "1: A1#7 waiting, B2#7 offered"},
		{"by offer keeps the present seat", "1 wait: B1#7 waiting, A2#7 confirmed", granted("B", false, near), "1 wait: B1#7 offered, A2#7 confirmed"},
		{"above an offer replaces it", "1: A1#7 waiting, B2#7 offered, C3#7 waiting rests", always(granted("A", false, early)), "1: A1#7 offered, B2#7 waiting rests, C3#7 waiting rests"},
		{"above an offer replaces it, the seat stays", "1 wait: B1#7 waiting, C2#7 offered, A3#7 confirmed", granted("B", false, near), "1 wait: B1#7 offered, C2#7 waiting rests, A3#7 confirmed"},
		{"that confirms above an offer releases it", "1 wait: B1#7 waiting, A2#7 offered, C3#7 waiting rests", granted("B", false, near), "1 wait: B1#7 confirmed, A2#7 moved, C3#7 moved"},
		{"that confirms above an offer releases the seat too", "1 wait: C1#7 waiting, A2#7 offered, D3#7 confirmed", granted("C", false, near), "1 wait: C1#7 confirmed, A2#7 moved, D3#7 moved"},
		{"of a swap closes what the holder leaves", "1: A1#7 moved, B2#9 waiting sought, C3#7 confirmed", granted("B", true, early), "1: A1#7 moved, B2#9 confirmed sought, C3#7 moved given-up"},
		{"of a swap later closes it too", "1: B2#9 waiting sought, C3#7 confirmed", granted("B", false, early), "1: B2#9 confirmed sought, C3#7 moved given-up"},
		{"of another line leaves the seat open to come back to", "1 wait: A1#7 waiting, B2#9 waiting sought, C3#7 confirmed", granted("A", false, early), "1 wait: A1#7 confirmed, B2#9 moved sought, C3#7 moved"},
	})
}

func TestOfferHasADeadlineAndAReminder(t *testing.T) {
	series := tour()
	series.Policy.WaitingList = WaitingListOffer
	p := partyOf(t, "1: A1#7 waiting")
	p.Grant(p.at("A"), false, series, early)
	deadline, remind := series.Deadline(p.at("A"), early)
	if line := p.Offer(); line == nil || !line.Deadline.Equal(deadline) || !line.RemindAt.Equal(remind) || line.Placement != 200 {
		t.Errorf("%+v", line)
	}
}

func accept(p *Party, s *Series) { p.Accept(s, early) }

func TestAccept(t *testing.T) {
	checkChanges(t, []change{
		{"gives the seat and releases everything lower", "1: A1#7 offered, B2#7 waiting rests", accept, "1: A1#7 confirmed, B2#7 moved"},
		{"moves the seat", "1 wait: A1#7 waiting, B2#7 offered, C3#7 confirmed", accept, "1 wait: A1#7 waiting, B2#7 confirmed, C3#7 moved"},
		{"releases what is higher too, unless the party waits on", "1: A1#7 waiting, B2#7 offered", accept, "1: A1#7 moved, B2#7 confirmed"},
		{"of a swap closes what the holder leaves", "1: B1#9 offered sought, C2#7 confirmed", accept, "1: B1#9 confirmed sought, C2#7 moved given-up"},
	})
}

func TestDeclineAndExpire(t *testing.T) {
	shut := func(name string, as Status) func(*Party, *Series) {
		return func(p *Party, s *Series) { p.Close(p.at(name), as, s, early) }
	}
	checkChanges(t, []change{
		{"closes the line, and lower lines are served again under their numbers", "1: A1#7 waiting, B2#7 offered, C3#5 waiting rests", shut("B", Declined), "1: A1#7 waiting, B2#7 declined closed, C3#5 waiting"},
		{"keeps the present seat", "1 wait: B1#7 offered, A2#7 confirmed", shut("B", Declined), "1 wait: B1#7 declined closed, A2#7 confirmed"},
		{"stops waiting in one line only", "1: A1#7 waiting, B2#7 waiting", shut("A", Declined), "1: A1#7 declined closed, B2#7 waiting"},
		{"stops waiting for what was sought", "1: B1#9 waiting sought, A2#7 confirmed", shut("B", Declined), "1: B1#9 declined closed sought, A2#7 confirmed"},
		{"at its deadline", "1: A1#7 offered, B2#7 waiting rests", shut("A", Expired), "1: A1#7 expired closed, B2#7 waiting"},
		{"of the last line leaves nothing", "1: A1#7 offered", shut("A", Expired), "1: A1#7 expired closed"},
	})
}

func TestCancelledSession(t *testing.T) {
	off := func(name string, now time.Time) func(*Party, *Series) {
		return func(p *Party, s *Series) {
			session, _ := s.Session(name)
			session.Status = SessionCancelled
			p.CallOff(session.ID, s, now)
		}
	}
	checkChanges(t, []change{
		{"opens the other choices again under their numbers", "1: A1#7 moved, B2#7 confirmed, C3#5 moved", off("B", early), "1: A1#7 waiting, B2#7 cancelled, C3#5 waiting"},
		{"opens nothing that was declined, expired or given up", "1: A1#7 declined closed, B2#7 confirmed, C3#7 expired closed, D4#7 moved given-up", off("B", early), "1: A1#7 declined closed, B2#7 cancelled, C3#7 expired closed, D4#7 moved given-up"},
		{"opens nothing that has begun", "1: A1#7 moved, B2#7 confirmed, C3#7 moved", off("B", start), "1: A1#7 moved, B2#7 cancelled, C3#7 waiting"},
		{"ends an offer, and lower lines rest no more", "1: A1#7 offered, B2#7 waiting rests", off("A", early), "1: A1#7 cancelled, B2#7 waiting"},
		{"ends an offer and leaves the seat", "1 wait: A1#7 offered, B2#7 waiting rests, C3#7 confirmed", off("A", early), "1 wait: A1#7 cancelled, B2#7 waiting, C3#7 confirmed"},
		{"ends the seat and leaves the offer", "1 wait: A1#7 offered, B2#7 confirmed, C3#7 moved", off("B", early), "1 wait: A1#7 offered, B2#7 cancelled, C3#7 waiting rests"},
		{"leaves who has a seat elsewhere", "1: A1#7 confirmed, B2#7 moved", off("B", early), "1: A1#7 confirmed, B2#7 moved"},
	})
}

func TestLeaving(t *testing.T) {
	leave := func(people int) func(*Party, *Series) { return func(p *Party, _ *Series) { p.Leave(people) } }
	checkChanges(t, []change{
		{"leaves the rest its lines and numbers", "3 wait: A1#7 waiting, B2#7 confirmed, C3#7 moved", leave(1), "2 wait: A1#7 waiting, B2#7 confirmed, C3#7 moved"},
		{"leaves the rest its offer", "2: A1#7 offered, B2#7 waiting rests", leave(1), "1: A1#7 offered, B2#7 waiting rests"},
		{"of the last ends everything", "2 wait: A1#7 waiting, B2#7 offered, C3#7 waiting rests, D4#7 confirmed", leave(2), "0 wait: A1#7 cancelled, B2#7 cancelled, C3#7 cancelled, D4#7 cancelled"},
		{"of the last leaves what had ended as it was", "1: A1#7 declined closed, B2#7 moved, C3#7", leave(1), "0: A1#7 declined closed, B2#7 moved, C3#7"},
	})
}
