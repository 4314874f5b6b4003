package store_test

import (
	"context"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// opened makes a new link and gives its token.
func opened(t *testing.T, h *storetest.Harness) models.Token {
	t.Helper()
	if err := h.MakeDoorLink(context.Background(), "sample", "zwolle", desk); err != nil {
		t.Fatal(err)
	}
	link, err := h.DoorLink(context.Background(), "sample", "zwolle")
	if err != nil || !link.Open {
		t.Fatalf("%+v, %v", link, err)
	}
	return link.Token()
}

func TestDoorLinkLocksAfterWrongPINsOfOneAndOfAll(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		h.Clock.Set(day(10))
		token := opened(t, h)
		try := func(client string, right bool) models.Code {
			_, err := h.OpenDoor(context.Background(), token, client, right)
			if err == nil {
				return ""
			}
			return models.CodeOf(err)
		}
		for range models.DoorTriesOfOne - 1 {
			expect(t, "wrong", try("a", false), models.Invalid)
		}
		expect(t, "right after four wrong", try("a", true), "")
		expect(t, "the fifth wrong", try("a", false), models.Gone)
		expect(t, "right when locked", try("a", true), models.Gone)
		for i, client := range []string{"b", "c", "d"} {
			expect(t, "another client", try(client, true), "")
			for range models.DoorTriesOfOne - 1 {
				expect(t, "wrong", try(client, false), models.Invalid)
			}
			if i == 2 {
				break
			}
			expect(t, "the fifth wrong", try(client, false), models.Gone)
		}
		expect(t, "the twentieth wrong", try("e", false), models.Gone) // 5 + 5 + 5 + 4 are 19
		expect(t, "right when locked for all", try("f", true), models.Gone)
		token = opened(t, h)
		expect(t, "a new link", try("a", true), "")
		h.MustHold(t)
	})
}

func TestPhoneWorksUntilTheLinkOrTheSessionEnds(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		token := opened(t, h)
		_, err := h.OpenDoor(t.Context(), token, "a", true)
		expect(t, "weeks before", models.CodeOf(err), models.Conflict)
		h.Clock.Set(day(10))
		_, err = h.OpenDoor(t.Context(), models.Token{Kind: token.Kind, ID: token.ID, Version: token.Version + 1}, "a", true)
		expect(t, "a link that is not made yet", models.CodeOf(err), models.NotFound)
		code := func(phone string) models.Code {
			by, session, err := h.Phone(context.Background(), phone)
			if err == nil && (by.Phone == 0 || session != token.ID) {
				t.Errorf("it is %+v at %d", by, session)
			}
			if err == nil {
				return ""
			}
			return models.CodeOf(err)
		}
		let := func() string {
			phone, err := h.OpenDoor(context.Background(), token, "a", true)
			if err != nil {
				t.Fatal(err)
			}
			return phone
		}
		first := let()
		expect(t, "let in", code(first), "")
		expect(t, "made up", code("made-up"), models.NotFound)
		token = opened(t, h)
		expect(t, "after a new link", code(first), models.Gone)
		second := let()
		by, _, err := h.Phone(t.Context(), second)
		if err != nil || by.Phone != 2 {
			t.Errorf("the second phone is %+v, %v", by, err)
		}
		h.Clock.Set(day(16).Add(-time.Second))
		expect(t, "before the end", code(second), "")
		h.Clock.Set(day(16))
		expect(t, "after the end", code(second), models.Gone)
		h.Clock.Set(day(15)) // the store never goes back, but a phone only asks
		if err := h.EndDoorLink(t.Context(), "sample", "zwolle", desk); err != nil {
			t.Fatal(err)
		}
		expect(t, "ended", code(second), models.Gone)
		_, _, err = h.Reception(t.Context(), token)
		expect(t, "an ended link", models.CodeOf(err), models.Gone)
		h.MustHold(t)
	})
}
