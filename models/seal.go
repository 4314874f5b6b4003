package models

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// SealNonce is the length of the random nonce that Seal takes, in bytes.
const SealNonce = 12

// key makes a key for one purpose out of the installation's secret, so that what is made for one never serves another.
func (t Tokens) key(purpose string) []byte {
	hash := hmac.New(sha256.New, t.secret)
	hash.Write([]byte("vonk key\x00" + purpose))
	return hash.Sum(nil)
}

func (t Tokens) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(t.key("seal"))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// Seal encrypts something that must not be read from a stolen database: AES-256-GCM under a key of the installation's secret.
// The label says whose and what it is; it opens under no other. The nonce is random, and used once.
func (t Tokens) Seal(label string, nonce [SealNonce]byte, plain []byte) ([]byte, error) {
	aead, err := t.aead()
	if err != nil {
		return nil, err
	}
	return aead.Seal(nonce[:], nonce[:], plain, []byte(label)), nil
}

// Open decrypts what Seal made under that label, with the same secret. Anything else is a NotFound error.
func (t Tokens) Open(label string, sealed []byte) ([]byte, error) {
	notFound := &Error{Code: NotFound, Key: "error.notfound"}
	aead, err := t.aead()
	if err != nil || len(sealed) < SealNonce {
		return nil, notFound
	}
	plain, err := aead.Open(nil, sealed[:SealNonce], sealed[SealNonce:], []byte(label))
	if err != nil {
		return nil, notFound
	}
	return plain, nil
}

// SignInCode is the mailed code that belongs to a nonce: eight digits. The database holds only the nonce, so a code cannot be
// read from it.
func (t Tokens) SignInCode(nonce string) string {
	hash := hmac.New(sha256.New, t.key("sign-in code"))
	hash.Write([]byte(nonce))
	return fmt.Sprintf("%08d", binary.BigEndian.Uint64(hash.Sum(nil))%100_000_000)
}

// Handle names an organiser to passkeys (WebAuthn's user handle): it says nothing, and no two installations share one.
func (t Tokens) Handle(organiser int64) []byte {
	hash := hmac.New(sha256.New, t.key("passkey handle"))
	hash.Write(binary.BigEndian.AppendUint64(nil, uint64(organiser)))
	return hash.Sum(nil)
}

// Sameness is a keyed hash: it tells whether two texts are the same, and nothing of what they are.
func (t Tokens) Sameness(text string) string {
	hash := hmac.New(sha256.New, t.key("sameness"))
	hash.Write([]byte(text))
	return tokenText.EncodeToString(hash.Sum(nil)[:macSize])
}
