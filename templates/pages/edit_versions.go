package pages

import "slices"

// EditVersions shows what somebody entered beside what a colleague saved meanwhile, and lets them choose, field by field. It
// posts everything that was entered again, with choose-UNIT=mine or theirs for each row; do=mine takes all that was entered.
type EditVersions struct {
	Edit          // the form as it was sent; Revision and Mark are those of what is stored
	Theirs Values // as it is stored
	Was    string // the mark of what the form was made from
}

func (*EditVersions) name() string { return "edit-versions" }

// Failed is false: nothing that was entered is wrong.
func (p *EditVersions) Failed() bool { return false }

// Title implements Page.
func (p *EditVersions) Title() string { return p.T("edit.versions.title", "Name", p.Name()) }

// Version is a field that differs.
type Version struct {
	ID     string // of the first of its two buttons
	Unit   string
	Label  string
	Mine   string
	Theirs string
	Note   string // who changed it
	Keep   bool   // mine is the sensible choice
}

// Versions are the fields that differ, in the order of the form.
func (p *EditVersions) Versions() (all []Version) {
	mine, theirs := p.Values.Units(), p.Theirs.Units()
	untouched, unchanged := p.Values.Marked(p.Was), p.Theirs.Marked(p.Was)
	for _, unit := range p.units() {
		if mine[unit] == theirs[unit] {
			continue
		}
		note := "edit.versions.both"
		switch {
		case untouched[unit]:
			note = "edit.versions.theirs"
		case unchanged[unit]:
			note = "edit.versions.mine"
		}
		all = append(all, Version{
			ID: "choose-" + unit, Unit: unit, Label: p.unit(unit), Mine: p.shown(mine[unit]), Theirs: p.shown(theirs[unit]), Note: p.T(note), Keep: !untouched[unit],
		})
	}
	return all
}

// shown is a value for the eye.
func (p *EditVersions) shown(value string) string {
	switch value {
	case "":
		return p.T("edit.versions.empty")
	case "yes":
		return p.T("answer.yes")
	}
	return value
}

// units are those of the form, in its order.
func (p *EditVersions) units() (units []string) {
	for _, section := range p.Sections() {
		for _, field := range section.Fields {
			units = append(units, field.ID)
		}
		if section.Rows != nil {
			units = append(units, section.Rows.List)
		}
	}
	return units
}

// unit is what a unit is called.
func (p *EditVersions) unit(unit string) string {
	if slices.Contains(Lists, unit) {
		return p.T("edit.list." + unit)
	}
	return p.field("text", unit).Label
}

// Entered are all fields as they were entered.
func (p *EditVersions) Entered() []Field { return append(p.Hidden(), p.Values.Entered()...) }
