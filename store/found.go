package store

import (
	"context"
	"database/sql"
)

// Facts are what the text of a document was found to say.
type Facts struct {
	Doc             string
	Dates, Versions []Found   // in the order of the text
	Mentions        []Mention // by kind and key
}

// Facts returns what is known of the documents of those ids that the asker
// sees, by id.
func (v *View) Facts(ctx context.Context, ids []string) (list []Facts, err error) {
	err = v.s.read(ctx, "read facts", func(tx *sql.Tx) error {
		docs, err := v.baresByID(ctx, tx, ids)
		for _, d := range docs {
			list = append(list, Facts{d.ID, d.Dates, d.Versions, d.Mentions})
		}
		return err
	})
	return list, err
}
