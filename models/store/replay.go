package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"vonk/models"
)

// rowsOfHistory is how many audit entries, or registrations, are read at a time.
const rowsOfHistory = 1000

// eachEntry calls yield with a series' audit entries, in their order.
func eachEntry(ctx context.Context, db *gorm.DB, seriesID int64, yield func(*models.AuditEntry) error) error {
	var seq int64
	for {
		entries, err := gorm.G[models.AuditEntry](db).Where("series_id = ? AND seq > ?", seriesID, seq).Order("seq").Limit(rowsOfHistory).Find(ctx)
		if err != nil {
			return err
		}
		for i := range entries {
			entries[i].At = entries[i].At.UTC()
			if err := yield(&entries[i]); err != nil {
				return err
			}
			seq = entries[i].Seq
		}
		if len(entries) < rowsOfHistory {
			return nil
		}
	}
}

// errBroken ends the reading of a chain that is broken: nothing behind it can be trusted.
var errBroken = errors.New("the chain is broken")

// history recomputes the audit entries' hashes, judges them again, and compares what they come to with the rows.
func (k *checking) history() error {
	var seq int64
	hash := ""
	told := map[string]int{} // by rule
	tell := func(found []models.Violation) {
		for _, v := range found {
			if told[v.Rule]++; told[v.Rule] <= mostOfOneRule {
				k.violation(v.Rule, "series "+k.series.Slug+", "+v.Subject, "%s", v.Detail)
			}
		}
	}
	err := eachEntry(k.ctx, k.db, k.series.ID, func(entry *models.AuditEntry) error {
		if entry.Seq != seq+1 {
			k.violation("audit chain", "series "+k.series.Slug, "entry %d is missing", seq+1)
			return errBroken
		}
		if entry.Hash != entry.Chain(hash) {
			k.violation("audit chain", "series "+k.series.Slug, "entry %d was changed", entry.Seq)
			return errBroken
		}
		seq, hash = entry.Seq, entry.Hash
		tell(k.replay.Apply(entry))
		k.noteDraw(entry)
		return nil
	})
	switch {
	case errors.Is(err, errBroken):
		return nil
	case err != nil:
		return err
	case seq != k.series.AuditSeq || hash != k.series.AuditHash:
		k.violation("audit chain", "series "+k.series.Slug, "it ends at entry %d, the series says %d", seq, k.series.AuditSeq)
		return nil
	}
	tell(k.replay.Finish(k.settled))
	for rule, count := range told {
		if count > mostOfOneRule {
			k.violation(rule, "series "+k.series.Slug, "and %d more", count-mostOfOneRule)
		}
	}
	if k.replay.Book() == nil {
		return nil // this version of the program has not written to the series yet
	}
	k.sameRules()
	k.sameCounters()
	if err := k.sameParties(); err != nil {
		return err
	}
	return k.draw()
}

// mostOfOneRule is how many violations of a rule are told in full: one fault in the story of a long line is found again by
// every grant behind it.
const mostOfOneRule = 20

// sameRules compares the series with the rules that the audit entries hold.
func (k *checking) sameRules() {
	is, was := k.series.Rules(), k.replay.Book().Series.Rules()
	for _, rules := range []*models.Rules{is, was} {
		rules.Policy.DrawAt, rules.DrawnAt = rules.Policy.DrawAt.UTC(), utc(rules.DrawnAt)
		for i := range rules.Sessions {
			rules.Sessions[i].Starts = rules.Sessions[i].Starts.UTC()
		}
	}
	what := differences(was.Policy, is.Policy)
	for i := range min(len(was.Sessions), len(is.Sessions)) {
		for _, difference := range differences(was.Sessions[i], is.Sessions[i]) {
			what = append(what, was.Sessions[i].Slug+": "+difference)
		}
	}
	if len(what) == 0 {
		what = differences(*was, *is)
	}
	if len(what) > 0 {
		k.violation("rules", "series "+k.series.Slug, "from what the audit entries say to what it has: %s", strings.Join(what, ", "))
	}
}

// sameCounters compares each session's counters with those that the audit entries come to.
func (k *checking) sameCounters() {
	for i := range k.series.Sessions {
		is := &k.series.Sessions[i]
		was, ok := k.replay.Book().Series.SessionByID(is.ID)
		if !ok {
			continue // the rules differ
		}
		count := func(s *models.Session) string {
			text := fmt.Sprintf("%d confirmed, %d offered, %d waiting", s.Confirmed, s.Offered, s.Waiting)
			for share := range k.series.Policy.Reserves {
				text += fmt.Sprintf(", %d of share %d", s.TakenBy(share+1), share+1)
			}
			return text
		}
		if count(is) != count(was) {
			k.violation("counters", k.name(is), "they say %s, the audit entries come to %s", count(is), count(was))
		}
	}
}

// sameParties compares every party's rows with what the audit entries made of it.
func (k *checking) sameParties() error {
	c := &change{ctx: k.ctx, db: k.db, store: k.store, now: k.settled, series: k.series}
	book := k.replay.Book()
	var last int64
	for {
		registrations, err := gorm.G[models.Registration](k.db).Select("id").Where("series_id = ? AND id > ?", k.series.ID, last).Order("id").Limit(rowsOfHistory).Find(k.ctx)
		if err != nil {
			return err
		}
		if len(registrations) == 0 {
			break
		}
		first := last
		last = registrations[len(registrations)-1].ID
		parties, err := c.parties("c.series_id = ? AND c.registration_id > ? AND c.registration_id <= ?", k.series.ID, first, last)
		if err != nil {
			return err
		}
		for i := range parties {
			is := &parties[i]
			was := book.Party(is.Registration, is.Place)
			if was == nil {
				was = &models.Party{}
			}
			if difference := was.Difference(is); difference != "" {
				k.violation("parties", registrationSubject(is.Registration), "party %d has %s", is.Place, difference)
			}
			book.Drop(is.Registration, is.Place)
		}
	}
	for p := range book.Parties() {
		if (&models.Party{Organisation: p.Organisation, Sector: p.Sector, Wait: p.Wait}).Difference(p) != "" {
			k.violation("parties", registrationSubject(p.Registration), "party %d is in the audit entries and nowhere else", p.Place)
		}
	}
	return nil
}

// noteDraw keeps what the audit entries of a draw say.
func (k *checking) noteDraw(entry *models.AuditEntry) {
	var d models.Deed
	if entry.Action != models.ActionDraw || json.Unmarshal([]byte(entry.Details), &d) != nil {
		return // what cannot be read is found by the replay
	}
	k.drawn, k.public = map[int64]int64{}, d.More
	for _, p := range d.Parties {
		for _, line := range p.Lines {
			if first, known := k.drawn[p.Registration]; !known || line.Number < first {
				k.drawn[p.Registration] = line.Number // what it asked for after closing stands behind
			}
		}
	}
}

// draw computes the ranks of a draw again, and compares the numbers that it gave (seat rule 9).
func (k *checking) draw() error {
	if k.series.DrawnAt == nil {
		return nil
	}
	subject := "series " + k.series.Slug
	row, err := gorm.G[drawRow](k.db).Where("series_id = ?", k.series.ID).Take(k.ctx)
	if err != nil {
		return err
	}
	references := strings.Fields(row.List)
	if models.ListHash(references) != row.ListHash || k.public["list"] != row.ListHash || k.public["beacon"] != row.Value {
		k.violation("draw", subject, "its list or its public value is not what the audit entries say")
	}
	lots, err := models.Lots(row.Seed, row.Value, references)
	if err != nil {
		k.violation("draw", subject, "its seed cannot be read") // and there are no lots
	}
	rank := map[string]int{}
	for _, lot := range lots {
		rank[lot.Reference] = lot.Rank
	}
	var registrations []models.Registration
	if registrations, err = gorm.G[models.Registration](k.db).Select("id", "reference").Where("series_id = ?", k.series.ID).Find(k.ctx); err != nil {
		return err
	}
	registrations = slices.DeleteFunc(registrations, func(r models.Registration) bool { return k.drawn[r.ID] == 0 })
	slices.SortFunc(registrations, func(a, b models.Registration) int { return cmp.Compare(k.drawn[a.ID], k.drawn[b.ID]) })
	for i, r := range registrations {
		if got, in := rank[r.Reference]; in && got != i+1 || !in && i < len(lots) {
			k.violation("draw", registrationSubject(r.ID), "it has rank %d, and the lots give %d", i+1, got)
			return nil
		}
	}
	if len(registrations) < len(lots) {
		k.violation("draw", subject, "%d of %d on its list got a number", len(registrations), len(lots))
	}
	return nil
}
