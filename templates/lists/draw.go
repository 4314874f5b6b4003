package lists

import (
	"bufio"
	"fmt"
	"io"

	"vonk/models"
)

// References writes the list of a draw: a reference a line, sorted as given. It is the text that the list's hash is of.
func References(w io.Writer, references []string) error {
	out := bufio.NewWriter(w)
	for _, reference := range references {
		_, _ = out.WriteString(reference + "\n") // Flush tells
	}
	return out.Flush()
}

// Ranks writes what comes of a draw: the hashes of its seed and its list as comments, then rank, reference and lot a line,
// with tabs between. Lots are by rank. It is the same text, wherever it was computed.
func Ranks(w io.Writer, seedHash, listHash string, lots []models.Drawn) error {
	out := bufio.NewWriter(w)
	_, _ = fmt.Fprintf(out, "# SHA-256 of the seed: %s\n# SHA-256 of the list: %s\n", seedHash, listHash)
	for _, lot := range lots {
		_, _ = fmt.Fprintf(out, "%d\t%s\t%s\n", lot.Rank, lot.Reference, lot.Lot)
	}
	return out.Flush()
}
