package main

import (
	"os"
	"path/filepath"
	"slices"

	"vonk/models"
	"vonk/templates/mails"
)

// mailCommand is about the mails themselves; those that wait to be sent are the worker's.
type mailCommand struct {
	Preview mailPreview `cmd:"" help:"Write every mail in both languages, to sample people, as .eml and .html files."`
	Test    mailTest    `cmd:"" help:"Send one mail and say what came of it."`
	DKIM    mailDKIM    `cmd:"" name:"dkim" help:"Print the record that DNS must hold for signed mails."`
}

type mailPreview struct {
	Dir string `arg:"" help:"The folder to write into, with a folder for each language. Files of the same name are replaced."`
}

// Run writes the samples: no database, no real person, and links that open nothing.
func (m *mailPreview) Run(c *call) error {
	o := mails.Options{
		BaseURL: "https://vonk.example", From: "vonk@vonk.example",
		Token: func(models.Token) string { return "sample" },
		Code:  func(string) string { return "12345678" }, Replies: true,
	}
	written := 0
	for _, language := range models.Languages {
		folder := filepath.Join(m.Dir, language)
		if err := os.MkdirAll(folder, 0o750); err != nil {
			return err
		}
		for _, sample := range slices.Concat(mails.Samples(language), mails.OrganiserSamples(language), mails.MailingSamples(language), mails.ReplySamples(language)) {
			message, err := mails.Render(sample.Letter, o)
			if err != nil {
				return err
			}
			page, err := mails.HTML(sample.Letter, o)
			if err != nil {
				return err
			}
			for ending, data := range map[string][]byte{".eml": message, ".html": page} {
				if err := os.WriteFile(filepath.Join(folder, sample.Name+ending), data, 0o600); err != nil {
					return err
				}
			}
			written++
		}
	}
	return c.say("%d mails are written to %s", written, m.Dir)
}
