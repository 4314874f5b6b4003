package pages

import (
	"net/url"
	"reflect"
	"slices"
	"testing"

	"vonk/models"
)

// query is that of a link in a page.
func query(t *testing.T, name, link string) url.Values {
	t.Helper()
	href := document(t, samples("nl")[name]).Find(link).AttrOr("href", "")
	at, err := url.Parse(href)
	if err != nil || href == "" {
		t.Fatalf("%s: %q, %v", name, href, err)
	}
	return at.Query()
}

func TestTheListLeadsToAMailingAndAnExportOfTheSamePeople(t *testing.T) {
	want := url.Values{
		"q": {"voorbeeld"}, "session": {"zwolle"}, "status": {"confirmed", "waiting"}, "sector": {"gemeenten"}, "organisation": {"2"}, "answer": {"zoekt:partners"}, "bounced": {"yes"},
	}
	if got := query(t, "listed-filtered", "#results a[href*='/mailings/new?']"); !reflect.DeepEqual(got, want) {
		t.Errorf("the mailing is to %v", got)
	}
	got := query(t, "listed-filtered", "#results a[href*='/exports/new?']")
	if columns := got["columns"]; len(columns) < 5 || columns[0] != "name" || !slices.Contains(columns, "registered_at") || slices.Contains(columns, "registered") {
		t.Errorf("the export has the columns %v", got["columns"])
	}
	if got.Del("columns"); !reflect.DeepEqual(got, want) {
		t.Errorf("the export is of %v", got)
	}
	// A mailing names its statuses: those of everybody are all of them.
	if got := query(t, "listed", "#results a[href*='/mailings/new?']"); len(got) != 1 || len(got["status"]) != len(models.Statuses) {
		t.Errorf("the mailing to everybody is to %v", got)
	}
	for _, name := range []string{"listed-none", "listed-partner"} {
		if document(t, samples("nl")[name]).Find("#results a[href*='/mailings/']").Length() != 0 {
			t.Errorf("%s can be mailed", name)
		}
	}
	says(t, "listed-filtered", document(t, samples("nl")["listed-filtered"]), "Zoekwoordenvoorbeeld SessieZwolle StatusPlaats bevestigd, Op de wachtlijst SectorGemeenten AntwoordWat zoekt u? Partners in de regio E-mailAlleen bij wie e-mail niet aankomt")
	says(t, "listed", document(t, samples("nl")["listed"]), "Voorbeeld Een E-mail aan contactpersoon komt niet aan", "Voorbeeld Twee E-mail komt niet aan")
	if document(t, samples("nl")["listed-partner"]).Find("[name=bounced]").Length() != 0 || document(t, samples("nl")["listed"]).Find(".facet [name=bounced]").Length() != 1 {
		t.Error("who may choose by whether mail arrives is not who sees addresses")
	}
}
