package main

import (
	"fmt"
	"strings"

	"vonk/models"
	"vonk/templates/language"
	"vonk/templates/pages"
)

type explainCommand struct {
	Reference string `arg:"" help:"The registration's reference, like ABCD-EFGH."`
	Language  string `enum:"nl,en,," default:"" placeholder:"CODE" help:"Of the story: nl or en. Default that of the series."`

	databaseFlag `embed:""`
}

// Run prints the story of a registration: the same text as its page in the back office.
func (e *explainCommand) Run(c *call) error {
	db, err := e.open(c, &siteFlag{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	reference := strings.ToUpper(strings.TrimSpace(e.Reference))
	story, err := db.Story(c, reference)
	if models.CodeOf(err) == models.NotFound {
		return fmt.Errorf("there is no registration %s", reference)
	} else if err != nil {
		return err
	}
	series := story.Registration.Series
	spoken := e.Language
	if spoken == "" {
		spoken = series.Language
	}
	page := &pages.Story{Base: pages.Base{Printer: language.For(spoken, series.Location()), Now: db.Now(), Series: series}, Story: story}
	return e.print(c, page)
}

func (e *explainCommand) print(c *call, page *pages.Story) error {
	lines := []string{page.Title(), "", page.T("story.now")}
	for _, text := range page.Stands() {
		lines = append(lines, "  "+text)
	}
	lines = append(lines, "", page.T("story.asked"))
	for _, fact := range page.Asked() {
		lines = append(lines, "  "+fact.Label+": "+fact.Text)
	}
	lines = append(lines, "", page.T("story.events"))
	if since := page.Story.Since; !since.IsZero() {
		lines = append(lines, "  "+page.T("story.since", "At", since))
	}
	told := page.Told()
	for _, line := range told {
		when := page.Moment(line.At)
		if !line.Until.IsZero() {
			when += " " + page.T("story.until") + " " + page.Moment(line.Until)
		}
		lines = append(lines, "  "+when, "    "+line.Text)
	}
	if len(told) == 0 {
		lines = append(lines, "  "+page.T("story.none"))
	}
	return c.say("%s", strings.Join(lines, "\n"))
}
