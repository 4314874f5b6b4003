package models

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
)

// TokenKind says which page a token opens. A token of one kind never opens another kind's page.
type TokenKind byte

// The kinds of tokens.
const (
	TokenRegistration TokenKind = 'r' // the contact's page: the whole registration
	TokenParticipant  TokenKind = 'p' // one participant's page
	TokenOrganiser    TokenKind = 'o' // a single-use sign-in link
	TokenUnsubscribe  TokenKind = 'u' // ends the newsletter for a registration's contact
	TokenExport       TokenKind = 'x' // a saved export, for a spreadsheet that fetches it
	TokenDoor         TokenKind = 'd' // the reception of one session, on its day and with a PIN
	TokenFeed         TokenKind = 'f' // the calendar feed of one participant
	TokenOffice       TokenKind = 'c' // the calendar feed of an organiser
	TokenBounce       TokenKind = 'b' // opens no page: the address to which reports about a letter come back
	TokenDigest       TokenKind = 'g' // ends the digests of an organiser; its version is 1
	TokenNumbers      TokenKind = 'n' // the numbers of a session, for its caterer
)

// Token is what a link holds: whose page, and which version of the link. Raising the version in the database revokes it.
type Token struct {
	Kind    TokenKind
	ID      int64
	Version int
}

// MinSecret is the least length of the installation's secret, in bytes.
const MinSecret = 32

// Tokens makes and checks the tokens of an installation.
type Tokens struct{ secret []byte }

// NewTokens takes the installation's secret, at least MinSecret bytes.
func NewTokens(secret []byte) (Tokens, error) {
	if len(secret) < MinSecret {
		return Tokens{}, &Error{Code: Invalid, Key: "error.secret.short"}
	}
	return Tokens{secret: secret}, nil
}

const macSize = 16 // bytes: 128 bits

var tokenText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Make writes a token: kind, id, version and the HMAC-SHA-256 of the three, cut to 128 bits, in lower-case base32.
func (t Tokens) Make(token Token) string {
	payload := []byte{byte(token.Kind)}
	payload = binary.AppendUvarint(payload, uint64(token.ID))
	payload = binary.AppendUvarint(payload, uint64(token.Version))
	return tokenText.EncodeToString(append(payload, t.mac(payload)...))
}

// Parse reads a token exactly as Make wrote it. Anything else is a NotFound error, found in a time that does not depend on
// where it differs.
func (t Tokens) Parse(text string) (Token, error) {
	notFound := &Error{Code: NotFound, Key: "error.notfound"}
	raw, err := tokenText.DecodeString(text)
	if err != nil || len(raw) < macSize+3 || tokenText.EncodeToString(raw) != text { // spare bits and line ends are let pass
		return Token{}, notFound
	}
	payload, mac := raw[:len(raw)-macSize], raw[len(raw)-macSize:]
	if !hmac.Equal(mac, t.mac(payload)) {
		return Token{}, notFound
	}
	id, n := binary.Uvarint(payload[1:])
	if n <= 0 {
		return Token{}, notFound
	}
	version, m := binary.Uvarint(payload[1+n:])
	if m <= 0 {
		return Token{}, notFound
	}
	return Token{Kind: TokenKind(payload[0]), ID: int64(id), Version: int(version)}, nil
}

func (t Tokens) mac(payload []byte) []byte {
	return t.keyed("vonk token\x00" + string(payload))[:macSize]
}

// keyed is the HMAC-SHA-256 of a text that begins with what it is for.
func (t Tokens) keyed(text string) []byte {
	hash := hmac.New(sha256.New, t.secret)
	hash.Write([]byte(text))
	return hash.Sum(nil)
}
