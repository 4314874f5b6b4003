package models

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// Draw is a series' admission by lot (seat rule 9): what is public of it at the time.
type Draw struct {
	SeriesID   int64
	SeedHash   string     // hex SHA-256 of the seed, public from the beginning
	Seed       string     // hex, 32 bytes; shown once the draw was held
	ClosesAt   time.Time  // whoever registered before is in the draw
	ClosedAt   *time.Time // when the list was closed; nil: not yet
	References []string   // who is in the draw, sorted; none before closing
	ListHash   string     // hex SHA-256 of the list; empty before closing
	Beacon     string     // which future public value decides
	Value      string     // that value; empty before the draw
	DrawnAt    *time.Time // nil: not yet
}

// Drawn is a registration's lot: its HMAC, and the rank that it gives, from 1.
type Drawn struct {
	Rank      int
	Reference string
	Lot       string // hex
}

// AwaitsDraw says that the series gives seats by a draw that was not held yet: nobody is served before it.
func (s *Series) AwaitsDraw() bool { return s.Policy.Admission == AdmissionDraw && s.DrawnAt == nil }

// ListHash is the hash of a list of references: hex SHA-256 over the sorted references, each followed by a line feed.
func ListHash(references []string) string {
	sorted := slices.Sorted(slices.Values(references))
	sum := sha256.Sum256([]byte(strings.Join(append(sorted, ""), "\n")))
	return hex.EncodeToString(sum[:])
}

// SeedHash is the hash of a seed, both in hex. Invalid when it is not hex.
func SeedHash(seed string) (string, error) {
	raw, err := hex.DecodeString(seed)
	if err != nil || len(raw) == 0 {
		return "", &Error{Code: Invalid, Key: "error.draw.seed", Cause: err}
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

// Lots ranks references by HMAC-SHA-256 with the seed (hex) as its key over the beacon's value followed by the reference.
// The smallest comes first. Invalid when the seed is not hex.
func Lots(seed, value string, references []string) ([]Drawn, error) {
	key, err := hex.DecodeString(seed)
	if err != nil || len(key) == 0 {
		return nil, &Error{Code: Invalid, Key: "error.draw.seed", Cause: err}
	}
	type lot struct {
		reference string
		sum       []byte
	}
	lots := make([]lot, len(references))
	for i, reference := range references {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(value + reference))
		lots[i] = lot{reference, mac.Sum(nil)}
	}
	slices.SortFunc(lots, func(a, b lot) int { return cmp.Or(bytes.Compare(a.sum, b.sum), cmp.Compare(a.reference, b.reference)) })
	drawn := make([]Drawn, len(lots))
	for i, l := range lots {
		drawn[i] = Drawn{Rank: i + 1, Reference: l.reference, Lot: hex.EncodeToString(l.sum)}
	}
	return drawn, nil
}
