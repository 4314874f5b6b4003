package handlers

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vonk/models"
)

// softKey is a passkey in software (WebAuthn level 2): a key of its own, and what it says of itself.
type softKey struct {
	key    *ecdsa.PrivateKey
	id     []byte
	handle []byte
	count  uint32
	origin string
	rpID   string
	flags  byte // UP 1, UV 4, BE 8, BS 16
}

var base64url = base64.RawURLEncoding

func newSoftKey(t testing.TB) *softKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	return &softKey{key: key, id: id, origin: "http://vonk.example", rpID: "vonk.example", flags: 1 | 4}
}

func (k *softKey) clientData(kind, challenge string) []byte {
	raw, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": k.origin, "crossOrigin": false})
	return raw
}

func (k *softKey) authenticatorData(flags byte) []byte {
	hash := sha256.Sum256([]byte(k.rpID))
	return binary.BigEndian.AppendUint32(append(hash[:], flags), k.count)
}

// create answers the options of navigator.credentials.create.
func (k *softKey) create(t testing.TB, options *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	wantStatus(t, options, http.StatusOK)
	var given struct {
		PublicKey struct {
			Challenge              string
			RP                     struct{ ID string }
			User                   struct{ ID string }
			AuthenticatorSelection struct{ ResidentKey, UserVerification string }
		}
	}
	if err := json.Unmarshal(options.Body.Bytes(), &given); err != nil {
		t.Fatal(err)
	}
	asked := given.PublicKey
	if asked.RP.ID != "vonk.example" || asked.AuthenticatorSelection.ResidentKey != "required" || asked.AuthenticatorSelection.UserVerification != "required" {
		t.Fatalf("the options are %s", options.Body)
	}
	k.handle, _ = base64url.DecodeString(asked.User.ID)
	point, err := k.key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	// COSE (RFC 9053): {1: 2, 3: -7, -1: 1, -2: x, -3: y}
	cose := append([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}, point[1:33]...)
	cose = append(append(cose, 0x22, 0x58, 32), point[33:]...)
	data := append(k.authenticatorData(k.flags|0x40), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(k.id))), k.id...)
	data = append(data, cose...)
	attestation := append([]byte{0xa3, 0x63}, "fmt"...)
	attestation = append(append(attestation, 0x64), "none"...)
	attestation = append(append(attestation, 0x67), "attStmt"...)
	attestation = append(append(attestation, 0xa0, 0x68), "authData"...)
	attestation = append(binary.BigEndian.AppendUint16(append(attestation, 0x59), uint16(len(data))), data...)
	return k.credential(map[string]string{
		"clientDataJSON":    base64url.EncodeToString(k.clientData("webauthn.create", asked.Challenge)),
		"attestationObject": base64url.EncodeToString(attestation),
	})
}

// get answers the options of navigator.credentials.get.
func (k *softKey) get(t testing.TB, options *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	wantStatus(t, options, http.StatusOK)
	var given struct {
		PublicKey struct {
			Challenge, RPID, UserVerification string
			AllowCredentials                  []any
		}
	}
	if err := json.Unmarshal(options.Body.Bytes(), &given); err != nil {
		t.Fatal(err)
	}
	if asked := given.PublicKey; asked.RPID != "vonk.example" || asked.UserVerification != "required" || len(asked.AllowCredentials) > 0 {
		t.Fatalf("the options are %s", options.Body)
	}
	client, data := k.clientData("webauthn.get", given.PublicKey.Challenge), k.authenticatorData(k.flags)
	hash := sha256.Sum256(client)
	signed := sha256.Sum256(append(data[:len(data):len(data)], hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, k.key, signed[:])
	if err != nil {
		t.Fatal(err)
	}
	return k.credential(map[string]string{
		"clientDataJSON": base64url.EncodeToString(client), "authenticatorData": base64url.EncodeToString(data),
		"signature": base64url.EncodeToString(signature), "userHandle": base64url.EncodeToString(k.handle),
	})
}

func (k *softKey) credential(response map[string]string) map[string]any {
	id := base64url.EncodeToString(k.id)
	return map[string]any{"id": id, "rawId": id, "type": "public-key", "clientExtensionResults": map[string]any{}, "response": response}
}

// browser keeps the cookies of a site as a browser does.
type browser struct {
	*site
	cookies map[string]string
}

func (s *site) browser() *browser { return &browser{site: s, cookies: map[string]string{}} }

func (b *browser) headers() (all []header) {
	for name, value := range b.cookies {
		all = append(all, header{"Cookie", name + "=" + value})
	}
	return append(all, header{"User-Agent", "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"})
}

func (b *browser) keep(w *httptest.ResponseRecorder) *httptest.ResponseRecorder {
	set := map[string]bool{}
	for _, cookie := range w.Result().Cookies() {
		if set[cookie.Name] {
			panic("an answer sets " + cookie.Name + " twice")
		}
		set[cookie.Name] = true
		if cookie.MaxAge < 0 {
			delete(b.cookies, cookie.Name)
		} else {
			b.cookies[cookie.Name] = cookie.Value
		}
	}
	return w
}

func (b *browser) visit(target string) *httptest.ResponseRecorder {
	return b.keep(b.get(target, b.headers()...))
}

// send posts a form, given as names and values by turns.
func (b *browser) send(target string, fields ...string) *httptest.ResponseRecorder {
	form := map[string][]string{}
	for i := 0; i+1 < len(fields); i += 2 {
		form[fields[i]] = []string{fields[i+1]}
	}
	return b.keep(b.post(target, form, b.headers()...))
}

// call posts JSON, as a script of ours does.
func (b *browser) call(t testing.TB, target string, body any) *httptest.ResponseRecorder {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return b.keep(b.do(http.MethodPost, target, strings.NewReader(string(raw)), append(b.headers(), header{"Content-Type", "application/json"})...))
}

// enter signs an organiser in by a link.
func (b *browser) enter(t testing.TB, email string) *httptest.ResponseRecorder {
	t.Helper()
	if _, err := b.AddOrganiser(t.Context(), email, models.RoleAdmin, models.Scope{}); err != nil {
		t.Fatal(err)
	}
	o, err := b.OpenLink(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	w := b.send("/organiser/sign-in/" + b.tokens.Make(models.Token{Kind: models.TokenOrganiser, ID: o.ID, Version: o.LinkVersion}))
	wantStatus(t, w, http.StatusSeeOther)
	return w
}

// addPasskey makes a passkey for who is signed in.
func (b *browser) addPasskey(t testing.TB, key *softKey, name string) *httptest.ResponseRecorder {
	t.Helper()
	credential := key.create(t, b.call(t, "/organiser/account/passkeys/begin", nil))
	return b.call(t, "/organiser/account/passkeys", map[string]any{"name": name, "next": "/organiser", "credential": credential})
}

// usePasskey signs in with a passkey.
func (b *browser) usePasskey(t testing.TB, key *softKey) *httptest.ResponseRecorder {
	t.Helper()
	credential := key.get(t, b.call(t, "/organiser/sign-in/passkey/begin", nil))
	return b.call(t, "/organiser/sign-in/passkey", map[string]any{"next": "/organiser/account", "credential": credential})
}

// wantLocation fails unless a script, or a browser, is sent there.
func wantLocation(t testing.TB, w *httptest.ResponseRecorder, want string) {
	t.Helper()
	got := w.Header().Get("Location")
	if w.Code == http.StatusOK {
		var told struct{ Location string }
		if err := json.Unmarshal(w.Body.Bytes(), &told); err != nil {
			t.Fatalf("%v: %.500s", err, w.Body)
		}
		got = told.Location
	}
	if got != want {
		t.Errorf("%d leads to %q, want %q; body: %.500s", w.Code, got, want, w.Body)
	}
}
