package static

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, path string) *http.Response {
	t.Helper()
	recorder := httptest.NewRecorder()
	Handler().ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
	return recorder.Result()
}

func TestFilesAreKeptForGoodUnderTheHashOfTheirContent(t *testing.T) {
	for name, kind := range map[string]string{"vonk.css": "text/css", "vonk.js": "text/javascript", "favicon.svg": "image/svg+xml"} {
		answer := get(t, Path(name))
		if answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), kind) {
			t.Errorf("%s: %s, %s", Path(name), answer.Status, answer.Header.Get("Content-Type"))
		}
		if got := answer.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control %q", name, got)
		}
	}
}

func TestOtherAddressesAreNotFound(t *testing.T) {
	for _, path := range []string{
		"/static/", "/static/vonk.css", "/static/0123456789abcdef/vonk.css", "/static//vonk.css", "/static//static.go", Path("none.css"), Path("vonk.css") + "/",
	} {
		if answer := get(t, path); answer.StatusCode != http.StatusNotFound || answer.Header.Get("Cache-Control") != "" {
			t.Errorf("%s: %s", path, answer.Status)
		}
	}
}

func TestStyleSheetAsksForNothingElseAndDefinesItsTokens(t *testing.T) {
	raw, err := files.ReadFile("vonk.css")
	if err != nil {
		t.Fatal(err)
	}
	css := string(raw)
	for _, foreign := range []string{"url(", "@import", "http"} {
		if strings.Contains(css, foreign) {
			t.Errorf("the style sheet has %s", foreign)
		}
	}
	for _, used := range regexp.MustCompile(`var\((--[a-z0-9-]+)`).FindAllStringSubmatch(css, -1) {
		if !strings.Contains(css, used[1]+":") {
			t.Errorf("%s is used and nowhere set", used[1])
		}
	}
	for _, set := range regexp.MustCompile(`(--[a-z0-9-]+):`).FindAllStringSubmatch(css, -1) {
		if !strings.Contains(css, "var("+set[1]) {
			t.Errorf("%s is set and nowhere used", set[1])
		}
	}
}
