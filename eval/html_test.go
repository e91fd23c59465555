package eval

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"funnel/rlm/model"
)

// browser finds Chromium: Debian's, or another's name for it.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium here to open the report in (Debian: apt-get install chromium)")
	return ""
}

// probe is appended to the page: it draws up what a person would see and
// click, and leaves what it found in the title.
const probe = `<script>{
const found = {charts: 0, drawn: 0, rows: document.querySelectorAll("#matrix tbody tr").length, ready: document.body.dataset.ready};
for (const f of document.querySelectorAll("figure.chart")) {
  found.charts++;
  const box = f.querySelector("svg").getBBox(), inked = f.querySelectorAll("svg path").length;
  if (box.width > 200 && box.height > 100 && inked > 8 && f.getBoundingClientRect().width > 200) found.drawn++;
}
document.querySelector("#matrix th.q").click();
found.drawer = !document.getElementById("drawer").hidden;
found.gold = document.querySelector("#detail .gold").textContent.length > 0;
const arms = [...document.querySelectorAll("#detail details.arm")];
found.arms = arms.length;
for (const d of arms) { d.open = true; d.dispatchEvent(new Event("toggle")) }
found.traced = arms.filter(d => d.querySelector(".step pre")).length;
document.getElementById("find").value = "zzzz"; document.getElementById("find").dispatchEvent(new Event("input"));
found.filtered = document.querySelectorAll("#matrix tbody tr").length;
found.versus = document.getElementById("versus").textContent.includes("points");
found.network = performance.getEntriesByType("resource").length;
document.title = "probe " + JSON.stringify(found);
}</script>`

var probeTitle = regexp.MustCompile(`<title>probe (\{.*\})</title>`)

// TestReportInBrowser opens the report of a run, and of two over collections of
// different sizes, in headless Chromium: no console errors, nothing loaded,
// every chart drawn, and a click leads down to the traces.
func TestReportInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("-short")
	}
	chromium := browser(t)
	s := newStand(t, "../testdata/saltern", model.Builtin())
	dir := t.TempDir()
	s.results(t, dir, RunOptions{Arms: arms(t, "closed", "rag", "agent", "hybrid"), Sample: 6, Seed: 1})
	small, err := ReadReport(dir, ReportOptions{In: 0.15, Out: 0.6})
	if err != nil {
		t.Fatal(err)
	}
	large := *small
	large.Dataset = DatasetInfo{Name: "larger", Hash: "another", Docs: 10 * small.Dataset.Docs, Questions: small.Dataset.Questions}
	for _, test := range []struct {
		name    string
		reports []*Report
		want    string
	}{
		{"one run", []*Report{small}, `{"charts":4,"drawn":4,"rows":6,"ready":"1","drawer":true,"gold":true,"arms":4,"traced":4,"filtered":0,"versus":true,"network":0}`},
		{"two sizes", []*Report{small, &large}, `{"charts":7,"drawn":7,"rows":12,"ready":"1","drawer":true,"gold":true,"arms":4,"traced":4,"filtered":0,"versus":true,"network":0}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			page, err := HTML(test.reports...)
			if err != nil {
				t.Fatal(err)
			}
			if got := probed(t, chromium, page); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// probed opens a page with the probe and returns what that found.
func probed(t *testing.T, chromium string, page []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "probe.html")
	if err := os.WriteFile(name, append(page, probe...), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
		"--user-data-dir="+t.TempDir(), "--virtual-time-budget=3000", "--dump-dom", "file://"+name)
	var console strings.Builder
	cmd.Stderr = &console
	dom, err := cmd.Output()
	if err != nil {
		t.Fatalf("chromium: %v\n%s", err, console.String())
	}
	for line := range strings.SplitSeq(console.String(), "\n") {
		if strings.Contains(line, "CONSOLE") {
			t.Errorf("console: %s", line)
		}
	}
	m := probeTitle.FindSubmatch(dom)
	if m == nil {
		t.Fatalf("the probe did not end:\n%s", console.String())
	}
	return string(m[1])
}
