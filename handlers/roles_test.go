package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

// need is what a route of the back office asks of a role.
type need struct {
	act  models.Permission // empty: nothing but being signed in
	part bool              // at some session is enough
	own  bool              // it is about what is one's own, and there may be none, or none any more
}

// needs says for each route what it asks. A route that is not here fails the test.
var needs = map[string]need{
	"/organiser/:series/participants":                {act: models.MaySeeNames, part: true},
	"/organiser/:series/participants/add":            {act: models.MayRegister},
	"/organiser/:series/participants/many":           {act: models.MayRegister},
	"/organiser/:series/participants/cancel":         {act: models.MayRegister},
	"/organiser/:series/participants/undo":           {act: models.MayRegister},
	"/organiser/:series/participants/columns":        {act: models.MaySeeNames, part: true},
	"/organiser/registrations/:reference/cancel":     {act: models.MayRegister},
	"/organiser/registrations/:reference/edit":       {act: models.MayRegister},
	"/organiser/registrations/:reference/exception":  {act: models.MayRegister},
	"/organiser/registrations/:reference/move":       {act: models.MayRegister},
	"/organiser/registrations/:reference/note":       {act: models.MayRegister},
	"/organiser/registrations/:reference/resend":     {act: models.MayRegister},
	"/organiser/registrations/:reference/substitute": {act: models.MayRegister},
	"/organiser/registrations/:reference/undo":       {act: models.MayRegister},
	"/organiser/registrations/:reference/erase":      {act: models.MayAdminister},
	"/organiser":                                    {},
	"/organiser/sign-out":                           {},
	"/organiser/people":                             {act: models.MayAdminister},
	"/organiser/people/withdraw":                    {act: models.MayAdminister},
	"/organiser/registrations/:reference":           {act: models.MaySeeContacts},
	"/organiser/:series":                            {act: models.MayLook, part: true},
	"/organiser/:series/people":                     {act: models.MayInvite},
	"/organiser/:series/people/withdraw":            {act: models.MayInvite},
	"/organiser/:series/organisations":              {act: models.MayRegister},
	"/organiser/:series/organisations/merge":        {act: models.MayRegister},
	"/organiser/:series/:session":                   {act: models.MaySeeNames},
	"/organiser/:series/:session/attendees.csv":     {act: models.MaySeeNames},
	"/organiser/:series/:session/attendees.json":    {act: models.MaySeeNames},
	"/organiser/:series/:session/attendees.xlsx":    {act: models.MaySeeNames},
	"/organiser/:series/:session/sign-in-sheet":     {act: models.MaySeeNames},
	"/organiser/:series/:session/sign-in-sheet.pdf": {act: models.MaySeeNames},
	"/organiser/:series/attendees.csv":              {act: models.MaySeeContacts},
	"/organiser/:series/attendees.xlsx":             {act: models.MaySeeContacts},
	"/organiser/:series/attendees.json":             {act: models.MaySeeContacts},
	"/organiser/:series/organisations.csv":          {act: models.MaySeeNames},
	"/organiser/:series/organisations.xlsx":         {act: models.MaySeeNames},
	"/organiser/:series/organisations.json":         {act: models.MaySeeNames},
	"/organiser/:series/answers":                    {act: models.MaySeeContacts},
	"/organiser/:series/answers.csv":                {act: models.MaySeeContacts},
	"/organiser/:series/answers.xlsx":               {act: models.MaySeeContacts},
	"/organiser/account":                            {},
	"/organiser/account/app":                        {},
	"/organiser/account/app/begin":                  {},
	"/organiser/account/app/remove":                 {own: true},
	"/organiser/account/digest":                     {},
	"/organiser/account/feed":                       {},
	"/organiser/account/passkeys":                   {},
	"/organiser/account/passkeys/begin":             {},
	"/organiser/account/passkeys/new":               {},
	"/organiser/account/passkeys/:passkey/remove":   {own: true},
	"/organiser/account/prove":                      {},
	"/organiser/account/prove/oidc":                 {own: true},
	"/organiser/account/prove/passkey":              {},
	"/organiser/account/prove/passkey/begin":        {},
	"/organiser/account/sessions/end":               {own: true},

	// Making and changing series.
	"/organiser/new":                                       {act: models.MayAdminister},
	"/organiser/:series/series.yaml":                       {act: models.MayEdit},
	"/organiser/:series/timetable":                         {act: models.MayLook, part: true},
	"/organiser/:series/edit":                              {act: models.MayEdit},
	"/organiser/:series/edit/policy":                       {act: models.MayEdit},
	"/organiser/:series/edit/holidays":                     {act: models.MayEdit},
	"/organiser/:series/edit/privacy":                      {act: models.MayEdit},
	"/organiser/:series/edit/status":                       {act: models.MayEdit},
	"/organiser/:series/edit/copy":                         {act: models.MayAdminister},
	"/organiser/:series/edit/sessions":                     {act: models.MayEdit},
	"/organiser/:series/edit/sessions/new":                 {act: models.MayEdit},
	"/organiser/:series/edit/sessions/:session":            {act: models.MayEdit},
	"/organiser/:series/edit/sessions/:session/cancel":     {act: models.MayEdit},
	"/organiser/:series/edit/sessions/:session/delete":     {act: models.MayEdit},
	"/organiser/:series/edit/questions":                    {act: models.MayEdit},
	"/organiser/:series/edit/questions/new":                {act: models.MayEdit},
	"/organiser/:series/edit/questions/:question":          {act: models.MayEdit},
	"/organiser/:series/edit/questions/:question/delete":   {act: models.MayEdit},
	"/organiser/:series/mailings":                          {act: models.MayMail, part: true},
	"/organiser/:series/mailings/new":                      {act: models.MayMail, part: true},
	"/organiser/:series/mailings/:mailing":                 {act: models.MayMail, part: true},
	"/organiser/:series/mailings/:mailing/edit":            {act: models.MayMail, part: true},
	"/organiser/:series/mailings/:mailing/preview":         {act: models.MayMail, part: true},
	"/organiser/:series/mailings/:mailing/preview/message": {act: models.MayMail, part: true},
	"/organiser/:series/mailings/:mailing/test":            {act: models.MayMail, part: true},
	"/organiser/:series/mailings/:mailing/schedule":        {act: models.MayMail, part: true},
	"/organiser/:series/mailings/:mailing/cancel":          {act: models.MayMail, part: true},
	"/organiser/:series/mailings/:mailing/delete":          {act: models.MayMail, part: true},

	"/organiser/:series/letters":       {act: models.MayMail, part: true},
	"/organiser/:series/letters/again": {act: models.MayMail, part: true},

	"/organiser/:series/exports":                   {act: models.MaySeeSensitive},
	"/organiser/:series/exports/new":               {act: models.MaySeeSensitive},
	"/organiser/:series/exports/:export/edit":      {act: models.MaySeeSensitive, own: true},
	"/organiser/:series/exports/:export/file":      {act: models.MaySeeSensitive, own: true},
	"/organiser/:series/exports/:export/sensitive": {act: models.MaySeeSensitive, own: true},
	"/organiser/:series/exports/:export/link":      {act: models.MaySeeSensitive, own: true},
	"/organiser/:series/exports/:export/revoke":    {act: models.MaySeeSensitive, own: true},
	"/organiser/:series/exports/:export/remove":    {act: models.MaySeeSensitive, own: true},

	// The door.
	"/organiser/:series/:session/door":           {act: models.MayReceive},
	"/organiser/:series/:session/door/count":     {act: models.MayReceive},
	"/organiser/:series/:session/door/present":   {act: models.MayReceive},
	"/organiser/:series/:session/door/unmark":    {act: models.MayReceive},
	"/organiser/:series/:session/door/let-in":    {act: models.MayReceive},
	"/organiser/:series/:session/door/walk-in":   {act: models.MayReceive},
	"/organiser/:series/:session/door/colleague": {act: models.MayReceive},
	"/organiser/:series/:session/door/link":      {act: models.MayInvite},
	"/organiser/:series/:session/door/link/end":  {act: models.MayInvite},

	// The first hour.
	"/organiser/start":                           {act: models.MayAdminister},
	"/organiser/start/mail":                      {act: models.MayAdminister},
	"/organiser/:series/preview":                 {act: models.MayEdit},
	"/organiser/:series/preview/seen":            {act: models.MayEdit},
	"/organiser/:series/board":                   {act: models.MayLook, part: true},
	"/organiser/:series/audit":                   {act: models.MayAudit},
	"/organiser/:series/audit.csv":               {act: models.MayAudit},
	"/organiser/:series/:session/numbers":        {act: models.MaySeeSensitive}, // MayEdit to change: the same roles
	"/organiser/:series/:session/needs":          {act: models.MaySeeSensitive},
	"/organiser/:series/:session/needs/open":     {act: models.MaySeeSensitive},
	"/organiser/:series/:session/needs/arranged": {act: models.MaySeeSensitive, own: true},
}

// actors are organisers of every role, everywhere, in the sample series, at its session Zwolle and in another series.
var actors = []struct {
	role models.OrganiserRole
	at   models.Scope
}{
	{models.RoleAdmin, models.Scope{}},
	{models.RoleOrganiser, models.Scope{}},
	{models.RoleReader, models.Scope{}},
	{models.RoleOrganiser, models.Scope{Series: "sample"}},
	{models.RoleReader, models.Scope{Series: "sample"}},
	{models.RoleReception, models.Scope{Series: "sample"}},
	{models.RoleOrganiser, models.Scope{Series: "sample", Session: "zwolle"}},
	{models.RoleReader, models.Scope{Series: "sample", Session: "zwolle"}},
	{models.RolePartner, models.Scope{Series: "sample", Session: "zwolle"}},
	{models.RoleReception, models.Scope{Series: "sample", Session: "zwolle"}},
	{models.RoleOrganiser, models.Scope{Series: "other"}},
	{models.RolePartner, models.Scope{Series: "other", Session: "zwolle"}},
}

// expected is the status of who may not, and 0 for who may, for a path at a session of the sample series.
func (n need) expected(role models.OrganiserRole, at models.Scope, path, session string) int {
	everywhere := !strings.Contains(path, ":series") && !strings.Contains(path, ":reference")
	whole := !everywhere && !strings.Contains(path, ":session") && !strings.Contains(path, ":reference")
	switch {
	case n.act == "":
		return 0
	case everywhere && (at != models.Scope{} || !role.Allows(n.act)):
		return http.StatusForbidden
	case everywhere:
		return 0
	case at.Series == "other", at.Session != "" && !whole && at.Session != session:
		return http.StatusNotFound
	case !role.Allows(n.act), at.Session != "" && whole && !n.part:
		return http.StatusForbidden
	}
	return 0
}

// TestEveryRouteAsksForItsRole reads the router's own list: every route for every role, at one's own session and at another.
func TestEveryRouteAsksForItsRole(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	other := storetest.Definition(10)
	other.Slug = "other"
	h.Import(t, other)
	s := newSite(t, h)
	references := map[string]string{}
	for _, session := range []string{"zwolle", "utrecht"} {
		in := storetest.SignUp(session, 1)
		in.Session = session
		references[session] = h.MustRegister(t, in).Reference
	}
	mailing, export := s.sampleMailing(t), s.sampleExport(t) // to, and of, people in Zwolle
	for _, actor := range actors {
		cookie := s.signedInAs(t, string(actor.role)+"@vonk.example", actor.role, actor.at)
		for _, route := range s.echo.Routes() {
			if !strings.HasPrefix(route.Path, "/organiser") || strings.HasPrefix(route.Path, "/organiser/sign-") {
				continue
			}
			n, known := needs[route.Path]
			if !known {
				t.Fatalf("%s is not in the table of what routes ask of roles", route.Path)
			}
			for _, session := range []string{"zwolle", "utrecht"} {
				target := strings.NewReplacer(
					":series", "sample", ":question", "vraag", ":session", session, ":reference", references[session], ":mailing", mailing, ":export", export,
				).Replace(route.Path)
				w := s.do(route.Method, target, strings.NewReader(""), cookie)
				want := n.expected(actor.role, actor.at, route.Path, session)
				refused := w.Code == http.StatusForbidden || w.Code == http.StatusNotFound && !n.own
				if want != 0 && w.Code != want || want == 0 && (w.Code == http.StatusForbidden || refused && route.Method != http.MethodPost) {
					t.Errorf("%s in %v: %s %s answers %d, want %d (0: anything that is no refusal)", actor.role, actor.at, route.Method, target, w.Code, want)
				}
			}
		}
	}
}

func TestOrganiserSeesTheirOwnSeriesAndSessionsAlone(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	other := storetest.Definition(10)
	other.Slug, other.Title = "other", models.Text{NL: "Andere reeks", EN: "Other series"}
	h.Import(t, other)
	s := newSite(t, h)
	cookie := s.signedInAs(t, "partner@vonk.example", models.RolePartner, models.Scope{Series: "sample", Session: "zwolle"})
	for _, path := range []string{"/organiser", "/organiser/sample"} {
		main := text(page(t, s.get(path, cookie)).Find("main"))
		if strings.Contains(main, "Utrecht") || strings.Contains(main, "Andere reeks") || !strings.Contains(main, "Zwolle") {
			t.Errorf("%s shows a partner of Zwolle %s", path, main)
		}
	}
}

func TestRegionalPartnerGetsNamesAndNoAddresses(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		in := storetest.SignUp("een", 2)
		in.Phone, in.Answers = "06 00000000", map[string][]string{"vraag": {"Een vraag"}}
		r := h.MustRegister(t, in)
		cookie := s.signedInAs(t, "partner@vonk.example", models.RolePartner, models.Scope{Series: "sample", Session: "zwolle"})
		for _, path := range []string{"", "/attendees.csv", "/attendees.json", "/sign-in-sheet"} {
			body := s.get("/organiser/sample/zwolle"+path, cookie).Body.String()
			for _, kept := range []string{"een.1@", "06 0000", "adviseur", "Een vraag", r.Reference} {
				if strings.Contains(body, kept) {
					t.Errorf("%s tells a partner %q", path, kept)
				}
			}
			if !strings.Contains(body, "Voorbeeld een 1") || !strings.Contains(body, "Gemeente Voorbeeld") {
				t.Errorf("%s tells a partner nobody's name", path)
			}
		}
		wantStatus(t, s.get("/organiser/registrations/"+r.Reference, cookie), http.StatusForbidden)
	})
}

func TestInvitedOrganiserSignsInByTheirMailAndSeesTheirSession(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		host := s.signedIn(t)
		form := url.Values{"email": {"partner@regio.example"}, "role": {"partner"}, "session": {""}}
		wantStatus(t, s.post("/organiser/sample/people", form, host), http.StatusUnprocessableEntity)
		wantText(t, s.post("/organiser/sample/people", form, host), nl("problem.role.partner"))
		form.Set("session", "zwolle")
		wantStatus(t, s.post("/organiser/sample/people", with(form, "email", "x"), host), http.StatusUnprocessableEntity)
		wantStatus(t, s.post("/organiser/sample/people", with(form, "role", "admin"), host), http.StatusUnprocessableEntity)
		wantStatus(t, s.post("/organiser/sample/people", with(form, "session", "geen"), host), http.StatusNotFound)
		wantStatus(t, s.post("/organiser/sample/people", form, host), http.StatusSeeOther)
		letters := h.Letters(t)
		if len(letters) != 1 || letters[0].RecipientEmail != "partner@regio.example" || letters[0].Facts.Invited == nil {
			t.Fatalf("the letters are %+v", letters)
		}
		invited := letters[0].Facts.Invited
		link := "/organiser/sign-in/" + s.tokens.Make(models.Token{Kind: models.TokenOrganiser, ID: invited.OrganiserID, Version: invited.Version})
		h.Clock.Set(invited.Until.Add(-1))
		w := s.post(link, nil)
		wantStatus(t, w, http.StatusSeeOther)
		wantStatus(t, s.post(link, nil), http.StatusGone)
		cookie := header{"Cookie", w.Result().Cookies()[0].Name + "=" + w.Result().Cookies()[0].Value}
		wantStatus(t, s.get("/organiser/sample/zwolle", cookie), http.StatusOK)
		wantStatus(t, s.get("/organiser/sample/utrecht", cookie), http.StatusNotFound)

		// Who signed in before gets no link any more.
		host = s.signedIn(t)
		form.Set("role", "reader")
		wantStatus(t, s.post("/organiser/sample/people", form, host), http.StatusSeeOther)
		if letters := h.Letters(t); len(letters) != 1 || letters[0].Facts.Invited != nil {
			t.Errorf("the letters are %+v", letters)
		}
		// The role took the place of the one before, and can be taken away.
		buttons := page(t, s.get("/organiser/sample/people", host)).Find("input[name=assignment]")
		if buttons.Length() != 1 {
			t.Fatalf("%d roles can be withdrawn", buttons.Length())
		}
		wantStatus(t, s.get("/organiser/registrations/2345-6789", cookie), http.StatusNotFound)
		wantStatus(t, s.post("/organiser/sample/people/withdraw", url.Values{"assignment": {buttons.AttrOr("value", "")}}, host), http.StatusSeeOther)
		wantStatus(t, s.get("/organiser/sample/zwolle", cookie), http.StatusNotFound)
		h.MustHold(t)
	})
}

func TestTheLastAdminKeepsTheirRole(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		host := s.signedIn(t)
		first := page(t, s.get("/organiser/people", host)).Find("input[name=assignment]").AttrOr("value", "")
		wantStatus(t, s.post("/organiser/people/withdraw", url.Values{"assignment": {first}}, host), http.StatusConflict)
		blocked, err := h.AddOrganiser(t.Context(), "geblokkeerd@vonk.example", models.RoleAdmin, models.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.DisableOrganiser(t.Context(), blocked.Email); err != nil {
			t.Fatal(err)
		}
		wantStatus(t, s.post("/organiser/people/withdraw", url.Values{"assignment": {first}}, host), http.StatusConflict)
		wantStatus(t, s.post("/organiser/people", url.Values{"email": {"tweede@vonk.example"}, "role": {"admin"}}, host), http.StatusSeeOther)
		if letters := h.Letters(t); len(letters) != 1 || letters[0].SeriesID != 0 || letters[0].Series != nil {
			t.Errorf("the letters are %+v", letters)
		}
		wantStatus(t, s.post("/organiser/people/withdraw", url.Values{"assignment": {first}}, host), http.StatusSeeOther)
		wantStatus(t, s.get("/organiser/people", host), http.StatusForbidden)
	})
}

// A stolen cookie makes nobody an admin: whoever gives and takes roles has just proved who they are.
func TestRolesAreGivenAndTakenByWhoProvesWhoTheyAreAlone(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		host := s.signedIn(t)
		h.Clock.Advance(provedFor)
		for _, at := range []string{"/organiser/people", "/organiser/sample/people"} {
			for _, w := range []*httptest.ResponseRecorder{
				s.get(at, host), s.post(at, url.Values{"email": {"erbij@vonk.example"}, "role": {"reader"}}, host),
				s.post(at+"/withdraw", url.Values{"assignment": {"1"}}, host),
			} {
				if to := w.Header().Get("Location"); !strings.HasPrefix(to, provePath) {
					t.Errorf("without a proof %s leads to %q", at, to)
				}
			}
		}
		if all, err := h.Organisers(t.Context()); err != nil || len(all) != 1 || len(all[0].Assignments) != 1 {
			t.Errorf("there are %+v, %v", all, err)
		}
	})
}

func TestOrganiserOfASeriesGivesNoRoleElsewhere(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		other := storetest.Definition(10)
		other.Slug = "other"
		h.Import(t, other)
		s := newSite(t, h)
		foreign, err := h.AddOrganiser(t.Context(), "lezer@vonk.example", models.RoleReader, models.Scope{Series: "other"})
		if err != nil {
			t.Fatal(err)
		}
		blocked, err := h.AddOrganiser(t.Context(), "weg@vonk.example", models.RoleReader, models.Scope{Series: "sample"})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.DisableOrganiser(t.Context(), blocked.Email); err != nil {
			t.Fatal(err)
		}
		cookie := s.signedInAs(t, "zelf@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample"})
		id := func(o *models.Organiser) url.Values {
			return url.Values{"assignment": {strconv.FormatInt(o.Assignments[0].ID, 10)}}
		}
		wantStatus(t, s.post("/organiser/sample/people/withdraw", id(foreign), cookie), http.StatusForbidden)
		wantStatus(t, s.post("/organiser/other/people", url.Values{"email": {"x@vonk.example"}, "role": {"reader"}}, cookie), http.StatusNotFound)
		again := s.post("/organiser/sample/people", url.Values{"email": {blocked.Email}, "role": {"reader"}}, cookie)
		wantStatus(t, again, http.StatusUnprocessableEntity)
		wantText(t, again, nl("problem.email.disabled"))
		if len(h.Letters(t)) != 0 {
			t.Error("somebody was written to")
		}
	})
}
