package series

import "vonk/models"

// document is a series file as written. A key that must be there is marked need; the others have a default, set in blank.
// Times are still texts here: they mean something only in the series' zone.
type document struct {
	Series   seriesPart    `yaml:"series" need:"yes"`
	Sessions []sessionPart `yaml:"sessions" need:"yes"`
}

type seriesPart struct {
	Slug         string           `yaml:"slug" need:"yes"`
	Title        text             `yaml:"title" need:"yes"`
	Summary      text             `yaml:"summary"`
	Organiser    organiserPart    `yaml:"organiser" need:"yes"`
	Status       string           `yaml:"status"`
	Language     string           `yaml:"language"`
	Timezone     string           `yaml:"timezone" need:"yes"`
	Registration registrationPart `yaml:"registration" need:"yes"`
	Policy       policyPart       `yaml:"policy"`
	Holidays     holidaysPart     `yaml:"holidays"`
	Retention    retentionPart    `yaml:"retention"`
	Privacy      privacyPart      `yaml:"privacy"`
	Sectors      []string         `yaml:"sectors"`
	Questions    []questionPart   `yaml:"questions"`
}

// text is a models.Text; it converts to one.
type text struct {
	NL string `yaml:"nl"`
	EN string `yaml:"en"`
}

type organiserPart struct {
	Name  string `yaml:"name" need:"yes"`
	Email string `yaml:"email" need:"yes"`
	Phone string `yaml:"phone"`
}

type registrationPart struct {
	Opens  localTime `yaml:"opens" need:"yes"`
	Closes localTime `yaml:"closes"`
}

type policyPart struct {
	Admission         string        `yaml:"admission"`
	DrawAt            localTime     `yaml:"draw_at"`
	Beacon            string        `yaml:"beacon"`
	WaitingList       string        `yaml:"waiting_list"`
	OfferHours        int           `yaml:"offer_hours"`
	PartyMax          int           `yaml:"party_max"`
	OrganisationLimit limitPart     `yaml:"organisation_limit"`
	Reserves          []reservePart `yaml:"reserves"`
	OneSeatPerPerson  bool          `yaml:"one_seat_per_person"`
	CloseBeforeStart  duration      `yaml:"close_before_start"`
}

type limitPart struct {
	Seats int       `yaml:"seats" need:"yes"`
	Until localTime `yaml:"until"`
}

type reservePart struct {
	Sectors []string  `yaml:"sectors" need:"yes"`
	Seats   int       `yaml:"seats" need:"yes"`
	Until   localTime `yaml:"until"`
}

type holidaysPart struct {
	Public []day         `yaml:"public"`
	School []schoolPart  `yaml:"school"`
	Other  []specialPart `yaml:"other"`
}

type schoolPart struct {
	Regions []string `yaml:"regions" need:"yes"`
	From    day      `yaml:"from" need:"yes"`
	Until   day      `yaml:"until" need:"yes"`
}

type specialPart struct {
	Date day  `yaml:"date" need:"yes"`
	Name text `yaml:"name" need:"yes"`
}

type retentionPart struct {
	ContactDays   int `yaml:"contact_days"`
	SensitiveDays int `yaml:"sensitive_days"`
	FollowupDays  int `yaml:"followup_days"`
}

type privacyPart struct {
	Controller string      `yaml:"controller"`
	Officer    officerPart `yaml:"officer"`
	Ground     text        `yaml:"ground"`
	Recipients []text      `yaml:"recipients"`
}

type officerPart struct {
	Name  string `yaml:"name"`
	Email string `yaml:"email"`
}

type questionPart struct {
	Key       string       `yaml:"key" need:"yes"`
	Label     text         `yaml:"label" need:"yes"`
	Help      text         `yaml:"help"`
	Kind      string       `yaml:"kind" need:"yes"`
	Options   []optionPart `yaml:"options"`
	Required  bool         `yaml:"required"`
	MaxLength int          `yaml:"max_length"`
	Sensitive bool         `yaml:"sensitive"`
	Ask       string       `yaml:"ask"`
}

type optionPart struct {
	Key   string `yaml:"key" need:"yes"`
	Label text   `yaml:"label" need:"yes"`
}

type sessionPart struct {
	Slug               string          `yaml:"slug" need:"yes"`
	Title              text            `yaml:"title" need:"yes"`
	Region             string          `yaml:"region"`
	SchoolRegion       string          `yaml:"school_region"`
	Partner            string          `yaml:"partner"`
	Starts             localTime       `yaml:"starts" need:"yes"`
	Ends               localTime       `yaml:"ends" need:"yes"`
	Capacity           int             `yaml:"capacity" need:"yes"`
	OverbookingPercent int             `yaml:"overbooking_percent"`
	Overbooking        int             `yaml:"overbooking"`
	Venue              venuePart       `yaml:"venue" need:"yes"`
	Programme          []programmePart `yaml:"programme"`
	Status             string          `yaml:"status"`
}

type venuePart struct {
	Name          string    `yaml:"name" need:"yes"`
	Address       string    `yaml:"address"`
	Postcode      string    `yaml:"postcode"`
	City          string    `yaml:"city"`
	Location      []float64 `yaml:"location"`
	Accessibility text      `yaml:"accessibility"`
}

type programmePart struct {
	At       clock    `yaml:"at" need:"yes"`
	Until    clock    `yaml:"until" need:"yes"`
	Kind     string   `yaml:"kind" need:"yes"`
	Title    text     `yaml:"title" need:"yes"`
	Speakers []string `yaml:"speakers"`
	Room     string   `yaml:"room"`
}

// blank is the document of a file that sets nothing: the defaults.
func blank() document {
	series := models.Blank()
	policy := &series.Policy
	return document{Series: seriesPart{
		Status:   string(series.Status),
		Language: series.Language,
		Policy: policyPart{
			Admission:        policy.Admission,
			WaitingList:      policy.WaitingList,
			OfferHours:       policy.OfferHours,
			PartyMax:         policy.PartyMax,
			OneSeatPerPerson: policy.OneSeatPerPerson,
			CloseBeforeStart: "0h",
		},
		Retention: retentionPart(series.Retention),
	}}
}
