// Package mailer takes finished messages where they must go: to a mail server by SMTP, or into a folder.
package mailer

import (
	"context"
	"fmt"
)

// Message is a message as it goes out, with its envelope.
type Message struct {
	Name string // what files and logs call it; it holds no personal data and no separators of paths
	From string // a bare address
	To   string // a bare address
	Raw  []byte // the whole message, lines ended by CRLF
}

// Transport delivers messages. Its errors are an *Error.
type Transport interface {
	Deliver(ctx context.Context, message Message) error
}

// The stages of a delivery.
const (
	StageConnect   = "connect" // greeted, secured and signed in
	StageSender    = "sender"
	StageRecipient = "recipient"
	StageMessage   = "message"
	StageFile      = "file" // of a Directory
)

// Error is a delivery that failed.
type Error struct {
	Permanent bool   // trying again is useless
	Away      bool   // the mail server serves nobody now: it cannot be reached or signed in at, it refuses our sender, or it said so (421)
	Stage     string // how far it came
	Code      int    // the mail server's reply code; 0 when there was none
	Cause     error  // may hold an address: for organisers, never for the log
}

// Error gives the mail server's answer, or what came between.
func (e *Error) Error() string { return fmt.Sprintf("%s: %v", e.Stage, e.Cause) }

// Untried says that the server never got to look at the message, as it was away. The message's own fault it is not.
func (e *Error) Untried() bool { return e.Away && (e.Stage == StageConnect || e.Stage == StageSender) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }
