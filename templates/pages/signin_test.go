package pages

import (
	"strings"
	"testing"
)

func TestPageWithoutJavaScriptSaysWhatAPasskeyNeeds(t *testing.T) {
	for name, page := range signInSamples("nl") {
		doc := document(t, page)
		forms := doc.Find("form[data-passkey]")
		if forms.Length() == 0 {
			continue
		}
		if _, hidden := forms.Attr("hidden"); !hidden {
			t.Errorf("%s shows a form that does nothing without JavaScript", name)
		}
		if said := text(doc.Find("[data-passkey-none]")); !strings.Contains(said, "JavaScript") {
			t.Errorf("%s says %q without JavaScript", name, said)
		}
		if doc.Find("main script[src^='/static/'][src$='/passkey.js']").Length() != 1 {
			t.Errorf("%s lacks the script", name)
		}
	}
}

func TestPictureHoldsAMarginAndTheSecretStandsBesideIt(t *testing.T) {
	picture, err := newQR("otpauth://totp/Vonk:een@organisator.example?secret=ABCDEFG2&issuer=Vonk")
	if err != nil {
		t.Fatal(err)
	}
	if picture.Size < 21+2*quiet || !strings.HasPrefix(picture.Path, "M4 4h7v1h-7z") {
		t.Errorf("the picture is %d wide and begins %.40s", picture.Size, picture.Path)
	}
	if strings.Contains(picture.Path, "M0 ") || strings.Contains(picture.Path, " 0h") {
		t.Error("the margin is not empty")
	}
	doc := document(t, signInSamples("nl")["app"])
	if said := text(doc.Find("code")); said != strings.TrimSpace(strings.Repeat("ABCD EFG2 ", 4)) {
		t.Errorf("the secret is written as %q", said)
	}
}

func TestUnknownWordOfWhatWasDoneSaysNothing(t *testing.T) {
	if document(t, signInSamples("nl")["account-done-unsaid"]).Find(".notice").Length() != 0 {
		t.Error("a made-up word is shown")
	}
}

func TestOnlyOtherSessionsCanBeEnded(t *testing.T) {
	doc := document(t, signInSamples("en")["account"])
	if n := doc.Find("tbody form[action='/organiser/account/sessions/end']").Length(); n != 2 {
		t.Errorf("%d sessions can be ended, want the two others", n)
	}
	if document(t, signInSamples("en")["account-new"]).Find("input[value=others]").Length() != 0 {
		t.Error("others can be ended where there are none")
	}
}
