package main

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vonk/models"
	"vonk/models/store/storetest"
)

// Two phones at one door: what is typed, tapped and marked elsewhere shows without loading the page again.
func TestTwoPhonesReceivePeopleAtOneDoor(t *testing.T) {
	clock := new(storetest.Clock)
	clock.Set(storetest.Start)
	s, h := startSiteAt(t, clock)
	h.Sample(t, 10)
	h.MustRegister(t, storetest.SignUp("een", 2))
	h.MustRegister(t, storetest.SignUp("twee", 1))
	clock.Set(time.Date(2027, 3, 11, 11, 47, 0, 0, time.UTC))
	if err := h.MakeDoorLink(t.Context(), "sample", "zwolle", models.Receptionist{Organiser: 1}); err != nil {
		t.Fatal(err)
	}
	link, err := h.DoorLink(t.Context(), "sample", "zwolle")
	if err != nil {
		t.Fatal(err)
	}
	list, err := h.Door(t.Context(), "sample", "zwolle", "twee")
	if err != nil || len(list.Guests) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	tokens, _, err := new(secretFlag).tokens(&databaseFlag{Database: s.database})
	if err != nil {
		t.Fatal(err)
	}
	phone := func() byMouse {
		p := byMouse{newTab(t, s.url)}
		if status := p.open("/door/" + tokens.Make(link.Token())); status != http.StatusOK {
			t.Fatalf("the link answers %d", status)
		}
		p.sound()
		p.fill("#pin", tokens.PIN(link.Token()))
		if status := p.follow("main button"); status != http.StatusOK {
			t.Fatalf("the PIN answers %d", status)
		}
		p.sound()
		ask[bool](p.tab, "window.stays = true")
		return p
	}
	one, two := phone(), phone()
	one.reads("U bent telefoon 1.", "0 van 3 zijn er")
	two.reads("U bent telefoon 2.")

	one.fill("#q", "twee")
	one.see(`.guest:only-child`)
	seat := fmt.Sprintf("#seat-%d", list.Guests[0].Seat)
	one.call(func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Click(chromedp.CSS(seat))) })
	one.see(`.guest-present`)
	one.reads("Voorbeeld twee 1 is er.", "1 van 3 is er")
	if focus := "#" + ask[string](one.tab, "document.activeElement.id"); focus != seat {
		t.Errorf("after the tap the focus is on %s", focus)
	}
	one.sound()

	two.see(`.guest-present`) // it asks every few seconds
	two.reads("1 van 3 is er", "12.47 uur, telefoon 1")
	for _, p := range []byMouse{one, two} {
		if !ask[bool](p.tab, "window.stays === true") {
			t.Error("a page was loaded again")
		}
	}
	h.MustHold(t)
}
