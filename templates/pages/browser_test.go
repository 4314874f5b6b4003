package pages

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"vonk/static"
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

// browser starts Chromium, which ends with the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()))
	if name := os.Getenv("VONK_TEST_CHROMIUM"); name != "" {
		options = append(options, chromedp.ExecPath(name))
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("this test needs Chromium: %v", err)
	}
	return ctx
}

// axe gives the findings of axe-core, one a line.
const axe = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then((found) =>
	found.violations.flatMap((v) => v.nodes.map((n) => v.id + " " + n.target + ": " + n.failureSummary)))`

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
	source, err := os.ReadFile(path.Join("..", "..", ".ci", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("this test needs axe-core, which make test installs: %v", err)
	}
	server := site(t)
	for _, look := range []struct{ language, scheme string }{{"nl", "light"}, {"en", "dark"}} {
		t.Run(look.scheme, func(t *testing.T) {
			t.Parallel()
			tab := browser(t)
			for name := range samples(look.language) {
				ctx, cancel := context.WithTimeout(tab, 30*time.Second)
				for _, finding := range inspect(ctx, t, server.URL+"/sample/"+look.language+"/"+name, look.scheme, string(source)) {
					t.Errorf("%s: %s", name, finding)
				}
				cancel()
			}
		})
	}
}

// inspect opens a page on a screen of 320 px and lists what is wrong with it.
func inspect(ctx context.Context, t *testing.T, url, scheme, axeSource string) []string {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(320, 800), chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	evaluate[bool](ctx, t, unfold)
	findings := evaluate[[]string](ctx, t, small)
	if width := evaluate[int](ctx, t, `document.documentElement.scrollWidth`); width > 320 {
		findings = append(findings, fmt.Sprintf("%d px wide on a screen of 320", width))
	}
	evaluate[bool](ctx, t, axeSource+"; true")
	return append(findings, evaluate[[]string](ctx, t, axe)...)
}

func evaluate[T any](ctx context.Context, t *testing.T, script string) T {
	t.Helper()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return answer
}
