package main

import (
	"context"
	"fmt"
	"sync"

	"vonk/app/mailer"
	"vonk/app/worker"
)

// repliesFlags say where answers come in.
type repliesFlags struct {
	IMAP       string `name:"imap" placeholder:"URL" help:"The mailbox to which answers come: imaps://user:password@host/INBOX, or imap:// with STARTTLS. TLS is required unless the address ends in ?tls=off."`
	LMTP       string `name:"lmtp" placeholder:"ADDR" help:"Take answers from the mail server on this machine: an address like 127.0.0.1:2424, or the path of a socket. Whoever can connect is believed."`
	AuthservID string `name:"authserv-id" placeholder:"NAME" help:"The name that your own mail server stamps in Authentication-Results, and removes from what comes in. Without it every calendar's decline is asked about first."`
}

// reads says that answers are read at all.
func (r *repliesFlags) reads() bool { return r.IMAP != "" || r.LMTP != "" }

// mailbox is the one to poll; nil when there is none.
func (r *repliesFlags) mailbox() (*mailer.IMAP, error) {
	if r.IMAP == "" {
		return nil, nil
	}
	mailbox, err := mailer.ParseIMAP(r.IMAP)
	if err != nil {
		return nil, &misuse{"--imap: " + err.Error()}
	}
	mailbox.Authserv = r.AuthservID
	return mailbox, nil
}

// receive takes what comes in until finish is called, which waits for the messages in hand.
func (r *repliesFlags) receive(ctx context.Context, mailbox *mailer.IMAP, o worker.Options) (finish func(), err error) {
	receiver, err := worker.NewReceiver(o, mailbox)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	var busy sync.WaitGroup
	var listener *mailer.LMTP
	if r.LMTP != "" {
		if listener, err = mailer.ListenLMTP(r.LMTP, r.AuthservID, receiver.Take); err != nil {
			stop()
			return nil, fmt.Errorf("cannot listen on %s: %w", r.LMTP, err)
		}
		o.Log.Info("answers are taken by LMTP", "address", listener.Addr().String())
		busy.Go(func() {
			if err := listener.Serve(); err != nil {
				o.Log.Error("answers are not taken by LMTP any more", "error", err)
			}
		})
	}
	busy.Go(func() { receiver.Run(ctx) })
	return func() {
		stop()
		if listener != nil {
			patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
			defer cancel()
			_ = listener.Shutdown(patience)
		}
		busy.Wait()
	}, nil
}
