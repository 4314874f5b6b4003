package models

import "math"

const earthRadius = 6371 // km, the mean

// Distance is how far two venues are apart as the crow flies, in km, by the haversine formula; infinite when the place
// of either is unknown.
func (v Venue) Distance(other Venue) float64 {
	if !v.located() || !other.located() {
		return math.Inf(1)
	}
	radians := func(degrees float64) float64 { return degrees * math.Pi / 180 }
	north := math.Sin(radians(other.Latitude-v.Latitude) / 2)
	east := math.Sin(radians(other.Longitude-v.Longitude) / 2)
	a := north*north + math.Cos(radians(v.Latitude))*math.Cos(radians(other.Latitude))*east*east
	return 2 * earthRadius * math.Asin(math.Sqrt(a))
}

func (v Venue) located() bool { return v.Latitude != 0 || v.Longitude != 0 }
