package pages

// Unsubscribe asks whether to end the newsletter of the organiser of Base.Series; without Action it was ended just now.
type Unsubscribe struct {
	Base
	Action string
}

func (*Unsubscribe) name() string { return "unsubscribe" }

// Title implements Page.
func (p *Unsubscribe) Title() string { return p.T("unsubscribe.title") }
