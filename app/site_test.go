package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// site is vonk serve in this process, on a free port, with a database and a folder of mail of its own.
type site struct {
	*testing.T
	url      string
	database string
	mails    string
}

// startSite imports a series file and serves it until the test ends.
func startSite(t *testing.T, series string) *site {
	t.Helper()
	return startSiteOn(t, "127.0.0.1:0", series)
}

// startSiteOn is startSite on an address of the test's choice.
func startSiteOn(t *testing.T, address, series string) *site {
	t.Helper()
	folder := t.TempDir()
	s := &site{T: t, database: filepath.Join(folder, "vonk.db"), mails: filepath.Join(folder, "mail")}
	s.importSeries(series)
	ctx, stop := context.WithCancel(context.Background())
	ended, output := make(chan int, 1), &announced{address: make(chan string, 1)}
	go func() {
		ended <- run(ctx, []string{"serve", "--addr", address, "--database", s.database, "--mail-dir", s.mails, "--rate-limit", "0"}, strings.NewReader(""), output, output)
	}()
	select {
	case s.url = <-output.address:
	case status := <-ended:
		t.Fatalf("vonk serve ended with %d: %s", status, output)
	case <-time.After(patience):
		t.Fatalf("vonk serve names no address: %s", output)
	}
	t.Cleanup(func() {
		stop()
		if status := <-ended; status != 0 {
			t.Errorf("vonk serve ended with %d: %s", status, output)
		}
	})
	return s
}

// importSeries imports a series file, also while the site is served.
func (s *site) importSeries(series string) {
	s.Helper()
	file := filepath.Join(s.TempDir(), "series.yaml")
	if err := os.WriteFile(file, []byte(series), 0o600); err != nil {
		s.Fatal(err)
	}
	s.vonk("import", "--database", s.database, file)
}

// vonk runs another command on the site's database and returns what it prints.
func (s *site) vonk(args ...string) string {
	s.Helper()
	var stdout, stderr bytes.Buffer
	if status := run(context.Background(), args, strings.NewReader(""), &stdout, &stderr); status != 0 {
		s.Fatalf("vonk %s: %d: %s", strings.Join(args, " "), status, stderr.String())
	}
	return stdout.String()
}

// announced is what vonk serve prints. It passes the first address on.
type announced struct {
	lock    sync.Mutex
	printed bytes.Buffer
	found   bool
	address chan string
}

var siteAddress = regexp.MustCompile(`http://(127\.0\.0\.1|localhost):[1-9]\d*`)

func (a *announced) Write(p []byte) (int, error) {
	a.lock.Lock()
	defer a.lock.Unlock()
	a.printed.Write(p)
	if a.found {
		return len(p), nil
	}
	if address := siteAddress.FindString(a.printed.String()); address != "" {
		a.found = true
		a.address <- address
	}
	return len(p), nil
}

func (a *announced) String() string {
	a.lock.Lock()
	defer a.lock.Unlock()
	return a.printed.String()
}

// letter is a mail as its reader sees it.
type letter struct {
	to, subject string
	text        string            // the plain text
	files       map[string]string // attachments by name
}

// mail waits until a mail to that address whose subject begins so lies in the folder.
func (s *site) mail(to, subject string) letter {
	s.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		var others []string
		for _, found := range s.letters() {
			if strings.Contains(found.to, to) && strings.HasPrefix(found.subject, subject) {
				return found
			}
			others = append(others, found.to+": "+found.subject)
		}
		select {
		case <-again.C:
		case <-deadline.C:
			s.Fatalf("no mail %q to %s came, only:\n%s", subject, to, strings.Join(others, "\n"))
		}
	}
}

// letters are all mails in the folder.
func (s *site) letters() []letter {
	s.Helper()
	paths, err := filepath.Glob(filepath.Join(s.mails, "*.eml"))
	if err != nil {
		s.Fatal(err)
	}
	var all []letter
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			s.Fatal(err)
		}
		found, err := readLetter(raw)
		if err != nil {
			s.Fatalf("%s: %v", path, err)
		}
		all = append(all, found)
	}
	return all
}

func readLetter(raw []byte) (letter, error) {
	message, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return letter{}, err
	}
	found := letter{to: message.Header.Get("To"), files: map[string]string{}}
	if found.subject, err = new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject")); err != nil {
		return letter{}, err
	}
	return found, found.read(message.Header.Get("Content-Type"), message.Header.Get("Content-Transfer-Encoding"), "", message.Body)
}

// read takes what people see out of a part of a mail, and of the parts in it.
func (l *letter) read(contentType, encoding, name string, body io.Reader) error {
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		return err
	}
	if strings.HasPrefix(kind, "multipart/") {
		for parts := multipart.NewReader(body, parameters["boundary"]); ; {
			part, err := parts.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := l.read(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part.FileName(), part); err != nil {
				return err
			}
		}
	}
	content, err := io.ReadAll(decoded(encoding, body))
	switch {
	case err != nil:
		return err
	case name != "":
		l.files[name] = string(content)
	case kind == "text/plain":
		l.text = strings.Join(strings.Fields(string(content)), " ")
	}
	return nil
}

// decoded undoes a part's transfer encoding.
func decoded(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(encoding) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// smallSeries is a series file in which four people fill Zwolle.
func smallSeries() string {
	return fmt.Sprintf(`
series:
  slug: voorbeeldreeks
  title: {nl: Voorbeeldreeks in het land, en: Sample series around the country}
  summary: {nl: Een voorbeeld van een reeks sessies., en: An example of a series of sessions.}
  organiser: {name: Voorbeeldorganisatie, email: sample@organiser.example, phone: "070-0000000"}
  language: nl
  timezone: Europe/Amsterdam
  registration: {opens: %s}
  policy: {waiting_list: confirm, party_max: 4, one_seat_per_person: true, close_before_start: 24h}
  privacy:
    controller: Voorbeeldorganisatie
    officer: {name: Functionaris gegevensbescherming, email: privacy@organiser.example}
    ground: {nl: Uitvoering van uw aanmelding, en: Carrying out your registration}
  sectors: [gemeenten, provincies, mbo]
  questions:
    - key: vraag
      label: {nl: "Welke vraag neemt u mee?", en: "Which question do you bring?"}
      kind: text
      max_length: 200
    - key: lunch
      label: {nl: "Heeft u een dieetwens?", en: "Do you have a dietary requirement?"}
      help: {nl: "De cateraar krijgt alleen aantallen.", en: "The caterer gets counts only."}
      kind: choice
      options:
        - {key: vegetarisch, label: {nl: Vegetarisch, en: Vegetarian}}
        - {key: veganistisch, label: {nl: Veganistisch, en: Vegan}}
      sensitive: true
      ask: each-participant
sessions:
  - slug: zwolle
    region: Regio Zwolle
    title: {nl: Sessie Zwolle, en: Session Zwolle}
    starts: %s
    ends: %s
    capacity: 4
    partner: Voorbeeldpartner
    venue:
      name: Voorbeeldzaal
      address: Voorbeeldstraat 1
      postcode: 8000 AA
      city: Zwolle
      location: [52.51, 6.09]
      accessibility: {nl: Rolstoeltoegankelijk., en: Wheelchair accessible.}
    programme:
      - {at: "13:00", until: "14:00", kind: plenary, title: {nl: Welkom, en: Welcome}, speakers: [Voorbeeldorganisatie]}
      - {at: "14:00", until: "15:00", kind: tables, title: {nl: Tafelronde, en: Table round}}
  - slug: arnhem
    region: Midden-Gelderland
    title: {nl: Sessie Arnhem, en: Session Arnhem}
    starts: %s
    ends: %s
    capacity: 60
    venue: {name: Voorbeeldhuis, address: Voorbeeldplein 2, postcode: 6800 AA, city: Arnhem, location: [51.98, 5.91]}
`, day(-2, "09:00"), day(40, "13:00"), day(40, "17:00"), day(55, "13:00"), day(55, "17:00"))
}

// day writes a time for a series file, some days from today.
func day(days int, clock string) string {
	return time.Now().AddDate(0, 0, days).Format("2006-01-02T") + clock
}
