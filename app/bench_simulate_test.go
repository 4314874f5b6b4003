package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// benchPolicies is a series in which everything happens that a policy can bring: offers, a limit, a reserve, and too few seats.
const benchPolicies = `series:
  slug: voorbeeldreeks
  title: {nl: Voorbeeldreeks}
  organiser: {name: Voorbeeld, email: voorbeeld@vonk.example}
  timezone: Europe/Amsterdam
  registration: {opens: 2027-01-04T09:00}
  policy:
    waiting_list: offer
    organisation_limit: {seats: 6, until: 2027-02-15T09:00}
    reserves: [{sectors: [po], seats: 5000, until: 2027-02-22T09:00}]
  sectors: [gemeenten, po]
sessions:
  - {slug: eerste, title: {nl: Eerste}, starts: 2027-03-11T13:00, ends: 2027-03-11T17:00, capacity: 30000, venue: {name: Voorbeeldhuis}}
  - {slug: tweede, title: {nl: Tweede}, starts: 2027-03-23T13:00, ends: 2027-03-23T17:00, capacity: 30000, venue: {name: Voorbeeldhuis}}
  - {slug: derde, title: {nl: Derde}, starts: 2027-04-01T13:00, ends: 2027-04-01T17:00, capacity: 30000, venue: {name: Voorbeeldhuis}}
  - {slug: vierde, title: {nl: Vierde}, starts: 2027-04-13T13:00, ends: 2027-04-13T17:00, capacity: 30000, venue: {name: Voorbeeldhuis}}
`

// benchSignUps are that many sign-ups, one in six of which is cancelled within three weeks.
func benchSignUps(signUps int) string {
	random := rand.New(rand.NewPCG(1, 2))
	begin := time.Date(2027, 1, 4, 8, 0, 0, 0, time.UTC)
	slugs := []string{"eerste", "tweede", "derde", "vierde"}
	var out strings.Builder
	out.WriteString("at,action,id,choices,organisation,sector,size,together,wait\n")
	for i := range signUps {
		at := begin.Add(time.Duration(random.IntN(60*24*60)) * time.Minute)
		choices := slices.Clone(slugs)
		random.Shuffle(len(choices), func(a, b int) { choices[a], choices[b] = choices[b], choices[a] })
		fmt.Fprintf(&out, "%s,signup,v%d,%s,Voorbeeld %d,%s,%d,%s,%s\n", at.Format(time.RFC3339), i, strings.Join(choices[:1+random.IntN(4)], " "),
			random.IntN(1+signUps/5), []string{"gemeenten", "po"}[random.IntN(2)], 1+random.IntN(4), []string{"", "any"}[random.IntN(2)], []string{"", "yes"}[random.IntN(2)])
		if random.IntN(6) == 0 {
			fmt.Fprintf(&out, "%s,cancel,v%d\n", at.Add(time.Duration(random.IntN(21*24*60))*time.Minute).Format(time.RFC3339), i)
		}
	}
	return out.String()
}

// measureSimulation times vonk simulate as its users run it, from its start until its end.
func measureSimulation(b *testing.B, binary string) {
	folder := b.TempDir()
	series, signUps := filepath.Join(folder, "series.yaml"), filepath.Join(folder, "signups.csv")
	for path, text := range map[string]string{series: benchPolicies, signUps: benchSignUps(100_000)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	began := time.Now()
	output, err := exec.Command(binary, "simulate", "--series", series, "--signups", signUps).CombinedOutput()
	if err != nil {
		b.Fatalf("vonk simulate: %v: %s", err, output)
	}
	figure("simulate_100k_s", time.Since(began).Seconds(), "s")
}
