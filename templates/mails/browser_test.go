package mails_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"vonk/models"
	"vonk/templates/mails"
	"vonk/templates/pages/browsertest"
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
	for _, look := range []struct{ language, scheme string }{{"nl", "light"}, {"nl", "dark"}, {"en", "dark"}} {
		t.Run(look.language+" "+look.scheme, func(t *testing.T) {
			t.Parallel()
			pages := sheets(t, everyMail(t, look.language))
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				_, _ = fmt.Fprint(w, pages[strings.Trim(r.URL.Path, "/")])
			}))
			t.Cleanup(server.Close)
			tab := browsertest.Start(t)
			for name := range pages {
				rules := `{type: "rule", values: ["color-contrast"]}` // of many at once
				if !strings.HasPrefix(name, "sheet") {
					rules = `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}`
				}
				ctx, cancel := context.WithTimeout(tab, time.Minute)
				for _, finding := range inspect(ctx, t, server.URL+"/"+name, look.scheme, rules) {
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

// inspect opens a page on a narrow screen and lists what axe finds, and whether it is wider than the screen.
func inspect(ctx context.Context, t *testing.T, url, scheme, rules string) []string {
	t.Helper()
	browsertest.Open(ctx, t, url, scheme)
	var findings []string
	if width := browsertest.Width(ctx, t); width > 320 {
		findings = append(findings, fmt.Sprintf("%d px wide on a screen of 320", width))
	}
	return append(findings, browsertest.Axe(ctx, t, rules)...)
}
