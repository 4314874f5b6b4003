package models

import "time"

// Incoming is a message that came in by mail, as far as it is read. Nothing in it is to be believed by itself: see Judge.
type Incoming struct {
	MessageID string   // without angle brackets; of a message that has none: a hash of what was read
	About     []string // the Message-IDs that it says to follow on, the nearest first
	From      string   // the one address that it says to come from, as NormaliseEmail writes it; empty: none, or several
	FromName  string
	Bounced   bool   // it has a null return path (RFC 5321, 4.5.5)
	Auto      string // Auto-Submitted (RFC 3834), in lower case; empty: it has none
	Proved    bool   // our own mail server says that DMARC passed for the domain of From
	Subject   string
	Text      string    // what a person wrote, as plain text
	Reply     *Reply    // nil: no calendar answered
	Failure   *Delivery // nil: no mail server tells what became of a letter
	To        []string  // the addresses to which it was delivered
}

// Answerable says that a mail may be written because of the message: it does not come from a program (RFC 3834, 2).
func (m *Incoming) Answerable() bool { return !m.Bounced && (m.Auto == "" || m.Auto == "no") }

// ByHand says that a person had the message sent. Google marks what people click in its calendar as auto-generated; what answers
// by itself, as a holiday does, is auto-replied.
func (m *Incoming) ByHand() bool { return m.Answerable() || !m.Bounced && m.Auto == "auto-generated" }

// Delivery is what a mail server tells of a letter that it was to deliver (RFC 3464).
type Delivery struct {
	Letter    int64  // its id, where the report came to an address that only we can make; 0: it did not
	MessageID string // of the letter; empty: it was not sent along
	Status    string // 5.1.1
	Failed    bool   // for good
}

// The methods of the answers of calendars (RFC 5546, 1.4) that are read.
const (
	MethodReply   = "REPLY"
	MethodCounter = "COUNTER"
)

// What a calendar answers (RFC 5545, 3.2.12).
const (
	PartAccepted  = "ACCEPTED"
	PartTentative = "TENTATIVE"
	PartDeclined  = "DECLINED"
	PartDelegated = "DELEGATED"
)

// Reply is the answer of a calendar to an event of ours. Only this is read of it.
type Reply struct {
	Method       string // MethodReply or MethodCounter
	UID          string
	Attendee     string // as NormaliseEmail writes it
	PartStat     string // in upper case; empty: none is given
	Delegate     string // whom a DELEGATED answer names; empty: nobody
	Sequence     int
	RecurrenceID string    // of the one occurrence that it is about; empty: it is about all
	Stamp        time.Time // UTC; the zero time: none can be read
	Comment      string    // what a person wrote with it
}

// Receipt is what became of a message: what an answer led to, or one of these.
type Receipt string

// The outcomes of messages that are no answers, or lead to nothing.
const (
	ReceiptNothing   Receipt = "nothing"   // it changes nothing
	ReceiptUnknown   Receipt = "unknown"   // it is about no series that is known
	ReceiptSeen      Receipt = "seen"      // it, or its answer, was processed before
	ReceiptForwarded Receipt = "forwarded" // to the organiser
	ReceiptBounced   Receipt = "bounced"   // the address of a letter is marked
)

// Acted says that something was done for the message now, so that nobody need look at it.
func (r Receipt) Acted() bool {
	switch r {
	case "", ReceiptNothing, ReceiptUnknown, ReceiptSeen:
		return false
	default:
		return true
	}
}

// The actions of audit entries about what came in. They change where nobody stands.
const (
	ActionReply  = "reply"  // a calendar answered
	ActionUndo   = "undo"   // a seat that was to be freed is kept
	ActionBounce = "bounce" // a letter could not be delivered
)
