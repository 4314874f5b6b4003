package pages

import (
	"fmt"
	"time"

	"vonk/models"
)

// employers are organisations of the sample series: two that share a domain, and one apart.
func employers() []models.Employer {
	return []models.Employer{
		{ID: 4, Name: "Gem. Voorbeeld", People: 1, Domains: []string{"voorbeeld.example"}},
		{ID: 2, Name: "Gemeente Voorbeeld", People: 4, Seated: 3, Domains: []string{"voorbeeld.example", "post.example"}},
		{ID: 7, Name: "Voorbeeldschool", People: 2, Seated: 2, Domains: []string{"school.example"}},
	}
}

// merged are those organisations after the first two have become one.
func merged() []models.Employer {
	all := employers()[1:]
	all[0].People, all[0].Also = 5, []models.Organisation{{ID: 4, Name: "Gem. Voorbeeld"}, {ID: 5, Name: "Voorbeeld (gemeente)"}}
	return all
}

// office is what every page of the back office about the series has.
func office(code string) Base {
	b := base(code)
	b.SignOut = "/logout"
	b.Organiser = &models.Organiser{ID: 1, Email: "organisator@organisator.example", Assignments: []models.Assignment{{ID: 1, Role: models.RoleAdmin}}}
	b.Tabs = []Tab{{Name: "Sessies", URL: "/organiser/voorbeelden", Current: true}, {Name: "Rollen", URL: "/organiser/voorbeelden/people"}}
	return b
}

// bound is office, with a limit of that many seats for an organisation until a moment; the zero time: for good.
func bound(code string, seats int, until time.Time) Base {
	b := office(code)
	b.Series.Policy.OrganisationLimit = models.Limit{Seats: seats, Until: until}
	return b
}

// employerSamples are the pages of organisations and merging in every state that looks different.
func employerSamples(code string) map[string]Page {
	until := time.Date(2027, 2, 26, 16, 0, 0, 0, time.UTC)
	all := employers()
	var many []models.Employer
	for i := range 26 {
		many = append(many, models.Employer{ID: int64(i + 1), Name: fmt.Sprintf("Voorbeeldorganisatie %c", 'A'+i), People: 1, Domains: []string{"samen.example"}})
	}
	back := office(code)
	back.Path = ""
	return map[string]Page{
		"employers":        &Employers{Base: bound(code, 3, until), All: all},
		"employers-none":   &Employers{Base: office(code)},
		"employers-one":    &Employers{Base: office(code), All: all[2:]},
		"employers-merged": &Employers{Base: bound(code, 1, time.Time{}), All: merged(), Merged: 4},
		"employers-many":   &Employers{Base: office(code), All: many},
		"employers-wrong":  &Employers{Base: back, All: all, Merging: Merging{Into: "7"}, Problems: Mistakes{{Field: "into", Key: "problem.merge.same"}, {Field: "from", Key: "problem.from.missing"}}},
		"merge":            &Merge{Base: bound(code, 3, until), From: all[0], Into: all[1]},
		"merge-merged":     &Merge{Base: bound(code, 1, time.Time{}), From: merged()[0], Into: all[2]},
		"merge-unlimited":  &Merge{Base: office(code), From: all[2], Into: all[1]},
	}
}
