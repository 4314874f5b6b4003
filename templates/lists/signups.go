package lists

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"vonk/models"
)

// RowError is a mistake in a file of sign-ups. Line counts from 1.
type RowError struct {
	File string
	Line int
	Text string
}

// Error implements error: file:line: what is wrong.
func (r RowError) Error() string { return fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Text) }

// RowErrors are the mistakes found in a file, from top to bottom.
type RowErrors []RowError

// Error implements error: a line for each mistake.
func (all RowErrors) Error() string {
	lines := make([]string, len(all))
	for i, fault := range all {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// maxRowErrors bounds what is told: whoever mends twenty mistakes reads the file again anyway.
const maxRowErrors = 20

// The columns of a file of sign-ups. The first four must be there.
var signUpColumns = []string{"at", "action", "id", "choices", "organisation", "sector", "size", "together", "wait"}

// signUpActions are what a row can do.
var signUpActions = map[string]string{
	"signup": models.ActionRegister, "cancel": models.ActionCancel, "accept": models.ActionAccept, "decline": models.ActionDecline,
}

// maxSignUp is how many people sign up at once, at most: as many as a series file can allow.
const maxSignUp = 1000

// SignUps reads what people do in a simulation: CSV in UTF-8 with a line of headings, its fields parted by , or ; as they are in
// the headings. The rows may stand in any order; the acts come in the order of time, and of the file. name is what mistakes
// call the file. The error is of type RowErrors when the file is wrong.
func SignUps(name string, in io.Reader, series *models.Series) ([]models.Act, error) {
	s := &signUps{name: name, series: series, zone: series.Location()}
	buffered := bufio.NewReader(in)
	if mark, _ := buffered.Peek(len(byteOrderMark)); string(mark) == byteOrderMark {
		_, _ = buffered.Discard(len(byteOrderMark))
	}
	// What parts the headings is what stands there first: no heading has either.
	begin, _ := buffered.Peek(buffered.Size())
	rows := csv.NewReader(buffered)
	rows.FieldsPerRecord, rows.ReuseRecord, rows.TrimLeadingSpace = -1, true, true
	if at := bytes.IndexAny(begin, ",;\n"); at >= 0 && begin[at] == ';' {
		rows.Comma = ';'
	}
	for {
		cells, err := rows.Read()
		var wrong *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return s.done()
		case errors.As(err, &wrong):
			s.fault(wrong.Line, "this is no CSV: %v", wrong.Err)
			return s.done()
		case err != nil:
			return nil, err
		}
		s.line, _ = rows.FieldPos(0)
		if s.columns == nil {
			s.headings(cells)
		} else {
			s.row(cells)
		}
		if len(s.faults) >= maxRowErrors || s.columns == nil {
			return s.done()
		}
	}
}

// signUps is a file while it is read.
type signUps struct {
	name    string
	series  *models.Series
	zone    *time.Location
	columns map[string]int
	line    int // that is being read
	acts    []placedAct
	faults  RowErrors
}

// placedAct is an act with its line.
type placedAct struct {
	models.Act
	line int
}

func (s *signUps) fault(line int, format string, args ...any) {
	s.faults = append(s.faults, RowError{s.name, line, fmt.Sprintf(format, args...)})
}

func (s *signUps) headings(cells []string) {
	columns := map[string]int{}
	for i, cell := range cells {
		heading := strings.ToLower(strings.TrimSpace(cell))
		_, twice := columns[heading]
		switch {
		case !slices.Contains(signUpColumns, heading):
			s.fault(s.line, "the column %q is not known; known are %s", heading, strings.Join(signUpColumns, ", "))
		case twice:
			s.fault(s.line, "the column %q stands here twice", heading)
		}
		columns[heading] = i
	}
	for _, needed := range signUpColumns[:4] {
		if _, ok := columns[needed]; !ok {
			s.fault(s.line, "the column %q is missing", needed)
		}
	}
	if len(s.faults) == 0 {
		s.columns = columns
	}
}

// row reads an act; a row may end before its last, empty cells.
func (s *signUps) row(cells []string) {
	if len(cells) > len(s.columns) {
		s.fault(s.line, "this row has %d fields, and there are %d columns", len(cells), len(s.columns))
		return
	}
	for _, cell := range cells {
		if !utf8.ValidString(cell) {
			s.fault(s.line, "this row is not in UTF-8")
			return
		}
	}
	cell := func(column string) string {
		if at, ok := s.columns[column]; ok && at < len(cells) {
			return strings.TrimSpace(cells[at])
		}
		return ""
	}
	faults := len(s.faults)
	act := models.Act{At: s.moment(cell("at")), Kind: signUpActions[cell("action")], ID: cell("id"), Sector: cell("sector")}
	if act.Kind == "" {
		s.fault(s.line, "the action %q is none of signup, cancel, accept, decline", cell("action"))
	}
	if act.ID == "" {
		s.fault(s.line, "the id is missing")
	}
	if size := cell("size"); size != "" {
		people, err := strconv.Atoi(size)
		if err != nil || people < 1 || people > maxSignUp {
			s.fault(s.line, "the size %q is no number from 1 to %d", size, maxSignUp)
		}
		act.People = people
	}
	if act.Kind == models.ActionRegister {
		s.signUp(&act, cell)
	}
	if len(s.faults) == faults {
		s.acts = append(s.acts, placedAct{act, s.line})
	}
}

// signUp reads what only a sign-up says.
func (s *signUps) signUp(act *models.Act, cell func(column string) string) {
	act.People = max(1, act.People)
	if act.Organisation = cell("organisation"); act.Organisation == "" {
		act.Organisation = act.ID
	}
	if act.Sector != "" && !slices.Contains(s.series.Sectors, act.Sector) {
		s.fault(s.line, "the sector %q is not among the sectors of the series", act.Sector)
	}
	switch act.Together = cell("together"); act.Together {
	case models.TogetherAll, models.TogetherAny:
	case "":
		act.Together = models.TogetherAll
	default:
		s.fault(s.line, "together is %q, and can be all or any", act.Together)
	}
	switch wait := cell("wait"); wait {
	case "yes", "", "no":
		act.Wait = wait == "yes"
	default:
		s.fault(s.line, "wait is %q, and can be yes or empty", wait)
	}
	act.Choices = strings.Fields(cell("choices"))
	if len(act.Choices) == 0 {
		s.fault(s.line, "the choices are missing")
	}
	for i, slug := range act.Choices {
		if _, ok := s.series.Session(slug); !ok {
			s.fault(s.line, "the series has no session %q", slug)
		} else if slices.Contains(act.Choices[:i], slug) {
			s.fault(s.line, "the session %q is chosen twice", slug)
		}
	}
}

// moment reads a time, in the series' zone where it has none of its own.
func (s *signUps) moment(given string) time.Time {
	at, err := time.Parse(time.RFC3339, given)
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04"} {
		if err == nil {
			break
		}
		if at, err = time.ParseInLocation(layout, given, s.zone); err == nil && at.Format(layout) != given {
			s.fault(s.line, "%s does not exist in %s: the clock skips it", given, s.zone)
			return at
		}
	}
	switch {
	case err != nil:
		s.fault(s.line, "%q is not a time: write it like 2027-01-11T09:00, in the series' time zone, or like 2027-01-11T09:00:00+01:00", given)
	case at.Year() < 2000 || at.Year() >= 2200:
		s.fault(s.line, "the year %d cannot be right", at.Year())
	}
	return at.UTC().Truncate(time.Second)
}

// done puts the acts into the order of time and judges each by those before it.
func (s *signUps) done() ([]models.Act, error) {
	if s.columns == nil && len(s.faults) == 0 {
		s.fault(1, "the line of headings is missing: %s", strings.Join(signUpColumns, ", "))
	}
	if len(s.faults) == 0 {
		slices.SortStableFunc(s.acts, func(a, b placedAct) int { return a.At.Compare(b.At) })
		s.compare()
	}
	if len(s.faults) > 0 {
		slices.SortStableFunc(s.faults, func(a, b RowError) int { return cmp.Compare(a.Line, b.Line) })
		return nil, s.faults[:min(len(s.faults), maxRowErrors)]
	}
	acts := make([]models.Act, len(s.acts))
	for i, act := range s.acts {
		acts[i] = act.Act
	}
	return acts, nil
}

func (s *signUps) compare() {
	signedUp, left := map[string]placedAct{}, map[string]int{}
	for _, act := range s.acts {
		earlier, known := signedUp[act.ID]
		switch {
		case act.Kind == models.ActionRegister && known:
			s.fault(act.line, "%s has signed up before, on line %d", act.ID, earlier.line)
		case act.Kind == models.ActionRegister:
			signedUp[act.ID], left[act.ID] = act, act.People
		case !known:
			s.fault(act.line, "%s has not signed up by then", act.ID)
		case act.Kind == models.ActionCancel && left[act.ID] == 0:
			s.fault(act.line, "everybody of %s has left before", act.ID)
		case act.Kind == models.ActionCancel && act.People > left[act.ID]:
			s.fault(act.line, "%d people leave, and %s has %d", act.People, act.ID, left[act.ID])
		case act.Kind == models.ActionCancel && act.People == 0:
			left[act.ID] = 0
		case act.Kind == models.ActionCancel:
			left[act.ID] -= act.People
		}
	}
}

// Outcome writes what became of each party in a simulation as CSV, RFC 4180. waited_hours is from signing up until the party got
// the seat that it has; session, rank and waited_hours are empty where it has none.
func Outcome(w io.Writer, outcome *models.Simulation) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write([]string{"id", "party", "people", "session", "rank", "moves", "waited_hours", "result"}); err != nil {
		return err
	}
	for _, party := range outcome.Parties {
		row := []string{party.ID, strconv.Itoa(party.Place), strconv.Itoa(party.People - party.Left), party.Session, "", strconv.Itoa(party.Moves), "", party.Result}
		if party.Session != "" {
			row[4], row[6] = strconv.Itoa(party.Rank), strconv.FormatFloat(party.Waited.Hours(), 'f', 2, 64)
		}
		for i := range row {
			row[i] = defused(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
