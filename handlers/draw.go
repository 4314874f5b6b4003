package handlers

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"sync"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/lists"
	"vonk/templates/pages"
)

// getDraw shows the draw of a series; ?part= leads through a long ranking, ?reference= looks one up.
func (s *server) getDraw(c echo.Context) error {
	part, asked := 1, c.QueryParam("reference")
	if given := c.QueryParam("part"); given != "" {
		var err error
		if part, err = strconv.Atoi(given); err != nil || part < 1 {
			return notFound()
		}
	}
	if asked == "" {
		return s.showCached(c, pageKey{kind: "draw", series: c.Param("series"), part: part}, func() (*view, error) {
			page, err := s.drawPage(c, part)
			if err != nil {
				return nil, err
			}
			page.Base = s.publicBase(c, page.Series)
			if part > 1 {
				page.Path += "?part=" + strconv.Itoa(part)
			}
			return &view{page: page, language: page.Language(), until: page.Series.NextChange(page.Now)}, nil
		})
	}
	page, err := s.drawPage(c, part)
	if err != nil {
		return err
	}
	page.Look(asked)
	return s.show(c, http.StatusOK, page.Language(), page)
}

// drawPage is the page of a draw as it stands, with one part of its ranks. NotFound for a part that is not there.
func (s *server) drawPage(c echo.Context, part int) (*pages.Draw, error) {
	series, err := s.findSeries(c)
	if err != nil {
		return nil, err
	}
	draw, err := s.Store.Draw(c.Request().Context(), series.Slug)
	if err != nil {
		return nil, err
	}
	page := &pages.Draw{Base: s.base(c, series), Draw: draw, Part: part}
	if page.Lots, err = s.lots.of(draw); err != nil {
		return nil, err
	}
	if part > page.Parts() {
		return nil, notFound()
	}
	return page, nil
}

// getDrawReferences is the list of a draw, once it is closed: the text that its hash is of.
func (s *server) getDrawReferences(c echo.Context) error {
	return s.drawFile(c, "-references.txt", func(w io.Writer, draw *models.Draw) error {
		if draw.ClosedAt == nil {
			return notFound()
		}
		return lists.References(w, draw.References)
	})
}

// getDrawRanks is all that came of a draw, once it was held.
func (s *server) getDrawRanks(c echo.Context) error {
	return s.drawFile(c, "-ranks.txt", func(w io.Writer, draw *models.Draw) error {
		if draw.DrawnAt == nil {
			return notFound()
		}
		lots, err := s.lots.of(draw)
		if err != nil {
			return err
		}
		return lists.Ranks(w, draw.SeedHash, draw.ListHash, lots)
	})
}

// drawFile answers with a text about the draw of the series that the path names.
func (s *server) drawFile(c echo.Context, suffix string, write func(io.Writer, *models.Draw) error) error {
	slug := c.Param("series")
	if !isSlug(slug) {
		return notFound()
	}
	draw, err := s.Store.Draw(c.Request().Context(), slug)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := write(&file, draw); err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentDisposition, attachment(slug+suffix))
	header.Set(echo.HeaderCacheControl, "no-cache")
	header.Set(headerETag, etag(file.Bytes()))
	if unchanged(c) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, echo.MIMETextPlainCharsetUTF8, file.Bytes())
}

// maxDraws bounds the memory of what was computed of draws.
const maxDraws = 10

// lotCache keeps the lots that were computed of what a draw has published. They are computed anew as soon as any of that
// differs: a hundred thousand take a third of a second. The list is known by the hash that was published with it, which
// vonk check verifies.
type lotCache struct {
	mu   sync.Mutex
	made map[int64]*madeLots
}

type madeLots struct {
	seed, value, listHash string
	lots                  []models.Drawn
}

// of gives the lots of a draw by rank; nil before it was held.
func (l *lotCache) of(draw *models.Draw) ([]models.Drawn, error) {
	if draw.DrawnAt == nil {
		return nil, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if made := l.made[draw.SeriesID]; made != nil && made.seed == draw.Seed && made.value == draw.Value && made.listHash == draw.ListHash {
		return made.lots, nil
	}
	lots, err := models.Lots(draw.Seed, draw.Value, draw.References)
	if err != nil {
		return nil, err
	}
	if l.made == nil || len(l.made) >= maxDraws {
		l.made = map[int64]*madeLots{}
	}
	l.made[draw.SeriesID] = &madeLots{draw.Seed, draw.Value, draw.ListHash, lots}
	return lots, nil
}
