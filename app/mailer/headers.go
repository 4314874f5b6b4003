package mailer

import (
	"errors"
	"io"
)

// headers passes a message on until a header in it is too long: the library holds the header of a part whatever its size, at many
// times that size. A header begins with the message, and after each line that may part two parts; an empty line ends it.
type headers struct {
	r     io.Reader
	size  int     // bytes of the header
	lines int     // of the header
	past  bool    // the end of the header
	begin [2]byte // of the line that is read
	at    int     // bytes of that line
	err   error
}

// maxHeaderLines is how many lines a header has at most.
const maxHeaderLines = 1000

var errLongHeader = errors.New("a header is too long")

// Read implements io.Reader.
func (h *headers) Read(p []byte) (int, error) {
	if h.err != nil {
		return 0, h.err
	}
	n, err := h.r.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			h.line()
		} else if h.at++; h.at <= len(h.begin) {
			h.begin[h.at-1] = b
		}
		if h.size++; !h.past && (h.size > maxHeader || h.lines > maxHeaderLines) {
			h.err = errLongHeader
			return i, h.err
		}
	}
	return n, err
}

// line notes that a line ended.
func (h *headers) line() {
	switch {
	case h.past && h.at >= len(h.begin) && h.begin == [2]byte{'-', '-'}:
		h.size, h.lines, h.past = 0, 0, false
	case h.at == 0 || h.at == 1 && h.begin[0] == '\r':
		h.past = true
	default:
		h.lines++
	}
	h.at = 0
}
