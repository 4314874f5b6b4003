package lists

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"vonk/models"
)

func TestListOfADrawIsTheTextThatItsHashIsOf(t *testing.T) {
	references := []string{"ABCD-EFGH", "BCDF-GHJK", "CDFG-HJKM"}
	var list strings.Builder
	if err := References(&list, references); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(list.String()))
	if got := hex.EncodeToString(sum[:]); got != models.ListHash(references) {
		t.Errorf("%q has the hash %s", list.String(), got)
	}
}

func TestRanksAreALineEachBelowTheHashes(t *testing.T) {
	var ranks strings.Builder
	err := Ranks(&ranks, "5eed", "115t", []models.Drawn{{Rank: 1, Reference: "CDFG-HJKM", Lot: "0ea1"}, {Rank: 2, Reference: "ABCD-EFGH", Lot: "179e"}})
	want := "# SHA-256 of the seed: 5eed\n# SHA-256 of the list: 115t\n1\tCDFG-HJKM\t0ea1\n2\tABCD-EFGH\t179e\n"
	if err != nil || ranks.String() != want {
		t.Errorf("got %q, %v", ranks.String(), err)
	}
}

func TestDrawThatCannotBeWrittenIsAnError(t *testing.T) {
	if err := References(&failing{}, []string{"ABCD-EFGH"}); !errors.Is(err, errFull) {
		t.Error(err)
	}
	if err := Ranks(&failing{}, "", "", nil); !errors.Is(err, errFull) {
		t.Error(err)
	}
}
