package models

import (
	"cmp"
	"slices"
)

// Edit is a change of a definition: it changes the series that it is given. What it returns as an error undoes everything.
type Edit func(series *Series) error

// Edited is what came of an Edit.
type Edited struct {
	Changes []Change // what changed of the definition; none: nothing did
	Mails   []Mail   // that people get for it, by kind
	Done    bool     // it was saved; otherwise it was only tried out
}

// Mail is how many letters of one kind a change writes.
type Mail struct {
	Kind  LetterKind
	Count int
	To    []string // the names of the first of those who get them, mailNames at most; of who has none, the address
}

const mailNames = 20

// CountMails counts letters by kind, in the order of LetterKinds.
func CountMails(letters []Letter) (mails []Mail) {
	for _, letter := range letters {
		i := slices.IndexFunc(mails, func(m Mail) bool { return m.Kind == letter.Kind })
		if i < 0 {
			i, mails = len(mails), append(mails, Mail{Kind: letter.Kind})
		}
		mails[i].Count++
		if len(mails[i].To) < mailNames {
			mails[i].To = append(mails[i].To, cmp.Or(letter.RecipientName, letter.RecipientEmail))
		}
	}
	slices.SortFunc(mails, func(a, b Mail) int {
		return cmp.Compare(slices.Index(LetterKinds, a.Kind), slices.Index(LetterKinds, b.Kind))
	})
	return mails
}

// Consent says how far an Edit may go.
type Consent int

// How far an Edit may go.
const (
	Rehearse Consent = iota // change nothing: only say what would happen
	Quietly                 // save it if nobody gets a mail for it
	Aloud                   // save it, mails and all
)

// Stakes is how many people a session's cancellation touches, and what else they have in the series.
type Stakes struct {
	Confirmed, Offered, Waiting int // people at the session
	Elsewhere                   int // of them: who keep a seat at another session
	Lines                       int // of them: without a seat elsewhere, who have another choice that still counts
}

// Others are those who have nothing left in the series without the session.
func (s Stakes) Others() int { return s.Confirmed + s.Offered + s.Waiting - s.Elsewhere - s.Lines }
