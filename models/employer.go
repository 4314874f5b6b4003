package models

import (
	"cmp"
	"slices"
	"strings"
)

// Employer is an organisation as an organiser sees it: its people who are signed up for a series, how many of them have a
// seat, and the domains of their addresses, the commonest first.
type Employer struct {
	ID      int64
	Name    string
	Also    []Organisation // those that were merged into it, by name
	People  int
	Seated  int
	Domains []string
}

// Was says that an organisation was merged into this one.
func (e *Employer) Was(id int64) bool {
	return slices.ContainsFunc(e.Also, func(o Organisation) bool { return o.ID == id })
}

// SharedDomain is two employers whose people use one mail domain: perhaps they are one. It suggests and decides nothing.
type SharedDomain struct {
	Domain string
	Larger Employer // the one with more people
	Other  Employer
}

// SharedDomains finds who may be one employer: where several share a domain of their own, the largest with each of the
// others. A domain that few share says most, so it comes first; then the largest, then by name.
func SharedDomains(employers []Employer) []SharedDomain {
	sharing := map[string][]Employer{}
	for _, e := range employers {
		for _, domain := range e.Domains {
			if domain != "" && !PublicMail(domain) {
				sharing[domain] = append(sharing[domain], e)
			}
		}
	}
	var all []SharedDomain
	for domain, group := range sharing {
		slices.SortFunc(group, func(a, b Employer) int {
			return cmp.Or(cmp.Compare(b.People, a.People), a.compare(&b))
		})
		for _, other := range group[1:] {
			all = append(all, SharedDomain{domain, group[0], other})
		}
	}
	slices.SortFunc(all, func(a, b SharedDomain) int {
		return cmp.Or(
			cmp.Compare(len(sharing[a.Domain]), len(sharing[b.Domain])), cmp.Compare(b.Larger.People, a.Larger.People), a.Larger.compare(&b.Larger),
			cmp.Compare(b.Other.People, a.Other.People), a.Other.compare(&b.Other), cmp.Compare(a.Domain, b.Domain),
		)
	})
	type pair struct{ one, other int64 }
	seen := map[pair]bool{}
	return slices.DeleteFunc(all, func(s SharedDomain) bool {
		ids := pair{min(s.Larger.ID, s.Other.ID), max(s.Larger.ID, s.Other.ID)}
		twice := seen[ids]
		seen[ids] = true
		return twice
	})
}

// SortEmployers sorts by name as people look it up: without regard to capitals.
func SortEmployers(employers []Employer) {
	slices.SortFunc(employers, func(a, b Employer) int { return a.compare(&b) })
}

func (e *Employer) compare(other *Employer) int {
	return cmp.Or(strings.Compare(NormaliseName(e.Name), NormaliseName(other.Name)), cmp.Compare(e.ID, other.ID))
}

// PublicMail says that anybody can have an address at the domain, so that it tells nothing about an employer.
func PublicMail(domain string) bool {
	domain = strings.ToLower(domain)
	brand, country, _ := strings.Cut(domain, ".")
	return publicMail[domain] || publicBrands[brand] && len(strings.TrimPrefix(country, "co.")) <= len("com")
}

// publicBrands are providers that use their name in many countries: hotmail.com, hotmail.nl, yahoo.co.uk.
var publicBrands = setOf(`aol fastmail gmail gmx googlemail hotmail icloud live mail msn outlook proton protonmail rocketmail
	tuta tutanota yahoo yandex ymail zoho`)

// publicMail are the domains of the other providers, those of the Netherlands and its neighbours above all.
var publicMail = setOf(`caiway.net caiway.nl casema.nl chello.nl concepts.nl dds.nl euronet.nl filternet.nl
	freeler.nl gelrevision.nl glazenkamp.net hetnet.nl hccnet.nl home.nl kabelfoon.net kabelfoon.nl kabelnoord.nl
	kliksafe.nl kpnmail.nl kpnplanet.nl lijbrandt.nl mac.com me.com multiweb.nl onsbrabantnet.nl
	onsneteindhoven.nl online.nl orange.nl pandora.be passagen.nl planet.nl pm.me quicknet.nl scarlet.be scarlet.nl
	skynet.be solcon.nl soverin.net startmail.com t-mobilethuis.nl t-online.de tele2.nl telenet.be telfort.nl telfortglasvezel.nl
	tiscali.nl upcmail.nl versatel.nl vodafonethuis.nl vodafonevast.nl wanadoo.nl web.de wxs.nl xs4all.nl
	xmsnet.nl zeelandnet.nl ziggo.nl ziggomail.com zonnet.nl`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}
