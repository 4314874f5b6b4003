package pages

// Unsubscribe asks whether to end the newsletter of the organiser of Base.Series, or an organiser's digest; without Action it was
// ended just now.
type Unsubscribe struct {
	Base
	Action string
	Digest bool
}

func (*Unsubscribe) name() string { return "unsubscribe" }

// Title implements Page.
func (p *Unsubscribe) Title() string { return p.Says("title") }

// Says is a sentence about what is ended.
func (p *Unsubscribe) Says(key string) string {
	if p.Digest {
		return p.T("unsubscribe.digest." + key)
	}
	return p.T("unsubscribe."+key, "Organiser", p.Host())
}
