package handlers

import (
	"encoding/json"

	"github.com/labstack/echo/v4"

	"vonk/models"
)

// sessionState is what programs get to know of a session. Capacity counts the overbooking that the organiser set, so
// that free never passes it. Reserved is how many of the free seats are kept for some sectors now; absent when none are.
type sessionState struct {
	Slug     string              `json:"slug"`
	Capacity int                 `json:"capacity"`
	Free     int                 `json:"free"`
	Waiting  int                 `json:"waiting"`
	Status   models.Availability `json:"status"`
	Reserved int                 `json:"reserved,omitempty"`
}

// getAvailability is the state of a series' sessions as JSON, or a live stream of it.
func (s *server) getAvailability(c echo.Context) error {
	c.Response().Header().Add(echo.HeaderVary, echo.HeaderAccept)
	if wantsStream(c) {
		return s.streamAvailability(c)
	}
	return s.cached(c, availabilityKey(c), s.availability(c))
}

func availabilityKey(c echo.Context) pageKey {
	return pageKey{kind: "availability", series: c.Param("series")}
}

// availability makes the JSON.
func (s *server) availability(c echo.Context) func() (*document, error) {
	return func() (*document, error) {
		series, err := s.findSeries(c)
		if err != nil {
			return nil, err
		}
		now := s.Store.Now()
		states := make([]sessionState, 0, len(series.Sessions))
		for i := range series.Sessions {
			session := &series.Sessions[i]
			states = append(states, sessionState{
				Slug: session.Slug, Capacity: session.Seats(), Free: session.Free(), Waiting: session.Waiting,
				Status: series.Availability(session, now), Reserved: session.Free() - series.FreeFor(session, 0, now),
			})
		}
		body, err := json.Marshal(map[string]any{"sessions": states})
		return &document{contentType: echo.MIMEApplicationJSON, body: body, until: series.NextChange(now)}, err
	}
}
