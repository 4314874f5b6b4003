package pages

import (
	"fmt"
	"time"

	"vonk/models"
)

const sampleSeed = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

// drawn is a page of a draw of that many references, in a state.
func drawn(code, state string, count int) *Draw {
	b := base(code)
	closes := time.Date(2027, 2, 1, 9, 0, 0, 0, time.UTC)
	b.Path, b.Now = "/voorbeelden/draw", closes.Add(-24*time.Hour)
	b.Series.Policy.Admission, b.Series.Policy.DrawAt, b.Series.Policy.Beacon = models.AdmissionDraw, closes, "de trekking van de Voorbeeldloterij op 2 februari 2027"
	draw := &models.Draw{ClosesAt: closes, Beacon: b.Series.Policy.Beacon}
	draw.SeedHash, _ = models.SeedHash(sampleSeed)
	page := &Draw{Base: b, Draw: draw}
	if state == drawOpen {
		return page
	}
	page.Now = closes
	if state == drawClosing {
		return page
	}
	closed, held := closes.Add(time.Minute), closes.Add(26*time.Hour)
	for i := range count {
		draw.References = append(draw.References, fmt.Sprintf("BCDF-%c%c%c%c", 'B'+i/17576%26, 'A'+i/676%26, 'A'+i/26%26, 'A'+i%26))
	}
	page.Now, draw.ClosedAt, draw.ListHash = closed, &closed, models.ListHash(draw.References)
	if state == drawClosed {
		return page
	}
	page.Now, page.Series.DrawnAt, draw.DrawnAt, draw.Seed, draw.Value = held, &held, &held, sampleSeed, "2-12-23-30-34-45"
	page.Lots, _ = models.Lots(draw.Seed, draw.Value, draw.References)
	return page
}

// drawSamples are the page of a draw in every state that looks different.
func drawSamples(code string) map[string]Page {
	known, unknown, joins := drawn(code, drawHeld, 250), drawn(code, drawHeld, 3), drawn(code, drawClosed, 3)
	known.Look("bcdf bafd")
	unknown.Look("een onbekend kenmerk")
	joins.Look("BCDF-BAAB")
	return map[string]Page{
		"draw":         drawn(code, drawOpen, 0),
		"draw-closing": drawn(code, drawClosing, 0),
		"draw-closed":  drawn(code, drawClosed, 1),
		"draw-joins":   joins,
		"draw-held":    drawn(code, drawHeld, 3),
		"draw-long":    drawn(code, drawHeld, 250),
		"draw-known":   known,
		"draw-unknown": unknown,
		"draw-nobody":  drawn(code, drawHeld, 0),
	}
}
