package lists

import (
	"io"

	"vonk/models"
	"vonk/templates/language"
)

// AnswersCSV writes what was answered to each question, without who did: a row for each option and for each text, with how
// often it was given. Nobody may have chosen an option: then it is 0.
func AnswersCSV(w io.Writer, series *models.Series, options Options, all []models.Tally) error {
	return writeCSV(w, answerTable(series, options, all), options.Dialect)
}

// AnswersXLSX writes the rows of AnswersCSV as a workbook, with numbers as what they are.
func AnswersXLSX(w io.Writer, series *models.Series, options Options, all []models.Tally) error {
	return writeXLSX(w, answerTable(series, options, all), rowsOfSheet)
}

func answerTable(series *models.Series, options Options, all []models.Tally) *table {
	printer := language.For(options.Language, series.Location())
	return &table{
		name: printer.T("sheet.answers"), printer: printer, zone: series.Location(),
		headings: []string{printer.T("column.question"), printer.T("column.answer"), printer.T("column.times")}, widths: []float64{50, 70, 10},
		rows: func(yield func([]cell) error) error {
			for i := range all {
				question := all[i].Question
				label := text(printer.Text(question.Label))
				for _, given := range all[i].Options {
					if err := yield([]cell{label, text(answered(printer, question, given.Answer)), number(given.Times)}); err != nil {
						return err
					}
				}
				for _, given := range all[i].Texts {
					if err := yield([]cell{label, text(given.Answer), number(given.Times)}); err != nil {
						return err
					}
				}
			}
			return nil
		},
	}
}
