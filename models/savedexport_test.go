package models

import (
	"errors"
	"slices"
	"strings"
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
		"no such session":      {func(e *SavedExport) { e.Filter.Sessions = []string{"x"} }, "session"},
		"no such status":       {func(e *SavedExport) { e.Filter.Statuses = []Status{"x"} }, "status"},
		"no such sector":       {func(e *SavedExport) { e.Filter.Sectors = []string{"x"} }, "sector"},
		"a long search":        {func(e *SavedExport) { e.Filter.Query = strings.Repeat("x", MaxQuery+1) }, "q"},
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
