package models

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const (
	sampleSeed  = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	sampleValue = "2-12-23-30-34-45"
)

// The lots and hashes here come from openssl: dgst -sha256 -mac HMAC -macopt hexkey:…, and sha256.
func TestLotsAreTheOnesThatOpensslComputes(t *testing.T) {
	got, err := Lots(sampleSeed, sampleValue, []string{"ABCD-EFGH", "BCDF-GHJK", "CDFG-HJKM"})
	want := []Drawn{
		{1, "CDFG-HJKM", "0ea140feadaab68f2faeac35c2d8c5cff6292fb4dfc5c8e2c561441cbf37007e"},
		{2, "ABCD-EFGH", "179e65097d359a0ecc529da18e1210f38a78e4798e1d57a31efe91682e272058"},
		{3, "BCDF-GHJK", "441df9ef57a70dd7de650f79b9dff9953db7deb8707a7e95bde240f796737300"},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestHashesAreTheOnesThatOpensslComputes(t *testing.T) {
	for _, seed := range []string{sampleSeed, strings.ToUpper(sampleSeed)} {
		if got, err := SeedHash(seed); err != nil || got != "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd" {
			t.Error(got, err)
		}
	}
	if got := ListHash([]string{"CDFG-HJKM", "ABCD-EFGH", "BCDF-GHJK"}); got != "72b6f2c96619e0039b13ff5c1296a8e970c5e8be4a08b0b4da2e1d2e30fbef9b" {
		t.Errorf("of three references: %s", got)
	}
	if got := ListHash(nil); got != "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" {
		t.Errorf("of an empty list: %s", got)
	}
}

func TestSeedThatIsNotHexIsRefused(t *testing.T) {
	for _, seed := range []string{"", "0", "xy", sampleSeed + "0", " " + sampleSeed} {
		_, hashing := SeedHash(seed)
		_, drawing := Lots(seed, sampleValue, nil)
		for _, err := range []error{hashing, drawing} {
			var refused *Error
			if !errors.As(err, &refused) || refused.Code != Invalid || refused.Key != "error.draw.seed" {
				t.Errorf("%q: %v", seed, err)
			}
		}
	}
}

// Whoever keeps the list cannot change a rank by its order, and each reference has one.
func TestRanksDoNotDependOnTheOrderOfTheList(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		references := rapid.SliceOfDistinct(rapid.StringMatching(`[B-DF-HJ-NP-TV-Z2-9]{4}-[B-DF-HJ-NP-TV-Z2-9]{4}`), rapid.ID[string]).Draw(r, "references")
		shuffled := rapid.Permutation(references).Draw(r, "shuffled")
		lots, err := Lots(sampleSeed, sampleValue, references)
		again, failed := Lots(sampleSeed, sampleValue, shuffled)
		if diff := cmp.Diff(lots, again); err != nil || failed != nil || diff != "" {
			r.Fatal(err, failed, diff)
		}
		if ListHash(references) != ListHash(shuffled) {
			r.Fatal("the hash of the list depends on its order")
		}
		var drawn []string
		for i, lot := range lots {
			if lot.Rank != i+1 || i > 0 && lots[i-1].Lot >= lot.Lot {
				r.Fatalf("%+v stands at %d", lot, i)
			}
			drawn = append(drawn, lot.Reference)
		}
		slices.Sort(drawn)
		if !slices.Equal(drawn, slices.Sorted(slices.Values(references))) {
			r.Fatalf("the lots are of %v", drawn)
		}
	})
}

func TestHashingAListLeavesItAsItIs(t *testing.T) {
	list := []string{"B", "A"}
	ListHash(list)
	if _, err := Lots(sampleSeed, sampleValue, list); err != nil || !slices.Equal(list, []string{"B", "A"}) {
		t.Error(list, err)
	}
}

func TestAnotherBeaconOrSeedIsAnotherDraw(t *testing.T) {
	references := []string{"ABCD-EFGH", "BCDF-GHJK", "CDFG-HJKM"}
	first, _ := Lots(sampleSeed, sampleValue, references)
	beacon, _ := Lots(sampleSeed, "2-12-23-30-34-46", references)
	seed, _ := Lots(strings.Replace(sampleSeed, "1f", "20", 1), sampleValue, references)
	if cmp.Equal(first, beacon) || cmp.Equal(first, seed) {
		t.Error("the lots stay the same")
	}
	if ListHash(references) == ListHash(references[:2]) || ListHash([]string{"AB"}) == ListHash([]string{"A", "B"}) {
		t.Error("another list has the same hash")
	}
}

func TestOnlyADrawThatWasNotHeldIsAwaited(t *testing.T) {
	for _, test := range []struct {
		series Series
		want   bool
	}{
		{Series{Policy: Policy{Admission: AdmissionFirstCome}}, false},
		{Series{}, false},
		{Series{Policy: Policy{Admission: AdmissionDraw}}, true},
		{Series{Policy: Policy{Admission: AdmissionDraw}, DrawnAt: &early}, false},
	} {
		if got := test.series.AwaitsDraw(); got != test.want {
			t.Errorf("%+v: %v", test.series.Policy, got)
		}
	}
}
