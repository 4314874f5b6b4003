package lists

import (
	"bufio"
	"io"

	"vonk/models"
	"vonk/templates/language"
)

// OrganisationsCSV writes how many people of each organisation have, are offered and wait for a seat: a row for each sector
// of it, and three columns for each session. sector is the key that other programs know.
func OrganisationsCSV(w io.Writer, series *models.Series, options Options, all []models.EmployerSeats) error {
	return writeCSV(w, organisationTable(series, options, all), options.Dialect)
}

// OrganisationsXLSX writes the rows of OrganisationsCSV as a workbook, with numbers as what they are.
func OrganisationsXLSX(w io.Writer, series *models.Series, options Options, all []models.EmployerSeats) error {
	return writeXLSX(w, organisationTable(series, options, all), rowsOfSheet)
}

func organisationTable(series *models.Series, options Options, all []models.EmployerSeats) *table {
	printer := language.For(options.Language, series.Location())
	t := &table{
		name: printer.T("sheet.organisations"), printer: printer, zone: series.Location(),
		headings: []string{printer.T("column.sector"), printer.T("column.organisation")}, widths: []float64{16, 40},
	}
	for _, name := range sessionNames(series) {
		for _, status := range []string{"confirmed", "offered", "waiting"} {
			t.headings = append(t.headings, printer.T("column.count."+status, "Session", name))
			t.widths = append(t.widths, 24)
		}
	}
	t.rows = func(yield func([]cell) error) error {
		for _, e := range all {
			cells := texts(e.Sector, e.Organisation)
			for _, count := range e.Sessions {
				cells = append(cells, number(count.Confirmed), number(count.Offered), number(count.Waiting))
			}
			if err := yield(cells); err != nil {
				return err
			}
		}
		return nil
	}
	return t
}

// sessionNames are what people call the sessions, or their slugs where two are called the same.
func sessionNames(series *models.Series) []string {
	names, times := make([]string, len(series.Sessions)), map[string]int{}
	for i := range series.Sessions {
		names[i] = series.Sessions[i].Place()
		times[names[i]]++
	}
	for i, name := range names {
		if times[name] > 1 {
			names[i] = series.Sessions[i].Slug
		}
	}
	return names
}

// OrganisationsJSON writes the same as an array of objects: sector, organisation, and sessions, an array of objects with the
// session's slug and the numbers confirmed, offered and waiting.
func OrganisationsJSON(w io.Writer, series *models.Series, all []models.EmployerSeats) error {
	type count struct {
		Session   string `json:"session"`
		Confirmed int    `json:"confirmed"`
		Offered   int    `json:"offered"`
		Waiting   int    `json:"waiting"`
	}
	type row struct {
		Sector       string  `json:"sector"`
		Organisation string  `json:"organisation"`
		Sessions     []count `json:"sessions"`
	}
	out := bufio.NewWriter(w)
	list := &array{out: out}
	for _, e := range all {
		r := row{Sector: e.Sector, Organisation: e.Organisation}
		for i, seats := range e.Sessions {
			r.Sessions = append(r.Sessions, count{series.Sessions[i].Slug, seats.Confirmed, seats.Offered, seats.Waiting})
		}
		if err := list.next(); err != nil {
			return err
		}
		if err := encode(out, r); err != nil {
			return err
		}
	}
	return list.end()
}
