package pages

import (
	"testing"
	"time"

	"vonk/models"
)

func savedExports() []models.SavedExport {
	fetched, until := now.Add(-time.Hour), now.AddDate(0, 0, 30)
	return []models.SavedExport{
		{
			ID: 2, Name: "Naamkaartjes", Columns: []string{"name", "organisation", "answer_vraag"}, Format: models.ExportXLSX, Language: "nl",
			Filter: models.ListFilter{Query: "voorbeeld", Sessions: []string{"zwolle"}, Statuses: []models.Status{models.Confirmed}, Sectors: []string{"po"}, Organisation: 2, Question: "zoekt", Option: "partners"},
		},
		{ID: 3, Name: "Bellijst", Columns: []string{"name", "phone"}, Contacts: true, Format: models.ExportCSV, Dialect: "rfc4180", Language: "en", LinkExpires: &until, Fetches: 4, FetchedAt: &fetched},
	}
}

func savedExportSamples(code string) map[string]Page {
	b := office(code)
	all := savedExports()
	return map[string]Page{
		"saved-exports":       &SavedExports{Base: b, All: all, Links: map[int64]string{3: "https://vonk.example/export/t0ken"}, Notice: "linked"},
		"saved-exports-none":  &SavedExports{Base: b},
		"saved-exports-wrong": &SavedExports{Base: b, All: all, Links: map[int64]string{}, Wrong: 2, Problems: Mistakes{{Field: "days-2", Key: "problem.export.days"}}},
		"saved-export-new":    &SavedExportEdit{Base: b, Export: all[1]},
		"saved-export-new-wrong": &SavedExportEdit{Base: b, Export: all[0], Problems: Mistakes{
			{Field: "name", Key: "problem.export.name.missing"}, {Field: "columns", Key: "problem.export.columns.missing"}, {Field: "contacts", Key: "problem.export.contacts"},
		}},
		"saved-export-sensitive": &SavedExportSensitive{Base: b, Export: all[0]},
	}
}

func TestASavedExportSaysWhatIsInItAndItsLinkUntilWhen(t *testing.T) {
	doc := document(t, samples("nl")["saved-exports"])
	says(t, "saved-exports", doc, "Zwolle, Plaats bevestigd, Primair onderwijs (po)", "Naam, Organisatie, Welke vraag neemt u mee?", "https://vonk.example/export/t0ken", "4 keer met de link", "CSV, Engels")
	if doc.Find("form[action$='/3/revoke']").Length() != 1 || doc.Find("form[action$='/2/link']").Length() != 1 || doc.Find("form[action$='/3/link']").Length() != 0 {
		t.Error("the buttons are not those that work")
	}
	if n := document(t, samples("nl")["saved-export-new"]).Find("input[name=columns][value='answer_lunch']").Length(); n != 0 {
		t.Error("a sensitive column can be saved")
	}
}
