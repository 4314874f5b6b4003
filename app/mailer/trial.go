package mailer

import (
	"context"
	"crypto/tls"
	"time"
)

// Trial is how far a delivery came, for whoever tries a mail server out.
type Trial struct {
	Connected   bool      // secured as the settings ask, and signed in
	TLS         string    // the version; empty: none
	Certificate time.Time // when the server's ends
	Answer      string    // of the server that took the message on
}

// Try hands one message over on a connection of its own, and tells of each stage. Its errors are those of a Pool.
func (s *SMTP) Try(ctx context.Context, message Message) (Trial, error) {
	client, err := s.connect(ctx)
	if err != nil {
		return Trial{}, away(err)
	}
	defer leave(client)
	trial := Trial{Connected: true}
	if state, ok := client.TLSConnectionState(); ok {
		trial.TLS = tls.VersionName(state.Version)
		if len(state.PeerCertificates) > 0 {
			trial.Certificate = state.PeerCertificates[0].NotAfter
		}
	}
	trial.Answer, err = transfer(ctx, client, message)
	return trial, err
}
