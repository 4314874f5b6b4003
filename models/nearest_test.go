package models_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"vonk/models"
)

func TestNearestListsFreeSessionsByDistance(t *testing.T) {
	now := time.Date(2027, 2, 1, 9, 0, 0, 0, time.UTC)
	session := func(slug string, latitude, longitude float64, days int) models.Session {
		return models.Session{
			Slug: slug, Capacity: 10, Starts: now.AddDate(0, 0, days),
			Venue: models.Venue{Latitude: latitude, Longitude: longitude},
		}
	}
	series := &models.Series{Sessions: []models.Session{
		session("zwolle", 52.5036, 6.0977, 10),
		session("eindhoven", 51.4372, 5.4800, 11),
		session("nowhere", 0, 0, 12),
		session("utrecht", 52.0894, 5.1093, 13),
		session("arnhem", 51.9797, 5.9136, 14),
		session("full", 52.5, 6.1, 15),
		session("past", 52.5, 6.1, -1),
	}}
	series.Sessions[5].Confirmed = 10

	slugs := func(from *models.Session) string {
		var found []string
		for _, other := range series.Nearest(from, now) {
			found = append(found, other.Slug)
		}
		return strings.Join(found, " ")
	}
	if got, want := slugs(&series.Sessions[0]), "arnhem utrecht eindhoven nowhere"; got != want {
		t.Errorf("near Zwolle are %s, want %s", got, want)
	}
	if got, want := slugs(nil), "zwolle eindhoven nowhere utrecht arnhem"; got != want {
		t.Errorf("from nowhere they are %s, want %s", got, want)
	}
}

func TestDistanceIsThatOfTheMap(t *testing.T) {
	zwolle, arnhem := models.Venue{Latitude: 52.5036, Longitude: 6.0977}, models.Venue{Latitude: 51.9797, Longitude: 5.9136}
	if got := zwolle.Distance(arnhem); math.Abs(got-59.6) > 0.5 {
		t.Errorf("Zwolle to Arnhem is %.1f km, want about 59.6", got)
	}
	if got := zwolle.Distance(models.Venue{}); !math.IsInf(got, 1) {
		t.Errorf("an unknown place is %.1f km away, want infinitely far", got)
	}
}
