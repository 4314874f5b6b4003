package pages

import "strconv"

// Failure is every other answer that is no success: not found, forbidden, too large, too many, away, a fault of ours.
type Failure struct {
	Base
	Status    int    // of HTTP
	Key       string // translation key of what to say
	Args      map[string]any
	Reference string // the request's id, to mention when asking for help; empty: none is shown
}

func (*Failure) name() string { return "failure" }

// Title implements Page. Statuses without a title of their own get that of their kind.
func (p *Failure) Title() string {
	key := "failure.title." + strconv.Itoa(p.Status)
	if p.Has(key) {
		return p.T(key)
	}
	return p.T("failure.title")
}

// Sentence says what happened and what to do.
func (p *Failure) Sentence() string {
	if !p.Has(p.Key) {
		return p.T("error.internal")
	}
	return p.T(p.Key, p.Args)
}
