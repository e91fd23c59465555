package main

import (
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// whereFlag adds --where to a command.
func whereFlag(cmd *cobra.Command, to *map[string]string, what string) {
	cmd.Flags().Var(&pairs{to}, "where", what+" with this, key=value: metadata, kind, title, id, lang, after, before; found in the text: date (2023-07, or 2023..2024-06), version, mentions")
}

// pairs is a flag of key=value, several separated by commas or by repeating
// the flag. A key given twice is a mistake: one of the values would be lost.
type pairs struct{ to *map[string]string }

// Set implements pflag.Value.
func (p *pairs) Set(s string) error {
	fields, err := csv.NewReader(strings.NewReader(s)).Read()
	if err != nil {
		return fmt.Errorf("read %q: %w", s, err)
	}
	for _, f := range fields {
		key, value, ok := strings.Cut(f, "=")
		if !ok || key == "" {
			return fmt.Errorf("%q: write key=value", f)
		}
		if old, twice := (*p.to)[key]; twice && old != value {
			return fmt.Errorf("%s was given twice, %q and %q: every pair must hold, and no document has both; ask once for each", key, old, value)
		}
		if *p.to == nil {
			*p.to = map[string]string{}
		}
		(*p.to)[key] = value
	}
	return nil
}

// Type implements pflag.Value.
func (p *pairs) Type() string { return "key=value" }

// String implements pflag.Value.
func (p *pairs) String() string {
	if p.to == nil || len(*p.to) == 0 {
		return ""
	}
	var list []string
	for _, key := range slices.Sorted(maps.Keys(*p.to)) {
		list = append(list, key+"="+(*p.to)[key])
	}
	return strings.Join(list, ",")
}
