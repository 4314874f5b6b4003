package lists

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
)

func simulated() *models.Series {
	return &models.Series{
		Timezone: "Europe/Amsterdam", Sectors: []string{"gemeenten", "po"},
		Sessions: []models.Session{{Slug: "zwolle"}, {Slug: "utrecht"}},
	}
}

func TestSignUpsAreReadInTheOrderOfTime(t *testing.T) {
	at := func(hour, minute int) time.Time { return time.Date(2027, 1, 11, hour, minute, 0, 0, time.UTC) }
	want := []models.Act{
		{At: at(8, 0), Kind: models.ActionRegister, ID: "a", People: 2, Organisation: "Gemeente Voorbeeld", Sector: "gemeenten", Together: "any", Wait: true, Choices: []string{"zwolle", "utrecht"}},
		{At: at(8, 1), Kind: models.ActionRegister, ID: "b", People: 1, Organisation: "b", Together: "all", Choices: []string{"utrecht"}},
		{At: at(8, 1), Kind: models.ActionAccept, ID: "a"},
		{At: at(8, 30), Kind: models.ActionCancel, ID: "a", People: 1},
		{At: at(9, 0), Kind: models.ActionDecline, ID: "b"},
		{At: at(9, 0), Kind: models.ActionCancel, ID: "a"},
	}
	for name, file := range map[string]string{
		"commas": `at,action,id,choices,organisation,sector,size,together,wait
2027-01-11T10:00,decline,b
2027-01-11T09:00,signup,a,zwolle utrecht,Gemeente Voorbeeld,gemeenten,2,any,yes

2027-01-11T10:00,cancel,a
2027-01-11 09:01,signup,b,utrecht
2027-01-11T10:01:00+02:00,signup,c,zwolle,,,,,no
2027-01-11T08:01:00Z,accept,a
2027-01-11T08:30:00Z,cancel,a,,,,1
`,
		"semicolons, as spreadsheets write them, in another order": "\ufeffID;Action;At;Wait;Size;Choices;Together;Sector;Organisation\r\n" +
			"b;decline;2027-01-11T10:00;;;;;;\r\n" +
			"a; signup ;2027-01-11T09:00;yes;2;\"zwolle  utrecht\";any;gemeenten;Gemeente Voorbeeld\r\n" +
			"a;cancel;2027-01-11T10:00;;;;;;\r\n" +
			"b;signup;2027-01-11T09:01;;;utrecht;all;;\r\n" +
			"c;signup;2027-01-11T09:01;;1;zwolle;;;\r\n" +
			"a;accept;2027-01-11T09:01;;;;;;\r\n" +
			"a;cancel;2027-01-11T09:30;;1;;;;\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := SignUps("signups.csv", strings.NewReader(file), simulated())
			if err != nil {
				t.Fatal(err)
			}
			if c := got[2]; len(got) != 7 || c.ID != "c" || !c.At.Equal(at(8, 1)) {
				t.Fatalf("%+v", got)
			}
			if diff := cmp.Diff(want, append(got[:2:2], got[3:]...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMistakesInSignUpsAreTold(t *testing.T) {
	const head = "at,action,id,choices,organisation,sector,size,together,wait\n"
	many := strings.Repeat("never,nothing,,,,,,,\n", 30)
	tests := []struct{ name, file, want string }{
		{"nothing", "", "f.csv:1: the line of headings is missing: at, action, id, choices, organisation, sector, size, together, wait"},
		{"headings", "at,action,colour,id,id\n2027-01-11T09:00,signup", "f.csv:1: the column \"colour\" is not known; known are at, action, id, choices, organisation, sector, size, together, wait\n" +
			"f.csv:1: the column \"id\" stands here twice\nf.csv:1: the column \"choices\" is missing"},
		{"a time", head + "tomorrow,signup,a,zwolle", "f.csv:2: \"tomorrow\" is not a time: write it like 2027-01-11T09:00, in the series' time zone, or like 2027-01-11T09:00:00+01:00"},
		{"no time", head + ",signup,a,zwolle", "f.csv:2: \"\" is not a time: write it like 2027-01-11T09:00, in the series' time zone, or like 2027-01-11T09:00:00+01:00"},
		{"a time that is skipped", head + "2027-03-28T02:30,signup,a,zwolle", "f.csv:2: 2027-03-28T02:30 does not exist in Europe/Amsterdam: the clock skips it"},
		{"a year", head + "0027-03-28T02:30,signup,a,zwolle", "f.csv:2: the year 27 cannot be right"},
		{"an action", head + "2027-01-11T09:00,swap,a,zwolle", "f.csv:2: the action \"swap\" is none of signup, cancel, accept, decline"},
		{"no id", head + "2027-01-11T09:00,signup,,zwolle", "f.csv:2: the id is missing"},
		{"no choices", head + "2027-01-11T09:00,signup,a", "f.csv:2: the choices are missing"},
		{"an unknown choice", head + "2027-01-11T09:00,signup,a,zwolle leeuwarden", "f.csv:2: the series has no session \"leeuwarden\""},
		{"a choice twice", head + "2027-01-11T09:00,signup,a,zwolle utrecht zwolle", "f.csv:2: the session \"zwolle\" is chosen twice"},
		{"a sector", head + "2027-01-11T09:00,signup,a,zwolle,x,wo", "f.csv:2: the sector \"wo\" is not among the sectors of the series"},
		{"a size", head + "2027-01-11T09:00,signup,a,zwolle,x,,0\n2027-01-11T09:00,signup,b,zwolle,x,,two\n2027-01-11T09:00,signup,c,zwolle,x,,1001", "f.csv:2: the size \"0\" is no number from 1 to 1000\n" +
			"f.csv:3: the size \"two\" is no number from 1 to 1000\nf.csv:4: the size \"1001\" is no number from 1 to 1000"},
		{"together", head + "2027-01-11T09:00,signup,a,zwolle,x,,2,some", "f.csv:2: together is \"some\", and can be all or any"},
		{"wait", head + "2027-01-11T09:00,signup,a,zwolle,x,,2,,maybe", "f.csv:2: wait is \"maybe\", and can be yes or empty"},
		{"too many fields", head + "2027-01-11T09:00,signup,a,zwolle,x,,2,,yes,more", "f.csv:2: this row has 10 fields, and there are 9 columns"},
		{"another alphabet", head + "2027-01-11T09:00,signup,a,zwolle,Caf\xe9", "f.csv:2: this row is not in UTF-8"},
		{"a quote", head + "2027-01-11T09:00,signup,a,zwolle,x\n2027-01-11T09:00,signup,b\"c,zwolle", "f.csv:3: this is no CSV: bare \" in non-quoted-field"},
		{"twice", head + "2027-01-11T09:00,signup,a,zwolle\n2027-01-11T10:00,signup,a,zwolle", "f.csv:3: a has signed up before, on line 2"},
		{"unknown", head + "2027-01-11T09:00,signup,a,zwolle\n2027-01-11T10:00,cancel,b", "f.csv:3: b has not signed up by then"},
		{"too early", head + "2027-01-11T09:00,accept,a\n2027-01-11T09:01,signup,a,zwolle", "f.csv:2: a has not signed up by then"},
		{"more than there are", head + "2027-01-11T09:00,signup,a,zwolle,,,3\n2027-01-11T10:00,cancel,a,,,,2\n2027-01-11T10:00,cancel,a,,,,2", "f.csv:4: 2 people leave, and a has 1"},
		{"gone", head + "2027-01-11T09:00,signup,a,zwolle\n2027-01-11T10:00,cancel,a\n2027-01-11T11:00,cancel,a", "f.csv:4: everybody of a has left before"},
		{"several on a line, at most twenty", head + many, strings.TrimSuffix(strings.Repeat("f.csv:%d: \"never\" is not a time: write it like 2027-01-11T09:00, in the series' time zone, or like 2027-01-11T09:00:00+01:00\n"+
			"f.csv:%d: the action \"nothing\" is none of signup, cancel, accept, decline\nf.csv:%d: the id is missing\n", 6)+
			"f.csv:%d: \"never\" is not a time: write it like 2027-01-11T09:00, in the series' time zone, or like 2027-01-11T09:00:00+01:00\n"+
			"f.csv:%d: the action \"nothing\" is none of signup, cancel, accept, decline", "")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for i := range 20 {
				test.want = strings.Replace(test.want, "%d", []string{"2", "3", "4", "5", "6", "7", "8"}[i/3], 1)
			}
			acts, err := SignUps("f.csv", strings.NewReader(test.file), simulated())
			var rows RowErrors
			if acts != nil || !errors.As(err, &rows) {
				t.Fatalf("%v, %v", acts, err)
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestASourceThatFailsIsNoMistakeOfItsWriter(t *testing.T) {
	broken := errors.New("the disk is broken")
	source := io.MultiReader(strings.NewReader("at,action,id,choices\n"), iotest.ErrReader(broken))
	if _, err := SignUps("f.csv", source, simulated()); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestTheOutcomeOfASimulationIsARowAParty(t *testing.T) {
	var out strings.Builder
	err := Outcome(&out, &models.Simulation{Parties: []models.PartyTale{
		{ID: "a", Place: 1, People: 3, Left: 1, Session: "zwolle", Rank: 2, Moves: 1, Waited: 90 * time.Minute, Result: models.Seated},
		{ID: "=b", Place: 2, People: 1, Left: 1, Result: string(models.Cancelled)},
		{ID: "c", Place: 1, People: 2, Result: models.RefusedTooFew},
	}})
	want := "id,party,people,session,rank,moves,waited_hours,result\r\n" +
		"a,1,2,zwolle,2,1,1.50,seated\r\n'=b,2,0,,,0,,cancelled\r\nc,1,2,,,0,,refused-too-few\r\n"
	if diff := cmp.Diff(want, out.String()); err != nil || diff != "" {
		t.Error(err, diff)
	}
}
