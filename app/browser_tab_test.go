package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"vonk/templates/pages/browsertest"
)

// patience is how long a browser may take over one step.
const patience = 30 * time.Second

// tab is a browser tab that stays on one site. It notes each fault that a person would not see: a request to another
// site, something that the CSP blocked, an error in a script, a part of the page that did not arrive.
type tab struct {
	*testing.T
	context context.Context
	site    string // the origin: http://127.0.0.1:port

	scripted bool // pages may run their own JavaScript

	lock   sync.Mutex
	faults []string
}

// newTab starts a browser of its own, with an empty profile, 320 CSS pixels wide.
func newTab(t *testing.T, site string) *tab {
	t.Helper()
	profile := browsertest.Profile(t, chromedp.Flag("accept-lang", "nl-NL,nl"), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-features", "Translate,OptimizationHints,MediaRouter"))
	opened := &tab{T: t, site: site, scripted: true}
	var stop func()
	opened.context, stop = chromedp.NewContext(profile, chromedp.WithListener(opened.watch))
	t.Cleanup(stop)
	opened.must(chromedp.Do(opened.context)) // the browser lives as long as the context of the first step
	opened.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
		return err
	})
	opened.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, audits.Enable, struct{}{})
		return err
	})
	opened.narrow()
	return opened
}

// watch runs in the browser's event loop: it only takes notes.
func (b *tab) watch(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; !strings.HasPrefix(url, b.site+"/") && !strings.HasPrefix(url, "data:") && url != "about:blank" {
			b.fault("a request left the site: %s", url)
		}
	case *network.EventLoadingFailed:
		switch e.Type {
		case network.ResourceTypeStylesheet, network.ResourceTypeScript, network.ResourceTypeImage, network.ResourceTypeFont:
			b.fault("a %s did not arrive: %s", e.Type, e.ErrorText)
		}
	case *network.EventResponseReceived:
		if e.Type != network.ResourceTypeDocument && e.Response.Status >= 400 {
			b.fault("%s was answered with %d", e.Response.URL, e.Response.Status)
		}
	case *audits.EventIssueAdded:
		if csp := e.Issue.Details.ContentSecurityPolicyIssueDetails; csp != nil {
			b.fault("the CSP's %s was violated: %s", csp.ViolatedDirective, csp.BlockedURL)
		}
	case *log.EventEntryAdded:
		// The network's entries tell of the status of documents, which tests ask for on purpose.
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			b.fault("the browser logged: %s", e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.fault("a script failed: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			b.fault("a script wrote an error to the console")
		}
	}
}

func (b *tab) fault(format string, args ...any) {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.faults = append(b.faults, fmt.Sprintf(format, args...))
}

// takeFaults gives what was noted since the last time.
func (b *tab) takeFaults() []string {
	b.lock.Lock()
	defer b.lock.Unlock()
	noted := b.faults
	b.faults = nil
	return noted
}

func (b *tab) must(err error) {
	b.Helper()
	if err == nil {
		return
	}
	text, _ := chromedp.Run(b.context, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	b.Fatalf("%v, on the page %s", err, text)
}

// call does something in the browser, within the patience.
func (b *tab) call(step func(context.Context) error) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.context, patience)
	defer cancel()
	b.must(step(ctx))
}

// ask evaluates JavaScript, which works in pages that may not run their own too.
func ask[T any](b *tab, expression string) T {
	b.Helper()
	var answer T
	b.call(func(ctx context.Context) (err error) {
		answer, err = chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
		return err
	})
	return answer
}

// open goes to a path or address of the site and returns the status.
func (b *tab) open(path string) int {
	b.Helper()
	if !strings.HasPrefix(path, b.site) {
		path = b.site + path
	}
	return b.arrive(chromedp.Navigate(path))
}

// arrive takes the steps that lead to another page, waits for it, and returns its status.
func (b *tab) arrive(steps ...chromedp.Action[chromedp.Void]) int {
	b.Helper()
	var status int
	b.call(func(ctx context.Context) error {
		response, err := chromedp.RunResponse(ctx, steps...)
		if err == nil {
			status = int(response.Status)
		}
		return err
	})
	return status
}

// click presses the mouse on what leads to another page, and returns its status.
func (b *tab) click(selector string) int {
	b.Helper()
	b.see(selector)
	return b.arrive(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// see waits until something is visible.
func (b *tab) see(selector string) {
	b.Helper()
	b.call(func(ctx context.Context) error {
		if err := chromedp.Do(ctx, chromedp.WaitVisible(chromedp.CSS(selector))); err != nil {
			return fmt.Errorf("%s is not to be seen: %w", selector, err)
		}
		return nil
	})
}

// press types keys wherever the focus is.
func (b *tab) press(keys string) {
	b.Helper()
	b.call(func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.KeyEvent(keys)) })
}

// text is what a person reads on the page.
func (b *tab) text() string { b.Helper(); return ask[string](b, `document.body.innerText`) }

// reads fails unless the page says each of these sentences.
func (b *tab) reads(sentences ...string) {
	b.Helper()
	text := strings.Join(strings.Fields(b.text()), " ")
	for _, sentence := range sentences {
		if !strings.Contains(text, sentence) {
			b.Errorf("%s does not say %q, but: %s", ask[string](b, "location.pathname"), sentence, text)
		}
	}
}

// narrow makes the window as wide as the narrowest screen that WCAG 2.2, 1.4.10, asks for.
func (b *tab) narrow() {
	b.Helper()
	b.call(func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.EmulateViewport(320, 640)) })
}

// scripts allows or forbids the site's own JavaScript on the pages to come.
func (b *tab) scripts(allowed bool) {
	b.Helper()
	b.scripted = allowed
	b.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !allowed})
		return err
	})
}

// scheme asks for a light or dark page, without transitions between the two.
func (b *tab) scheme(name string) {
	b.Helper()
	b.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	})
}

// download takes a step that leads to a file, and returns what was saved under which name.
func (b *tab) download(step chromedp.Action[chromedp.Void]) (name, content string) {
	b.Helper()
	folder, enabled := b.TempDir(), true
	b.call(func(ctx context.Context) error {
		if _, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
			Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder, EventsEnabled: &enabled,
		}); err != nil {
			return err
		}
		begun := chromedp.BrowserEvents(ctx, browser.DownloadWillBegin)
		progress := chromedp.BrowserEvents(ctx, browser.DownloadProgress)
		if err := chromedp.Do(ctx, step); err != nil {
			return err
		}
		for event, err := range begun {
			if err != nil {
				return err
			}
			name = event.SuggestedFilename
			break
		}
		for event, err := range progress {
			switch {
			case err != nil:
				return err
			case event.State == browser.DownloadProgressStateCanceled:
				return fmt.Errorf("the download of %s was cancelled", name)
			case event.State == browser.DownloadProgressStateCompleted:
				raw, err := os.ReadFile(filepath.Join(folder, name))
				content = string(raw)
				return err
			}
		}
		return nil
	})
	return name, content
}

// wide says which elements make the page scroll sideways; none is what is wanted.
func (b *tab) wide() []string {
	b.Helper()
	return ask[[]string](b, `document.documentElement.scrollWidth <= innerWidth ? [] : [
		"the page is " + document.documentElement.scrollWidth + " px wide in a window of " + innerWidth,
		...[...document.querySelectorAll("body *")].filter(e => e.scrollWidth > innerWidth || e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 120)).slice(0, 5)]`)
}

// axe gives what axe-core finds wrong with the page, by WCAG 2.2 AA and good practice.
func (b *tab) axe() []string {
	b.Helper()
	ask[bool](b, browsertest.AxeSource(b)+"; true")
	found := ask[[]struct {
		ID    string
		Help  string
		Nodes []struct{ HTML, FailureSummary string }
	}](b, `axe.run(document, {
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
		resultTypes: ["violations"],
		preload: false,
	}).then(result => result.violations.map(v => ({ID: v.id, Help: v.help, Nodes: v.nodes.map(n => ({HTML: n.html, FailureSummary: n.failureSummary}))})))`)
	var violations []string
	for _, v := range found {
		for _, node := range v.Nodes {
			violations = append(violations, fmt.Sprintf("axe %s (%s): %s: %s", v.ID, v.Help, node.HTML, node.FailureSummary))
		}
	}
	return violations
}

// sound fails when something is wrong with the page that a person without a disability and on a wide screen may not see.
func (b *tab) sound() {
	b.Helper()
	for _, fault := range slices.Concat(b.takeFaults(), b.wide(), b.axe()) {
		b.Errorf("%s: %s", ask[string](b, "location.pathname + location.search"), fault)
	}
}

// quote writes a JavaScript string.
func quote(text string) string {
	raw, _ := json.Marshal(text)
	return string(raw)
}

// The negative control of all browser tests: a page with every fault is not called sound.
func TestBrowserNoticesEveryFault(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src *")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><title>Sample</title><link rel="stylesheet" href="/missing.css"><script>document.title = "changed"</script>
			<img src="http://127.0.0.1:9/elsewhere.png"><img src="/missing.png"><p id="wide">`+strings.Repeat("w", 100)+`</p>`)
	}))
	t.Cleanup(site.Close)
	b := newTab(t, site.URL)
	b.open("/")
	found := strings.Join(slices.Concat(b.takeFaults(), b.wide(), b.axe()), "\n")
	for _, fault := range []string{
		"a request left the site: http://127.0.0.1:9/elsewhere.png",
		"the CSP's script-src-elem was violated",
		"a Stylesheet did not arrive", "/missing.png was answered with 404",
		"px wide in a window of 320", `id="wide"`,
		"axe image-alt", "axe html-has-lang",
	} {
		if !strings.Contains(found, fault) {
			t.Errorf("%q was not noticed, only:\n%s", fault, found)
		}
	}
}
