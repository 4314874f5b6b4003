package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// Text is a text of the organiser's in both languages. Either may be empty.
type Text struct {
	NL string `json:"nl,omitempty"`
	EN string `json:"en,omitempty"`
}

// In gives the text in a language, or in the other one when that is empty.
func (t Text) In(language string) string {
	if (language == "en" && t.EN != "") || t.NL == "" {
		return t.EN
	}
	return t.NL
}

// Value implements driver.Valuer: a text is stored as JSON.
func (t Text) Value() (driver.Value, error) {
	raw, err := json.Marshal(t)
	return string(raw), err
}

// Scan implements sql.Scanner.
func (t *Text) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*t = Text{}
		return nil
	case string:
		return json.Unmarshal([]byte(v), t)
	case []byte:
		return json.Unmarshal(v, t)
	}
	return fmt.Errorf("a text cannot be read from %T", value)
}
