package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"vonk/models"
	"vonk/templates/language"
	"vonk/templates/lists"
)

type drawCommand struct {
	Verify drawVerify `cmd:"" help:"Compute every rank of a draw again from what is public. Needs no database."`
	Hold   drawHold   `cmd:"" help:"Hold the draw of a series, once its list is closed and the outcome that decides is known."`
}

type drawVerify struct {
	Seed   string `required:"" placeholder:"HEX" help:"The draw's secret number, as its page shows it."`
	Beacon string `required:"" placeholder:"VALUE" help:"The outcome that decided, exactly as the page shows it."`
	File   string `arg:"" optional:"" placeholder:"FILE" help:"The public list: a reference a line. Without it, or as -, standard input."`
}

// Run prints the hashes of the seed and of the list, and below them rank, reference and lot: the same text as the page's
// download.
func (d *drawVerify) Run(c *call) error {
	seed := strings.TrimSpace(d.Seed)
	seedHash, err := models.SeedHash(seed)
	if err != nil {
		return &misuse{"--seed takes an even number of the characters 0 to 9 and a to f"}
	}
	references, err := d.read(c)
	if err != nil {
		return err
	}
	lots, err := models.Lots(seed, strings.TrimSpace(d.Beacon), references)
	if err != nil {
		return err
	}
	return lists.Ranks(c.stdout, seedHash, models.ListHash(references), lots)
}

// read reads the list. Blank lines, and the line ends and mark that an editor on Windows adds, are not part of it.
func (d *drawVerify) read(c *call) ([]string, error) {
	in := c.stdin
	if d.File != "" && d.File != "-" {
		file, err := os.Open(d.File)
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	var references []string
	seen := map[string]int{}
	lines := bufio.NewReader(in)
	for number := 1; ; number++ {
		line, err := lines.ReadString('\n')
		if reference := strings.TrimSpace(strings.TrimPrefix(line, "\ufeff")); reference != "" {
			if first := seen[reference]; first > 0 {
				return nil, fmt.Errorf("line %d holds %s again; it stands on line %d too, and a draw has each reference once", number, reference, first)
			}
			seen[reference], references = number, append(references, reference)
		}
		if errors.Is(err, io.EOF) {
			return references, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

type drawHold struct {
	Series string `required:"" placeholder:"SLUG" help:"Which series."`
	Beacon string `required:"" placeholder:"VALUE" help:"The outcome that decides: it is public from then on, and cannot be changed."`

	databaseFlag `embed:""`
	siteFlag     `embed:""`
}

// Run gives the numbers of a series by lot, serves everybody in that order, and writes the mails.
func (d *drawHold) Run(c *call) error {
	db, err := d.open(c, &d.siteFlag)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	series, err := db.AnySeries(c, d.Series)
	if models.CodeOf(err) == models.NotFound {
		return fmt.Errorf("there is no series %q", d.Series)
	} else if err != nil {
		return err
	}
	value := strings.TrimSpace(d.Beacon)
	if err := db.HoldDraw(c, series.Slug, value, models.ActorCommand); err != nil {
		var refused *models.Error
		if errors.As(err, &refused) && refused.Key == "error.draw.early" {
			// In the series' own time, which is where whoever holds the draw looks at the clock.
			return errors.New(language.For("en", series.Location()).T(refused.Key, refused.Args))
		}
		return err
	}
	return c.say("the draw of %s is held with %q: see %s/%s/draw", series.Slug, value, d.site(), series.Slug)
}
