package models

import "testing"

func TestTextFallsBackOnTheOtherLanguage(t *testing.T) {
	for _, test := range []struct {
		text     Text
		language string
		want     string
	}{
		{Text{NL: "Welkom", EN: "Welcome"}, "nl", "Welkom"},
		{Text{NL: "Welkom", EN: "Welcome"}, "en", "Welcome"},
		{Text{NL: "Welkom"}, "en", "Welkom"},
		{Text{EN: "Welcome"}, "nl", "Welcome"},
		{Text{NL: "Welkom", EN: "Welcome"}, "fr", "Welkom"},
	} {
		if got := test.text.In(test.language); got != test.want {
			t.Errorf("%+v in %s: %q, want %q", test.text, test.language, got, test.want)
		}
	}
}

func TestTextIsStoredAndReadAsJSON(t *testing.T) {
	stored, err := Text{NL: "Één", EN: "One"}.Value()
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]any{"text": stored, "bytes": []byte(stored.(string))} {
		var read Text
		if err := read.Scan(value); err != nil || read != (Text{NL: "Één", EN: "One"}) {
			t.Errorf("from %s: %+v, %v", name, read, err)
		}
	}
	kept := Text{NL: "oud"}
	if err := kept.Scan(nil); err != nil || kept != (Text{}) {
		t.Errorf("from nothing: %+v, %v", kept, err)
	}
	if err := kept.Scan(7); err == nil {
		t.Error("a number was read as a text")
	}
}
