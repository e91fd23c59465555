package extract

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"funnel/store"
)

// ErrLabels says that something names labels and cannot be read: a document
// whose labels are not known must not be shown to everyone.
var ErrLabels = errors.New("its labels cannot be read")

// TakeLabels takes out of metadata what names labels, under the key "labels"
// or "label" in any case: a list of strings, or a string with commas between
// them. Nothing (null, an empty list) is no labels; everything else is
// ErrLabels. The labels are normal (store.NormalLabels).
func TakeLabels(meta map[string]any) ([]string, error) {
	var labels []string
	for _, key := range slices.Sorted(maps.Keys(meta)) {
		if name := strings.ToLower(strings.TrimSpace(key)); name != "labels" && name != "label" {
			continue
		}
		list, err := labelList(meta[key])
		if err != nil {
			return nil, fmt.Errorf("%w: %q: %w; write them as a list: [\"hr\", \"board\"]", ErrLabels, key, err)
		}
		labels = append(labels, list...)
		delete(meta, key)
	}
	return store.NormalLabels(labels)
}

// labelList reads the value of a key that names labels.
func labelList(value any) (list []string, err error) {
	switch v := value.(type) {
	case nil:
		return nil, nil
	case string:
		for _, l := range strings.Split(v, ",") {
			list = append(list, strings.TrimSpace(l))
		}
	case []any:
		for _, e := range v {
			l, ok := e.(string)
			if !ok {
				return nil, fmt.Errorf("%v is no string", e)
			}
			list = append(list, strings.TrimSpace(l))
		}
	default:
		return nil, fmt.Errorf("%v is no list of strings", v)
	}
	if _, err := store.NormalLabels(list); err != nil {
		return nil, errors.New(LabelFault(err))
	}
	return list, nil
}

// LabelFault is what store.NormalLabels says is wrong, without the store's own
// word for it.
func LabelFault(err error) string {
	return strings.TrimPrefix(err.Error(), store.ErrInvalid.Error()+": ")
}

// labelKey finds a line that names labels, in YAML (key:) and TOML (key =).
var labelKey = regexp.MustCompile(`(?im)^[ \t]*["']?labels?["']?[ \t]*[:=]`)

// unreadLabels is ErrLabels if a block that was not read names labels.
func unreadLabels(block string) error {
	if !labelKey.MatchString(block) {
		return nil
	}
	return fmt.Errorf("%w: the front matter is no YAML between two lines of ---, nor TOML between +++; mend it, or write the labels into NAME%s", ErrLabels, ".meta.json")
}
