package pages

import (
	"strconv"

	"vonk/models"
)

// Release is a seat that its holder's calendar declined, which is freed at a moment unless that is undone.
type Release struct {
	Text   string
	Button string
	Action string // Self + "/undo"
	Place  string // of whose seat it is
}

// releases are those of the people whom the page shows.
func (h *holder) releases() []Release {
	var all []Release
	for _, participant := range h.of.Participants {
		for _, placement := range h.of.Placements {
			for _, seat := range placement.Seats {
				session, ok := h.Series.SessionByID(placement.SessionID)
				if !ok || seat.ParticipantID != participant.ID || seat.ReleaseAt == nil || seat.Status != models.Confirmed {
					continue
				}
				key := "release.other"
				if participant.Place == h.place {
					key = "release.own"
				}
				values := []any{"Name", participant.Name, "City", session.Place(), "At", *seat.ReleaseAt}
				all = append(all, Release{h.T(key, values...), h.T(key+".button", values...), h.self + "/undo", strconv.Itoa(participant.Place)})
			}
		}
	}
	return all
}

// Releases are the seats that are to be freed.
func (p *Participant) Releases() []Release { return p.holder().releases() }

// Releases are the seats that are to be freed.
func (p *Registration) Releases() []Release { return p.holder().releases() }

// Answered are what calendars answered last, what that leads to, and which addresses cannot be written to.
func (p *Story) Answered() []string {
	var all []string
	for _, participant := range p.Story.Registration.Participants {
		for _, placement := range p.Story.Registration.Placements {
			for _, seat := range placement.Seats {
				if seat.ParticipantID != participant.ID || seat.AnsweredAt == nil || !p.Has("answer."+seat.Answered) {
					continue
				}
				text := p.T("story.answer", "Name", participant.Name, "City", p.city(placement.SessionID), "Answer", p.T("answer."+seat.Answered), "At", *seat.AnsweredAt)
				if seat.ReleaseAt != nil {
					text += " " + p.T("story.release", "At", *seat.ReleaseAt)
				}
				all = append(all, text)
			}
		}
	}
	for _, bounce := range p.Story.Bounces {
		all = append(all, p.T("story.bounced", "Email", bounce.Email, "At", bounce.At, "Status", bounce.Status))
	}
	return all
}
