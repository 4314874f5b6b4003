package pages

// Cancelling asks whether to cancel for people who were chosen in the list of Base.Series, and names them.
type Cancelling struct {
	Base
	People []Chosen // those who are still signed up
	Query  string   // of the list that they were chosen in
}

// Chosen is somebody who was chosen in the list.
type Chosen struct {
	Value        string // as the list has it
	Name         string
	Organisation string
	Stands       []string // where they have a seat or wait: cities
}

func (*Cancelling) name() string { return "cancelling" }

// Title implements Page.
func (p *Cancelling) Title() string {
	if len(p.People) == 0 {
		return p.T("cancelling.none")
	}
	return p.T("cancelling.title", "Count", len(p.People))
}

// Action is where the button posts to.
func (p *Cancelling) Action() string { return participantsURL(p.Series) + "/cancel" }

// Back leads to the list.
func (p *Cancelling) Back() string {
	if p.Query == "" {
		return participantsURL(p.Series)
	}
	return participantsURL(p.Series) + "?" + p.Query
}

// Says is where somebody stands.
func (p *Cancelling) Says(who Chosen) string { return p.List(who.Stands) }
