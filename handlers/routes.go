package handlers

import (
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"vonk/models"
)

// routes is the table of everything that the site answers.
func (s *server) routes(e *echo.Echo) {
	e.Use(s.observe, s.chooseLanguage, s.secure, limitBody)
	page := middleware.ContextTimeout(requestTime)
	pageOrStream := middleware.ContextTimeoutWithConfig(middleware.ContextTimeoutConfig{Timeout: requestTime, Skipper: wantsStream})

	// What everybody sees.
	get(e, "/", s.getAgenda, page)
	get(e, "/:series", s.getSeries, page)
	get(e, "/:series/:session", s.getSession, page)
	get(e, "/:series/draw", s.getDraw, page)
	get(e, "/:series/draw/references.txt", s.getDrawReferences, page)
	get(e, "/:series/draw/ranks.txt", s.getDrawRanks, page)
	get(e, "/privacy", s.getPrivacy, page)
	get(e, "/accessibility", s.getAccessibility, page)
	get(e, "/calendar/:series/:session", s.getCalendar, page)
	get(e, "/calendar/:series", s.getSeriesFeed, page)
	get(e, "/calendar/my/:token", s.getPersonFeed, page)
	get(e, "/calendar/organiser/:token", s.getOrganiserFeed, page)
	get(e, "/static/*", s.getStatic)
	get(e, "/favicon.ico", s.getFavicon)

	// Signing up.
	get(e, "/:series/register", s.getRegister, page)
	e.POST("/:series/register", s.postRegister, page)

	// A holder's own pages. A GET changes nothing: mail scanners follow links.
	get(e, "/my", s.getLostLink, page)
	e.POST("/my", s.postLostLink, page)
	get(e, "/my/:token", s.getMy, page)
	for act, handler := range map[string]echo.HandlerFunc{
		"accept": s.postAccept, "cancel": s.postCancel, "decline": s.postDecline, "edit": s.postEdit, "feed": s.postFeed, "rejoin": s.postRejoin,
		"split": s.postSplit, "substitute": s.postSubstitute, "swap": s.postSwap, "undo": s.postUndo,
	} {
		e.POST("/my/:token/"+act, handler, page)
		get(e, "/my/:token/"+act, s.getAct, page) // the address of an answer that was not a redirect
	}

	// The end of a newsletter.
	get(e, "/unsubscribe/:token", s.getUnsubscribe, page)
	e.POST("/unsubscribe/:token", s.postUnsubscribe, page)
	// A caterer's page, without an account.
	get(e, "/numbers/:token", s.getNumbers, page)

	// The back office.
	e.POST("/organiser/sign-out", s.postSignOut, page)
	s.signInRoutes(e, page)
	get(e, "/organiser", s.getOrganiser, page, s.signedIn)
	get(e, "/organiser/people", s.getPeople, page, s.office(models.MayAdminister), s.proved)
	e.POST("/organiser/people", s.postPeople, page, s.office(models.MayAdminister), s.proved)
	e.POST("/organiser/people/withdraw", s.postWithdrawRole, page, s.office(models.MayAdminister), s.proved)
	get(e, "/organiser/registrations/:reference", s.getStory, page, s.office(models.MaySeeContacts))
	for act, handler := range map[string]echo.HandlerFunc{
		"cancel": s.postOfficeCancel, "edit": s.postOfficeEdit, "exception": s.postException, "move": s.postMove, "note": s.postNote,
		"resend": s.postResend, "substitute": s.postOfficeSubstitute, "undo": s.postOfficeUndo,
	} {
		e.POST("/organiser/registrations/:reference/"+act, handler, page, s.office(models.MayRegister))
		get(e, "/organiser/registrations/:reference/"+act, s.getOfficeAct, page, s.office(models.MayRegister))
	}
	get(e, "/organiser/registrations/:reference/erase", s.getErase, page, s.office(models.MayAdminister), s.proved)
	e.POST("/organiser/registrations/:reference/erase", s.postErase, page, s.office(models.MayAdminister), s.proved)
	get(e, "/organiser/:series", s.getOrganiserSeries, page, s.officePart(models.MayLook))
	get(e, "/organiser/:series/people", s.getPeople, page, s.office(models.MayInvite), s.proved)
	e.POST("/organiser/:series/people", s.postPeople, page, s.office(models.MayInvite), s.proved)
	e.POST("/organiser/:series/people/withdraw", s.postWithdrawRole, page, s.office(models.MayInvite), s.proved)
	get(e, "/organiser/:series/organisations", s.getEmployers, page, s.office(models.MayRegister))
	e.POST("/organiser/:series/organisations", s.postEmployers, page, s.office(models.MayRegister))
	get(e, "/organiser/:series/organisations/merge", s.getMerge, page, s.office(models.MayRegister))
	e.POST("/organiser/:series/organisations/merge", s.postMerge, page, s.office(models.MayRegister))
	s.editRoutes(e, page)
	get(e, "/organiser/:series/mailings", s.getMailings, page, s.officePart(models.MayMail))
	get(e, "/organiser/:series/mailings/new", s.getNewMailing, page, s.officePart(models.MayMail))
	e.POST("/organiser/:series/mailings/new", s.postNewMailing, page, s.officePart(models.MayMail))
	get(e, "/organiser/:series/mailings/:mailing", s.getMailing, page, s.officePart(models.MayMail))
	get(e, "/organiser/:series/mailings/:mailing/edit", s.getEditMailing, page, s.officePart(models.MayMail))
	e.POST("/organiser/:series/mailings/:mailing/edit", s.postEditMailing, page, s.officePart(models.MayMail))
	get(e, "/organiser/:series/mailings/:mailing/preview", s.getMailingPreview, page, s.officePart(models.MayMail))
	get(e, "/organiser/:series/mailings/:mailing/preview/message", s.getMailingMessage, page, s.officePart(models.MayMail))
	e.POST("/organiser/:series/mailings/:mailing/test", s.postTryMailing, page, s.officePart(models.MayMail))
	e.POST("/organiser/:series/mailings/:mailing/schedule", s.postScheduleMailing, page, s.officePart(models.MayMail))
	e.POST("/organiser/:series/mailings/:mailing/cancel", s.postCancelMailing, page, s.officePart(models.MayMail))
	e.POST("/organiser/:series/mailings/:mailing/delete", s.postDeleteMailing, page, s.officePart(models.MayMail))
	get(e, "/organiser/:series/letters", s.getOutbox, page, s.officePart(models.MayMail))
	e.POST("/organiser/:series/letters/again", s.postOutboxAgain, page, s.officePart(models.MayMail))
	get(e, "/organiser/:series/exports", s.getSavedExports, page, s.office(models.MaySeeSensitive))
	get(e, "/organiser/:series/exports/new", s.getNewExport, page, s.office(models.MaySeeSensitive))
	e.POST("/organiser/:series/exports/new", s.postNewExport, page, s.office(models.MaySeeSensitive))
	get(e, "/organiser/:series/exports/:export/edit", s.getEditExport, page, s.office(models.MaySeeSensitive))
	e.POST("/organiser/:series/exports/:export/edit", s.postEditExport, page, s.office(models.MaySeeSensitive))
	get(e, "/organiser/:series/exports/:export/file", s.getExportFile, s.office(models.MaySeeSensitive))
	get(e, "/organiser/:series/exports/:export/sensitive", s.getSensitiveExport, page, s.office(models.MaySeeSensitive), s.proved)
	e.POST("/organiser/:series/exports/:export/sensitive", s.postSensitiveExport, s.office(models.MaySeeSensitive), s.proved)
	e.POST("/organiser/:series/exports/:export/link", s.postLinkExport, page, s.office(models.MaySeeSensitive))
	e.POST("/organiser/:series/exports/:export/revoke", s.postRevokeExport, page, s.office(models.MaySeeSensitive))
	e.POST("/organiser/:series/exports/:export/remove", s.postRemoveExport, page, s.office(models.MaySeeSensitive))
	get(e, "/organiser/:series/participants", s.getParticipants, page, s.officePart(models.MaySeeNames))
	get(e, "/organiser/:series/participants/add", s.getByHand, page, s.office(models.MayRegister))
	e.POST("/organiser/:series/participants/add", s.postByHand, page, s.office(models.MayRegister))
	get(e, "/organiser/:series/participants/many", s.getMany, page, s.office(models.MayRegister))
	e.POST("/organiser/:series/participants/many", s.postMany, page, s.office(models.MayRegister))
	get(e, "/organiser/:series/participants/cancel", s.getCancelling, page, s.office(models.MayRegister))
	e.POST("/organiser/:series/participants/cancel", s.postCancelling, page, s.office(models.MayRegister))
	get(e, "/organiser/:series/participants/undo", s.getCancelling, page, s.office(models.MayRegister))
	e.POST("/organiser/:series/participants/undo", s.postUndoCancelling, page, s.office(models.MayRegister))
	e.POST("/organiser/:series/participants/columns", s.postColumns, page, s.officePart(models.MaySeeNames))
	get(e, "/organiser/:series/board", s.getBoard, page, s.officePart(models.MayLook))
	get(e, "/organiser/:series/audit", s.getAudit, page, s.office(models.MayAudit))
	get(e, "/organiser/:series/audit.csv", s.getAuditCSV, s.office(models.MayAudit))
	get(e, "/organiser/:series/:session/numbers", s.getSessionNumbers, page, s.office(models.MaySeeSensitive))
	e.POST("/organiser/:series/:session/numbers", s.postSessionNumbers, page, s.office(models.MayEdit))
	get(e, "/organiser/:series/:session/needs", s.getNeeds, page, s.office(models.MaySeeSensitive))
	e.POST("/organiser/:series/:session/needs", s.postNeeds, page, s.office(models.MaySeeSensitive))
	e.POST("/organiser/:series/:session/needs/arranged", s.postArranged, page, s.office(models.MaySeeSensitive))
	e.POST("/organiser/:series/:session/needs/open", s.postNeedsOpen, page, s.office(models.MaySeeSensitive), s.proved)
	get(e, "/organiser/:series/:session", s.getOrganiserSession, page, s.office(models.MaySeeNames))
	get(e, "/organiser/:series/:session/attendees.csv", s.getAttendeesCSV, s.office(models.MaySeeNames))
	get(e, "/organiser/:series/:session/attendees.json", s.getAttendeesJSON, s.office(models.MaySeeNames))

	// Lists to take along.
	get(e, "/organiser/:series/:session/attendees.xlsx", s.getAttendeesXLSX, s.office(models.MaySeeNames))
	get(e, "/organiser/:series/:session/sign-in-sheet", s.getSheet, page, s.office(models.MaySeeNames))
	get(e, "/organiser/:series/:session/sign-in-sheet.pdf", s.getSheetPDF, s.office(models.MaySeeNames))
	get(e, "/organiser/:series/attendees.csv", s.getAttendeesCSV, s.office(models.MaySeeContacts))
	get(e, "/organiser/:series/attendees.xlsx", s.getAttendeesXLSX, s.office(models.MaySeeContacts))
	get(e, "/organiser/:series/attendees.json", s.getAttendeesJSON, s.office(models.MaySeeContacts))
	get(e, "/organiser/:series/organisations.csv", s.getOrganisationsCSV, s.office(models.MaySeeNames))
	get(e, "/organiser/:series/organisations.xlsx", s.getOrganisationsXLSX, s.office(models.MaySeeNames))
	get(e, "/organiser/:series/organisations.json", s.getOrganisationsJSON, s.office(models.MaySeeNames))
	get(e, "/organiser/:series/answers", s.getAnswers, page, s.office(models.MaySeeContacts))
	get(e, "/organiser/:series/answers.csv", s.getAnswersCSV, s.office(models.MaySeeContacts))
	get(e, "/organiser/:series/answers.xlsx", s.getAnswersXLSX, s.office(models.MaySeeContacts))

	// A saved list, for a spreadsheet that has its link.
	get(e, "/export/:token", s.getFetchedExport)
	// The first hour of an installation.
	get(e, "/organiser/start", s.getStart, page, s.office(models.MayAdminister))
	e.POST("/organiser/start/mail", s.postTestMail, page, s.office(models.MayAdminister))
	get(e, "/organiser/:series/preview", s.getPreview, page, s.office(models.MayEdit))
	e.POST("/organiser/:series/preview", s.postPreview, page, s.office(models.MayEdit))
	e.POST("/organiser/:series/preview/seen", s.postPreviewSeen, page, s.office(models.MayEdit))

	// The door of a session, for organisers and for the phones that its link lets in.
	const door = "/organiser/:series/:session/door"
	get(e, door, s.getDoor, page, s.atDoor)
	get(e, door+"/count", s.getDoorCount, page, s.atDoor)
	e.POST(door+"/present", s.postPresent, page, s.atDoor)
	e.POST(door+"/unmark", s.postUnmark, page, s.atDoor)
	e.POST(door+"/let-in", s.postLetIn, page, s.atDoor)
	get(e, door+"/walk-in", s.getWalkIn, page, s.atDoor)
	e.POST(door+"/walk-in", s.postWalkIn, page, s.atDoor)
	get(e, door+"/colleague", s.getColleague, page, s.atDoor)
	e.POST(door+"/colleague", s.postColleague, page, s.atDoor)
	get(e, door+"/link", s.getDoorLink, page, s.office(models.MayInvite))
	e.POST(door+"/link", s.postDoorLink, page, s.office(models.MayInvite))
	e.POST(door+"/link/end", s.postEndDoorLink, page, s.office(models.MayInvite))
	get(e, "/door/:token", s.getPIN, page)
	e.POST("/door/:token", s.postPIN, page)
	s.programs[door+"/count"] = true

	// What programs ask.
	get(e, "/:series/availability", s.getAvailability, pageOrStream)
	get(e, "/healthz", s.getHealth)
	get(e, "/readyz", s.getReady, page)
	get(e, "/robots.txt", s.getRobots)
	get(e, "/.well-known/security.txt", s.getSecurityTxt, page)
	for _, route := range []string{
		"/:series/availability", "/healthz", "/readyz", "/organiser/:series/:session/attendees.json",
		"/organiser/:series/attendees.json", "/organiser/:series/organisations.json",
	} {
		s.programs[route] = true
	}
}

// signInRoutes are those of signing in, and of an organiser's own account. Every step is a POST, except where the provider of
// an organisation's own sign-in sends people back. What a script posts is JSON, and so are the answers.
func (s *server) signInRoutes(e *echo.Echo, page echo.MiddlewareFunc) {
	const signIn = "/organiser/sign-in"
	get(e, signIn, s.getSignIn, page)
	e.POST(signIn+"/passkey/begin", s.postSignInPasskeyBegin, page)
	e.POST(signIn+"/passkey", s.postSignInPasskey, page)
	get(e, codePath, s.getCode, page)
	e.POST(codePath, s.postCode, page)
	e.POST(codePath+"/check", s.postCodeCheck, page)
	e.POST(signIn+"/oidc", s.postOIDC, page)
	get(e, callbackPath, s.getOIDCCallback, page)
	get(e, signIn+"/:token", s.getSignInLink, page)
	e.POST(signIn+"/:token", s.postSignInLink, page)

	get(e, accountPath, s.getAccount, page, s.signedIn)
	e.POST(accountPath+"/feed", s.postOrganiserFeed, page, s.signedIn)
	e.POST(accountPath+"/digest", s.postDigest, page, s.signedIn)
	e.POST(accountPath+"/sessions/end", s.postEndSession, page, s.signedIn)
	get(e, provePath, s.getProve, page, s.signedIn)
	e.POST(provePath, s.postProve, page, s.signedIn)
	e.POST(provePath+"/passkey/begin", s.postProvePasskeyBegin, page, s.signedIn)
	e.POST(provePath+"/passkey", s.postProvePasskey, page, s.signedIn)
	e.POST(provePath+"/oidc", s.postProveOIDC, page, s.signedIn)
	get(e, accountPath+"/passkeys/new", s.getNewPasskey, page, s.signedIn, s.proved)
	e.POST(accountPath+"/passkeys/begin", s.postPasskeyBegin, page, s.signedIn, s.proved)
	e.POST(accountPath+"/passkeys", s.postPasskey, page, s.signedIn, s.proved)
	get(e, accountPath+"/passkeys/:passkey/remove", s.getRemovePasskey, page, s.signedIn, s.proved)
	e.POST(accountPath+"/passkeys/:passkey/remove", s.postRemovePasskey, page, s.signedIn, s.proved)
	get(e, appPath, s.getApp, page, s.signedIn, s.proved)
	e.POST(appPath+"/begin", s.postAppBegin, page, s.signedIn, s.proved)
	e.POST(appPath, s.postApp, page, s.signedIn, s.proved)
	get(e, appPath+"/remove", s.getRemoveApp, page, s.signedIn, s.proved)
	e.POST(appPath+"/remove", s.postRemoveApp, page, s.signedIn, s.proved)
	for _, route := range []string{
		signIn + "/passkey/begin", signIn + "/passkey", provePath + "/passkey/begin", provePath + "/passkey",
		accountPath + "/passkeys/begin", accountPath + "/passkeys",
	} {
		s.programs[route] = true
	}
}

// editRoutes are those of making and changing series, and of their timetable.
func (s *server) editRoutes(e *echo.Echo, page echo.MiddlewareFunc) {
	edit, administer := s.office(models.MayEdit), s.office(models.MayAdminister)
	form := func(path, part string, fresh bool) {
		get(e, "/organiser/:series/edit"+path, s.editPage(part, fresh), page, edit)
		e.POST("/organiser/:series/edit"+path, s.editPost(part, fresh), page, edit)
	}
	get(e, "/organiser/new", s.getNewSeries, page, administer)
	e.POST("/organiser/new", s.postNewSeries, page, administer)
	get(e, "/organiser/:series/series.yaml", s.getSeriesFile, page, edit)
	get(e, "/organiser/:series/timetable", s.getTimetable, page, s.officePart(models.MayLook))
	form("", partBasics, false)
	form("/policy", partPolicy, false)
	form("/holidays", partHolidays, false)
	form("/privacy", partPrivacy, false)
	e.POST("/organiser/:series/edit/status", s.postStatus, page, edit)
	get(e, "/organiser/:series/edit/copy", s.getCopy, page, administer)
	e.POST("/organiser/:series/edit/copy", s.postCopy, page, administer)
	get(e, "/organiser/:series/edit/sessions", s.editList("sessions"), page, edit)
	form("/sessions/new", partSession, true)
	form("/sessions/:session", partSession, false)
	get(e, "/organiser/:series/edit/sessions/:session/cancel", s.getCancelSession, page, edit)
	e.POST("/organiser/:series/edit/sessions/:session/cancel", s.postCancelSession, page, edit)
	get(e, "/organiser/:series/edit/sessions/:session/delete", s.getDelete(partSession), page, edit)
	e.POST("/organiser/:series/edit/sessions/:session/delete", s.postDelete(partSession), page, edit)
	get(e, "/organiser/:series/edit/questions", s.editList("questions"), page, edit)
	form("/questions/new", partQuestion, true)
	form("/questions/:question", partQuestion, false)
	get(e, "/organiser/:series/edit/questions/:question/delete", s.getDelete(partQuestion), page, edit)
	e.POST("/organiser/:series/edit/questions/:question/delete", s.postDelete(partQuestion), page, edit)
}

// get adds a route for GET, and for HEAD, which Echo does not do by itself.
func get(e *echo.Echo, path string, handler echo.HandlerFunc, middlewares ...echo.MiddlewareFunc) {
	e.GET(path, handler, middlewares...)
	e.HEAD(path, handler, middlewares...)
}
