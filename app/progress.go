package main

import (
	"fmt"
	"io"
	"os"
)

// progress tells how far long work is, on a terminal only.
type progress struct {
	out   io.Writer // nil: nobody watches
	what  string
	count int
}

// progressEvery is how many steps go by between two lines.
const progressEvery = 10_000

func newProgress(out io.Writer, what string) *progress {
	file, ok := out.(*os.File)
	if !ok {
		return &progress{}
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &progress{}
	}
	return &progress{out: out, what: what}
}

func (p *progress) step() {
	p.count++
	if p.out != nil && p.count%progressEvery == 0 {
		_, _ = fmt.Fprintf(p.out, "\r%d %s", p.count, p.what)
	}
}

// end clears the line.
func (p *progress) end() {
	if p.out != nil && p.count >= progressEvery {
		_, _ = fmt.Fprint(p.out, "\r\x1b[K")
	}
}
