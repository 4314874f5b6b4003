package models

import "time"

// Step is a part of an installation's first hour.
type Step string

// The steps, in the order in which they are best taken.
const (
	StepSender  Step = "sender"  // mail comes from an address of one's own
	StepSeries  Step = "series"  // there is a series
	StepPrivacy Step = "privacy" // a series names whom to ask about personal data
	StepMail    Step = "mail"    // a test mail was delivered
	StepPreview Step = "preview" // the form was looked at
	StepTrial   Step = "trial"   // a trial registration was made, and erased
	StepPartner Step = "partner" // a regional partner was invited
	StepPublish Step = "publish" // a series is published
)

// Steps are all of them.
var Steps = []Step{StepSender, StepSeries, StepPrivacy, StepMail, StepPreview, StepTrial, StepPartner, StepPublish}

// Beginning is what is known of an installation's first hour.
type Beginning struct {
	Sender  string             // the address that the administrator chose for mail; empty: none
	Series  []*Series          // drafts too
	Marked  map[Step]time.Time // what somebody did, of the preview and the trial
	Mail    *Letter            // the newest test mail; nil: there was none
	Mailed  bool               // some test mail was delivered
	Partner bool               // somebody has the role of a regional partner
}

// Done says that a step was taken.
func (b *Beginning) Done(step Step) bool {
	switch step {
	case StepSender:
		return b.Sender != ""
	case StepSeries:
		return len(b.Series) > 0
	case StepPrivacy:
		return b.some(func(s *Series) bool { return s.Privacy.OfficerEmail != "" })
	case StepMail:
		return b.Mailed
	case StepPartner:
		return b.Partner
	case StepPublish:
		return b.some(func(s *Series) bool { return s.Status == SeriesPublished })
	}
	_, marked := b.Marked[step]
	return marked
}

func (b *Beginning) some(is func(*Series) bool) bool {
	for _, series := range b.Series {
		if is(series) {
			return true
		}
	}
	return false
}
