package pages

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vonk/models"
)

// Story is the whole story of a registration, for organisers. vonk explain prints it too.
type Story struct {
	Base
	Story    *models.Story
	Acts     bool                // the reader may act
	Act      string              // whose form comes back; empty: none
	Unfold   string              // the act whose form was asked for; empty: none
	Entered  map[string][]string // in that form
	Problems Mistakes            // with the fields named as in the form
	Trouble  *models.Error       // what stood in the way of an act
	Done     string              // the act that was done just now
}

func (*Story) name() string { return "story" }

// Title implements Page.
func (p *Story) Title() string {
	return p.T("story.title", "Reference", p.Story.Registration.Reference)
}

// Fact is something that a registration asked.
type Fact struct {
	Label, Text string
}

// StoryLine is something that happened. Until is when the last of several happened.
type StoryLine struct {
	At     time.Time
	Until  time.Time // the zero time: it happened once
	Text   string
	Others bool      // it happened to others, while the registration waited
	Undo   *UndoForm // undoes it; nil: that cannot be
}

// Asked are what the registration asked.
func (p *Story) Asked() []Fact {
	r := p.Story.Registration
	names := make([]string, len(r.Participants))
	for i, participant := range r.Participants {
		names[i] = p.PersonName(participant.Name)
	}
	facts := []Fact{{p.T("field.organisation"), r.Organisation.Name}}
	if r.Sector != "" {
		facts = append(facts, Fact{p.T("field.sector"), p.Sector(r.Sector)})
	}
	facts = append(facts,
		Fact{p.T("registration.contact"), p.PersonName(r.Contact.Name)},
		Fact{p.T("story.people"), p.T("story.people.names", "Count", len(names), "Names", p.List(names))},
		Fact{p.T("story.choices"), p.choices()})
	together, split := r.Together, slices.ContainsFunc(p.Story.Events, isSplit)
	if split {
		together = models.TogetherAll
	}
	if len(names) > 1 {
		facts = append(facts, Fact{p.T("story.together"), p.T("story.together." + together)})
	}
	if len(r.Choices) > 1 {
		facts = append(facts, Fact{p.T("story.wait"), p.T("story.wait." + strconv.FormatBool(r.Wait))})
	}
	return facts
}

func isSplit(event models.StoryEvent) bool { return event.Action == models.ActionSplit }

// choices are the sessions that were asked for, in order: those of the sign-up where the story begins with it.
func (p *Story) choices() string {
	var cities []string
	if events := p.Story.Events; len(events) > 0 && events[0].Action == models.ActionRegister {
		for _, change := range events[0].Changes {
			cities = append(cities, p.city(change.Session))
		}
		return p.numbered(cities)
	}
	choices := slices.Clone(p.Story.Registration.Choices)
	slices.SortStableFunc(choices, func(a, b models.Choice) int { return a.Rank - b.Rank })
	for _, choice := range choices {
		if city := p.city(choice.SessionID); !slices.Contains(cities, city) {
			cities = append(cities, city)
		}
	}
	return p.numbered(cities)
}

func (p *Story) numbered(items []string) string {
	for i := range items {
		items[i] = strconv.Itoa(i+1) + ". " + items[i]
	}
	return strings.Join(items, ", ")
}

func (p *Story) city(session int64) string {
	if known, ok := p.Story.Registration.Series.SessionByID(session); ok {
		return known.Place()
	}
	return strconv.FormatInt(session, 10)
}

// Stands says where each party stands now, a sentence or more each.
func (p *Story) Stands() []string {
	var all []string
	standings := p.Story.Registration.Standings()
	for _, standing := range standings {
		var sentences []string
		if standing.Seat != nil {
			sentences = append(sentences, p.T("story.seat", "City", p.city(standing.Seat.SessionID)))
		}
		if standing.Offer != nil {
			sentences = append(sentences, p.held(standing.Offer.SessionID, standing.Offer.Deadline))
		}
		for _, wait := range standing.Waits {
			sentences = append(sentences, p.T("story.waits", "City", p.city(wait.SessionID), "Number", wait.Number), p.ahead(wait.Ahead))
			if wait.Reason != "" {
				sentences = append(sentences, p.T("story.now."+string(wait.Reason)))
			}
		}
		switch {
		case len(standing.People) == 0:
			sentences = []string{p.T("story.gone")}
		case len(sentences) == 0:
			sentences = []string{p.T("story.nothing")}
		}
		names := make([]string, len(standing.People))
		for i, person := range standing.People {
			names[i] = p.PersonName(person.Name)
		}
		if len(standings) > 1 && len(names) > 0 {
			sentences = append([]string{p.List(names) + ":"}, sentences...)
		}
		all = append(all, strings.Join(sentences, " "))
	}
	return all
}

func (p *Story) held(session int64, deadline *time.Time) string {
	until := time.Time{}
	if deadline != nil {
		until = *deadline
	}
	return p.T("story.offer", "City", p.city(session), "Deadline", until)
}

func (p *Story) ahead(people int) string {
	if people == 0 {
		return p.T("story.first")
	}
	return p.T("story.ahead", "Count", people)
}

// Told is what happened, in the order of time.
func (p *Story) Told() []StoryLine {
	split := slices.IndexFunc(p.Story.Events, isSplit)
	lines := make([]StoryLine, len(p.Story.Events))
	for i := range p.Story.Events {
		event := &p.Story.Events[i]
		line := StoryLine{At: event.At}
		sentences := p.about(event, i <= split)
		if event.Passed != nil {
			line.Others = true
			if event.Passed.Last.After(event.At) {
				line.Until = event.Passed.Last
			}
			sentences = append(sentences, p.passed(event.Passed)...)
		} else {
			sentences = append(sentences, p.happened(event)...)
		}
		line.Text = strings.Join(sentences, " ")
		if event.Passed == nil && event.Action != models.ActionGrant {
			line.Undo = p.UndoOf(event.Seq)
		}
		lines[i] = line
	}
	return lines
}

// about names the people whom an event is about, where the registration has several parties and it is not about all.
func (p *Story) about(event *models.StoryEvent, together bool) []string {
	r := p.Story.Registration
	if places := r.PartyPlaces(); together || len(event.Parties) == 0 || len(event.Parties) >= len(places) || event.Passed != nil {
		return nil
	}
	var names []string
	for _, participant := range r.Participants {
		if slices.Contains(event.Parties, participant.Party) {
			names = append(names, p.PersonName(participant.Name))
		}
	}
	return []string{p.List(names) + ":"}
}

// happened tells an event of the registration's own.
func (p *Story) happened(event *models.StoryEvent) []string {
	var sentences []string
	switch {
	case event.Action == models.ActionGrant:
	case event.Action == models.ActionRevert:
		sentences = append(sentences, p.T("story.act.revert."+event.Cause))
	case event.Left > 0:
		sentences = append(sentences, p.T("story.left", "Count", event.Left*len(event.Parties)))
	default:
		sentences = append(sentences, p.T("story.act."+event.Action))
	}
	switch {
	case event.Actor == models.ActorCommand && event.Action != models.ActionImport:
		sentences = append(sentences, p.T("story.by.command"))
	case strings.HasPrefix(event.Actor, "organiser:"):
		sentences = append(sentences, p.T("story.by.organiser"))
	case models.PhoneOf(event.Actor) != 0:
		sentences = append(sentences, p.T("story.by.door"))
	}
	for _, session := range event.Sessions {
		if session.CalledOff {
			sentences = append(sentences, p.T("story.off", "City", p.city(session.Session)))
		} else {
			sentences = append(sentences, p.T("story.seats", "City", p.city(session.Session), "Was", session.Was, "Is", session.Is))
		}
	}
	changes := slices.Clone(event.Changes)
	slices.SortStableFunc(changes, func(a, b models.StoryChange) int { return gained(b.Is) - gained(a.Is) })
	for _, change := range changes {
		sentences = append(sentences, p.change(&change))
	}
	if event.Action == models.ActionGrant {
		sentences = append(sentences, p.cause(event)...)
	}
	return sentences
}

// gained is 1 for what is told first.
func gained(status models.Status) int {
	if status == models.Confirmed || status == models.Offered {
		return 1
	}
	return 0
}

// change tells what became of a line.
func (p *Story) change(c *models.StoryChange) string {
	lost := c.Was == models.Confirmed || c.Was == models.Offered
	key := "story.waits.no"
	switch {
	case c.Is == models.Confirmed:
		key = "story.seat"
	case c.Is == models.Offered:
		return p.held(c.Session, &c.Deadline)
	case c.Is == models.Waiting && c.Resting:
		key = "story.rests"
	case c.Is == models.Waiting:
		key = "story.waits"
	case c.Is == models.Declined && c.Was == models.Offered:
		key = "story.declined"
	case c.Is == models.Expired && lost:
		key = "story.expired"
	case c.Was == models.Offered:
		key = "story.offer.no"
	case lost:
		key = "story.seat.no"
	}
	return p.T(key, "City", p.city(c.Session), "Number", c.Number)
}

// cause tells what a grant followed from; nothing when that was the registration's own act.
func (p *Story) cause(event *models.StoryEvent) []string {
	if event.CauseOf == p.Story.Registration.ID {
		return nil
	}
	key := "story.cause." + event.Cause
	if event.Cause == models.ActionCancel && event.CauseOf == 0 {
		key += ".several"
	}
	if !p.Has(key) {
		key = "story.cause.other"
	}
	return []string{p.T(key, "Reference", p.reference(event.CauseOf))}
}

// reference is what people call a registration; one that is gone has only its id.
func (p *Story) reference(registration int64) string {
	if reference, ok := p.Story.References[registration]; ok {
		return reference
	}
	return fmt.Sprintf("#%d", registration)
}

// passed tells who was served and why the registration was not.
func (p *Story) passed(passed *models.Passed) []string {
	var names []string
	for _, served := range passed.Served {
		names = append(names, p.T("story.served", "Reference", p.reference(served.Registration), "Number", served.Number, "Count", served.Size))
	}
	if more := passed.Count - len(names); more > 0 {
		names = append(names, p.T("story.more", "Count", more))
	}
	city := p.city(passed.Session)
	who := p.T("story.passed", "Count", passed.Count, "People", passed.People, "City", city, "Names", p.List(names))
	why := p.T("story.why.other")
	switch passed.Why {
	case "":
		why = p.T("story.why.earlier", "Count", passed.Count)
	case models.ReasonTooLarge, models.ReasonReserved, models.ReasonLimit, models.ReasonResting, models.ReasonHeld:
		why = p.T("story.why."+string(passed.Why), "Size", passed.Size, "Free", passed.Free)
	}
	return []string{who, why}
}

// Became says what became of a letter.
func (p *Story) Became(line models.OutboxLine) string {
	switch line.Status {
	case models.LetterSent:
		if line.SentAt != nil {
			return p.T("story.letters.sent", "At", *line.SentAt)
		}
	case models.LetterFailed:
		return p.T("story.letters.failed", "Failure", line.Failure)
	}
	return p.T("story.letters.queued")
}
