package main

import (
	"fmt"
	"net/http"
	"testing"
)

// seated waits until the board's table says that so many people have a seat in Zwolle.
const seated = `new Promise((done) => {
	const look = () => {
		const cell = document.querySelector("#seats-table").closest("table").querySelector("tbody tr td:nth-of-type(3)");
		cell.textContent === %s ? done(true) : setTimeout(look, 20);
	};
	look();
})`

// The board follows a sign-up by itself, without losing what somebody unfolded. The link that needs no JavaScript shows the
// same.
func TestBoardFollowsSignUpsWhileItIsOpen(t *testing.T) {
	s := startSite(t, smallSeries())
	b := newTab(t, s.url)
	s.vonk("organiser", "add", "--database", s.database, "organiser@organiser.example", "--role", "admin")
	link := s.path(s.vonk("organiser", "link", "--database", s.database, "organiser@organiser.example"), "/organiser/")
	s.signUp("/voorbeeldreeks/register", "zwolle", nil, "Voorbeeld Een")
	b.open(link)
	b.click(`main button[type="submit"]`)
	if status := b.open("/organiser/voorbeeldreeks/board"); status != http.StatusOK {
		t.Fatalf("the board is answered with %d", status)
	}
	b.sound()
	saw := func(people string) {
		t.Helper()
		if !ask[bool](b, fmt.Sprintf(seated, quote(people))) {
			t.Fatalf("the board never says %s", people)
		}
	}
	saw("1")
	ask[bool](b, `window.unmoved = document.querySelector("#time-open").parentElement.open = true`)
	s.signUp("/voorbeeldreeks/register", "zwolle", nil, "Voorbeeld Twee", "Voorbeeld Drie")
	saw("3")
	if !ask[bool](b, `window.unmoved === true && document.querySelector("#time-open").parentElement.open`) {
		t.Error("the page was loaded anew, or what was unfolded is folded")
	}
	b.quiet()

	b.scripts(false)
	b.open("/organiser/voorbeeldreeks/board")
	s.signUp("/voorbeeldreeks/register", "zwolle", nil, "Voorbeeld Vier")
	if status := b.click("#reload"); status != http.StatusOK {
		t.Fatalf("refreshing is answered with %d", status)
	}
	saw("4")
}
