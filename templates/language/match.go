package language

import (
	"slices"

	xlanguage "golang.org/x/text/language"

	"vonk/models"
)

// Match gives the first language that we have among preferences, in their order: codes ("nl"), or whole values of an
// Accept-Language header, of which the weights are obeyed. Empty and malformed ones are passed over; nl when none is left.
func Match(preferences ...string) string {
	for _, preference := range preferences {
		tags, weights, err := xlanguage.ParseAcceptLanguage(preference)
		if err != nil {
			continue
		}
		for i, tag := range tags {
			base, _ := tag.Base()
			if weights[i] > 0 && slices.Contains(models.Languages, base.String()) {
				return base.String()
			}
		}
	}
	return Default
}
