package handlers

import "strings"

// The families of browsers and systems, by a word of their User-Agent. The first that is there counts: most browsers also
// name those that they want to be taken for.
var (
	browsers = [][2]string{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser", "Samsung Internet"},
		{"Vivaldi", "Vivaldi"},
		{"Firefox/", "Firefox"},
		{"FxiOS", "Firefox"},
		{"CriOS", "Chrome"},
		{"Chromium", "Chromium"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems = [][2]string{
		{"Android", "Android"}, {"iPhone", "iOS"}, {"iPad", "iOS"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"}, {"Macintosh", "macOS"}, {"Linux", "Linux"},
	}
)

// agentOf is all that is kept of a User-Agent: the families of the browser and the system, "Firefox/Windows"; what we do not
// know is empty.
func agentOf(header string) string {
	family := func(all [][2]string) string {
		for _, known := range all {
			if strings.Contains(header, known[0]) {
				return known[1]
			}
		}
		return ""
	}
	return family(browsers) + "/" + family(systems)
}
