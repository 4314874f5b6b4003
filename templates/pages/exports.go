package pages

import "vonk/models"

// Export is a list with the files that it comes as.
type Export struct {
	Name  string
	Files []Link
}

// fileType is how an address of a list ends, and the key of what people call such a file.
type fileType struct{ suffix, key string }

var (
	workbook = fileType{".xlsx", "organiser.download.xlsx"}
	excelCSV = fileType{".csv?dialect=excel", "organiser.download.excel"}
	plainCSV = fileType{".csv?dialect=rfc4180", "organiser.download.csv"}
	jsonFile = fileType{".json", "organiser.download.json"}
)

func (b *Base) export(series *models.Series, list string, types ...fileType) Export {
	e := Export{Name: b.T("export." + list)}
	for _, t := range types {
		e.Files = append(e.Files, Link{b.T(t.key), "/organiser/" + series.Slug + "/" + list + t.suffix})
	}
	return e
}

// Exports are the lists of a whole series that whoever is signed in may have.
func (b *Base) Exports(series *models.Series) (all []Export) {
	if b.May(models.MaySeeContacts, series) {
		all = append(all, b.export(series, "attendees", workbook, excelCSV, plainCSV, jsonFile))
	}
	if b.May(models.MaySeeNames, series) {
		all = append(all, b.export(series, "organisations", workbook, excelCSV, plainCSV, jsonFile))
	}
	if b.May(models.MaySeeContacts, series) {
		all = append(all, b.export(series, "answers", workbook, excelCSV, plainCSV))
	}
	return all
}

func sessionURL(series *models.Series, session *models.Session) string {
	return "/organiser/" + series.Slug + "/" + session.Slug
}

// XLSX is where the list is as a workbook.
func (p *OrganiserSession) XLSX() string { return sessionURL(p.Series, p.Session) + "/attendees.xlsx" }

// Sheets are where the list is on which people sign: a page to print, and a PDF.
func (p *OrganiserSession) Sheets() []Link {
	at := sessionURL(p.Series, p.Session) + "/sign-in-sheet"
	return []Link{{p.T("export.sheet.page"), at}, {p.T("export.sheet.pdf"), at + ".pdf"}}
}
