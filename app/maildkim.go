package main

import "strings"

type mailDKIM struct {
	siteFlag  `embed:""`
	MailFrom  string `placeholder:"ADDRESS" help:"The sender of every mail. Default vonk@ the domain of --base-url."`
	dkimFlags `embed:""`
}

// recordLine is how much one string of a TXT record holds: RFC 1035, 3.3.
const recordLine = 255

// Run prints what to publish in DNS, so that others can check the signatures: as a form asks for it, and as a zone file holds it.
func (m *mailDKIM) Run(c *call) error {
	host, err := m.host()
	if err != nil {
		return err
	}
	from, err := (&mailFlags{MailFrom: m.MailFrom}).sender(host)
	if err != nil {
		return err
	}
	signer, err := m.dkim(from)
	if err != nil {
		return err
	}
	if signer == nil {
		return &misuse{"there is no --dkim-key to tell of"}
	}
	record := signer.Record()
	var strs []string
	for rest := record; rest != ""; {
		part := rest[:min(len(rest), recordLine)]
		rest = rest[len(part):]
		strs = append(strs, `"`+part+`"`)
	}
	return tell(c, [][2]string{
		{"name", signer.Name()},
		{"type", "TXT"},
		{"value", record},
		{"zone file", signer.Name() + ". IN TXT ( " + strings.Join(strs, " ") + " )"},
	})
}
