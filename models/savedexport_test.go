package models

import (
	"errors"
	"slices"
	"testing"
)

func TestASavedExportHoldsNoSensitiveColumnAndContactsOnlyIfAskedFor(t *testing.T) {
	for rule, test := range map[string]struct {
		change func(*SavedExport)
		want   string
	}{
		"as it is":             {func(*SavedExport) {}, ""},
		"no name":              {func(e *SavedExport) { e.Name = " " }, "name"},
		"no column":            {func(e *SavedExport) { e.Columns = nil }, "columns"},
		"a sensitive column":   {func(e *SavedExport) { e.Columns = []string{"answer_dieet"} }, "columns"},
		"contacts by accident": {func(e *SavedExport) { e.Columns = []string{"name", "phone"} }, "contacts"},
		"contacts on purpose":  {func(e *SavedExport) { e.Columns, e.Contacts = []string{"name", "email"}, true }, ""},
		"another format":       {func(e *SavedExport) { e.Format = "pdf" }, "format"},
		"another language":     {func(e *SavedExport) { e.Language = "de" }, "language"},
		"no such session":      {func(e *SavedExport) { e.Filter.Session = "x" }, "session"},
		"no such status":       {func(e *SavedExport) { e.Filter.Statuses = []Status{"x"} }, "statuses"},
		"no such sector":       {func(e *SavedExport) { e.Filter.Sector = "x" }, "sector"},
		"a sensitive answer":   {func(e *SavedExport) { e.Filter.Question, e.Filter.Option = "dieet", "halal" }, "answer"},
	} {
		e := &SavedExport{Name: "Lijst", Columns: []string{"organisation", "name"}, Format: ExportCSV, Language: "nl"}
		test.change(e)
		e.Clean(mailingSeries())
		got := ""
		var known *Error
		if errors.As(e.Validate(mailingSeries()), &known) {
			got = known.Problems[0].Field
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", rule, got, test.want)
		}
	}
	e := &SavedExport{Columns: []string{"organisation", "x", "name", "name"}}
	if e.Clean(mailingSeries()); !slices.Equal(e.Columns, []string{"name", "organisation"}) {
		t.Errorf("the columns are %v", e.Columns)
	}
}

func TestASavedExportKeepsTheRowsOfItsFilter(t *testing.T) {
	row := Attendee{Sector: "po", Answers: map[string]string{"zoekt": "partners,anders"}}
	for _, test := range []struct {
		filter ExportFilter
		want   bool
	}{
		{ExportFilter{}, true}, {ExportFilter{Sector: "po"}, true}, {ExportFilter{Sector: "vo"}, false},
		{ExportFilter{Question: "zoekt", Option: "anders"}, true}, {ExportFilter{Question: "zoekt", Option: "part"}, false}, {ExportFilter{Question: "eerder", Option: "yes"}, false},
	} {
		if got := test.filter.Keeps(&row); got != test.want {
			t.Errorf("%+v keeps it: %v", test.filter, got)
		}
	}
}
