package pages

import (
	"slices"
	"strconv"
	"strings"

	"vonk/models"
)

// Part is a field or a group of a form.
type Part struct {
	Field *Field
	Group *Group
}

// ActForm is something that an organiser can do with a registration.
type ActForm struct {
	Act    string
	Title  string
	Text   string // what it does, and how it is undone
	Action string
	Button string
	Parts  []Part
	Seen   string // of an edit: the mark of what the fields were filled with; otherwise empty
	Open   bool   // it comes back, or was asked for
}

// The acts, in the order of the page. Each is the last part of the address that its form posts to.
var officeActs = []string{"move", "substitute", "cancel", "edit", "exception", "note", "resend"}

// Failed says that a form came back with mistakes.
func (p *Story) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong with it.
func (p *Story) Summary() []Mistake {
	var fields []string
	for _, form := range p.Forms() {
		for _, part := range form.Parts {
			switch {
			case part.Field != nil:
				fields = append(fields, part.Field.ID)
			case part.Group != nil:
				fields = append(fields, part.Group.ID)
			}
		}
	}
	return p.summary(p.marked(), fields, nil)
}

// marked are the problems, at the ids of the fields on the page: each act has its own.
func (p *Story) marked() Mistakes {
	marked := slices.Clone(p.Problems)
	for i := range marked {
		marked[i].Field = p.Act + "_" + marked[i].Field
	}
	return marked
}

// Refused says what stood in the way of an act.
func (p *Story) Refused() string {
	if p.Trouble == nil {
		return ""
	}
	return p.T(p.Trouble.Key, p.Trouble.Args)
}

// Noticed says what was done just now.
func (p *Story) Noticed() string {
	if !slices.Contains(officeActs, p.Done) && p.Done != "erase" && p.Done != "undo" {
		return ""
	}
	return p.T("office.done." + p.Done)
}

// NoteLines is a note, a line a paragraph.
type NoteLines struct {
	models.Note
	Lines []string
	Undo  *UndoForm // takes it away; nil: it stays
}

// Notes are those of the registration.
func (p *Story) Notes() []NoteLines {
	all := make([]NoteLines, len(p.Story.Notes))
	for i, note := range p.Story.Notes {
		all[i] = NoteLines{note, strings.Split(note.Text, "\n"), p.UndoNote(note.ID)}
	}
	return all
}

// Forms are the acts that the reader may do.
func (p *Story) Forms() []ActForm {
	r := p.Story.Registration
	if !p.Acts || r.Erased() {
		return nil
	}
	live := slices.DeleteFunc(slices.Clone(r.Participants), func(participant models.Participant) bool { return participant.Withdrawn || participant.Erased() })
	var forms []ActForm
	for _, act := range officeActs {
		if len(live) == 0 && act != "edit" && act != "note" && act != "resend" {
			continue
		}
		form := ActForm{
			Title: p.T("office." + act), Text: p.T("office." + act + ".text"), Button: p.T("office." + act + ".button"),
			Act: act, Action: storyURL(r.Reference) + "/" + act, Open: p.Act == act || p.Unfold == act,
		}
		switch act {
		case "move":
			form.Parts = append(p.partyOf(act, live), Part{Field: p.sessions(act)})
		case "exception":
			form.Parts = append(p.partyOf(act, live), Part{Field: p.sessions(act)}, Part{Group: p.overbook()}, Part{Field: p.words(act, "reason")})
		case "substitute":
			form.Parts = []Part{
				{Group: p.people(act, live, false)},
				{Field: p.line(act, "name", 0, "text", "")},
				{Field: p.line(act, "email", 0, "email", "")},
				{Field: p.optional(p.line(act, "role", 0, "text", ""))},
			}
		case "cancel":
			form.Parts = []Part{{Group: p.people(act, live, true)}}
		case "edit":
			form.Parts, form.Seen = p.details(), p.seen()
		case "note":
			form.Parts = []Part{{Field: p.words(act, "note")}}
		case "resend":
			form.Parts = []Part{{Group: p.recipients()}}
		}
		forms = append(forms, form)
	}
	return forms
}

// entered is what came back in a field of an act, or what stands there otherwise.
func (p *Story) entered(act, name string, nth int, otherwise string) string {
	if p.Act != act {
		return otherwise
	}
	if given := p.Entered[name]; nth < len(given) {
		return given[nth]
	}
	return ""
}

// line is a field of one line; place is the participant's whom it is about, 0: nobody's. Several with one name come in order.
func (p *Story) line(act, name string, place int, kind, value string) *Field {
	id, nth := act+"_"+name, 0
	if place > 0 {
		id, nth = id+"-"+strconv.Itoa(place), p.nth(place)
	}
	return &Field{
		ID: id, Name: name, Label: p.T("field." + strings.TrimPrefix(name, "contact_")), Type: kind, Autocomplete: "off",
		Value: p.entered(act, name, nth, value), Error: p.sentence(p.marked(), id),
	}
}

// nth is how many people who are still known come before a place.
func (p *Story) nth(place int) (before int) {
	for _, participant := range p.Story.Registration.Participants {
		if participant.Place < place && !participant.Erased() {
			before++
		}
	}
	return before
}

// EraseURL leads to erasing the registration, for who may; empty: it was done.
func (p *Story) EraseURL() string {
	if r := p.Story.Registration; !p.Administers() || r.Erased() && r.Contact.Erased() {
		return ""
	}
	return storyURL(p.Story.Registration.Reference) + "/erase"
}

func (p *Story) optional(field *Field) *Field {
	field.Optional = p.T("form.optional")
	return field
}

func (p *Story) words(act, name string) *Field {
	field := p.line(act, name, 0, "textarea", "")
	field.Label, field.Help = p.T("office."+act+"."+name), p.T("office."+act+"."+name+".help")
	return field
}

func (p *Story) sessions(act string) *Field {
	field := p.line(act, "session", 0, "select", "")
	field.Label = p.T("office." + act + ".session")
	field.Options = []Option{{Label: p.T("office.session.choose")}}
	for i := range p.Story.Registration.Series.Sessions {
		if session := &p.Story.Registration.Series.Sessions[i]; session.Upcoming(p.Now) {
			label := p.T("office.session.option", "City", session.Place(), "Count", session.Free())
			field.Options = append(field.Options, Option{Value: session.Slug, Label: label, On: session.Slug == field.Value})
		}
	}
	return field
}

// people are the participants to choose from.
func (p *Story) people(act string, live []models.Participant, several bool) *Group {
	id := act + "_participant"
	group := &Group{ID: id, Name: "participant", Label: p.T("office." + act + ".who"), Error: p.sentence(p.marked(), id), Multiple: several}
	for i, participant := range live {
		value := strconv.Itoa(participant.Place)
		on := len(live) == 1
		if p.Act == act {
			on = slices.Contains(p.Entered["participant"], value)
		}
		group.Options = append(group.Options, Option{ID: optionID(id, i), Value: value, Label: participant.Name, On: on})
	}
	return group
}

// partyOf asks which people an act is about where they are not all one party.
func (p *Story) partyOf(act string, live []models.Participant) []Part {
	if !slices.ContainsFunc(live, func(participant models.Participant) bool { return participant.Party != live[0].Party }) {
		return nil
	}
	return []Part{{Group: p.people(act, live, true)}}
}

func (p *Story) overbook() *Group {
	on := p.Act == "exception" && slices.Contains(p.Entered["overbook"], "yes")
	return &Group{
		ID: "exception_overbook", Name: "overbook", Label: p.T("office.exception.overbook"), Multiple: true, Optional: p.T("form.optional"),
		Options: []Option{{ID: "exception_overbook", Value: "yes", Label: p.T("office.exception.overbook.yes"), On: on}},
	}
}

func (p *Story) recipients() *Group {
	r := p.Story.Registration
	group := &Group{ID: "resend_to", Name: "to", Label: p.T("office.resend.to"), Error: p.sentence(p.marked(), "resend_to")}
	add := func(place int, name string) {
		value := strconv.Itoa(place)
		group.Options = append(group.Options, Option{
			ID: optionID("resend_to", len(group.Options)), Value: value, Label: name, On: p.Act == "resend" && slices.Contains(p.Entered["to"], value),
		})
	}
	add(0, p.T("office.resend.contact", "Name", r.Contact.Name))
	for _, participant := range r.Participants {
		if participant.Place != r.Contact.Place && !participant.Erased() {
			add(participant.Place, participant.Name)
		}
	}
	return group
}

// seen is the mark of what the reader saw when they filled the edit in. Who was told that it changed has seen what it is now.
func (p *Story) seen() string {
	now := p.Story.Registration.Mark()
	if p.Trouble != nil {
		return now
	}
	return p.entered("edit", "seen", 0, now)
}

// details are the fields of everybody in the registration.
func (p *Story) details() []Part {
	r := p.Story.Registration
	var parts []Part
	if r.Contact.Place == 0 {
		name, email := p.line("edit", "contact_name", 0, "text", r.Contact.Name), p.line("edit", "contact_email", 0, "email", r.Contact.Email)
		name.Label, email.Label = p.T("office.edit.contact.name"), p.T("office.edit.contact.email")
		parts = append(parts, Part{Field: name}, Part{Field: email})
	}
	parts = append(parts, Part{Field: p.optional(p.line("edit", "phone", 0, "tel", r.Contact.Phone))})
	for _, participant := range r.Participants {
		if participant.Erased() {
			continue
		}
		fields := []*Field{
			p.line("edit", "name", participant.Place, "text", participant.Name), p.line("edit", "email", participant.Place, "email", participant.Email),
			p.optional(p.line("edit", "role", participant.Place, "text", participant.Role)),
		}
		for _, field := range fields {
			field.Label = p.T("office.edit.of", "Field", field.Label, "Name", participant.Name)
			parts = append(parts, Part{Field: field})
		}
	}
	return parts
}
