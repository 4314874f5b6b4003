package language

import (
	"slices"

	"golang.org/x/text/collate"
	xlanguage "golang.org/x/text/language"

	"vonk/models"
)

// SortByName sorts people as they are looked up in the printer's language: without regard to capitals, é beside e, and each
// alphabet by itself. People of one name stand by their organisation, and then as they were.
func (p *Printer) SortByName(people []models.Attendee) {
	collator := collate.New(xlanguage.Make(p.Language()), collate.IgnoreCase)
	slices.SortStableFunc(people, func(a, b models.Attendee) int {
		if order := collator.CompareString(a.Name, b.Name); order != 0 {
			return order
		}
		return collator.CompareString(a.Organisation, b.Organisation)
	})
}
