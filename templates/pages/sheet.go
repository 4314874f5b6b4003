package pages

import (
	"slices"

	"vonk/models"
)

// SignInSheet is the sign-in sheet of a session of Base.Series, to be printed: the rows of the PDF.
type SignInSheet struct {
	Base
	Sheet *models.SignInSheet
}

func (*SignInSheet) name() string { return "sign-in-sheet" }

// Title implements Page.
func (p *SignInSheet) Title() string { return p.T("sheet.signin", "Name", p.Sheet.Session.Place()) }

// Card is the session.
func (p *SignInSheet) Card() Card { return p.card(p.Series, p.Sheet.Session) }

// People are those who come, by name.
func (p *SignInSheet) People() []models.Attendee {
	people := slices.Clone(p.Sheet.People)
	p.SortByName(people)
	return people
}

// Columns is how many the table has.
func (p *SignInSheet) Columns() int {
	if p.Sheet.Roles() {
		return 4
	}
	return 3
}

// Back leads to the session's list.
func (p *SignInSheet) Back() string { return sessionURL(p.Series, p.Sheet.Session) }

// PDF is where the same is as a file.
func (p *SignInSheet) PDF() string { return p.Back() + "/sign-in-sheet.pdf" }
