package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/mail"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"

	"vonk/handlers"
	"vonk/models"
	"vonk/models/store/storetest"
	"vonk/templates/calendar/calendartest"
	"vonk/templates/mails"
)

// strangeNames are names that the form does not all take, and that may come by another door, with the letters that must be left
// of each in every document.
var strangeNames = map[string]string{
	`Voorbeeld "Een" O'Aanhaling; <een>, twee`:                    "VoorbeeldEenOAanhalingeentwee",
	"Voorbeeld\r\nBcc: kwaad@elders.example\r\nATTENDEE:mailto:x": "VoorbeeldBcckwaadeldersexampleATTENDEEmailtox",
	"Voorbeeld 🎉 Één 👩🏽‍💻":                                        "VoorbeeldÉén",
	"\u202eVoorbeeld\u202c \u200fEen\u2066":                       "VoorbeeldEen",
	strings.Repeat("Voorbeeld ", 30) + "Een":                      strings.Repeat("Voorbeeld", 30) + "Een",
	strings.Repeat("é", 300):                                      strings.Repeat("é", 300),
	"Voor\x01beeld\x7f Een":                                       "VoorbeeldEen",
}

// cleaned are the documents without the characters that nobody sees; the others have a way to write them.
var cleaned = map[string]bool{"the mail's To": true, "the invitation": true, "PDF": true}

// lettersOf are those of a text, without what stands between them.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, text)
}

func TestStrangeNamesReachEveryDocumentWholeOrCleaned(t *testing.T) {
	tokens, err := models.NewTokens(bytes.Repeat([]byte("s"), models.MinSecret))
	if err != nil {
		t.Fatal(err)
	}
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	r := h.MustRegister(t, storetest.SignUp("een", 1))
	h.Letters(t)
	at, to := "zwolle", "utrecht"
	for name, want := range strangeNames {
		for _, statement := range []string{"UPDATE participants SET name = ?", "UPDATE contacts SET name = ?"} {
			if _, err := h.SQL(t).ExecContext(t.Context(), statement, name); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Swap(t.Context(), models.Holder{Registration: r.ID}, nil, to); err != nil {
			t.Fatal(err)
		}
		at, to = to, at
		for what, said := range documents(t, h, r, at, tokens) {
			if !strings.Contains(lettersOf(said), want) {
				t.Errorf("%.40q in %s is %.400q", name, what, said)
			}
			if cleaned[what] && strings.ContainsAny(said, "\u202e\u202c\u2066\x01\x7f") {
				t.Errorf("%.40q is not cleaned in %s: %.400q", name, what, said)
			}
		}
	}
}

// documents are what is made for a registration with a seat at a session, as others read it, or the part of it that holds the
// name.
func documents(t *testing.T, h *storetest.Harness, r *models.Registration, session string, tokens models.Tokens) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, letter := range h.Letters(t) {
		raw, err := mails.Render(&letter, mails.Options{BaseURL: "https://vonk.example", From: "post@vonk.example", Token: tokens.Make, Code: tokens.SignInCode})
		if err != nil {
			t.Fatal(err)
		}
		message, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if message.Header.Get("Bcc") != "" {
			t.Errorf("a name adds a header: %v", message.Header)
		}
		to, err := message.Header.AddressList("To")
		if err != nil || len(to) != 1 {
			t.Fatal(to, err)
		}
		all["the mail's To"] = to[0].Name
		for _, line := range calendartest.Unfold(calendartest.Invitation(t, raw)) {
			if strings.HasPrefix(line, "ATTENDEE;") {
				all["the invitation"] = line
			}
		}
	}
	export := func(args ...string) string {
		return succeed(t, append([]string{"export", "--database", h.Database, "--series", "sample", "--session", session}, args...)...)
	}
	lines, err := csv.NewReader(strings.NewReader(export("--dialect", "rfc4180"))).ReadAll()
	if err != nil || len(lines) != 2 {
		t.Fatal(lines, err)
	}
	all["CSV"] = strings.Join(lines[1], "|")
	var list []map[string]any
	if err := json.Unmarshal([]byte(export("--format", "json")), &list); err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	all["JSON"] = fmt.Sprint(list[0]["name"])
	target := filepath.Join(t.TempDir(), "list")
	export("--format", "xlsx", "-o", target)
	book, err := excelize.OpenFile(target)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	all["XLSX"] = strings.Join(rows[1], "|")
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	export("--format", "pdf", "-o", target)
	output, err := exec.CommandContext(t.Context(), "pdftotext", target, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	all["PDF"] = string(output)
	handler, err := handlers.New(handlers.Options{Store: h.Store, Tokens: tokens, Log: slog.New(slog.DiscardHandler), BaseURL: "https://vonk.example"})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "https://vonk.example/my/"+tokens.Make(models.Token{Kind: models.TokenRegistration, ID: r.ID, Version: 1}), nil))
	page, err := goquery.NewDocumentFromReader(io.Reader(w.Body))
	if err != nil || w.Code != 200 {
		t.Fatal(w.Code, err)
	}
	if page.Find("een").Length() > 0 {
		t.Error("a name became an element of the page")
	}
	all["HTML"] = page.Find("main").Text()
	return all
}
