package lists

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"

	"vonk/models"
)

// auditColumns are the headings of the list of audit entries. Other programs know them.
var auditColumns = []string{"seq", "at", "actor", "organiser", "action", "subject", "reference", "details", "hash"}

// Audit writes audit entries as comma-separated values, with all that their hashes cover: at is UTC, as RFC 3339 writes it,
// and details are JSON. Lines end with CRLF. A cell that a spreadsheet would run as a formula is defused.
func Audit(w io.Writer, rows func(yield func(*models.AuditLine) error) error) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(auditColumns); err != nil {
		return err
	}
	err := rows(func(line *models.AuditLine) error {
		return out.Write([]string{
			strconv.FormatInt(line.Seq, 10), line.At.UTC().Format(time.RFC3339), line.Actor, defused(line.Organiser), line.Action, line.Subject, line.Reference,
			line.Details, line.Hash, // JSON and hexadecimal: no formulas
		})
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}
