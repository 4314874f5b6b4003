package mails

import (
	"slices"

	"vonk/models"
)

// news is a letter about where people stand: what happened to each, what they have besides, and what they can do.
func (c *composer) news(said *content) {
	for _, b := range c.bunches {
		c.happened(said, b)
		c.besides(said, b)
	}
	if c.facts.Apart && slices.ContainsFunc(c.bunches, func(b *bunch) bool { return b.status == models.Waiting }) {
		said.add(c.T("mail.apart"))
	}
	c.answer(said)
	if c.letter.Kind == models.LetterPromotion {
		last := len(said.Lead) - 1
		if again := c.say(c.all, "mail.promotion.else"); len(c.bunches) == 1 && len(said.Lead) == 1 {
			said.Lead[last] += " " + again
		} else {
			said.add(again)
		}
	}
	switch {
	case c.letter.Kind == models.LetterConfirmation || c.letter.Kind == models.LetterWaiting || c.facts.Replaced != "":
		c.introduce(said)
	case c.facts.ToContact && c.all.audience != you:
		said.add(c.say(c.all, "mail.informed"))
	}
	c.calendar(said)
	c.button(said)
	c.diary(said)
	c.waitingLists(said)
	c.drawing(said)
	c.people(said, "mail.people")
	c.programme(said)
	c.actions(said)
	c.calendars(said)
	c.closing(said)
}

// happened says what the letter is about for some people.
func (c *composer) happened(said *content, b *bunch) {
	if b.left {
		said.add(c.say(b, "mail.cancellation"))
		return
	}
	kind := c.letter.Kind
	switch b.status {
	case models.Confirmed:
		key := "mail.seat"
		switch {
		case kind == models.LetterPromotion && len(c.bunches) > 1:
			said.add(c.T("mail.promotion.held"))
		case kind == models.LetterDraw:
			said.add(c.T("mail.draw.held"))
			key = "mail.draw"
		case kind == models.LetterConfirmation || kind == models.LetterPromotion || kind == models.LetterSwap:
			key = "mail." + string(kind)
		}
		sentence := c.say(b, key)
		if b.old != nil {
			sentence += " " + c.say(b, "mail.old", "Old", c.city(b.old))
		}
		said.add(sentence)
	case models.Offered:
		key := "mail.offer"
		if kind == models.LetterReminder {
			key = "mail.reminder"
		}
		c.offer(said, b, key, b.with(models.Offered))
	case models.Waiting:
		c.waits(said, b)
	case models.Expired:
		sentence := c.ask(b, "mail.expired")
		if !c.facts.Deadline.IsZero() && len(c.bunches) == 1 {
			sentence += " " + c.T("mail.expired.deadline", "Deadline", c.facts.Deadline)
		}
		said.add(sentence, c.ask(b, "mail.expired.list"))
	case models.Declined:
		said.add(c.ask(b, "mail.declined"))
	case models.Cancelled:
		said.add(c.T("mail.called-off", c.values(b)))
	}
}

// offer says that a seat is held for some people, until when, and what becomes of the seat that they have.
func (c *composer) offer(said *content, b *bunch, key string, offer *models.LineFact) {
	said.add(c.ask(b, key, "City", c.city(c.at(offer)), "Deadline", offer.Deadline))
	if seat := b.with(models.Confirmed); seat != nil {
		said.add(c.ask(b, "mail.offer.keep", "Old", c.city(c.at(seat))))
	}
}

// waits says that some people wait: before a draw, or on waiting lists. How long the line is follows at once where all of
// the letter is about one line, and otherwise in a section.
func (c *composer) waits(said *content, b *bunch) {
	cities := c.cities(c.waitsAt(b))
	if cities == "" {
		cities = c.city(b.session)
	}
	switch {
	case c.letter.Kind == models.LetterDraw:
		said.add(c.T("mail.draw.held"), c.say(b, "mail.draw.waiting", "City", cities))
	case !c.facts.DrawAt.IsZero() && c.letter.Stamp.Before(c.facts.DrawAt):
		said.add(c.say(b, "mail.joins", "DrawAt", c.facts.DrawAt), c.T("mail.joins.then", "City", cities))
		return
	case !c.facts.DrawAt.IsZero():
		said.add(c.say(b, "mail.joins.late", "City", cities))
		return
	case c.letter.Kind == models.LetterWaiting && c.facts.FilledMeanwhile && c.facts.ToContact && b.with(models.Confirmed) == nil:
		said.add(c.say(b, "mail.meanwhile"))
		if len(b.waits()) > 1 {
			said.add(c.say(b, "mail.waiting", "City", cities))
		}
	default:
		said.add(c.say(b, "mail.waiting", "City", cities))
	}
	if seat := b.with(models.Confirmed); seat != nil {
		said.add(c.say(b, "mail.waiting.keep", "Old", c.city(c.at(seat))))
	}
	if only := c.only(); only != nil {
		said.add(c.position(b, only)+" "+c.T("mail.waiting.nothing"), c.why(only))
	}
}

// besides says what some people have next to what happened.
func (c *composer) besides(said *content, b *bunch) {
	if b.left {
		return
	}
	seat, offer, waits := b.with(models.Confirmed), b.with(models.Offered), c.waitsAt(b)
	if offer != nil && b.status != models.Offered {
		c.offer(said, b, "mail.offer", offer)
	}
	switch b.status {
	case models.Confirmed:
		if len(waits) > 0 {
			said.add(c.say(b, "mail.still.seated", "City", c.cities(waits), "Old", c.city(b.session)))
		}
	case models.Expired, models.Declined, models.Cancelled, models.Moved:
		switch {
		case offer != nil: // which told of the seat
		case seat != nil && b.status == models.Cancelled:
			said.add(c.say(b, "mail.called-off.seat", "Old", c.city(c.at(seat))))
		case seat != nil:
			said.add(c.say(b, "mail.keep", "Old", c.city(c.at(seat))))
		}
		switch {
		case len(waits) > 0 && !c.facts.DrawAt.IsZero():
			said.add(c.say(b, "mail.still.joins", "City", c.cities(waits)))
		case len(waits) > 0 && b.status == models.Cancelled && seat == nil:
			said.add(c.say(b, "mail.waiting", "City", c.cities(waits)))
		case len(waits) > 0:
			said.add(c.say(b, "mail.still", "City", c.cities(waits)))
		case seat == nil && offer == nil:
			said.add(c.say(b, "mail.nothing"))
		}
	}
}

// answer says how to answer what is offered. A link alone answers nothing: programs that look through mails follow links.
func (c *composer) answer(said *content) {
	asked, others := false, false
	for _, b := range c.bunches {
		switch {
		case b.with(models.Offered) == nil:
		case !c.decides(b):
			said.add(c.T("mail.answer.member", c.values(b)))
		default:
			asked, others = true, others || b.size == 1 && b.audience != you
		}
	}
	if asked {
		said.add(c.say(c.all, "mail.answer"))
	}
	if others {
		said.add(c.T("mail.answer.self"))
	}
}

// offers says that there is something to answer, and that the recipient may.
func (c *composer) offers() bool {
	for _, b := range c.bunches {
		if b.with(models.Offered) != nil && c.decides(b) {
			return true
		}
	}
	return false
}
