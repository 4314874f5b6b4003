package pages

import (
	"math"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"vonk/models"
)

// Map is the Netherlands with a spark for each session whose place is known. All numbers are in the units of its box.
type Map struct {
	Width  int
	Height int
	Land   string // the outline, as an SVG path
	Words  string // what the map shows, for those who do not see it
	Marks  []Mark
}

// Mark is a session on the map: a spark in a glow that grows with the free seats.
type Mark struct {
	Name   string
	State  models.Availability
	X      string
	Y      string
	Glow   string
	Spark  string
	TextX  string
	TextY  string
	Anchor string
}

// The box of the map: degrees of longitude and latitude, and units for a degree of latitude. A degree of longitude is
// shorter by the cosine of the latitude, at which the picture is true in the middle of the country.
const (
	west, east   = 3.25, 7.35
	south, north = 50.68, 53.62
	scale        = 130.0
	narrowing    = 0.6129 // cos 52.2°
)

// project gives the place of a point of the earth on the map.
func project(latitude, longitude float64) (x, y float64) {
	return (longitude - west) * narrowing * scale, (north - latitude) * scale
}

// land is the country's outline as a path.
var land = sync.OnceValue(func() string {
	var path strings.Builder
	for _, ring := range outline {
		for i := 0; i < len(ring); i += 2 {
			x, y := project(ring[i+1], ring[i])
			path.WriteString(map[bool]string{true: "M", false: "L"}[i == 0])
			path.WriteString(number(x) + " " + number(y))
		}
		path.WriteString("Z")
	}
	return path.String()
})

func number(value float64) string { return strconv.FormatFloat(value, 'f', 1, 64) }

// Map is the map of the page's series, and nil when none of its sessions has a place in the Netherlands.
func (p *Series) Map() *Map {
	right, bottom := project(south, east)
	drawn := &Map{Width: int(right), Height: int(bottom), Land: land()}
	var words []string
	for _, card := range p.Cards() {
		at := card.Venue
		if at.Latitude < south || at.Latitude > north || at.Longitude < west || at.Longitude > east {
			continue
		}
		drawn.Marks = append(drawn.Marks, card.mark(right))
		words = append(words, p.T("map.session", "City", card.Place(), "Day", p.Day(card.Starts), "Seats", card.SeatsLeft()))
	}
	if len(drawn.Marks) == 0 {
		return nil
	}
	drawn.Words = p.T("map.words") + " " + strings.Join(words, " ")
	return drawn
}

// letter is more than the width of most letters of a name on the map.
const letter = 10.0

// mark draws a session. Its name stands beside it on the outer side of the country, or inside when it is too long for that.
func (c Card) mark(width float64) Mark {
	x, y := project(c.Venue.Latitude, c.Venue.Longitude)
	share := 0.0
	if c.Open() {
		share = float64(c.Free()) / float64(max(1, c.Seats()))
	}
	mark := Mark{
		Name: c.Place(), State: c.State, X: number(x), Y: number(y), Glow: number(14 + 24*math.Sqrt(share)),
		Spark: spark(x, y), TextX: number(x + 17), TextY: number(y + 6), Anchor: "start",
	}
	length := 17 + letter*float64(utf8.RuneCountInString(c.Place()))
	if (x < width/2 && x > length) || x > width-length {
		mark.TextX, mark.Anchor = number(x-17), "end"
	}
	return mark
}

// spark draws a star of eight rays around a point, long and short by turns.
func spark(x, y float64) string {
	const points = 16
	var path strings.Builder
	for i := range points {
		radius := 3.4 // between the rays
		switch i % 4 {
		case 0:
			radius = 11
		case 2:
			radius = 6.5
		}
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / points)
		path.WriteString(map[bool]string{true: "M", false: "L"}[i == 0])
		path.WriteString(number(x+radius*sin) + " " + number(y-radius*cos))
	}
	return path.String() + "Z"
}
