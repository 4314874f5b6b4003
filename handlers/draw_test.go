package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// drawing imports the sample series with a draw a day after the start, and signs people up for it: one each, in order.
func drawing(t *testing.T, h *storetest.Harness, names ...string) []*models.Registration {
	t.Helper()
	definition := storetest.Definition(1)
	definition.Policy.Admission, definition.Policy.DrawAt = models.AdmissionDraw, storetest.Start.Add(24*time.Hour)
	definition.Policy.Beacon = "de trekking van de Voorbeeldloterij"
	h.Import(t, definition)
	var all []*models.Registration
	for _, name := range names {
		all = append(all, h.MustRegister(t, storetest.SignUp(name, 1)))
	}
	return all
}

// closeList lets the moment of the draw come.
func closeList(t *testing.T, h *storetest.Harness) {
	t.Helper()
	h.Clock.Set(storetest.Start.Add(24 * time.Hour))
	if err := h.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func hold(t *testing.T, h *storetest.Harness, value string) {
	t.Helper()
	if err := h.HoldDraw(t.Context(), "sample", value, models.ActorCommand); err != nil {
		t.Fatal(err)
	}
}

func TestDrawShowsWhatIsPublicAtEachMoment(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		registrations := drawing(t, h, "een", "twee", "drie")
		s := newSite(t, h)
		open := s.get("/sample/draw")
		wantStatus(t, open, http.StatusOK)
		wantStatus(t, s.get("/sample/draw/references.txt"), http.StatusNotFound)
		wantStatus(t, s.get("/sample/draw/ranks.txt"), http.StatusNotFound)
		for _, r := range registrations {
			if strings.Contains(open.Body.String(), r.Reference) {
				t.Errorf("%s is public before the list is closed", r.Reference)
			}
		}

		h.Clock.Set(storetest.Start.Add(24 * time.Hour))
		if body := s.get("/sample/draw").Body.String(); !strings.Contains(body, "De lijst sluit nu.") {
			t.Error("at its moment the list is still open")
		}
		closeList(t, h)
		late := h.MustRegister(t, storetest.SignUp("vier", 1))
		list := s.get("/sample/draw/references.txt")
		wantStatus(t, list, http.StatusOK)
		wantStatus(t, s.get("/sample/draw/ranks.txt"), http.StatusNotFound)
		references := strings.Fields(list.Body.String())
		if len(references) != 3 || strings.Contains(list.Body.String(), late.Reference) || list.Header().Get("Content-Type") != "text/plain; charset=UTF-8" {
			t.Errorf("the list is %q, %v", list.Body, list.Header())
		}
		if body := s.get("/sample/draw").Body.String(); !strings.Contains(body, models.ListHash(references)) {
			t.Error("the page does not show the hash of the list")
		}
		if body := s.get("/sample/draw?reference=" + registrations[1].Reference).Body.String(); !strings.Contains(body, "staat op de lijst en doet mee") {
			t.Error("who is in the draw is not told so")
		}

		hold(t, h, "12 & 7")
		draw, err := h.Draw(t.Context(), "sample")
		if err != nil {
			t.Fatal(err)
		}
		hash, err := models.SeedHash(draw.Seed)
		if err != nil || !strings.Contains(open.Body.String(), hash) {
			t.Errorf("the seed %s is not the one whose hash was public before: %v", draw.Seed, err)
		}
		lots, err := models.Lots(draw.Seed, "12 & 7", references)
		if err != nil {
			t.Fatal(err)
		}
		ranks := s.get("/sample/draw/ranks.txt").Body.String()
		for _, lot := range lots {
			if want := fmt.Sprintf("\n%d\t%s\t%s\n", lot.Rank, lot.Reference, lot.Lot); !strings.Contains(ranks, want) {
				t.Errorf("%q lacks %q", ranks, want)
			}
			page := s.get("/sample/draw?reference=" + url.QueryEscape(strings.ToLower(lot.Reference)))
			if body := page.Body.String(); !strings.Contains(body, fmt.Sprintf("Het kenmerk %s heeft rang %d van 3.", lot.Reference, lot.Rank)) {
				t.Errorf("%s is not told its rank", lot.Reference)
			}
		}
		if body := s.get("/sample/draw?reference=" + late.Reference).Body.String(); !strings.Contains(body, "staat niet op de lijst") {
			t.Error("who came after the list was closed has a rank")
		}
		first, err := h.RegistrationByReference(t.Context(), lots[0].Reference)
		if err != nil || len(first.Placements) == 0 || first.Placements[0].Status != models.Confirmed {
			t.Errorf("rank 1 stands as %+v, %v", first.Placements, err)
		}
	})
}

func TestSeriesWithoutADrawHasNoPageOfIt(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	for _, target := range []string{"/sample/draw", "/sample/draw/references.txt", "/sample/draw/ranks.txt", "/elsewhere/draw", "/Sample/draw", "/elsewhere/draw/references.txt", "/sample/draw?reference=ABCD-EFGH"} {
		wantStatus(t, s.get(target), http.StatusNotFound)
	}
}

func TestRanksComeInPartsThatAreThere(t *testing.T) {
	h := storetest.SQLite(t)
	drawing(t, h, "een")
	s := newSite(t, h)
	closeList(t, h)
	hold(t, h, "42")
	for target, want := range map[string]int{"?part=1": 200, "?part=2": 404, "?part=0": 404, "?part=-1": 404, "?part=x": 404, "?part=": 200, "?reference=": 200, "?reference=x&part=1": 200} {
		if got := s.get("/sample/draw" + target).Code; got != want {
			t.Errorf("%s: status %d, want %d", target, got, want)
		}
	}
}

func TestDrawFilesAreAskedForOnce(t *testing.T) {
	h := storetest.SQLite(t)
	drawing(t, h, "een")
	s := newSite(t, h)
	closeList(t, h)
	hold(t, h, "42")
	for _, file := range []string{"references", "ranks"} {
		w := s.get("/sample/draw/" + file + ".txt")
		wantStatus(t, w, http.StatusOK)
		if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="sample-`+file+`.txt"` {
			t.Errorf("%s is called %s", file, got)
		}
		again := s.get("/sample/draw/"+file+".txt", header{"If-None-Match", w.Header().Get("Etag")})
		wantStatus(t, again, http.StatusNotModified)
	}
}

// The page is kept for the next visitor until the draw changes; what was computed of one draw is not taken for another.
func TestRanksFollowWhatIsPublished(t *testing.T) {
	cache := &lotCache{}
	held := storetest.Start
	draw := &models.Draw{SeriesID: 1, Seed: "00ff", Value: "42", References: []string{"A", "B", "C", "D", "E"}, DrawnAt: &held}
	for _, change := range []func(){
		func() {},
		func() { draw.Value = "43" },
		func() { draw.Seed = "00fe" },
		func() {
			draw.References = []string{"A", "B", "C", "D", "F"}
			draw.ListHash = models.ListHash(draw.References)
		},
		func() { draw.SeriesID = 2 },
	} {
		change()
		for range 2 {
			got, err := cache.of(draw)
			want, failed := models.Lots(draw.Seed, draw.Value, draw.References)
			if err != nil || failed != nil || fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("got %v, %v; want %v, %v", got, err, want, failed)
			}
		}
	}
	for i := range int64(3 * maxDraws) {
		draw.SeriesID = i
		if _, err := cache.of(draw); err != nil || len(cache.made) > maxDraws {
			t.Fatalf("%d draws are kept, %v", len(cache.made), err)
		}
	}
	draw.DrawnAt = nil
	if lots, err := cache.of(draw); lots != nil || err != nil {
		t.Errorf("before the draw: %v, %v", lots, err)
	}
}
