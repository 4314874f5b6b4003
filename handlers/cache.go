package handlers

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// pageKey names a page that is the same for everybody who reads one language.
type pageKey struct {
	kind     string // agenda, series, session, draw, availability or feed
	series   string // slug; empty: the agenda
	session  string // slug
	part     int    // of a draw's ranks
	language string // as the visitor prefers; empty: the series' own
}

// document is an answer that may be given again.
type document struct {
	contentType string
	language    string
	body        []byte
	fresh       string    // Cache-Control; empty: no-cache
	until       time.Time // the zero time: until something is written

	version int64
	headers http.Header
}

// maxDocuments bounds the memory of the page cache. Only pages that exist get in, so it takes many series to reach it.
const maxDocuments = 500

// pageCache keeps documents. Each is worth something as long as the series' version in the database is that of the
// document: other processes write too.
type pageCache struct {
	mu        sync.RWMutex
	documents map[pageKey]*document
}

func (p *pageCache) get(key pageKey) *document {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.documents[key]
}

func (p *pageCache) put(key pageKey, made *document) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.documents == nil || len(p.documents) >= maxDocuments {
		p.documents = map[pageKey]*document{}
	}
	p.documents[key] = made
}

// cached answers with the document of that key.
func (s *server) cached(c echo.Context, key pageKey, create func() (*document, error)) error {
	found, err := s.document(c, key, create)
	if err != nil {
		return err
	}
	headers := c.Response().Header()
	for name, values := range found.headers {
		headers[name] = values
	}
	if unchanged(c) {
		headers.Del(echo.HeaderContentType)
		headers.Del(echo.HeaderContentLength)
		c.Response().WriteHeader(http.StatusNotModified)
		return nil
	}
	c.Response().WriteHeader(http.StatusOK)
	_, err = c.Response().Write(found.body)
	return err
}

// document asks the database for the version alone, and makes the document of that key anew when that has changed or the
// time has come at which the page must look different.
func (s *server) document(c echo.Context, key pageKey, create func() (*document, error)) (*document, error) {
	if key.kind != "agenda" && !isSlug(key.series) {
		return nil, notFound()
	}
	// The version is read first: a write that comes between makes the document look older than it is, never newer.
	version, err := s.Store.Version(c.Request().Context(), key.series)
	if err != nil {
		return nil, err
	}
	found := s.pages.get(key)
	if found != nil && found.version == version && (found.until.IsZero() || s.Store.Now().Before(found.until)) {
		return found, nil
	}
	if found, err = create(); err != nil {
		return nil, err
	}
	found.version = version
	found.headers = http.Header{
		echo.HeaderContentType:   {found.contentType},
		echo.HeaderCacheControl:  {"no-cache"},
		echo.HeaderContentLength: {strconv.Itoa(len(found.body))},
		headerETag:               {etag(found.body)},
	}
	if found.fresh != "" {
		found.headers[echo.HeaderCacheControl] = []string{found.fresh}
	}
	if found.language != "" {
		found.headers["Content-Language"] = []string{found.language}
	}
	s.pages.put(key, found)
	return found, nil
}
