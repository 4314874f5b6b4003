package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// stage is a series whose seats become offers: zwolle has two, and three more sessions come after utrecht's.
type stage struct {
	*site
	first *models.Registration // holds zwolle's seats
}

// newStage fills zwolle with a group of two.
func newStage(t *testing.T, h *storetest.Harness) *stage {
	t.Helper()
	definition := storetest.Definition(2)
	definition.Policy.WaitingList = models.WaitingListOffer
	arnhem := definition.Sessions[1]
	arnhem.Slug, arnhem.Title, arnhem.Venue.City = "arnhem", models.Text{NL: "Sessie Arnhem", EN: "Session Arnhem"}, "Arnhem"
	arnhem.Starts, arnhem.Ends = arnhem.Starts.AddDate(0, 0, 7), arnhem.Ends.AddDate(0, 0, 7)
	arnhem.Programme = nil
	definition.Sessions = append(definition.Sessions, arnhem)
	h.Import(t, definition)
	return &stage{site: newSite(t, h), first: h.MustRegister(t, storetest.SignUp("eerste", 2))}
}

// waits signs people up for zwolle, and for utrecht where it says so: a seat there and a line in zwolle.
func (s *stage) waits(t *testing.T, name string, size int, alternatives ...string) *models.Registration {
	t.Helper()
	in := storetest.SignUp(name, size)
	in.Alternatives, in.Wait = alternatives, true
	return s.MustRegister(t, in)
}

// offered is waits, after which zwolle's seats became free.
func (s *stage) offered(t *testing.T, name string, size int, alternatives ...string) *models.Registration {
	t.Helper()
	r := s.waits(t, name, size, alternatives...)
	s.MustCancel(t, s.first.ID)
	return s.Look(t, r.ID)
}

// state is where the parties of a registration stand: "seat utrecht, waits zwolle; offer zwolle".
func (s *stage) state(t *testing.T, id int64) string {
	t.Helper()
	r := s.Look(t, id)
	city := func(line *models.Placement) string {
		session, _ := r.Series.SessionByID(line.SessionID)
		return session.Slug
	}
	var parties []string
	for _, party := range r.Standings() {
		var words []string
		for _, named := range []struct {
			word  string
			lines []*models.Placement
		}{{"seat", []*models.Placement{party.Seat}}, {"offer", []*models.Placement{party.Offer}}, {"waits", party.Waits}, {"closed", party.Closed}} {
			for _, line := range named.lines {
				if line != nil {
					words = append(words, named.word+" "+city(line))
				}
			}
		}
		parties = append(parties, strings.Join(words, ", "))
	}
	return strings.Join(parties, "; ")
}

// click is a POST of a holder and what should come of it.
type click struct {
	route  string // after /my/{token}/
	form   url.Values
	status int
	done   string // the query of the page that it leads to
	says   string // on that page, or on the answer itself
	state  string // where everybody stands afterwards
}

// press makes clicks one after the other on a holder's page.
func (s *stage) press(t *testing.T, path string, id int64, clicks ...click) {
	t.Helper()
	for i, c := range clicks {
		w := s.post(path+"/"+c.route, c.form)
		if w.Code != c.status {
			t.Fatalf("click %d on %s: status %d, want %d; body: %.1000s", i+1, c.route, w.Code, c.status, text(page(t, w).Find("main")))
		}
		if at := w.Header().Get("Location"); c.status == http.StatusSeeOther && at != path+"?done="+c.done {
			t.Errorf("click %d on %s leads to %q, want %q", i+1, c.route, at, c.done)
		}
		if c.status == http.StatusSeeOther {
			w = s.get(w.Header().Get("Location"))
		}
		if c.says != "" {
			wantText(t, w, c.says)
		}
		if got := s.state(t, id); got != c.state {
			t.Errorf("after click %d on %s they have %q, want %q", i+1, c.route, got, c.state)
		}
	}
	s.MustHold(t)
}

// session is a form about a session, and about the people at places.
func session(slug string, places ...string) url.Values {
	form := url.Values{"participant": places}
	if slug != "" {
		form.Set("session", slug)
	}
	return form
}

func TestAcceptingTakesTheSeatThatIsHeldOnce(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newStage(t, h)
		r := s.offered(t, "houder", 1, "utrecht")
		wantText(t, s.get(s.registrationPath(r)), "U houdt uw plaats in Utrecht tot u ja zegt.")
		s.press(
			t, s.registrationPath(r), r.ID,
			click{"accept", session("zwolle", "9"), 404, "", "", "seat utrecht, offer zwolle"},
			click{"accept", session("nergens"), 404, "", "", "seat utrecht, offer zwolle"},
			click{"accept", session("zwolle", "1"), 303, "accepted&session=zwolle", "De plaats in Zwolle staat vast.", "seat zwolle"},
			click{"accept", session("zwolle", "1"), 409, "", "Er is al ja gezegd. De plaats in Zwolle staat vast.", "seat zwolle"},
			click{"decline", session("zwolle", "1"), 409, "", "Er is al ja gezegd.", "seat zwolle"},
		)
	})
}

func TestTheOnlyOfferNeedsNoSession(t *testing.T) {
	s := newStage(t, storetest.SQLite(t))
	r := s.offered(t, "houder", 1)
	s.press(t, s.registrationPath(r), r.ID, click{"accept", nil, 303, "accepted&session=zwolle", "De plaats in Zwolle staat vast.", "seat zwolle"})
}

func TestDecliningLetsTheSeatGoAndOneMayRejoin(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newStage(t, h)
		r := s.waits(t, "houder", 1, "utrecht")
		next := s.waits(t, "volgende", 2)
		s.MustCancel(t, s.first.ID)
		s.press(t, s.registrationPath(r), r.ID,
			click{"decline", session("zwolle", "1"), 303, "declined&session=zwolle", "De plaats in Zwolle gaat naar de volgende.", "seat utrecht, closed zwolle"},
			click{"decline", session("zwolle", "1"), 409, "", "Er is al nee gezegd tegen Zwolle.", "seat utrecht, closed zwolle"},
			click{"accept", session("zwolle", "1"), 409, "", "Weer op de wachtlijst voor Zwolle", "seat utrecht, closed zwolle"},
			click{"rejoin", session("zwolle", "1"), 303, "rejoined&session=zwolle", "U staat weer op de wachtlijst voor Zwolle.", "seat utrecht, waits zwolle"},
			click{"rejoin", session("zwolle", "1"), 409, "", "U staat al weer op de wachtlijst voor Zwolle.", "seat utrecht, waits zwolle"},
		)
		if got := s.state(t, next.ID); got != "offer zwolle" {
			t.Errorf("the next in line has %q", got)
		}
	})
}

func TestRejoiningWhereThereIsASeatTakesIt(t *testing.T) {
	s := newStage(t, storetest.SQLite(t))
	r := s.offered(t, "houder", 1)
	s.press(t, s.registrationPath(r), r.ID,
		click{"decline", nil, 303, "declined&session=zwolle", "", "closed zwolle"},
		click{"rejoin", nil, 303, "placed&session=zwolle", "Er was meteen plaats in Zwolle.", "seat zwolle"},
		click{"rejoin", nil, 409, "", "Er is geen wachtlijst waar u weer op kunt.", "seat zwolle"},
	)
}

func TestStoppingToWaitKeepsTheRest(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newStage(t, h)
		r := s.waits(t, "houder", 1, "utrecht")
		s.press(t, s.registrationPath(r), r.ID,
			click{"decline", session("zwolle"), 303, "stopped&session=zwolle", "Het wachten op Zwolle is gestopt.", "seat utrecht, closed zwolle"},
			click{"decline", session("arnhem"), 409, "", nl("error.offer.none"), "seat utrecht, closed zwolle"},
		)
	})
}

func TestALateClickSaysWhatHappenedAndOffersToRejoin(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newStage(t, h)
		r := s.waits(t, "houder", 1, "utrecht")
		next := s.waits(t, "volgende", 2)
		s.MustCancel(t, s.first.ID)
		deadline := *s.Look(t, r.ID).Standings()[0].Offer.Deadline
		s.Clock.Set(deadline)
		if page(t, s.get(s.registrationPath(r))).Find(`form[action$="/accept"]`).Length() != 0 {
			t.Error("the page still asks about what has passed")
		}
		for _, route := range []string{"accept", "decline"} {
			w := s.post(s.registrationPath(r)+"/"+route, session("zwolle", "1"))
			wantStatus(t, w, http.StatusGone)
			wantText(t, w, "U kon reageren tot donderdag 14 januari, 10.00 uur. De plaats in Zwolle is naar de volgende gegaan.")
			if page(t, w).Find(`.ticket:first-of-type form[action$="/rejoin"] [name=session][value=zwolle]`).Length() != 1 {
				t.Errorf("after a late %s the page does not offer to rejoin", route)
			}
		}
		if err := s.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := s.state(t, r.ID) + " and " + s.state(t, next.ID); got != "seat utrecht, closed zwolle and offer zwolle" {
			t.Errorf("they have %s", got)
		}
		h.MustHold(t)
	})
}

func TestAnOfferOfACalledOffSessionIsNoDeadEnd(t *testing.T) {
	s := newStage(t, storetest.SQLite(t))
	r := s.offered(t, "houder", 1)
	if err := s.CallOff(t.Context(), "sample", "zwolle", models.ActorHolder); err != nil {
		t.Fatal(err)
	}
	s.press(t, s.registrationPath(r), r.ID,
		click{"accept", session("zwolle"), 409, "", "De sessie in Zwolle gaat niet door. U kunt er dus niet meer op reageren.", ""},
		click{"rejoin", session("zwolle"), 409, "", nl("error.rejoin.none"), ""},
		click{"swap", session("zwolle"), 410, "", "De sessie in Zwolle gaat niet door.", ""},
		click{"swap", session("arnhem"), 303, "swapped&session=arnhem", "De plaats in Arnhem staat vast.", "seat arnhem"},
	)
}

func TestSwappingNeverHoldsLess(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newStage(t, h)
		in := storetest.SignUp("houder", 1)
		in.Session = "utrecht"
		r := s.MustRegister(t, in)
		own := s.participantPath(t, r, 1)
		s.press(t, own, r.ID,
			click{"swap", nil, 422, "", nl("problem.session.missing"), "seat utrecht"},
			click{"swap", session("nergens"), 404, "", "", "seat utrecht"},
			click{"swap", session("utrecht"), 409, "", "U heeft al een plaats in Utrecht. Kies een andere sessie.", "seat utrecht"},
			click{"swap", session("zwolle"), 303, "waits&session=zwolle", "U wacht nu ook voor Zwolle.", "seat utrecht, waits zwolle"},
			click{"swap", session("zwolle"), 409, "", "U wacht al op Zwolle.", "seat utrecht, waits zwolle"},
			click{"swap", session("arnhem"), 303, "swapped&session=arnhem", "De plaats in Arnhem staat vast.", "seat arnhem, waits zwolle"},
		)
		missing := page(t, s.post(own+"/swap", nil))
		wantMistake(t, missing, "session", "problem.session.missing")
	})
}

func TestSwappingIntoAClosedSessionIsRefused(t *testing.T) {
	s := newStage(t, storetest.SQLite(t))
	r := s.waits(t, "houder", 1, "utrecht")
	s.Clock.Set(time.Date(2027, 3, 11, 12, 0, 0, 0, time.UTC)) // zwolle begins
	s.press(t, s.registrationPath(r), r.ID, click{"swap", session("zwolle"), 410, "", "De sessie in Zwolle is begonnen op", "seat utrecht, waits zwolle"})
}

func TestWhoDeclinedIsOfferedToRejoinOnlyWhileThatHelps(t *testing.T) {
	s := newStage(t, storetest.SQLite(t))
	r := s.offered(t, "houder", 1, "utrecht")
	path := s.registrationPath(r)
	s.press(t, path, r.ID, click{"decline", session("zwolle"), 303, "declined&session=zwolle", "", "seat utrecht, closed zwolle"})
	rejoins := func() int { return page(t, s.get(path)).Find(`form[action$="/rejoin"]`).Length() }
	if rejoins() != 1 {
		t.Error("the page does not offer to rejoin")
	}
	zwolle, _ := r.Series.Session("zwolle")
	s.Clock.Set(zwolle.Starts)
	if rejoins() != 0 {
		t.Error("the page offers to rejoin for a session that has begun")
	}
	s.press(t, path, r.ID, click{"rejoin", session("zwolle"), 410, "", "De sessie in Zwolle is begonnen op", "seat utrecht, closed zwolle"})
}

func TestInAGroupTheContactDecides(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newStage(t, h)
		r := s.offered(t, "groep", 2, "utrecht")
		colleague := s.participantPath(t, r, 2)
		wantText(t, s.get(colleague), "Voorbeeld groep 1 heeft de groep aangemeld en beslist voor iedereen.")
		for route, form := range map[string]url.Values{"accept": nil, "decline": nil, "rejoin": nil, "swap": session("arnhem")} {
			w := s.post(colleague+"/"+route, form)
			wantStatus(t, w, http.StatusForbidden)
			wantText(t, w, "Voorbeeld groep 1 heeft de groep aangemeld en beslist voor iedereen.")
			wantStatus(t, s.post(colleague+"/"+route, with(form, "participant", "1")), http.StatusNotFound)
		}
		if page(t, s.get(colleague)).Find(`form[action$="/accept"], form[action$="/decline"], form[action$="/swap"]`).Length() != 0 {
			t.Error("the page of somebody who does not decide has buttons for it")
		}
		s.press(t, s.participantPath(t, r, 1), r.ID, click{"accept", nil, 303, "accepted&session=zwolle", "U heeft een plaats in Zwolle.", "seat zwolle"})
	})
}

func TestOfPeopleApartEachDecidesAlone(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newStage(t, h)
		in := storetest.SignUp("apart", 2)
		in.Together, in.Alternatives, in.Wait = models.TogetherAny, []string{"utrecht"}, true
		r := s.MustRegister(t, in)
		s.MustCancel(t, s.first.ID)
		s.press(t, s.participantPath(t, r, 2), r.ID,
			click{"accept", session("zwolle", "1"), 404, "", "", "seat utrecht, offer zwolle; seat utrecht, offer zwolle"},
			click{"accept", session("zwolle"), 303, "accepted&session=zwolle", "U heeft een plaats in Zwolle.", "seat utrecht, offer zwolle; seat zwolle"},
		)
		s.press(t, s.registrationPath(r), r.ID,
			click{"decline", session("zwolle", "1"), 303, "declined&session=zwolle", "", "seat utrecht, closed zwolle; seat zwolle"},
			click{"swap", url.Values{"choose": {"yes"}, "session": {"arnhem"}}, 422, "", nl("problem.swap.missing"), "seat utrecht, closed zwolle; seat zwolle"},
			click{"swap", session("arnhem", "2"), 303, "swapped&session=arnhem", "", "seat utrecht, closed zwolle; seat arnhem"},
		)
		if radio := page(t, s.post(s.registrationPath(r)+"/swap", url.Values{"choose": {"yes"}, "session": {"arnhem"}})).Find("#swap[open] [name=session][value=arnhem]"); radio.Length() != 0 {
			if _, kept := radio.Attr("checked"); !kept {
				t.Error("what was chosen is lost")
			}
		}
	})
}

func TestAGroupWithASeatThatWaitsElsewhereSplits(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newStage(t, h)
		r := s.waits(t, "groep", 2, "utrecht")
		s.press(t, s.registrationPath(r), r.ID,
			click{"split", nil, 303, "split", nl("notice.split"), "seat utrecht, waits zwolle; seat utrecht, waits zwolle"},
			click{"split", nil, 409, "", "Er wacht geen groep meer", "seat utrecht, waits zwolle; seat utrecht, waits zwolle"},
		)
	})
}

func TestWhatHoldersDoNeedsTheirOwnTokenAndAPost(t *testing.T) {
	s := newStage(t, storetest.SQLite(t))
	r := s.offered(t, "houder", 1, "utrecht")
	before := s.state(t, r.ID)
	for _, route := range []string{"accept", "decline", "rejoin", "swap"} {
		wantStatus(t, s.post(s.registrationPath(r)+"x/"+route, session("arnhem")), http.StatusNotFound)
		wantStatus(t, s.post("/my/"+s.tokens.Make(models.Token{Kind: models.TokenOrganiser, ID: r.ID, Version: 1})+"/"+route, session("arnhem")), http.StatusNotFound)
		opened := s.get(s.registrationPath(r) + "/" + route)
		wantStatus(t, opened, http.StatusSeeOther)
		if at := opened.Header().Get("Location"); at != s.registrationPath(r) {
			t.Errorf("the address of %s leads to %q", route, at)
		}
		wantStatus(t, s.get(s.registrationPath(r)+"x/"+route), http.StatusNotFound)
		wantStatus(t, s.post(s.registrationPath(r)+"/"+route, session("arnhem"), header{"Sec-Fetch-Site", "cross-site"}), http.StatusForbidden)
	}
	if after := s.state(t, r.ID); after != before {
		t.Errorf("they have %q, and had %q", after, before)
	}
}

// Every button that the pages show does something: none is refused.
func TestNoButtonOfAPageIsDead(t *testing.T) {
	for name, prepare := range map[string]func(*testing.T, *stage) *models.Registration{
		"an offer":             func(t *testing.T, s *stage) *models.Registration { return s.offered(t, "houder", 1, "utrecht") },
		"an offer for a group": func(t *testing.T, s *stage) *models.Registration { return s.offered(t, "houder", 2, "utrecht") },
		"a line above a seat":  func(t *testing.T, s *stage) *models.Registration { return s.waits(t, "houder", 1, "utrecht") },
		"people apart": func(t *testing.T, s *stage) *models.Registration {
			in := storetest.SignUp("houder", 2)
			in.Together, in.Alternatives, in.Wait = models.TogetherAny, []string{"utrecht"}, true
			return s.MustRegister(t, in)
		},
		"a declined line": func(t *testing.T, s *stage) *models.Registration {
			r := s.offered(t, "houder", 1, "utrecht")
			wantStatus(t, s.post(s.registrationPath(r)+"/decline", nil), http.StatusSeeOther)
			return r
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := 0; ; i++ {
				s := newStage(t, storetest.SQLite(t))
				r := prepare(t, s)
				all := buttonsOf(t, s.get(s.registrationPath(r)))
				if len(all) == 0 {
					t.Fatal("there is no button")
				}
				if i == len(all) {
					break
				}
				pressed := all[i]
				if w := s.post(pressed.action, pressed.form); w.Code != http.StatusSeeOther {
					t.Errorf("%s %v gives %d: %s", pressed.action[strings.LastIndex(pressed.action, "/"):], pressed.form, w.Code, text(page(t, w).Find("[role=alert]")))
				}
			}
		})
	}
}

type button struct {
	action string
	form   url.Values
}

// buttonsOf are the forms of a page without fields to type in; of those with a choice, one for each answer.
func buttonsOf(t *testing.T, w *httptest.ResponseRecorder) []button {
	t.Helper()
	var all []button
	document := page(t, w)
	for _, node := range document.Find("main form").Nodes {
		form := document.FindNodes(node)
		if form.Find("[type=text]").Length() > 0 {
			continue
		}
		fixed := url.Values{}
		for _, input := range form.Find("[type=hidden], [type=checkbox]").Nodes {
			s := document.FindNodes(input)
			if name := s.AttrOr("name", ""); name != "choose" {
				fixed.Add(name, s.AttrOr("value", ""))
			}
		}
		radios := form.Find("[type=radio]").Nodes
		if len(radios) == 0 {
			all = append(all, button{form.AttrOr("action", ""), fixed})
		}
		for _, radio := range radios {
			s := document.FindNodes(radio)
			all = append(all, button{form.AttrOr("action", ""), with(fixed, s.AttrOr("name", ""), s.AttrOr("value", ""))})
		}
	}
	return all
}
