package mails_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"vonk/models"
	"vonk/templates/mails"
)

// everyMail is each sample's HTML in a language, by its name.
func everyMail(t *testing.T, language string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, s := range slices.Concat(mails.Samples(language), mails.OrganiserSamples(language), mails.MailingSamples(language), mails.ReplySamples(language)) {
		page, err := mails.HTML(s.Letter, options())
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		all[s.Name] = string(page)
	}
	return all
}

// Programs that invert colours by themselves take each for itself: a background whose text takes its colour from elsewhere can
// end as dark on dark.
func TestMailsGiveEachBackgroundTheColourOfItsText(t *testing.T) {
	for name, page := range everyMail(t, "nl") {
		document, err := goquery.NewDocumentFromReader(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		document.Find("[style]").Each(func(_ int, element *goquery.Selection) {
			style := element.AttrOr("style", "")
			if strings.Contains(style, "background") && !strings.Contains(";"+style, ";color:") {
				t.Errorf("%s: %s", name, style)
			}
		})
		if document.Find("meta[name=color-scheme][content='light dark'], meta[name=supported-color-schemes]").Length() != 2 || document.Find("[bgcolor], font").Length() > 0 {
			t.Errorf("%s does not say that it knows dark, or sets colours that cannot change", name)
		}
	}
}

// mailsAtOnce is how many mails one page of the test holds: they share one style, so that they look as each by itself.
const mailsAtOnce = 30

func TestMailsCanBeReadInTheLightAndInTheDark(t *testing.T) {
	source, err := os.ReadFile(path.Join("..", "..", ".ci", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("this test needs axe-core, which make test installs: %v", err)
	}
	for _, look := range []struct{ language, scheme string }{{"nl", "light"}, {"nl", "dark"}, {"en", "dark"}} {
		t.Run(look.language+" "+look.scheme, func(t *testing.T) {
			t.Parallel()
			pages := sheets(t, everyMail(t, look.language))
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				_, _ = fmt.Fprint(w, pages[strings.Trim(r.URL.Path, "/")])
			}))
			t.Cleanup(server.Close)
			tab := browser(t)
			for name := range pages {
				rules := `{type: "rule", values: ["color-contrast"]}` // of many at once
				if !strings.HasPrefix(name, "sheet") {
					rules = `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}`
				}
				ctx, cancel := context.WithTimeout(tab, time.Minute)
				for _, finding := range inspect(ctx, t, server.URL+"/"+name, look.scheme, string(source), rules) {
					t.Errorf("%s: %s", name, finding)
				}
				cancel()
			}
		})
	}
}

// sheets puts every mail on a page with others, and one of each kind on a page by itself.
func sheets(t *testing.T, all map[string]string) map[string]string {
	t.Helper()
	pages := map[string]string{}
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	for part := range slices.Chunk(names, mailsAtOnce) {
		sheet := ""
		for _, name := range part {
			head, body, found := strings.Cut(all[name], "<body")
			if !found {
				t.Fatalf("%s has no body", name)
			}
			if sheet == "" {
				sheet = head + `<body style="margin:0">`
			}
			sheet += "<div" + strings.Replace(body, "</body>\n</html>", "</div>", 1)
		}
		pages[fmt.Sprintf("sheet-%d", len(pages))] = sheet + "</body></html>"
	}
	seen := map[models.LetterKind]bool{}
	for _, name := range names {
		for _, kind := range models.LetterKinds {
			if strings.HasPrefix(name, string(kind)) && !seen[kind] {
				seen[kind], pages[name] = true, all[name]
			}
		}
	}
	if len(seen) != len(models.LetterKinds) {
		t.Fatalf("there are samples of %d kinds", len(seen))
	}
	return pages
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

// inspect opens a page on a narrow screen and lists what axe finds, and whether it is wider than the screen.
func inspect(ctx context.Context, t *testing.T, url, scheme, axe, rules string) []string {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(320, 800), chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	var findings []string
	if got := evaluate[int64](ctx, t, `document.documentElement.scrollWidth`); got > 320 {
		findings = append(findings, fmt.Sprintf("it is %d px", got))
	}
	if dark := evaluate[bool](ctx, t, `matchMedia("(prefers-color-scheme: dark)").matches`); dark != (scheme == "dark") {
		t.Fatalf("the browser is not %s", scheme)
	}
	evaluate[bool](ctx, t, axe+"; true")
	return append(findings, evaluate[[]string](ctx, t, `axe.run(document, {resultTypes: ["violations"], runOnly: `+rules+`}).then((found) =>
		found.violations.flatMap((v) => v.nodes.map((n) => v.id + " " + n.target + ": " + n.failureSummary)))`)...)
}

func evaluate[T any](ctx context.Context, t *testing.T, script string) T {
	t.Helper()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return answer
}
