package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whose calendar declines gives the seat back only where somebody reads that; elsewhere a mail must not promise it.
func TestMailsSayThatDecliningInACalendarWorksWhereAnswersAreRead(t *testing.T) {
	const promise = "U kunt de afspraak ook in uw agenda weigeren."
	for name, test := range map[string]struct {
		flags []string
		says  bool
	}{
		"answers are read":     {[]string{"--lmtp", filepath.Join(t.TempDir(), "lmtp.sock")}, true},
		"answers are not read": {nil, false},
	} {
		mails := t.TempDir()
		s := serving(t, append([]string{"--database", filled(t), "--mail-dir", mails}, test.flags...)...)
		if status, _, err := s.post("een", "zwolle"); err != nil || status != http.StatusSeeOther {
			t.Fatal(status, err)
		}
		var files []string
		waitFor(t, "a mail", func() bool {
			files, _ = filepath.Glob(filepath.Join(mails, "*.eml"))
			return len(files) == 1
		})
		raw, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		found, err := readLetter(raw)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(found.subject, "Bevestigd: ") || strings.Contains(found.text, promise) != test.says {
			t.Errorf("where %s, %q says %s", name, found.subject, found.text)
		}
	}
}
