package handlers

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"vonk/models/store/storetest"
)

// taken are the files of the back office: their address, what they are and what they are called.
var taken = []struct{ path, contentType, name string }{
	{"/zwolle/attendees.xlsx", xlsxFile.contentType, "sample-zwolle.xlsx"},
	{"/zwolle/sign-in-sheet.pdf", "application/pdf", "sample-zwolle-sign-in-sheet.pdf"},
	{"/attendees.csv", "text/csv; charset=utf-8", "sample.csv"},
	{"/attendees.csv?session=utrecht&dialect=rfc4180", "text/csv; charset=utf-8", "sample-utrecht.csv"},
	{"/attendees.xlsx", xlsxFile.contentType, "sample.xlsx"},
	{"/attendees.json", "application/json", "sample.json"},
	{"/organisations.csv", "text/csv; charset=utf-8", "sample-organisations.csv"},
	{"/organisations.xlsx", xlsxFile.contentType, "sample-organisations.xlsx"},
	{"/organisations.json", "application/json", "sample-organisations.json"},
	{"/answers.csv", "text/csv; charset=utf-8", "sample-answers.csv"},
	{"/answers.xlsx", xlsxFile.contentType, "sample-answers.xlsx"},
}

func TestFilesComeUnderTheirNamesAndAreNotStored(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		h.MustRegister(t, storetest.SignUp("een", 2))
		cookie := s.signedIn(t)
		for _, file := range taken {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				w := s.do(method, "/organiser/sample"+file.path, nil, cookie)
				wantStatus(t, w, http.StatusOK)
				header := w.Header()
				if header.Get("Content-Type") != file.contentType || header.Get("Content-Disposition") != `attachment; filename="`+file.name+`"` || header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s %s comes with %v", method, file.path, header)
				}
				if empty := w.Body.Len() == 0; empty != (method == http.MethodHead) {
					t.Errorf("%s %s has %d bytes", method, file.path, w.Body.Len())
				}
			}
		}
		for _, path := range []string{"/attendees.csv?session=geen", "/attendees.csv?dialect=x", "/organisations.csv?dialect=x", "/answers.csv?dialect=x", "/geen/sign-in-sheet", "/geen/sign-in-sheet.pdf"} {
			wantStatus(t, s.get("/organiser/sample"+path, cookie), http.StatusNotFound)
		}
	})
}

func TestListOfASeriesHoldsAllItsSessionsOrTheOneAskedFor(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		h.MustRegister(t, storetest.SignUp("een", 2))
		in := storetest.SignUp("twee", 1)
		in.Session = "utrecht"
		h.MustRegister(t, in)
		cookie := s.signedIn(t)
		for query, want := range map[string]int{"": 3, "&session=zwolle": 2, "&session=utrecht": 1} {
			rows, err := csv.NewReader(s.get("/organiser/sample/attendees.csv?dialect=rfc4180"+query, cookie).Body).ReadAll()
			if err != nil || len(rows) != want+1 {
				t.Errorf("%q has %v, %v", query, rows, err)
			}
			var all []map[string]any
			if err := json.Unmarshal(s.get("/organiser/sample/attendees.json?"+query, cookie).Body.Bytes(), &all); err != nil || len(all) != want {
				t.Errorf("%q has %v, %v", query, all, err)
			}
			body := s.get("/organiser/sample/attendees.xlsx?"+query, cookie).Body.Bytes()
			if got := strings.Count(sheetOf(t, body), "@voorbeeld.example"); got != want {
				t.Errorf("%q has %d rows in the workbook", query, got)
			}
		}
	})
}

// sheetOf is the XML of a workbook's first sheet.
func sheetOf(t *testing.T, workbook []byte) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := archive.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestSheetHoldsThoseWithASeatAlone(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		s := newSite(t, h)
		h.MustRegister(t, storetest.SignUp("zit", 2))
		h.MustRegister(t, storetest.SignUp("wacht", 1))
		cookie := s.signedIn(t)
		w := s.get("/organiser/sample/zwolle/sign-in-sheet", cookie)
		wantStatus(t, w, http.StatusOK)
		table := text(page(t, w).Find("table"))
		if !strings.Contains(table, "Voorbeeld zit 1") || !strings.Contains(table, "Gemeente Voorbeeld") || strings.Contains(table, "wacht") || strings.Contains(table, "@") {
			t.Errorf("the sheet says %s", table)
		}
		if w := s.get("/organiser/sample/zwolle/sign-in-sheet.pdf", cookie); !bytes.HasPrefix(w.Body.Bytes(), []byte("%PDF-")) {
			t.Errorf("the PDF begins with %.10q", w.Body)
		}
	})
}

func TestAnswersAreShownWithoutNamesAndSensitiveOnes(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		in := storetest.SignUp("een", 2)
		in.Answers = map[string][]string{"zoekt": {"partners"}, "vraag": {"Hoe begin ik?"}}
		r := h.MustRegister(t, in)
		if err := h.AnswerPersonal(t.Context(), r.Participants[0].ID, map[string][]string{"lunch": {"halal"}}); err != nil {
			t.Fatal(err)
		}
		cookie := s.signedIn(t)
		w := s.get("/organiser/sample/answers", cookie)
		wantStatus(t, w, http.StatusOK)
		wantText(t, w, "Hoe begin ik? 1")
		wantText(t, w, "Partners 1")
		for _, body := range []string{w.Body.String(), s.get("/organiser/sample/answers.csv", cookie).Body.String(), sheetOf(t, s.get("/organiser/sample/answers.xlsx", cookie).Body.Bytes())} {
			for _, kept := range []string{"Halal", "dieetwens", "Voorbeeld een", "een.1@"} {
				if strings.Contains(body, kept) {
					t.Errorf("%q is told: %s", kept, body)
				}
			}
			if !strings.Contains(body, "Hoe begin ik?") {
				t.Errorf("what was asked is not there: %s", body)
			}
		}
	})
}

func TestOrganisationsAreCountedInEachFormat(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 2)
	s := newSite(t, h)
	h.MustRegister(t, storetest.SignUp("zit", 2))
	h.MustRegister(t, storetest.SignUp("wacht", 3))
	cookie := s.signedIn(t)
	rows, err := csv.NewReader(s.get("/organiser/sample/organisations.csv?dialect=rfc4180", cookie).Body).ReadAll()
	if err != nil || len(rows) != 2 || strings.Join(rows[1], ",") != "gemeenten,Gemeente Voorbeeld,2,0,3,0,0,0" {
		t.Errorf("the rows are %v, %v", rows, err)
	}
	var all []map[string]any
	if err := json.Unmarshal(s.get("/organiser/sample/organisations.json", cookie).Body.Bytes(), &all); err != nil || len(all) != 1 || all[0]["sector"] != "gemeenten" {
		t.Errorf("the JSON is %v, %v", all, err)
	}
	w := s.get("/organiser/geen/organisations.json", cookie)
	wantStatus(t, w, http.StatusNotFound)
	if kind := w.Header().Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("a program is answered with %s", kind)
	}
}
