package models

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// employersOf reads employers, one a line: "12 Gemeente Zwolle: zwolle.example post.example". The number is how many people
// are signed up; ids count from 1.
func employersOf(t *testing.T, written string) []Employer {
	t.Helper()
	var all []Employer
	for line := range strings.Lines(written) {
		head, domains, ok := strings.Cut(strings.TrimSpace(line), ":")
		people, name, _ := strings.Cut(head, " ")
		e := Employer{ID: int64(len(all) + 1), Name: name, Domains: strings.Fields(domains)}
		if _, err := fmt.Sscan(people, &e.People); err != nil || !ok {
			t.Fatalf("%q is no employer", line)
		}
		all = append(all, e)
	}
	return all
}

func TestASharedMailDomainSuggestsOneEmployer(t *testing.T) {
	for rule, test := range map[string]struct {
		employers string
		want      []string
	}{
		"nobody": {"", nil},
		"two that share a domain, the larger first": {
			"1 Gem. Zwolle: zwolle.example\n3 Gemeente Zwolle: zwolle.example",
			[]string{"zwolle.example: Gemeente Zwolle, Gem. Zwolle"},
		},
		"as large: by name": {
			"2 Gemeente Zwolle: zwolle.example\n2 gem. Zwolle: zwolle.example",
			[]string{"zwolle.example: gem. Zwolle, Gemeente Zwolle"},
		},
		"another domain":                     {"1 Gem. Zwolle: zwolle.example\n3 Gemeente Kampen: kampen.example", nil},
		"a part of the domain is another":    {"1 A: zwolle.example\n1 B: mail.zwolle.example\n1 C: olle.example", nil},
		"not the commonest domain":           {"1 A: a.example both.example\n1 B: both.example b.example", []string{"both.example: A, B"}},
		"two domains are one question":       {"2 A: one.example two.example\n1 B: two.example one.example", []string{"one.example: A, B"}},
		"three: the largest with each":       {"1 A: x.example\n5 B: x.example\n2 C: x.example", []string{"x.example: B, C", "x.example: B, A"}},
		"one with itself":                    {"9 A: x.example y.example", nil},
		"a public provider":                  {"1 A: gmail.com ziggo.nl\n1 B: gmail.com ziggo.nl", nil},
		"people without an address":          {"1 A: \n1 B: ", nil},
		"what few share is asked first":      {"9 A: many.example\n9 B: many.example\n9 C: many.example\n1 D: few.example\n1 E: few.example", []string{"few.example: D, E", "many.example: A, B", "many.example: A, C"}},
		"then the largest":                   {"1 A: a.example\n1 B: a.example\n2 C: b.example\n1 D: b.example", []string{"b.example: C, D", "a.example: A, B"}},
		"two pairs of three share different": {"3 A: x.example\n2 B: x.example y.example\n1 C: y.example", []string{"x.example: A, B", "y.example: B, C"}},
	} {
		t.Run(rule, func(t *testing.T) {
			var got []string
			for _, s := range SharedDomains(employersOf(t, test.employers)) {
				got = append(got, s.Domain+": "+s.Larger.Name+", "+s.Other.Name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPublicProvidersTellNothing(t *testing.T) {
	for _, domain := range strings.Fields(`gmail.com Gmail.com outlook.com outlook.nl hotmail.com hotmail.nl hotmail.co.uk live.nl live.com icloud.com
		me.com yahoo.com yahoo.co.uk ziggo.nl kpnmail.nl planet.nl xs4all.nl home.nl online.nl hetnet.nl proton.me gmx.de msn.com upcmail.nl`) {
		if !PublicMail(domain) {
			t.Errorf("%s counts as an employer's own", domain)
		}
	}
	for _, domain := range strings.Fields(`zwolle.nl gemeente.example live.zwolle.nl mail.zwolle.nl home.example planet.org online.example outlook.voorbeeld.nl
		nl com gmailers.nl notgmail.com ziggo.example mail.overheid.nl`) {
		if PublicMail(domain) {
			t.Errorf("%s counts as a public provider", domain)
		}
	}
}

func TestEmployersAreSortedAsPeopleLookThemUp(t *testing.T) {
	all := employersOf(t, "1 Zwolle: x\n1 de Voorbeeldschool: x\n1 Gemeente B: x\n1 gemeente a: x\n1 “Aanhalingen”: x")
	SortEmployers(all)
	var names []string
	for _, e := range all {
		names = append(names, e.Name)
	}
	if diff := cmp.Diff([]string{"“Aanhalingen”", "de Voorbeeldschool", "gemeente a", "Gemeente B", "Zwolle"}, names); diff != "" {
		t.Error(diff)
	}
}
