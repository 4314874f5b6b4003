// Package series reads series files, YAML, strictly, into models, and writes them.
package series

import (
	"time"

	"vonk/models"
)

// Read gives the series that a file defines, without ids, with all times in UTC, and what its writer should know. name is
// what the mistakes call the file. The error is of type FileErrors: every mistake with its line and column.
func Read(name string, raw []byte) (*models.Series, []Notice, error) {
	n := &notebook{file: name, places: map[string]place{}, faulty: map[string]bool{}}
	var series *models.Series
	if root := n.parse(raw); root != nil {
		file := blank()
		n.decode(root, &file)
		series = n.series(&file)
	}
	notices, err := n.result()
	if err != nil {
		return nil, nil, err
	}
	return series, notices, nil
}

func (n *notebook) series(file *document) *models.Series {
	in := &file.Series
	c := &calendar{n, zone(in.Timezone)}
	series := &models.Series{
		Slug:           in.Slug,
		Status:         models.SeriesStatus(in.Status),
		Title:          models.Text(in.Title),
		Summary:        models.Text(in.Summary),
		OrganiserName:  in.Organiser.Name,
		OrganiserEmail: in.Organiser.Email,
		OrganiserPhone: in.Organiser.Phone,
		Language:       in.Language,
		Timezone:       in.Timezone,
		Opens:          c.moment("series.registration.opens", in.Registration.Opens),
		Closes:         c.moment("series.registration.closes", in.Registration.Closes),
		Sectors:        in.Sectors,
		Holidays:       holidays(&in.Holidays),
		Retention:      models.Retention(in.Retention),
		Privacy:        privacy(&in.Privacy),
		Questions:      n.questions(in.Questions),
		Policy:         c.policy(&in.Policy),
		Sessions:       c.sessions(file.Sessions),
	}
	c.review(series)
	return series
}

// zone finds a time zone by its IANA name. A wrong one is a fault of the definition, and UTC stands in for it while the rest
// is read.
func zone(name string) *time.Location {
	found, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return time.UTC
	}
	return found
}

func privacy(in *privacyPart) models.Privacy {
	out := models.Privacy{
		Controller:   in.Controller,
		OfficerName:  in.Officer.Name,
		OfficerEmail: in.Officer.Email,
		Ground:       models.Text(in.Ground),
	}
	for _, recipient := range in.Recipients {
		out.Recipients = append(out.Recipients, models.Text(recipient))
	}
	return out
}
