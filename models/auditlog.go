package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// AuditFilter chooses audit entries of a series. What is empty chooses all.
type AuditFilter struct {
	Actor     string // holder, system, command, organiser: any of them, or organiser:<id>
	Action    string
	Reference string    // of a registration: what was done to it or to a place of it
	From      time.Time // not before
	Until     time.Time // before
	Before    int64     // entries with a lower Seq
	Most      int       // entries; 0: all
}

// ActorOrganiser begins the name of an organiser in audit entries, before a colon and the id. Alone it stands for every one in a
// filter.
const ActorOrganiser = "organiser"

// AuditLine is an audit entry with the names of what it is about, as far as they are still there.
type AuditLine struct {
	AuditEntry
	Organiser string // address of the actor, when that is an organiser
	Reference string // of the registration that it was done to
	Name      string // of the organisation, or the address of the organiser, that it was done to
}

// AuditActions are what entries say was done, in the order in which a filter offers them.
var AuditActions = []string{
	ActionRegister, ActionGrant, ActionCancel, ActionSwap, ActionSplit, ActionRejoin, ActionAccept, ActionDecline, ActionExpire, ActionSubstitute, ActionAnswer,
	ActionFeed, ActionLinks, ActionBegin, ActionCallOff, ActionImport, ActionBaseline, ActionMerge, ActionClose, ActionDraw, ActionInvite, ActionWithdrawRole,
	ActionEdit, ActionNote, ActionResend, ActionException, ActionRevert, ActionLetIn, ActionPresent, ActionUnmark, ActionDoorLink, ActionDoorOpen, ActionDoorLocked,
	ActionMailingCreate, ActionMailingChange, ActionMailingTry, ActionMailingSchedule, ActionMailingUnschedule, ActionMailingSend, ActionMailingCancel, ActionMailingDelete,
	ActionLettersAgain, ActionNewsletterStop, ActionReply, ActionUndo, ActionBounce, ActionExportSave, ActionExportChange, ActionExportLink, ActionExportRevoke, ActionExportRemove, ActionExportSensitive, ActionNeedsSeen, ActionNeed, ActionNumbersOpen, ActionNumbersClose,
	ActionErase, ActionPurge,
}

// The actions of audit entries that change nothing of where people stand. ActionSubstitute is another.
const (
	ActionAnswer          = "answer"           // somebody answered the questions of their own page
	ActionFeed            = "feed"             // somebody gave their calendar feed a new address
	ActionLinks           = "links"            // somebody asked for their links
	ActionInvite          = "invite"           // an organiser got a role
	ActionWithdrawRole    = "withdraw-role"    // and lost it
	ActionLettersAgain    = "letters-again"    // mails that failed were sent again
	ActionExportSave      = "export-save"      // a list was saved under a name
	ActionExportChange    = "export-change"    // and changed
	ActionExportLink      = "export-link"      // a link was made for it
	ActionExportRevoke    = "export-revoke"    // and revoked
	ActionExportRemove    = "export-remove"    // it was removed, with its link
	ActionExportSensitive = "export-sensitive" // a list with sensitive answers
	ActionNewsletterStop  = "newsletter-stop"  // somebody ended the newsletter
	ActionNeedsSeen       = "needs-seen"       // an organiser opened what people need
	ActionNeed            = "need"             // and noted how far it is
	ActionNumbersOpen     = "numbers-open"     // a link to a session's numbers was made
	ActionNumbersClose    = "numbers-close"    // and revoked
)

// The actions of audit entries about mailings.
const (
	ActionMailingCreate     = "mailing-create"
	ActionMailingChange     = "mailing-change"
	ActionMailingTry        = "mailing-try" // sent to its writer alone
	ActionMailingSchedule   = "mailing-schedule"
	ActionMailingUnschedule = "mailing-unschedule"
	ActionMailingSend       = "mailing-send"
	ActionMailingCancel     = "mailing-cancel" // while it went out
	ActionMailingDelete     = "mailing-delete" // a draft
)

// SubjectID is the number in a subject, with the kind of thing that it is: "registration", 12.
func (e *AuditEntry) SubjectID() (kind string, id int64) {
	kind, text, _ := strings.Cut(e.Subject, ":")
	id, _ = strconv.ParseInt(text, 10, 64)
	return kind, id
}

// OrganiserID is the id of the organiser who did it; 0: no organiser did.
func (e *AuditEntry) OrganiserID() int64 {
	text, found := strings.CutPrefix(e.Actor, ActorOrganiser+":")
	if !found {
		return 0
	}
	id, _ := strconv.ParseInt(text, 10, 64)
	return id
}

// AuditDetail is a number or a word of an entry's details.
type AuditDetail struct{ Key, Value string }

// Facts are the details of an entry that tell in a line what was done, by key. Where every party stands, and the rules, are
// left out.
func (e *AuditEntry) Facts() []AuditDetail {
	var all map[string]any
	decoder := json.NewDecoder(strings.NewReader(e.Details))
	decoder.UseNumber()
	if decoder.Decode(&all) != nil {
		return nil
	}
	if more, ok := all["more"].(map[string]any); ok {
		for key, value := range more {
			all[key] = value
		}
	}
	var facts []AuditDetail
	for key, value := range all {
		switch v := value.(type) {
		case json.Number, bool:
			facts = append(facts, AuditDetail{key, fmt.Sprint(v)})
		case string:
			if v != "" && len(v) <= longFact {
				facts = append(facts, AuditDetail{key, v})
			}
		}
	}
	slices.SortFunc(facts, func(a, b AuditDetail) int { return strings.Compare(a.Key, b.Key) })
	return facts
}

// longFact is too long for a line, as the hash of a list is.
const longFact = 60
