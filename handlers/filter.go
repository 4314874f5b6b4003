package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/models"
)

// filterIn reads a filter from the fields of a form or the query of an address, as models.ListFilter.Params writes them. What
// there is not stays in it: whoever looks cleans it, whoever keeps it is told.
func filterIn(form url.Values) models.ListFilter {
	filter := models.ListFilter{Query: strings.TrimSpace(value(form, "q")), Sessions: distinct(form, "session"), Sectors: distinct(form, "sector")}
	for _, status := range distinct(form, "status") {
		filter.Statuses = append(filter.Statuses, models.Status(status))
	}
	filter.Organisation, _ = strconv.ParseInt(value(form, "organisation"), 10, 64)
	filter.Question, filter.Option, _ = strings.Cut(value(form, "answer"), ":")
	filter.Bounced = value(form, "bounced") == "yes"
	return filter
}

// distinct are the values of a field that are not empty, each once.
func distinct(form url.Values, name string) (all []string) {
	for _, text := range nonEmpty(values(form, name)) {
		if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}

// employers are the names of the organisations that filters choose, by their ids; 0 chooses none. Of which whoever is signed in
// sees nobody, they get no name.
func (s *server) employers(c echo.Context, series *models.Series, ids ...int64) (map[int64]string, error) {
	if ids = slices.DeleteFunc(ids, func(id int64) bool { return id == 0 }); len(ids) == 0 {
		return nil, nil
	}
	return s.Store.EmployerNames(c.Request().Context(), series.Slug, ids, organiserOf(c).Sight(series))
}
