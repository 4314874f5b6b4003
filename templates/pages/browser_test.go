package pages

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"vonk/static"
	"vonk/templates/pages/browsertest"
)

// site serves every sample at /sample/{language}/{name}.
func site(t *testing.T) *httptest.Server {
	t.Helper()
	renderer, err := New()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]Page{"nl": samples("nl"), "en": samples("en")}
	mux := http.NewServeMux()
	mux.Handle("/static/", static.Handler())
	mux.HandleFunc("/sample/{language}/{name}", func(w http.ResponseWriter, r *http.Request) {
		page, ok := all[r.PathValue("language")][r.PathValue("name")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'")
		if err := renderer.Render(w, page); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// judged is what axe-core judges.
const judged = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`

// unfold opens what is folded, so that it is looked at too.
const unfold = `document.querySelectorAll("details").forEach((e) => { e.open = true; }); true`

// small lists what is narrower or lower than 24 px, besides links in running text and what is there for machines.
const small = `[...document.querySelectorAll("a, button, input, select, textarea, summary")].filter((e) => {
	const box = e.getBoundingClientRect();
	const hidden = !e.checkVisibility() || e.tabIndex < 0 || e.classList.contains("skip");
	const inText = e.matches("p a");
	return !hidden && !inText && (box.width < 24 || box.height < 24);
}).map((e) => e.outerHTML.slice(0, 120) + " " + e.getBoundingClientRect().height)`

func TestPagesFitNarrowScreensAndAxeFindsNothing(t *testing.T) {
	server := site(t)
	for _, look := range []struct{ language, scheme string }{{"nl", "light"}, {"en", "dark"}} {
		t.Run(look.scheme, func(t *testing.T) {
			t.Parallel()
			tab := browsertest.Start(t)
			for name := range samples(look.language) {
				ctx, cancel := context.WithTimeout(tab, 30*time.Second)
				for _, finding := range inspect(ctx, t, server.URL+"/sample/"+look.language+"/"+name, look.scheme) {
					t.Errorf("%s: %s", name, finding)
				}
				cancel()
			}
		})
	}
}

// inspect opens a page on a screen of 320 px and lists what is wrong with it.
func inspect(ctx context.Context, t *testing.T, url, scheme string) []string {
	t.Helper()
	browsertest.Open(ctx, t, url, scheme)
	browsertest.Evaluate[bool](ctx, t, unfold)
	findings := browsertest.Evaluate[[]string](ctx, t, small)
	if width := browsertest.Width(ctx, t); width > 320 {
		findings = append(findings, fmt.Sprintf("%d px wide on a screen of 320", width))
	}
	return append(findings, browsertest.Axe(ctx, t, judged)...)
}
