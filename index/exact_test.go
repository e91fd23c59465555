package index_test

import (
	"fmt"
	"strings"
	"testing"

	"funnel/index"
	"funnel/index/indextest"
)

// What is typed exactly as it is written comes first, before documents that are shorter, say the parts more often, or
// have them in another shape.
func TestExactIdentifierFirst(t *testing.T) {
	filler := " The function is described here with some care so that its length is that of a usual paragraph of a manual page."
	long := strings.Repeat(filler, 8)
	docs := map[string]string{
		"fmt.Println":      "Use fmt.Println to write a line." + filler,
		"println":          "The builtin println writes to standard error." + filler,
		"logger.Println":   "logger.Println logger.Println logger.Println writes lines.",
		"print":            "print, printing and printed lines: print print print",
		"fmt":              "fmt fmt fmt formats. Package fmt is fmt.",
		"foo_bar":          "The option foo_bar is off by default." + long,
		"bar":              "bar bar bar bar",
		"foo bar":          "foo bar foo bar foo bar",
		"foo":              "foo is foo",
		"FooBar":           "FooBar makes one." + filler,
		"HTTPServer":       "HTTPServer serves requests." + long,
		"http server":      "An http server is a server for http." + filler,
		"server":           "server server server",
		"HTTPServerConfig": "HTTPServerConfig configures it." + filler,
		"http.Server":      "http.Server has fields." + long,
		"1.2.3":            "Release 1.2.3 mends it." + long,
		"1.2.4":            "Release 1.2.4: 1 2 3 1 2 3.",
		"1.2":              "Release 1.2 and 1.2 and release 3.",
		"v1.20.3":          "v1.20.3 was the last.",
		"3.2.1":            "3.2.1 and 2.3.1 came later.",
		"max-retries":      "The flag max-retries is 3." + long,
		"max retries":      "max retries: the max of retries",
		"getUserByID":      "getUserByID asks the table." + long,
		"get user":         "get the user by id: user, id, get, by. get user by id",
		"os.O_RDONLY":      "os.O_RDONLY opens for reading." + long,
		"ErrServerClosed":  "http.ErrServerClosed is returned." + long,
		"err server":       "err: server closed, server closed, err",
		"utf8":             "utf8 utf8 encoding",
		"utf8.RuneLen":     "utf8.RuneLen(r) is the length." + long,
		"CVE-2021-44228":   "CVE-2021-44228 is severe." + long,
		"CVE-2021-44832":   "CVE-2021-44832. In 2021 CVE 44228 was not the only CVE.",
		"ISO 8601":         "ISO-8601 dates." + filler,
		"x86_64":           "x86_64 builds." + long,
		"x86":              "x86 x86 64 64 64",
	}
	c := indextest.NewCorpus()
	for id, text := range docs {
		c.Put(indextest.Doc(fmt.Sprintf("%x", id), "", text)) // ids are searched as well: they must not tell
	}
	k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, k, c)
	for query, want := range map[string]string{
		"fmt.Println": "fmt.Println", "println": "println", "Println": "println", "logger.println": "logger.Println",
		"foo_bar": "foo_bar", "FOO_BAR": "foo_bar", "bar": "bar", "FooBar": "FooBar", "foobar": "FooBar",
		"HTTPServer": "HTTPServer", "httpserver": "HTTPServer", "http.Server": "http.Server", "server": "server",
		"HTTPServerConfig": "HTTPServerConfig", "1.2.3": "1.2.3", "v1.2.3": "1.2.3", "1.2.4": "1.2.4", "1.2": "1.2",
		"1.20.3": "v1.20.3", "v1.20.3": "v1.20.3", "max-retries": "max-retries", "getUserByID": "getUserByID",
		"getuserbyid": "getUserByID", "os.O_RDONLY": "os.O_RDONLY", "O_RDONLY": "os.O_RDONLY",
		"ErrServerClosed": "ErrServerClosed", "http.ErrServerClosed": "ErrServerClosed", "utf8.RuneLen": "utf8.RuneLen",
		"RuneLen": "utf8.RuneLen", "utf8": "utf8", "CVE-2021-44228": "CVE-2021-44228", "cve-2021-44832": "CVE-2021-44832",
		"x86_64": "x86_64", "x86": "x86",
		"What does fmt.Println write?":                  "fmt.Println",
		"when is ErrServerClosed returned":              "ErrServerClosed",
		"what is the default of foo_bar":                "foo_bar",
		"which release is 1.2.3":                        "1.2.3",
		"how long does getUserByID take for the table?": "getUserByID",
	} {
		hits := mustSearch(t, k, query, 4)
		var got []string
		for _, h := range hits {
			var id string
			fmt.Sscanf(h.Doc, "%x", &id)
			got = append(got, fmt.Sprintf("%s %.2f", id, h.Score))
		}
		if len(got) == 0 || !strings.HasPrefix(got[0], want+" ") {
			t.Errorf("%q: %q, want %s first", query, got, want)
		}
	}
}
