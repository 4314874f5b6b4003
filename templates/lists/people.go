package lists

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"vonk/models"
)

// What can be wrong with a list of people as a whole.
var (
	ErrUnreadable = errors.New("it is neither text nor a spreadsheet")
	ErrHeading    = errors.New("a column is missing")
	ErrWide       = errors.New("it has too many columns")
	ErrLong       = errors.New("it has too many rows")
)

// peopleColumns are the headings of a list of people, in both languages, as models.NormaliseName writes them.
var peopleColumns = map[string][]string{
	"name":         {"name", "naam", "deelnemer", "participant"},
	"email":        {"email", "e mail", "mail", "e mailadres", "emailadres", "e mail address", "email address"},
	"role":         {"role", "functie", "rol"},
	"organisation": {"organisation", "organization", "organisatie", "werkgever", "employer"},
	"sector":       {"sector"},
	"session":      {"session", "sessie"},
	"phone":        {"phone", "telefoon", "telefoonnummer", "tel", "telephone"},
}

// maxUnzipped bounds what a spreadsheet may unfold to.
const maxUnzipped = 16 << 20

// MaxColumns is how many columns a list of people may have: a spreadsheet's rows are padded as far as their last cell.
const MaxColumns = 50

// PeopleText makes text of what somebody uploaded: a spreadsheet's first sheet with tabs between its cells, and text as it is.
// What it is, its first bytes say. Errors: ErrUnreadable, and ErrWide and ErrLong for a spreadsheet.
func PeopleText(raw []byte) (string, error) {
	if !bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		if !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0 {
			return "", ErrUnreadable
		}
		return strings.TrimPrefix(string(raw), "\ufeff"), nil
	}
	file, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped})
	if err != nil {
		return "", errors.Join(ErrUnreadable, err)
	}
	defer func() { _ = file.Close() }()
	sheets := file.GetSheetList()
	if len(sheets) == 0 {
		return "", ErrUnreadable
	}
	rows, err := file.Rows(sheets[0])
	if err != nil {
		return "", errors.Join(ErrUnreadable, err)
	}
	defer func() { _ = rows.Close() }()
	return rowsText(rows)
}

// rowsText writes the rows of a sheet that hold anything, one at a time: ErrWide and ErrLong stop at the first that is too much.
func rowsText(rows *excelize.Rows) (string, error) {
	var out strings.Builder
	w := csv.NewWriter(&out)
	w.Comma = '\t'
	written := 0
	for rows.Next() {
		row, err := rows.Columns()
		switch {
		case err != nil:
			return "", errors.Join(ErrUnreadable, err)
		case len(row) > MaxColumns:
			return "", ErrWide
		case strings.Join(row, "") == "":
			continue
		case written > models.MaxMany: // the headings are one more
			return "", ErrLong
		}
		written++
		if err := w.Write(row); err != nil {
			return "", errors.Join(ErrUnreadable, err)
		}
	}
	if err := rows.Error(); err != nil {
		return "", errors.Join(ErrUnreadable, err)
	}
	w.Flush()
	return out.String(), nil
}

// People reads a list of people to sign up: a line of headings, and a line for each, with tabs, semicolons or commas between
// the fields as they are in the headings. A session may be named by its slug or its city, and a sector by its key; words turns
// other names of sectors into keys. Empty lines are passed over.
func People(text string, series *models.Series, words func(sector string) string) ([]models.SignUp, error) {
	first, _, _ := strings.Cut(text, "\n")
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, false
	for _, comma := range "\t;," {
		if strings.ContainsRune(first, comma) {
			r.Comma = comma
			break
		}
	}
	records, err := r.ReadAll()
	if err != nil {
		return nil, errors.Join(ErrUnreadable, err)
	}
	if len(records) == 0 {
		return nil, ErrHeading
	}
	columns := map[string]int{}
	for i, heading := range records[0] {
		for column, names := range peopleColumns {
			if _, known := columns[column]; !known && slices.Contains(names, models.NormaliseName(heading)) {
				columns[column] = i
			}
		}
	}
	for _, needed := range []string{"name", "email", "organisation", "session"} {
		if _, ok := columns[needed]; !ok {
			return nil, ErrHeading
		}
	}
	var all []models.SignUp
	for _, record := range records[1:] {
		cell := func(column string) string {
			if i, ok := columns[column]; ok && i < len(record) {
				return strings.TrimSpace(record[i])
			}
			return ""
		}
		if strings.TrimSpace(strings.Join(record, "")) == "" {
			continue
		}
		all = append(all, models.SignUp{
			Session: sessionNamed(series, cell("session")), Organisation: cell("organisation"), Sector: words(cell("sector")), Phone: cell("phone"),
			Language: series.Language, People: []models.Person{{Name: cell("name"), Email: cell("email"), Role: cell("role")}},
		})
	}
	return all, nil
}

// sessionNamed is the slug of a session that is named by its slug or its city; otherwise the name.
func sessionNamed(series *models.Series, name string) string {
	key := models.NormaliseName(name)
	for i := range series.Sessions {
		session := &series.Sessions[i]
		if session.Slug == name || models.NormaliseName(session.Slug) == key || models.NormaliseName(session.Place()) == key {
			return session.Slug
		}
	}
	return name
}
