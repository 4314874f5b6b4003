package pages

import (
	"testing"
	"time"

	"vonk/models"
)

func savedExports() []models.SavedExport {
	fetched, until := now.Add(-time.Hour), now.AddDate(0, 0, 30)
	maker := &models.Organiser{ID: 9, Email: "maker@vonk.example", Assignments: []models.Assignment{{Role: models.RoleAdmin}}}
	return []models.SavedExport{
		{
			ID: 2, Name: "Naamkaartjes", Columns: []string{"name", "organisation", "answer_vraag"}, Format: models.ExportXLSX, Language: "nl",
			Filter: models.ListFilter{Query: "voorbeeld", Sessions: []string{"zwolle"}, Statuses: []models.Status{models.Confirmed}, Sectors: []string{"po"}, Organisation: 2, Question: "zoekt", Option: "partners"},
		},
		{ID: 3, Name: "Bellijst", Columns: []string{"name", "phone"}, Contacts: true, Format: models.ExportCSV, Dialect: "rfc4180", Language: "en", LinkExpires: &until, LinkBy: &maker.ID, Linker: maker, SeriesID: 1, Fetches: 4, FetchedAt: &fetched,
			Recent: []models.ExportFetch{{At: fetched, Agent: "/Windows"}, {At: fetched.Add(-time.Hour), Agent: "Firefox/Windows"}, {At: fetched.Add(-2 * time.Hour), Agent: "/"}}},
		{ID: 4, Name: "Gestopt", Columns: []string{"name"}, Format: models.ExportJSON, Language: "nl", LinkExpires: &until, LinkBy: &maker.ID},
		{ID: 5, Name: "Van vroeger", Columns: []string{"name"}, Format: models.ExportJSON, Language: "nl", LinkExpires: &until, Filter: models.ListFilter{Organisation: 7, Sessions: []string{"weg"}}},
	}
}

func savedExportSamples(code string) map[string]Page {
	b := office(code)
	all := savedExports()
	return map[string]Page{
		"saved-exports":       &SavedExports{Base: b, All: all, Links: map[int64]string{3: "https://vonk.example/export/t0ken", 5: "https://vonk.example/export/0ld"}, Employers: map[int64]string{2: "Gemeente Voorbeeld"}, Notice: "linked"},
		"saved-exports-none":  &SavedExports{Base: b},
		"saved-exports-wrong": &SavedExports{Base: b, All: all, Links: map[int64]string{}, Wrong: 2, Problems: Mistakes{{Field: "days-2", Key: "problem.export.days"}}},
		"saved-export-new":    &SavedExportEdit{Base: b, Export: models.SavedExport{Columns: []string{"name", "phone"}, Contacts: true, Format: models.ExportXLSX, Language: "nl"}},
		"saved-export-edit":   &SavedExportEdit{Base: b, Export: all[3], Organisations: employers(), Linked: true},
		"saved-export-late":   &SavedExportEdit{Base: b, Export: all[1], Trouble: "error.export.changed"},
		"saved-export-new-wrong": &SavedExportEdit{Base: b, Export: all[0], Problems: Mistakes{
			{Field: "name", Key: "problem.export.name.missing"}, {Field: "columns", Key: "problem.export.columns.missing"}, {Field: "contacts", Key: "problem.export.contacts"},
		}},
		"saved-export-sensitive": &SavedExportSensitive{Base: b, Export: all[0]},
	}
}

func TestASavedExportSaysWhatIsInItAndItsLinkUntilWhen(t *testing.T) {
	doc := document(t, samples("nl")["saved-exports"])
	says(t, "saved-exports", doc, "Zoekwoordenvoorbeeld SessieZwolle StatusPlaats bevestigd SectorPrimair onderwijs (po) OrganisatieGemeente Voorbeeld AntwoordWat zoekt u? Partners in de regio", "maker@vonk.example", "Naam, Organisatie, Welke vraag neemt u mee?", "https://vonk.example/export/t0ken", "4 keer met de link", "CSV, Engels")
	if doc.Find("form[action$='/3/revoke']").Length() != 1 || doc.Find("form[action$='/2/link']").Length() != 1 || doc.Find("form[action$='/3/link']").Length() != 0 {
		t.Error("the buttons are not those that work")
	}
	says(t, "saved-exports", doc, "De link werkt niet meer: wie hem maakte", "Wie deze link maakte, is niet bekend", "een organisatie zonder deelnemers", "Sessieweg")
	if doc.Find("form[action$='/4/link']").Length() != 1 || doc.Find("form[action$='/4/revoke']").Length() != 0 {
		t.Error("a link that stopped cannot be made again")
	}
	if boxes := document(t, samples("nl")["saved-export-edit"]).Find("input[name=session][value=weg][checked]").Length(); boxes != 1 {
		t.Error("a session that is gone is not among what was chosen")
	}
	if n := document(t, samples("nl")["saved-export-new"]).Find("input[name=columns][value='answer_lunch']").Length(); n != 0 {
		t.Error("a sensitive column can be saved")
	}
}
