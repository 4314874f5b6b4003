package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/models/store"
	"vonk/templates/pages"
)

// getParticipants is the list of a series' participants. Its query holds the filter, the order and the page.
func (s *server) getParticipants(c echo.Context) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	query := c.QueryParams()
	filter, order := listAsked(query)
	number := 1
	if text := query.Get("page"); text != "" {
		if number, err = strconv.Atoi(text); err != nil || number < 1 || number > maxPage {
			return notFound()
		}
	}
	organiser := organiserOf(c)
	sight := organiser.Sight(series)
	filter.Clean(series)
	list, err := s.Store.List(c.Request().Context(), series.Slug, filter, sight, order, (number-1)*store.RowsOfList)
	if err != nil {
		return err
	}
	if number > 1 && len(list.Rows) == 0 {
		return notFound()
	}
	base := s.base(c, series)
	page := &pages.Participants{
		Base: base, List: list, Filter: filter, Order: order, Page: number, PageSize: store.RowsOfList,
		Sessions: organiser.MayAt(models.MaySeeNames, series), Contacts: len(sight.Contacts) > 0, Done: listDone(query.Get("done")),
	}
	page.Count, _ = strconv.Atoi(query.Get("count"))
	page.Act, _ = strconv.ParseInt(query.Get("act"), 10, 64)
	page.Columns = models.ColumnsFor(series, page.Contacts)
	if page.Chosen, err = s.Store.ListView(c.Request().Context(), organiser.ID, series.ID); err != nil {
		return err
	}
	if page.Chosen == nil {
		page.Chosen = models.StandardColumns
	}
	if aimed := filter.SeenBy(organiser, series); (&models.Audience{ListFilter: aimed}).Within(organiser, series) {
		page.Mail = &aimed
	}
	page.Chosen = slices.DeleteFunc(slices.Clone(page.Columns), func(column string) bool { return !slices.Contains(page.Chosen, column) })
	return s.show(c, http.StatusOK, base.Language(), page)
}

// What the list can say was just done.
var listDones = []string{"cancelled", "added", "undone"}

func listDone(asked string) string {
	if slices.Contains(listDones, asked) {
		return asked
	}
	return ""
}

// listAsked reads the filter and the order of the list from the query of its address. What it does not know it passes over:
// an old bookmark shows more, never an error.
func listAsked(query url.Values) (models.ListFilter, models.ListOrder) {
	by, descending := strings.CutPrefix(query.Get("sort"), "-")
	if !slices.Contains(models.ListOrders, by) {
		by, descending = models.ByName, false
	}
	return filterIn(query), models.ListOrder{By: by, Descending: descending}
}

// postColumns remembers the columns that the organiser chose, and goes back to the list as it was.
func (s *server) postColumns(c echo.Context) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	form, err := readForm(c)
	if err != nil {
		return err
	}
	known := models.ColumnsFor(series, true)
	chosen := slices.DeleteFunc(values(form, "column"), func(column string) bool { return !slices.Contains(known, column) })
	if err := s.Store.KeepListView(c.Request().Context(), organiserOf(c).ID, series.ID, chosen); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/organiser/"+series.Slug+"/participants"+backToList(form))
}

// backToList is the query of the list that a form came from, made anew of what it may hold.
func backToList(form url.Values) string {
	query, err := url.ParseQuery(value(form, "query"))
	if err != nil {
		return ""
	}
	filter, order := listAsked(query)
	number, _ := strconv.Atoi(query.Get("page"))
	if made := pages.ListQuery(filter, order, min(number, maxPage)).Encode(); made != "" {
		return "?" + made
	}
	return ""
}
