// Package browsertest starts the browser of the tests, and has axe-core look at what it shows.
package browsertest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Profile gives where a Chromium with an empty profile runs, until the test ends. Without one the test fails.
func Profile(t testing.TB, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(options, more...)...)
	t.Cleanup(stop)
	return allocator
}

func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{os.Getenv("VONK_TEST_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("there is no Chromium on this machine: make test installs one, or says what to install")
	return ""
}

// Start gives a tab of a new browser, until the test ends.
func Start(t testing.TB) context.Context {
	t.Helper()
	tab, stop := chromedp.NewContext(Profile(t))
	t.Cleanup(stop)
	if err := chromedp.Do(tab); err != nil { // the browser lives as long as the context of the first step
		t.Fatal(err)
	}
	return tab
}

// Open shows a page on a screen of 320 CSS pixels, in a colour scheme: light or dark.
func Open(ctx context.Context, t testing.TB, url, scheme string) {
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
	if dark := Evaluate[bool](ctx, t, `matchMedia("(prefers-color-scheme: dark)").matches`); dark != (scheme == "dark") {
		t.Fatalf("the browser is not %s", scheme)
	}
}

// Axe gives the findings of axe-core on the page that is shown, one a line. Only is what it judges, as axe.run's runOnly.
func Axe(ctx context.Context, t testing.TB, only string) []string {
	t.Helper()
	Evaluate[bool](ctx, t, AxeSource(t)+"; true")
	return Evaluate[[]string](ctx, t, `axe.run(document, {resultTypes: ["violations"], runOnly: `+only+`}).then((found) =>
		found.violations.flatMap((v) => v.nodes.map((n) => v.id + " " + n.target + ": " + n.failureSummary)))`)
}

// Width is how wide the page is that is shown, in CSS pixels.
func Width(ctx context.Context, t testing.TB) int {
	t.Helper()
	return Evaluate[int](ctx, t, `document.documentElement.scrollWidth`)
}

// Evaluate gives what a script comes to, or what it promises.
func Evaluate[T any](ctx context.Context, t testing.TB, script string) T {
	t.Helper()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// AxeSource is the script of axe-core. Without it the test fails.
func AxeSource(t testing.TB) string {
	t.Helper()
	folder, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		source, err := os.ReadFile(filepath.Join(folder, ".ci", "node_modules", "axe-core", "axe.min.js"))
		if err == nil {
			return string(source)
		}
		above := filepath.Dir(folder)
		if above == folder || !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("axe-core is not there: make test installs it, or says what to install: %v", err)
		}
		folder = above
	}
}
