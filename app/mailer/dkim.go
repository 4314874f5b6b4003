package mailer

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
)

// DKIM signs messages for the domain that they come from (RFC 6376), so that others can tell that nobody changed them. It is
// safe for concurrent use.
type DKIM struct {
	domain, selector string
	key              crypto.Signer
	kind             string // of the key, as DNS names it
	public           []byte // as DNS holds it
}

// signed are the header fields that a signature covers. Those named twice cannot be added again either: a reader might show the
// one that was put in. RFC 6376, 5.4.1 and 8.15.
var signed = []string{
	"From", "From", "To", "To", "Subject", "Subject", "Date", "Date", "Reply-To", "Reply-To", "Message-ID", "Message-ID",
	"MIME-Version", "Content-Type", "Content-Type", "Content-Transfer-Encoding", "Content-Language", "Auto-Submitted",
	"List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID",
}

// least is how many bits a key of RSA must have: RFC 8301, 3.2.
const least = 1024

// NewDKIM reads a private key, RSA or Ed25519, in PEM. Errors are sentences for whoever administers the program.
func NewDKIM(text []byte, selector, domain string) (*DKIM, error) {
	if err := label(selector); err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("it holds no key in PEM, which begins with -----BEGIN PRIVATE KEY-----")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if block.Type == "RSA PRIVATE KEY" {
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	}
	if err != nil {
		return nil, fmt.Errorf("what it holds (%s) cannot be read as a private key without a password", block.Type)
	}
	d := &DKIM{domain: domain, selector: selector}
	switch key := parsed.(type) {
	case *rsa.PrivateKey:
		if bits := key.N.BitLen(); bits < least {
			return nil, fmt.Errorf("its key has %d bits; take 2048", bits)
		}
		d.key, d.kind = key, "rsa"
		if d.public, err = x509.MarshalPKIXPublicKey(key.Public()); err != nil {
			return nil, err
		}
	case ed25519.PrivateKey:
		d.key, d.kind, d.public = key, "ed25519", key.Public().(ed25519.PublicKey) // RFC 8463, 4
	default:
		return nil, errors.New("its key is neither RSA nor Ed25519")
	}
	return d, nil
}

// label refuses a selector that cannot stand in a domain name.
func label(selector string) error {
	for part := range strings.SplitSeq(selector, ".") {
		if part == "" || len(part) > 63 || strings.Trim(strings.ToLower(part), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.HasPrefix(part, "-") || strings.HasSuffix(part, "-") {
			return fmt.Errorf("the selector %q is no part of a domain name, like 2027a", selector)
		}
	}
	return nil
}

// Sign gives a message with its signature on top. It must not be changed any more.
func (d *DKIM) Sign(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	err := dkim.Sign(&out, bytes.NewReader(raw), &dkim.SignOptions{
		Domain: d.domain, Selector: d.selector, Signer: d.key, HeaderKeys: signed,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
	})
	return out.Bytes(), err
}

// Name is where the domain's DNS must hold Record.
func (d *DKIM) Name() string { return d.selector + "._domainkey." + d.domain }

// Record is the TXT record that others check signatures with.
func (d *DKIM) Record() string {
	return "v=DKIM1; k=" + d.kind + "; p=" + base64.StdEncoding.EncodeToString(d.public)
}
