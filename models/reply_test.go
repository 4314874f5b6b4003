package models_test

import (
	"strings"
	"testing"
	"time"

	"vonk/models"
)

func TestDeclineCanBeUndoneForAWhile(t *testing.T) {
	amsterdam, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04:05", text, amsterdam)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	series := &models.Series{Timezone: "Europe/Amsterdam", Holidays: models.Holidays{Public: []string{"2027-03-10"}}}
	session := &models.Session{Starts: at("2027-03-18 13:00:00")} // a Thursday
	for now, want := range map[string]string{
		"2027-03-01 10:00:00": "2027-03-01 14:00:00",
		"2027-03-01 18:00:00": "2027-03-02 10:00:00", // on the working clock
		"2027-03-09 19:00:00": "2027-03-11 11:00:00", // over a holiday
		"2027-03-11 12:59:59": "2027-03-11 16:59:59",
		"2027-03-11 13:00:00": "2027-03-11 13:30:00", // five working days before
		"2027-03-14 03:00:00": "2027-03-14 03:30:00",
		"2027-03-18 12:45:00": "2027-03-18 12:59:59", // before it begins
	} {
		if got := series.ReleaseAt(session, at(now)); !got.Equal(at(want)) {
			t.Errorf("declined at %s: freed at %s, want %s", now, got.In(amsterdam), want)
		}
	}
}

func TestWhatIsHandedOnHoldsNoSecrets(t *testing.T) {
	const token = "oiaqcaqxk3zpbq2m4dsn5fjyg7w6trceh4" // as Tokens.Make writes it
	for name, text := range map[string]string{
		"a link":           "https://vonk.example/my/" + token + "?done=x",
		"a broken link":    "> https://vonk.example/my/" + token[:12] + "\n> " + token[12:],
		"a quoted end":     "https://vonk.example/my/" + token[:20] + "=\r\n" + token[20:],
		"a safe link":      "https://safe.elders.example/?url=https%3A%2F%2Fvonk.example%2Fmy%2F" + token + "&data=1",
		"a link in shouts": "HTTPS://VONK.EXAMPLE/MY/" + strings.ToUpper(token),
		"a UID":            "UID:" + token[:26] + "@vonk.example",
		"another's":        "https://vonk.example/organiser/sign-in/" + token,
	} {
		got := models.HandedOn("Ik kom later. " + text)
		for i := range len(token) - 10 {
			if strings.Contains(strings.ToLower(got), token[i:i+10]) {
				t.Errorf("%s: %q", name, got)
				break
			}
		}
		if !strings.HasPrefix(got, "Ik kom later. ") {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, text := range []string{"arbeidsongeschiktheidsverzekering", "Zie https://vonk.example/banenafspraak/zwolle", "een\ntwee\ndrie"} {
		if got := models.HandedOn(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := models.HandedOn(strings.Repeat("é ", 100_000)); len([]rune(got)) > 8001 {
		t.Errorf("%d characters", len([]rune(got)))
	}
}
