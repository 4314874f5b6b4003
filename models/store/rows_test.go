package store

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm/schema"
)

// columns are those of a table's query.
func columns(query string) []string {
	list, _, _ := strings.Cut(strings.TrimPrefix(strings.Join(strings.Fields(query), " "), "SELECT "), " FROM ")
	return strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(", ", r) })
}

// bound gives, for the fields that a table reads, their columns.
func bound[T any](t *testing.T, table table[T]) (read, all []string) {
	t.Helper()
	var row T
	parsed, err := schema.Parse(&row, &sync.Map{}, schema.NamingStrategy{})
	if err != nil {
		t.Fatal(err)
	}
	for _, pointer := range table.fields(&row) {
		for _, field := range parsed.Fields {
			if field.DBName != "" && field.ReflectValueOf(context.Background(), reflect.ValueOf(&row).Elem()).Addr().Pointer() == reflect.ValueOf(pointer).Pointer() {
				read = append(read, field.DBName)
			}
		}
	}
	return read, parsed.DBNames
}

func TestRowsAreReadIntoTheFieldsOfTheirColumnsAndNoneIsForgotten(t *testing.T) {
	judge := func(query string, read, all, left []string) {
		t.Helper()
		if wanted := columns(query); !slices.Equal(wanted, read) {
			t.Errorf("%v are read into the fields of %v", wanted, read)
		}
		for _, column := range all {
			if slices.Contains(read, column) == slices.Contains(left, column) {
				t.Errorf("%s is forgotten, or read although nothing needs it: %v", column, read)
			}
		}
	}
	read, all := bound(t, organisationsOf)
	judge(organisationsOf.query, read, all, nil)
	read, all = bound(t, answersOf)
	judge(answersOf.query, read, all, nil)
	read, all = bound(t, contactsOf)
	judge(contactsOf.query, read, all, nil)
	read, all = bound(t, participantsOf)
	judge(participantsOf.query, read, all, nil)
	read, all = bound(t, choicesOf)
	judge(choicesOf.query, read, all, nil)
	read, all = bound(t, placementsOf)
	judge(placementsOf.query, read, all, nil)
	read, all = bound(t, seatsOf)
	judge(seatsOf.query, read, all, []string{"series_id", "registration_id", "latest", "found", "found_public", "organisation", "sector"})
}
