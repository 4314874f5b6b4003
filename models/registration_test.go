package models

import "testing"

func TestNamesOfOneOrganisationHaveOneKey(t *testing.T) {
	for name, want := range map[string]string{
		"Gemeente Voorbeeld":    "gemeente voorbeeld",
		"gemeente  VOORBEELD. ": "gemeente voorbeeld",
		"Gemeente-Voorbeeld":    "gemeente voorbeeld",
		"Één & Co":              "één co",
		"***":                   "***",
	} {
		if got := NormaliseName(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestLiveSeatTellsWhereAParticipantStandsAndElseTheLastThatEnded(t *testing.T) {
	for _, test := range []struct {
		name     string
		statuses []Status // oldest first
		want     int
	}{
		{"the only one", []Status{Waiting}, 0},
		{"a seat before a line", []Status{Waiting, Confirmed}, 1},
		{"a seat before a later line", []Status{Confirmed, Waiting}, 0},
		{"an offer before a line", []Status{Offered, Waiting}, 0},
		{"a live one before what ended", []Status{Waiting, Cancelled}, 0},
		{"the last that ended", []Status{Moved, Expired}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			var r Registration
			for i, status := range test.statuses {
				seat := Seat{ID: int64(i), ParticipantID: 1, Status: status}
				r.Placements = append(r.Placements, Placement{Seats: []Seat{{ID: 99, ParticipantID: 2, Status: Confirmed}, seat}})
			}
			placement, seat, ok := r.SeatOf(1)
			if !ok || seat.ID != int64(test.want) || placement != &r.Placements[test.want] {
				t.Errorf("got seat %+v, %v", seat, ok)
			}
		})
	}
	if _, _, ok := (&Registration{}).SeatOf(1); ok {
		t.Error("somebody without a seat has one")
	}
}
