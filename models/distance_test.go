package models_test

import (
	"math"
	"testing"

	"vonk/models"
)

func TestDistanceIsThatOfTheMap(t *testing.T) {
	zwolle, arnhem := models.Venue{Latitude: 52.5036, Longitude: 6.0977}, models.Venue{Latitude: 51.9797, Longitude: 5.9136}
	if got := zwolle.Distance(arnhem); math.Abs(got-59.6) > 0.5 {
		t.Errorf("Zwolle to Arnhem is %.1f km, want about 59.6", got)
	}
	if got := zwolle.Distance(models.Venue{}); !math.IsInf(got, 1) {
		t.Errorf("an unknown place is %.1f km away, want infinitely far", got)
	}
}
