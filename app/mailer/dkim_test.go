package mailer_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"vonk/app/mailer"
)

// signer makes one with a key, in PKCS #8.
func signer(t *testing.T, key crypto.PrivateKey) *mailer.DKIM {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	made, err := mailer.NewDKIM(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), "2027a", "vonk.example")
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// verify checks the signature of a message as a receiver does, with what the signer wants DNS to hold.
func verify(t *testing.T, d *mailer.DKIM, raw []byte) error {
	t.Helper()
	found, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
		if name != d.Name() {
			t.Errorf("%s is looked up", name)
		}
		return []string{d.Record()}, nil
	}})
	if err != nil || len(found) != 1 || found[0].Err == nil && found[0].Domain != "vonk.example" {
		t.Fatalf("%+v: %v", found, err)
	}
	return found[0].Err
}

const letter = "From: Vonk <post@vonk.example>\r\nTo: een@voorbeeld.example\r\nSubject: Bevestigd: Zwolle\r\nDate: Mon, 11 Jan 2027 10:00:00 +0100\r\n" +
	"Message-ID: <a@vonk.example>\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\nReply-To: vso@organiser.example\r\n" +
	"List-Unsubscribe: <https://vonk.example/unsubscribe/t>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nU komt.\r\n"

func TestSignatureHoldsUntilAnythingChanges(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]*mailer.DKIM{"RSA": signer(t, rsaKey), "Ed25519": signer(t, edKey)} {
		t.Run(name, func(t *testing.T) {
			raw, err := d.Sign([]byte(letter))
			if err != nil || !bytes.HasSuffix(raw, []byte(letter)) {
				t.Fatalf("%s: %v", raw, err)
			}
			if err := verify(t, d, raw); err != nil {
				t.Error(err)
			}
			for what, change := range map[string][2]string{
				"the body": {"U komt.", "U komt niet."}, "the subject": {"Bevestigd", "Geannuleerd"}, "the way to unsubscribe": {"/unsubscribe/t", "/x"},
				"where answers go": {"vso@organiser", "iemand@organiser"}, "how it was made": {"auto-generated", "no"}, "another From": {"Date:", "From: ander@vonk.example\r\nDate:"},
			} {
				if verify(t, d, bytes.Replace(raw, []byte(change[0]), []byte(change[1]), 1)) == nil {
					t.Errorf("%s can be changed", what)
				}
			}
		})
	}
}

func TestKeyOfTheOlderKindIsReadToo(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	old := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	d, err := mailer.NewDKIM(old, "2027a", "vonk.example")
	if err != nil {
		t.Fatal(err)
	}
	if d.Record() != signer(t, key).Record() || !strings.HasPrefix(d.Record(), "v=DKIM1; k=rsa; p=MIIB") || d.Name() != "2027a._domainkey.vonk.example" {
		t.Errorf("%s holds %s", d.Name(), d.Record())
	}
}

func TestKeyThatCannotSignIsRefusedInOneLine(t *testing.T) {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"nothing": "", "no PEM": "sleutel", "a broken key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")})),
		"a certificate": string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")})),
		"a curve":       string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: other})),
	} {
		if _, err := mailer.NewDKIM([]byte(text), "2027a", "vonk.example"); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, selector := range []string{"", "a b", "a..b", "-a", "a_b", strings.Repeat("a", 64)} {
		if _, err := mailer.NewDKIM(nil, selector, "vonk.example"); err == nil || !strings.Contains(err.Error(), "selector") {
			t.Errorf("the selector %q: %v", selector, err)
		}
	}
}
