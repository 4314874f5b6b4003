package main

import (
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vonk/models"
)

func TestPreviewWritesAMailOfEveryKindInBothLanguages(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mails")
	for range 2 { // again: the files are replaced
		if got := succeed(t, "mail", "preview", dir); !strings.Contains(got, "mails are written to "+dir) {
			t.Error(got)
		}
	}
	for language, greeting := range map[string]string{"nl": "Beste ", "en": "Dear "} {
		for _, kind := range models.LetterKinds {
			messages, err := filepath.Glob(filepath.Join(dir, language, string(kind)+"*.eml"))
			if err != nil || len(messages) == 0 {
				t.Errorf("there is no mail of kind %s in %s", kind, language)
			}
			for _, name := range messages {
				file, err := os.Open(name)
				if err != nil {
					t.Fatal(err)
				}
				message, err := mail.ReadMessage(file)
				if err != nil || message.Header.Get("Content-Language") != language {
					t.Errorf("%s: %v", name, err)
				}
				_ = file.Close()
				page, err := os.ReadFile(strings.TrimSuffix(name, ".eml") + ".html")
				if err != nil || !strings.Contains(string(page), greeting) {
					t.Errorf("%s has no page beside it: %v", name, err)
				}
			}
		}
	}
	complain(t, wrongUse, "mail", "preview")
	complain(t, failed, "mail", "preview", filepath.Join(dir, "nl", "links.eml"))
}
