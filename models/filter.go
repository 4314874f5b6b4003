package models

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// ListFilter chooses people of a series: rows of each participant at each session, as their newest seat there has it. The
// organisers' list, mailings, exports and saved exports all choose by it. What is empty chooses everybody; of several sessions,
// statuses or sectors any will do. Where it is kept it is JSON under these names, in an address it is Params.
type ListFilter struct {
	Query        string   `json:",omitempty"` // words; see Words
	Sessions     []string `json:",omitempty"` // slugs
	Statuses     []Status `json:",omitempty"`
	Sectors      []string `json:",omitempty"`
	Organisation int64    `json:",omitempty"` // id
	Question     string   `json:",omitempty"` // key of a question with options
	Option       string   `json:",omitempty"` // key of one of them, or yes or no
	Bounced      bool     `json:",omitempty"` // mail to them, or to who signed them up, does not arrive
}

// maxWords bounds what one search costs, and MaxQuery what is kept of it, in characters.
const (
	maxWords = 8
	MaxQuery = 200
)

// Words are those that a search looks for: each must be found somewhere in a person's name or organisation, or, by who may
// see them, in their address or reference.
func (f *ListFilter) Words() []string {
	words := strings.Fields(Fold(f.Query))
	return words[:min(len(words), maxWords)]
}

// Empty says that everybody is chosen.
func (f *ListFilter) Empty() bool {
	return f.Query == "" && len(f.Sessions) == 0 && len(f.Statuses) == 0 && len(f.Sectors) == 0 && f.Organisation == 0 && f.Question == "" && !f.Bounced
}

// Params is the filter as the query of an address, and as the fields of a form: q, session, status and sector, each as often as
// there are, organisation, answer: the question's key, a colon and the option's, and bounced=yes. What is empty is left out.
func (f *ListFilter) Params() url.Values {
	params := url.Values{}
	if f.Query != "" {
		params.Set("q", f.Query)
	}
	for _, slug := range f.Sessions {
		params.Add("session", slug)
	}
	for _, status := range f.Statuses {
		params.Add("status", string(status))
	}
	for _, sector := range f.Sectors {
		params.Add("sector", sector)
	}
	if f.Organisation != 0 {
		params.Set("organisation", strconv.FormatInt(f.Organisation, 10))
	}
	if answer := f.Answer(); answer != "" {
		params.Set("answer", answer)
	}
	if f.Bounced {
		params.Set("bounced", "yes")
	}
	return params
}

// Answer is the answer that is asked for as one text; empty: none.
func (f *ListFilter) Answer() string {
	if f.Question == "" {
		return ""
	}
	return AnswerParam(f.Question, f.Option)
}

// AnswerParam is an answer to a question as one text.
func AnswerParam(question, option string) string { return question + ":" + option }

// Clean drops what cannot choose anybody in a series: sessions, statuses, sectors, questions and options that there are not. It
// is for who looks, as an old bookmark; what is kept must not come to choose more, so that this is not for it.
func (f *ListFilter) Clean(series *Series) {
	f.Query = cleanLine(f.Query)
	f.Sessions = known(f.Sessions, func(slug string) bool { _, ok := series.Session(slug); return ok })
	f.Statuses = known(f.Statuses, func(status Status) bool { return slices.Contains(Statuses, status) })
	f.Sectors = known(f.Sectors, func(sector string) bool { return slices.Contains(series.Sectors, sector) })
	if _, ok := series.Answered(f); !ok {
		f.Question, f.Option = "", ""
	}
}

// known are the items of a list that there are, each once; nil: none.
func known[T comparable](list []T, is func(T) bool) (found []T) {
	for _, item := range list {
		if is(item) && !slices.Contains(found, item) {
			found = append(found, item)
		}
	}
	return found
}

// Answered is the question by whose answer a filter chooses. Not ok: by none, or by one that there is not, or of which nobody
// may be chosen: a sensitive one.
func (s *Series) Answered(f *ListFilter) (question *Question, ok bool) {
	question, ok = s.Question(f.Question)
	return question, ok && slices.ContainsFunc(question.Choosable(), func(o Option) bool { return o.Key == f.Option })
}

// validate notes what a filter that is to be kept cannot choose by, at the fields of Params.
func (f *ListFilter) validate(c *checker, series *Series) {
	c.line("q", 0, f.Query, MaxQuery, false)
	copied := *f
	copied.Clean(series)
	unknown := func(field string, differs bool) {
		if differs {
			c.add(field, 0, "problem.filter.unknown")
		}
	}
	unknown("session", len(copied.Sessions) < len(f.Sessions))
	unknown("status", len(copied.Statuses) < len(f.Statuses))
	unknown("sector", len(copied.Sectors) < len(f.Sectors))
	unknown("answer", copied.Answer() != f.Answer())
}

// SeenBy is the filter with the sessions named that an organiser sees, where they do not see the whole series, so that it
// chooses for everybody whom it chooses for them.
func (f ListFilter) SeenBy(o *Organiser, series *Series) ListFilter {
	if o.May(MaySeeNames, series.ID, 0) {
		return f
	}
	var seen []string
	for _, session := range o.MayAt(MaySeeNames, series) {
		if len(f.Sessions) == 0 || slices.Contains(f.Sessions, session.Slug) {
			seen = append(seen, session.Slug)
		}
	}
	if len(seen) > 0 {
		f.Sessions = seen
	}
	return f
}
