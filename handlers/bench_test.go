package handlers

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"

	"vonk/models/store/storetest"
)

// BenchmarkSeriesPage and BenchmarkBytesFromMemory are the two sides of page_ratio without the network between them.
func BenchmarkSeriesPage(b *testing.B) {
	h := storetest.SQLite(b)
	h.Sample(b, 60)
	s := newSite(b, h, func(o *Options) { o.Log = slog.New(slog.NewJSONHandler(io.Discard, nil)) })
	serve(b, s.echo)
}

// BenchmarkBytesFromMemory is Echo without anything of ours, serving the series page.
func BenchmarkBytesFromMemory(b *testing.B) {
	h := storetest.SQLite(b)
	h.Sample(b, 60)
	body := newSite(b, h).get("/sample").Body.Bytes()
	e := echo.New()
	e.GET("/:series", func(c echo.Context) error { return c.HTMLBlob(http.StatusOK, body) })
	serve(b, e)
}

func serve(b *testing.B, handler http.Handler) {
	b.Helper()
	b.ReportAllocs()
	b.RunParallel(func(each *testing.PB) {
		for each.Next() {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/sample", nil))
			if w.Code != http.StatusOK {
				b.Errorf("status %d", w.Code)
			}
		}
	})
}
