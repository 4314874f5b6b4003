package pages

import "vonk/models"

// Lost is "Link kwijt?": an address gets its links by mail. It posts to /my with the field email.
type Lost struct {
	Base
	Email    string
	Problems Mistakes // at the field email
	Sent     bool     // the one answer for every address
}

func (*Lost) name() string { return "lost" }

// Title implements Page.
func (p *Lost) Title() string { return p.T("lost.title") }

// Failed implements the title's "Fout: ".
func (p *Lost) Failed() bool { return len(p.Problems) > 0 }

// Summary lists what must be mended.
func (p *Lost) Summary() []Mistake { return p.summary(p.Problems, []string{"email"}, nil) }

// Address is the form's one field.
func (p *Lost) Address() Field {
	return Field{
		ID: "email", Name: "email", Label: p.T("field.email"), Help: p.T("lost.help"), Error: p.sentence(p.Problems, "email"),
		Value: p.Email, Type: "email", Autocomplete: "email", Max: models.MaxEmail,
	}
}
