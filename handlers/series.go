package handlers

import (
	"github.com/labstack/echo/v4"

	"vonk/templates/pages"
)

// getSeries shows one series: its sessions with date, place, map and seats left.
func (s *server) getSeries(c echo.Context) error {
	return s.showCached(c, pageKey{kind: "series", series: c.Param("series")}, func() (*view, error) {
		series, err := s.findSeries(c)
		if err != nil {
			return nil, err
		}
		base := s.publicBase(c, series)
		return &view{page: &pages.Series{Base: base, Feed: s.seriesSubscription(series, base.Language())}, language: base.Language(), until: series.NextChange(base.Now)}, nil
	})
}
