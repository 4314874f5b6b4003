package models

import (
	"fmt"
	"slices"
	"time"
)

// Review judges a definition: what contradicts itself, and what is only doubtful. Field is the path of the value as the
// series file has it: series.policy.reserves[0].seats, sessions[2].ends. A draft may have no sessions yet.
func (s *Series) Review() (problems, doubts []Problem) {
	r := &reviewer{series: s, wrong: map[string]bool{}}
	r.basics()
	r.questions()
	r.policy()
	r.holidays()
	r.sessions()
	r.together()
	return r.problems, r.doubts
}

// enoughFound bounds what a review finds of each: whoever mends that much asks again.
const enoughFound = 1000

// reviewer gathers what it finds, at most one problem a field.
type reviewer struct {
	series   *Series
	wrong    map[string]bool // fields that have a problem
	problems []Problem
	doubts   []Problem
}

// named are the values of a sentence, given as names and values by turns.
func named(pairs []any) map[string]any {
	if len(pairs) == 0 {
		return nil
	}
	all := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		all[pairs[i].(string)] = pairs[i+1]
	}
	return all
}

func (r *reviewer) fault(path, key string, pairs ...any) {
	if !r.wrong[path] && len(r.problems) < enoughFound {
		r.wrong[path] = true
		r.problems = append(r.problems, Problem{Field: path, Key: key, Args: named(pairs)})
	}
}

func (r *reviewer) doubt(path, key string, pairs ...any) {
	if len(r.doubts) < enoughFound {
		r.doubts = append(r.doubts, Problem{Field: path, Key: key, Args: named(pairs)})
	}
}

// itemPath is the path of an item of the list at path.
func itemPath(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

func (r *reviewer) basics() {
	s := r.series
	r.slug("series.slug", s.Slug, ReservedSeries)
	r.text("series.title", s.Title)
	r.need("series.organiser.name", s.OrganiserName)
	r.email("series.organiser.email", s.OrganiserEmail, true)
	r.oneOf("series.status", string(s.Status), string(SeriesPublished), string(SeriesDraft))
	r.oneOf("series.language", s.Language, Languages...)
	if _, err := time.LoadLocation(s.Timezone); err != nil || s.Timezone == "" || s.Timezone == "Local" {
		r.fault("series.timezone", "problem.definition.zone", "Value", s.Timezone)
	}
	if s.Opens.IsZero() {
		r.fault("series.registration.opens", "problem.definition.missing")
	}
	r.email("series.privacy.officer.email", s.Privacy.OfficerEmail, false)
	for i, recipient := range s.Privacy.Recipients {
		r.text(itemPath("series.privacy.recipients", i), recipient)
	}
	const retention = "series.retention."
	r.between(retention+"contact_days", s.Retention.ContactDays, 0, 3660)
	r.between(retention+"sensitive_days", s.Retention.SensitiveDays, 0, 3660)
	r.between(retention+"followup_days", s.Retention.FollowupDays, 0, 3660)
	seen := map[string]bool{}
	for i, sector := range s.Sectors {
		path := itemPath("series.sectors", i)
		r.slug(path, sector, nil)
		r.unique(path, sector, seen)
	}
}

func (r *reviewer) questions() {
	seen := map[string]bool{}
	for i, q := range r.series.Questions {
		path := itemPath("series.questions", i)
		r.slug(path+".key", q.Key, ReservedQuestions)
		r.unique(path+".key", q.Key, seen)
		r.text(path+".label", q.Label)
		r.oneOf(path+".kind", q.Kind, QuestionText, QuestionChoice, QuestionMultiple, QuestionYesNo)
		if q.MaxLength != 0 {
			r.between(path+".max_length", q.MaxLength, 1, MaxText)
		}
		if q.MaxLength != 0 && q.Kind != QuestionText {
			r.fault(path+".max_length", "problem.definition.length")
		}
		if q.Sensitive && q.Required {
			r.fault(path+".required", "problem.definition.sensitive")
		}
		r.options(path+".options", q)
	}
}

func (r *reviewer) options(path string, q Question) {
	offers := q.Kind == QuestionChoice || q.Kind == QuestionMultiple
	switch {
	case offers && len(q.Options) == 0:
		r.fault(path, "problem.definition.options.missing", "Kind", q.Kind)
	case !offers && len(q.Options) > 0:
		r.fault(path, "problem.definition.options.none")
	}
	seen := map[string]bool{}
	for i, option := range q.Options {
		below := itemPath(path, i)
		r.slug(below+".key", option.Key, nil)
		r.unique(below+".key", option.Key, seen)
		r.text(below+".label", option.Label)
	}
}

func (r *reviewer) policy() {
	const path = "series.policy."
	p := &r.series.Policy
	r.oneOf(path+"admission", p.Admission, AdmissionFirstCome, AdmissionDraw)
	r.oneOf(path+"waiting_list", p.WaitingList, WaitingListConfirm, WaitingListOffer, WaitingListOff)
	r.between(path+"offer_hours", p.OfferHours, 1, 1000)
	r.between(path+"party_max", p.PartyMax, 1, 1000)
	if limit := p.OrganisationLimit; limit != (Limit{}) {
		r.between(path+"organisation_limit.seats", limit.Seats, 1, 100_000)
	}
	switch before := p.CloseBeforeStart; {
	case before < 0:
		r.fault(path+"close_before_start", "problem.definition.span.negative")
	case before > 366*24*time.Hour:
		r.fault(path+"close_before_start", "problem.definition.span.long", "Value", before.String())
	case before%time.Minute != 0:
		r.fault(path+"close_before_start", "problem.definition.span.minutes")
	}
	seen := map[string]bool{}
	for i, reserve := range p.Reserves {
		below := itemPath(path+"reserves", i)
		r.between(below+".seats", reserve.Seats, 1, 100_000)
		if len(reserve.Sectors) == 0 {
			r.fault(below+".sectors", "problem.definition.reserve.empty")
		}
		for j, sector := range reserve.Sectors {
			at := itemPath(below+".sectors", j)
			switch {
			case seen[sector]:
				r.fault(at, "problem.definition.reserve.twice", "Value", sector)
			case !slices.Contains(r.series.Sectors, sector):
				r.fault(at, "problem.definition.reserve.unknown", "Value", sector)
			}
			seen[sector] = true
		}
	}
	draws := p.Admission == AdmissionDraw
	for _, key := range []struct {
		name string
		set  bool
	}{{"draw_at", !p.DrawAt.IsZero()}, {"beacon", p.Beacon != ""}} {
		switch {
		case draws && !key.set:
			r.fault(path+key.name, "problem.definition.draw.needs", "Name", key.name)
		case !draws && key.set:
			r.doubt(path+key.name, "doubt.draw.unused", "Name", key.name)
		}
	}
	if limit := p.OrganisationLimit.Seats; limit > 0 && p.PartyMax > limit {
		r.doubt(path+"party_max", "doubt.party", "Party", p.PartyMax, "Limit", limit)
	}
}

func (r *reviewer) holidays() {
	const path = "series.holidays."
	h := &r.series.Holidays
	for i, date := range h.Public {
		r.date(itemPath(path+"public", i), date)
	}
	for i, school := range h.School {
		at := itemPath(path+"school", i)
		if r.date(at+".from", school.From) && r.date(at+".until", school.Until) && school.From > school.Until {
			r.fault(at+".until", "problem.definition.holiday.order", "From", school.From, "Until", school.Until)
		}
	}
	for i, other := range h.Other {
		at := itemPath(path+"other", i)
		r.date(at+".date", other.Date)
		r.text(at+".name", other.Name)
	}
}
