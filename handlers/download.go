package handlers

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/lists"
)

// downloadTime is how long a client may take to receive a list.
const downloadTime = 10 * time.Minute

// fileKind is what a file is, and how its name ends.
type fileKind struct{ suffix, contentType string }

// The kinds of files that lists come as.
var (
	csvFile  = fileKind{".csv", "text/csv; charset=utf-8"}
	xlsxFile = fileKind{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	jsonFile = fileKind{".json", echo.MIMEApplicationJSON}
	pdfFile  = fileKind{".pdf", "application/pdf"}
)

// download answers with a file about a series, in the visitor's language.
func (s *server) download(
	c echo.Context, series *models.Series, name string, kind fileKind,
	write func(ctx context.Context, w io.Writer, spoken string) error,
) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), downloadTime)
	defer cancel()
	// What cannot set a deadline, a test's recorder, has none.
	_ = http.NewResponseController(c.Response().Writer).SetWriteDeadline(time.Now().Add(downloadTime))
	spoken := s.languageOf(c, series)
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, kind.contentType)
	header.Set(echo.HeaderContentDisposition, attachment(name+kind.suffix))
	header.Set("Content-Language", spoken)
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	return write(ctx, c.Response(), spoken)
}

// dialectOf is that of a CSV: ?dialect=excel or rfc4180, otherwise that of the language. NotFound for another.
func dialectOf(c echo.Context) (string, error) {
	dialect := c.QueryParam("dialect")
	if dialect != "" && dialect != lists.DialectExcel && dialect != lists.DialectRFC4180 {
		return "", notFound()
	}
	return dialect, nil
}
