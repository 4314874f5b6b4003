package store

import (
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// keptPlans is the SQLite dialect with parameters written as +?. SQLite plans a prepared statement anew, at every use, when
// a bare parameter might have told it something about the plan: `a = ? AND b = ?` with an index on one of them is enough,
// and costs more than the step into the index. An expression tells it nothing, and + changes no value.
// Source: whereLoopOutputAdjust and sqlite3ExprIsInteger in SQLite's where.c and expr.c.
type keptPlans struct{ *sqlite.Dialector }

func (keptPlans) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) {
	_, _ = w.WriteString("+?")
}
