package pages

import "vonk/models"

// noticed is the sentence that says what was just done: registered, cancelled, saved, split or substituted; or about a
// session: accepted, declined, stopped (waiting there), rejoined (the line), placed (at once, by rejoining), swapped (at
// once) or waits (for a swap).
func (b *Base) noticed(what string, at *models.Session) string {
	switch what {
	case "registered", "cancelled", "saved", "split", "substituted", "feed", "undone":
		return b.T("notice." + what)
	case "accepted", "declined", "stopped", "rejoined", "placed", "swapped", "waits":
		if at == nil {
			return b.T("notice.done")
		}
		return b.T("notice."+what, "City", at.Place())
	}
	return ""
}

// troubled says why what was asked could not be done, and points at how things stand; empty when there was no trouble.
func (b *Base) troubled(err *models.Error) string {
	if err == nil {
		return ""
	}
	return b.T(err.Key, err.Args) + " " + b.T("trouble.now")
}
