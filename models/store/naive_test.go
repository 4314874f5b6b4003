package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"vonk/models"
	"vonk/models/store/storetest"
)

// naive is a model of the seat rules that anybody can check by reading: one list in the order of arrival, looked through
// from the front after everything that happens.
type naive struct {
	seats   map[string]int // by session
	parties []*naiveParty
}

type naiveParty struct {
	registration int
	session      string
	places       []int // of its people in the registration
	confirmed    bool
}

func (n *naive) taken(session string) (people int) {
	for _, party := range n.parties {
		if party.session == session && party.confirmed {
			people += len(party.places)
		}
	}
	return people
}

func (n *naive) waiting(session string) (people int) {
	for _, party := range n.parties {
		if party.session == session && !party.confirmed {
			people += len(party.places)
		}
	}
	return people
}

// ahead counts the people who stand before a party in its session's line.
func (n *naive) ahead(registration, place int) (people int) {
	for _, party := range n.parties {
		if party.registration == registration && slices.Contains(party.places, place) {
			own := party.session
			for _, other := range n.parties {
				if other == party {
					return people
				}
				if other.session == own && !other.confirmed {
					people += len(other.places)
				}
			}
		}
	}
	return 0
}

func (n *naive) serve() {
	for again := true; again; {
		again = false
		for _, party := range n.parties {
			if !party.confirmed && len(party.places) > 0 && len(party.places) <= n.seats[party.session]-n.taken(party.session) {
				party.confirmed, again = true, true
				break
			}
		}
	}
}

func (n *naive) status(registration, place int) models.Status {
	for _, party := range n.parties {
		if party.registration == registration && slices.Contains(party.places, place) {
			if party.confirmed {
				return models.Confirmed
			}
			return models.Waiting
		}
	}
	return models.Cancelled
}

func (n *naive) cancel(registration int, places []int) {
	for _, party := range n.parties {
		if party.registration == registration {
			party.places = slices.DeleteFunc(party.places, func(place int) bool { return slices.Contains(places, place) })
		}
	}
}

// Random sign-ups, cancellations and changes of capacity: every seat is where the naive model has it, and every rule,
// counter and the audit chain holds.
func TestStateEqualsTheNaiveModelAfterAnyHistory(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		history := 0
		rapid.Check(t, func(r *rapid.T) {
			history++
			run(t, r, h, fmt.Sprintf("history-%d", history))
		})
	})
}

func run(t *testing.T, r *rapid.T, h *storetest.Harness, slug string) {
	ctx := context.Background()
	definition := storetest.Definition(rapid.IntRange(1, 8).Draw(r, "seats of zwolle"))
	definition.Slug = slug
	definition.Sessions[1].Capacity = rapid.IntRange(1, 4).Draw(r, "seats of utrecht")
	h.Import(t, definition)
	model := &naive{seats: map[string]int{}}
	for _, session := range definition.Sessions {
		model.seats[session.Slug] = session.Capacity
	}
	var registrations []*models.Registration
	for step := range rapid.IntRange(1, 25).Draw(r, "steps") {
		switch rapid.SampledFrom([]string{"register", "register", "register", "cancel", "cancel", "capacity"}).Draw(r, "act") {
		case "register":
			in := storetest.SignUp(fmt.Sprintf("%s-%d", slug, step), rapid.IntRange(1, 4).Draw(r, "size"))
			in.Session = rapid.SampledFrom([]string{"zwolle", "zwolle", "utrecht"}).Draw(r, "session")
			in.Together = rapid.SampledFrom([]string{models.TogetherAll, models.TogetherAny}).Draw(r, "together")
			made, err := h.Register(ctx, slug, in)
			if err != nil {
				r.Fatal(err)
			}
			for i, party := range models.Parties(len(in.People), in.Together) {
				if party == i+1 {
					model.parties = append(model.parties, &naiveParty{registration: len(registrations), session: in.Session})
				}
				last := model.parties[len(model.parties)-1]
				last.places = append(last.places, i+1)
			}
			registrations = append(registrations, made)
		case "cancel":
			if len(registrations) == 0 {
				continue
			}
			which := rapid.IntRange(0, len(registrations)-1).Draw(r, "registration")
			var places []int
			for _, participant := range registrations[which].Participants {
				if rapid.Bool().Draw(r, "leaves") {
					places = append(places, participant.Place)
				}
			}
			if len(places) == 0 {
				places = []int{1}
			}
			if err := h.Cancel(ctx, registrations[which].ID, places, models.ActorHolder); err != nil {
				r.Fatal(err)
			}
			model.cancel(which, places)
		case "capacity":
			session := &definition.Sessions[rapid.IntRange(0, 1).Draw(r, "which")]
			session.Capacity = rapid.IntRange(1, 10).Draw(r, "capacity")
			_, err := h.Store.Import(ctx, definition, false)
			if session.Capacity < model.taken(session.Slug) {
				if models.CodeOf(err) != models.Conflict {
					r.Fatalf("capacity %d with %d taken: %v", session.Capacity, model.taken(session.Slug), err)
				}
				session.Capacity = model.seats[session.Slug]
			} else if err != nil {
				r.Fatal(err)
			}
			model.seats[session.Slug] = session.Capacity
		}
		model.serve()
		compare(t, r, h, slug, model, registrations)
	}
	if found, err := h.Check(ctx); err != nil || len(found) > 0 {
		r.Fatalf("%v, %v", found, err)
	}
}

func compare(t *testing.T, r *rapid.T, h *storetest.Harness, slug string, model *naive, registrations []*models.Registration) {
	series := h.Reload(t, slug)
	for i := range series.Sessions {
		session := &series.Sessions[i]
		if session.Confirmed != model.taken(session.Slug) || session.Waiting != model.waiting(session.Slug) {
			r.Fatalf("%s: %d confirmed and %d waiting, the model has %d and %d", session.Slug,
				session.Confirmed, session.Waiting, model.taken(session.Slug), model.waiting(session.Slug))
		}
	}
	for i, made := range registrations {
		now := h.Look(t, made.ID)
		for _, participant := range now.Participants {
			placement, seat, _ := now.SeatOf(participant.ID)
			if want := model.status(i, participant.Place); seat.Status != want {
				r.Fatalf("registration %d, place %d: %s, the model has %s", i, participant.Place, seat.Status, want)
			}
			if want := model.ahead(i, participant.Place); seat.Status == models.Waiting && placement.Ahead != want {
				r.Fatalf("registration %d, place %d: %d people ahead, the model has %d", i, participant.Place, placement.Ahead, want)
			}
		}
	}
}
