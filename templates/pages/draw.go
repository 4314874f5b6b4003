package pages

import (
	"strconv"
	"strings"
	"time"

	"vonk/models"
)

// drawPart is how many ranks a page shows, and longestAsked how many characters of what somebody looks up.
const (
	drawPart     = 100
	longestAsked = 40
)

// Draw is the page of the draw of Base.Series: how it works, what of it is public by now, and afterwards the ranks, with
// how anybody computes them (seat rule 9).
type Draw struct {
	Base
	Draw *models.Draw
	Lots []models.Drawn // by rank, computed from what is published; nil until the draw was held
	Part int            // of a long ranking, from 1

	asked     string        // the reference that somebody looks up, as they wrote it
	reference string        // as the list has it; empty: it does not
	found     *models.Drawn // its lot; nil: there is none
}

// Look looks a reference up, as somebody wrote it: in capitals or not, with or without its hyphen. The part that is shown
// is where it stands.
func (p *Draw) Look(asked string) {
	p.asked = strings.TrimSpace(asked)
	if letters := []rune(p.asked); len(letters) > longestAsked {
		p.asked = string(letters[:longestAsked])
	}
	plain := strings.NewReplacer("-", "", " ", "")
	wanted := plain.Replace(strings.ToUpper(p.asked))
	for _, reference := range p.Draw.References {
		if wanted != "" && plain.Replace(reference) == wanted {
			p.reference = reference
		}
	}
	for i := range p.Lots {
		if p.reference != "" && p.Lots[i].Reference == p.reference {
			p.found = &p.Lots[i]
			p.Part = i/drawPart + 1
		}
	}
}

// Found is the lot of the reference that is looked up; nil when there is none.
func (p *Draw) Found() *models.Drawn { return p.found }

func (*Draw) name() string { return "draw" }

// Title implements Page.
func (p *Draw) Title() string { return p.T("draw.title") }

// The states of a draw, in order.
const (
	drawOpen    = "open"    // registrations still join
	drawClosing = "closing" // its moment has come, but the list is not there yet
	drawClosed  = "closed"  // the list is public
	drawHeld    = "held"    // the seed and the ranks are public
)

// State is how far the draw is.
func (p *Draw) State() string {
	switch {
	case p.Draw.DrawnAt != nil:
		return drawHeld
	case p.Draw.ClosedAt != nil:
		return drawClosed
	case !p.Now.Before(p.Draw.ClosesAt):
		return drawClosing
	}
	return drawOpen
}

// Lead says how far the draw is.
func (p *Draw) Lead() string {
	if p.State() == drawHeld {
		return p.T("draw.lead.held", "At", *p.Draw.DrawnAt)
	}
	return p.T("draw.lead."+p.State(), "At", p.Draw.ClosesAt)
}

// Steps say how the draw works.
func (p *Draw) Steps() []string {
	return []string{
		p.T("draw.step.join", "At", p.Draw.ClosesAt), p.T("draw.step.list"), p.T("draw.step.beacon", "Beacon", p.Draw.Beacon),
		p.T("draw.step.lots"), p.T("draw.step.seats"), p.T("draw.step.behind"),
	}
}

// Closed says that the list of references is public.
func (p *Draw) Closed() bool { return p.State() == drawClosed || p.State() == drawHeld }

// Held says that seed and ranks are public.
func (p *Draw) Held() bool { return p.State() == drawHeld }

// When writes a moment with its year.
func (p *Draw) When(at time.Time) string {
	return p.T("time.moment", "Day", p.Date(at), "Clock", p.Clock(at))
}

// URL is the page's own, without a question.
func (p *Draw) URL() string { return "/" + p.Series.Slug + "/draw" }

// ListName is the file of references that the recipes read.
func (p *Draw) ListName() string { return p.Series.Slug + "-references.txt" }

// Reference is the field in which people look up their own.
func (p *Draw) Reference() Field {
	return Field{
		ID: "reference", Name: "reference", Label: p.T("draw.reference"), Help: p.T("draw.reference.help"), Value: p.asked, Type: "text", Autocomplete: "off",
	}
}

// Answer says what the page knows of the reference that is looked up; empty when none is.
func (p *Draw) Answer() string {
	switch {
	case p.asked == "" || !p.Closed():
		return ""
	case p.reference == "":
		return p.T("draw.answer.unknown", "Reference", p.asked)
	case p.found == nil:
		return p.T("draw.answer.joins", "Reference", p.reference)
	}
	return p.T("draw.answer.rank", "Reference", p.reference, "Rank", p.found.Rank, "Of", len(p.Lots))
}

// Parts is how many pages the ranking has.
func (p *Draw) Parts() int { return max(1, (len(p.Lots)+drawPart-1)/drawPart) }

// part is the one that is shown.
func (p *Draw) part() int { return min(max(1, p.Part), p.Parts()) }

// Shown are the ranks of the part that is shown.
func (p *Draw) Shown() []models.Drawn {
	first := (p.part() - 1) * drawPart
	return p.Lots[first:min(first+drawPart, len(p.Lots))]
}

// Caption says which ranks are shown.
func (p *Draw) Caption() string {
	shown := p.Shown()
	return p.T("draw.caption", "First", shown[0].Rank, "Last", shown[len(shown)-1].Rank, "Of", len(p.Lots))
}

// Previous is the part before the one that is shown; empty: there is none.
func (p *Draw) Previous() string { return p.partURL(p.part() - 1) }

// Next is the part after the one that is shown; empty: there is none.
func (p *Draw) Next() string { return p.partURL(p.part() + 1) }

func (p *Draw) partURL(part int) string {
	if part < 1 || part > p.Parts() {
		return ""
	}
	return p.URL() + "?part=" + strconv.Itoa(part) + "#ranks"
}

// Recipe is a command that computes something again, for a shell.
type Recipe struct {
	What    string
	Command string
}

// Recipes compute with openssl, and with this program, what the page tells: for the reference that is looked up, or else
// for the one with rank 1.
func (p *Draw) Recipes() []Recipe {
	seed, list := shellWord(p.Draw.Seed), shellWord(p.ListName())
	example := p.found
	if example == nil && len(p.Lots) > 0 {
		example = &p.Lots[0]
	}
	const lot = ` | openssl dgst -sha256 -mac HMAC -macopt hexkey:`
	var all []Recipe
	if example != nil {
		all = append(all, Recipe{
			p.T("draw.recipe.one", "Reference", example.Reference),
			"printf %s " + shellWord(p.Draw.Value+example.Reference) + lot + seed + " -r",
		})
	}
	return append(
		all,
		Recipe{p.T("draw.recipe.all"), "while read -r r; do printf '%s  %s\\n' \"$(printf %s " + shellWord(p.Draw.Value) + `"$r"` + lot + seed + ` -r | cut -c 1-64)" "$r"; done < ` + list + " | LC_ALL=C sort | nl"},
		Recipe{p.T("draw.recipe.seed"), `perl -e 'print pack "H*", shift' ` + seed + " | openssl dgst -sha256 -r"},
		Recipe{p.T("draw.recipe.list"), "openssl dgst -sha256 -r " + list},
		Recipe{p.T("draw.recipe.vonk"), "vonk draw verify --seed=" + seed + " --beacon=" + shellWord(p.Draw.Value) + " " + list},
	)
}

// shellWord is a text as one word of a shell.
func shellWord(text string) string {
	plain := !strings.ContainsFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_./:,", r)
	})
	if plain && text != "" && text[0] != '-' {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
