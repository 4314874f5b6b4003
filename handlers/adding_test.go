package handlers

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

func rowsListed(t *testing.T, s *site, cookie header) int {
	t.Helper()
	return page(t, s.get("/organiser/sample/participants", cookie)).Find("tbody tr").Length()
}

func TestOrganiserCancelsTheChosenAfterAPageThatNamesThem(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		for _, name := range []string{"een", "twee", "drie"} {
			h.MustRegister(t, storetest.SignUp(name, 1))
		}
		boxes := page(t, s.get("/organiser/sample/participants?q=voorbeeld&sort=registered", cookie)).Find("input[name=person]")
		if boxes.Length() != 3 {
			t.Fatalf("%d people can be chosen", boxes.Length())
		}
		form := url.Values{"person": {boxes.Eq(0).AttrOr("value", ""), boxes.Eq(2).AttrOr("value", "")}, "query": {"q=voorbeeld"}}
		w := s.post("/organiser/sample/participants/cancel", form, cookie)
		wantStatus(t, w, http.StatusOK)
		if said := text(page(t, w).Find("main")); !strings.Contains(said, "Voorbeeld een 1") || !strings.Contains(said, "Voorbeeld drie 1") || strings.Contains(said, "Voorbeeld twee 1") {
			t.Errorf("it asks %s", said)
		}
		if got := page(t, s.get("/organiser/sample/participants?status=cancelled", cookie)).Find("tbody tr").Length(); got != 0 {
			t.Error("asking cancelled somebody")
		}
		form.Set("confirm", "yes")
		w = s.post("/organiser/sample/participants/cancel", form, cookie)
		wantStatus(t, w, http.StatusSeeOther)
		wantText(t, s.get(w.Header().Get("Location"), cookie), "U heeft 2 personen afgemeld.")
		if got := page(t, s.get("/organiser/sample/participants?status=cancelled", cookie)).Find("tbody tr").Length(); got != 2 {
			t.Errorf("%d were cancelled", got)
		}
		form.Del("confirm")
		wantText(t, s.post("/organiser/sample/participants/cancel", form, cookie), nl("cancelling.out"))
		wantStatus(t, s.post("/organiser/sample/participants/cancel", url.Values{}, cookie), http.StatusSeeOther)
		for _, person := range []string{"9999.1", "1.9", "x", "1"} {
			wantStatus(t, s.post("/organiser/sample/participants/cancel", url.Values{"person": {person}, "confirm": {"yes"}}, cookie), http.StatusNotFound)
		}
		// Who reads only sees no boxes.
		reader := s.signedInAs(t, "lezer@vonk.example", models.RoleReader, models.Scope{})
		if page(t, s.get("/organiser/sample/participants", reader)).Find("input[name=person]").Length() != 0 {
			t.Error("a reader can choose")
		}
		h.MustHold(t)
	})
}

func TestOrganiserAddsSomebodyByHand(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		form := url.Values{
			"session": {"zwolle"}, "organisation": {"Gemeente Voorbeeld"}, "sector": {"gemeenten"}, "phone": {""},
			"name": {"Voorbeeld Een", "", "Voorbeeld Twee", ""}, "email": {"een@voorbeeld.example", "", "x", ""}, "role": {"hoofd", "", "", ""},
		}
		w := s.post("/organiser/sample/participants/add", form, cookie)
		wantStatus(t, w, http.StatusUnprocessableEntity)
		doc := page(t, w)
		if doc.Find(`.summary a[href="#email-3"]`).Length()+doc.Find(`.summary a[href="#email-2"]`).Length() != 1 || doc.Find("input[name=name]").First().AttrOr("value", "") != "Voorbeeld Een" {
			t.Errorf("it says %s", text(doc.Find(".summary")))
		}
		form["email"][2] = "twee@voorbeeld.example"
		w = s.post("/organiser/sample/participants/add", form, cookie)
		wantStatus(t, w, http.StatusSeeOther)
		wantText(t, s.get(w.Header().Get("Location"), cookie), "Voorbeeld Twee")
		if got := rowsListed(t, s, cookie); got != 2 {
			t.Errorf("%d are listed", got)
		}
		again := s.post("/organiser/sample/participants/add", form, cookie)
		wantStatus(t, again, http.StatusUnprocessableEntity)
		wantText(t, again, nl("problem.email.taken"))
		h.MustHold(t)
	})
}

// upload posts a file as the form does.
func (s *site) upload(t *testing.T, target, name string, content []byte, headers ...header) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return s.do(http.MethodPost, target, &body, append(headers, header{"Content-Type", w.FormDataContentType()})...)
}

func TestOrganiserAddsAListAfterSeeingEachRowsMistake(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		const at = "/organiser/sample/participants/many"
		for text, key := range map[string]string{" ": "problem.many.missing", "naam;sessie\nx;zwolle": "problem.many.heading"} {
			w := s.post(at, url.Values{"text": {text}}, cookie)
			wantStatus(t, w, http.StatusUnprocessableEntity)
			wantText(t, w, nl(key))
		}
		const list = "naam;e-mail;organisatie;sector;sessie\nVoorbeeld Een;een@voorbeeld.example;Gemeente Voorbeeld;Gemeenten;Zwolle\nVoorbeeld Twee;TWEE;Gemeente Voorbeeld;gemeenten;Zwolle\n"
		wrong := s.upload(t, at, "lijst.csv", []byte(list), cookie)
		wantStatus(t, wrong, http.StatusUnprocessableEntity)
		doc := page(t, wrong)
		if got := text(doc.Find("#row-2 .mistake")); got != nl("problem.email.invalid") || doc.Find("#row-1 .mistake").Length() != 0 {
			t.Errorf("row 2 says %q", got)
		}
		if doc.Find("input[name=confirm]").Length() != 0 || !strings.Contains(doc.Find("#text").Text(), "Voorbeeld Twee") {
			t.Error("a wrong list can be added, or was lost")
		}
		// Nobody is added by a list with a mistake, whatever is posted.
		wantStatus(t, s.post(at, url.Values{"text": {list}, "confirm": {"yes"}}, cookie), http.StatusUnprocessableEntity)
		right := strings.Replace(list, "TWEE", "twee@voorbeeld.example", 1)
		seen := s.post(at, url.Values{"text": {right}}, cookie)
		wantStatus(t, seen, http.StatusOK)
		if rowsListed(t, s, cookie) != 0 {
			t.Fatal("seeing added somebody")
		}
		carried := page(t, seen).Find("input[name=text]").AttrOr("value", "")
		w := s.post(at, url.Values{"text": {carried}, "confirm": {"yes"}}, cookie)
		wantStatus(t, w, http.StatusSeeOther)
		wantText(t, s.get(w.Header().Get("Location"), cookie), "U heeft 2 personen toegevoegd.")
		wantStatus(t, s.upload(t, at, "lijst.xlsx", []byte("PK\x03\x04rommel"), cookie), http.StatusUnprocessableEntity)
		wantStatus(t, s.upload(t, at, "groot.csv", bytes.Repeat([]byte("x"), maxBody+1), cookie), http.StatusRequestEntityTooLarge)
		h.MustHold(t)
	})
}
