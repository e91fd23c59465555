"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const $ = id => document.getElementById(id);
const el = (tag, props, ...kids) => {
  const e = Object.assign(document.createElement(tag), props || {});
  for (const k of kids) if (k !== null && k !== undefined) e.append(k);
  return e;
};
const arms = data.arms;
const cellOf = (q, arm) => (data.results[q] || {})[arm];
const looks = r => {
  if (!r) return ["none", ""];
  if (r.e) return ["failed", "error: " + r.e];
  if (r.c === undefined) return ["none", "not graded"];
  if (r.c >= 1) return ["right", "right"];
  if (r.c > 0) return ["part", "right in " + Math.round(100 * r.c) + " % of the repeats"];
  return r.s && r.s !== "answered" ? ["said", "no answer" + (r.l ? ": " + r.l : "")] : ["wrong", r.l || "wrong"];
};
const percent = v => (100 * v).toFixed(1) + " %";
const signed = v => (v < 0 ? "−" : "+") + (100 * Math.abs(v)).toFixed(1);

/* summary tables sort by a click on a column's head */
for (const table of document.querySelectorAll("table.summary")) {
  [...table.tHead.rows[0].cells].forEach((head, i) => head.addEventListener("click", () => {
    const value = row => { const c = row.cells[i]; return parseFloat(c.dataset.v ?? c.textContent) };
    const rows = [...table.tBodies[0].rows];
    const down = head.dataset.down !== "1";
    head.dataset.down = down ? "1" : "0";
    rows.sort((x, y) => {
      const a = value(x), b = value(y);
      if (isNaN(a) || isNaN(b)) return x.cells[i].textContent.localeCompare(y.cells[i].textContent) * (down ? 1 : -1);
      return (b - a) * (down ? 1 : -1);
    });
    table.tBodies[0].append(...rows);
  }));
}

/* arm against arm */
const fill = (select, list, chosen) => {
  for (const v of list) select.append(el("option", {value: v, textContent: v}));
  if (chosen !== undefined) select.value = chosen;
};
const metrics = [...new Set(data.paired.map(p => p.metric))];
fill($("a"), arms, arms.includes("hybrid") ? "hybrid" : arms[0]);
fill($("b"), arms, arms.includes("rag") && arms.length > 1 ? "rag" : arms[arms.length - 1]);
fill($("by"), metrics);
$("kind").append(el("option", {value: "", textContent: "all kinds"}));
fill($("kind"), data.kinds);
$("kind").value = "";

const versus = () => {
  const a = $("a").value, b = $("b").value, by = $("by").value, box = $("versus");
  box.replaceChildren();
  let p = data.paired.find(p => p.metric === by && p.a === a && p.b === b);
  if (!p) {
    const q = data.paired.find(p => p.metric === by && p.a === b && p.b === a);
    if (q) p = {...q, a, b, diff: -q.diff, lo: -q.hi, hi: -q.lo, win: q.loss, loss: q.win, not_worse: -q.hi > -q.margin};
  }
  if (!p) { box.append(a === b ? "Choose two different arms." : "These arms share no graded question."); return }
  const total = p.win + p.loss + p.tie;
  const part = (n, color, name) => el("span", {style: "flex:" + n + ";background:" + color, textContent: n / total > 0.09 ? n + " " + name : "", title: n + " " + name});
  const sure = p.lo > 0 || p.hi < 0;
  box.append(
    el("div", null,
      el("div", {className: "big", textContent: signed(p.diff) + " points"}),
      el("div", {className: "say", textContent: "95 % interval " + signed(p.lo) + " to " + signed(p.hi) + ", " + p.n + " questions, each compared with itself"})),
    el("div", null,
      el("div", {className: "wlt"}, part(p.win, "#1a936f", "better"), part(p.tie, "#aab3bf", "equal"), part(p.loss, "#c0392b", "worse")),
      el("p", {className: "say", textContent: (sure ? "The interval excludes 0. " : "The interval includes 0: no difference is shown. ") +
        "Permutation test p = " + p.p.toPrecision(2) + ", " + p.p_holm.toPrecision(2) + " after Holm's correction for all pairs; McNemar p = " + p.mcnemar.toPrecision(2) + "."}),
      el("p", {className: "say", textContent: a + (p.not_worse ? " is not worse than " : " is not shown to be no worse than ") + b + " by a margin of " + (100 * p.margin).toFixed(0) + " points." +
        (p.needed && !sure ? " A difference of this size would need about " + p.needed + " questions." : "")})));
};

/* question by question */
const head = el("tr", null, el("th", {className: "left", textContent: "question"}), ...arms.map(a => el("th", {textContent: a})));
$("matrix").tHead.append(head);
const shownAtOnce = 400;
const matrix = () => {
  const text = $("find").value.trim().toLowerCase(), kind = $("kind").value, which = $("which").value, a = $("a").value, b = $("b").value;
  const right = (q, arm) => { const r = cellOf(q, arm); return r && r.c >= 1 };
  const rows = data.questions.filter(q => {
    if (kind && (q.kind || "all") !== kind) return false;
    if (text && !(q.text + " " + q.gold + " " + q.id).toLowerCase().includes(text)
      && !Object.values(data.results[q.id] || {}).some(r => (r.a || "").toLowerCase().includes(text))) return false;
    if (which === "differ") return right(q.id, a) && !right(q.id, b);
    if (which === "differ2") return right(q.id, b) && !right(q.id, a);
    if (which === "none") return !arms.some(x => right(q.id, x));
    if (which === "every") return arms.every(x => right(q.id, x));
    return true;
  });
  const body = $("matrix").tBodies[0];
  body.replaceChildren(...rows.slice(0, shownAtOnce).map(q => {
    const name = el("th", {className: "q", title: q.text, textContent: q.text, tabIndex: 0});
    name.addEventListener("click", () => open(q));
    name.addEventListener("keydown", e => { if (e.key === "Enter") open(q) });
    return el("tr", {}, name, ...arms.map(arm => {
      const [look, why] = looks(cellOf(q.id, arm));
      return el("td", null, el("i", {className: look, title: arm + ": " + why}));
    }));
  }));
  $("shown").textContent = rows.length > shownAtOnce ? "the first " + shownAtOnce + " of " + rows.length : rows.length + " of " + data.questions.length;
};

/* one question, down to its trace */
const quote = (text, cite, gold) => el("blockquote", {className: gold ? "is-gold" : ""}, text, el("cite", {textContent: cite}));
const open = q => {
  const box = $("detail");
  box.replaceChildren(el("h3", {textContent: q.text}),
    el("div", {className: "chips"}, el("span", {textContent: q.id}), q.kind ? el("span", {textContent: q.kind}) : null, el("span", {textContent: q.shape}), el("span", {textContent: q.pieces + " pieces of evidence"})),
    el("h4", {textContent: "Right answer"}), el("div", {className: "gold", textContent: q.shape === "unanswerable" ? "The documents do not say." : q.gold}));
  if ((q.evidence || []).length) {
    box.append(el("h4", {textContent: "Gold evidence" + (q.pieces > q.evidence.length ? " (" + q.evidence.length + " of " + q.pieces + " pieces)" : "")}));
    for (const e of q.evidence) box.append(quote(e.text, e.doc, true));
  }
  box.append(el("h4", {textContent: "Answers"}));
  for (const arm of arms) { const r = cellOf(q.id, arm); if (r) box.append(answer(q, arm, r)) }
  $("drawer").hidden = false;
  $("drawer").scrollTop = 0;
};
const answer = (q, arm, r) => {
  const [look] = looks(r);
  const d = el("details", {className: "arm"}, el("summary", null, el("i", {className: look}), el("span", {className: "a", textContent: arm}), el("span", {className: "t", textContent: r.e ? "error: " + r.e : r.h || r.a || "(nothing)"})));
  d.addEventListener("toggle", () => { if (d.open && !d.dataset.full) { d.dataset.full = "1"; d.append(...full(q, arm, r)) } });
  return d;
};
const full = (q, arm, r) => {
  const out = [];
  if (r.h && r.a) out.push(el("p", {className: "say", textContent: r.a}));
  const chips = el("div", {className: "chips"});
  if (r.l) chips.append(el("span", {className: "lost", textContent: r.l}));
  for (const t of [r.s, r.st && "stop: " + r.st, q.pieces && r.d[1] + " of " + r.d[0] + " pieces of evidence shown", r.k[0].toLocaleString("en") + " tokens", r.k[1] + " calls", r.k[2] + " sub-calls", r.k[3] + " searches", r.k[4] + " steps"])
    if (t) chips.append(el("span", {textContent: t}));
  out.push(chips);
  for (const c of r.q || []) out.push(quote("“" + c.quote + "”", c.doc + " · " + (c.quoted ? "quoted" : "not found in the document") + ", supported: " + c.supported + (c.gold ? " · gold evidence" : ""), c.gold));
  for (const n of r.n || []) out.push(el("p", {className: "say", textContent: "note: " + n}));
  const t = (data.traces[q.id] || {})[arm];
  out.push(el("h4", {textContent: "Trace"}), ...(t ? trace(t) : [el("p", {className: "say", textContent: "The trace is in traces.jsonl: it was left out here to keep this file small."})]));
  return out;
};
const call = c => el("div", {className: "step call"},
  el("div", {className: "h", textContent: c.kind + (c.tokens ? ", " + c.tokens + " tokens" : "") + (c.cached ? ", cached" : "")}),
  c.asked ? el("pre", {textContent: c.asked}) : null, c.answered ? el("pre", {className: "code", textContent: c.answered}) : null, c.error ? el("pre", {className: "err", textContent: c.error}) : null);
const trace = t => {
  const out = [], steps = t.steps || [], calls = t.calls || [];
  for (const c of calls.filter(c => !c.step && !steps.length)) out.push(call(c));
  for (const s of steps) {
    out.push(el("div", {className: "step", style: "margin-left:" + 20 * s.depth + "px"},
      el("div", {className: "h", textContent: "turn " + s.turn + (s.depth ? ", depth " + s.depth : "") + ", " + s.tokens + " tokens"}),
      s.code ? el("pre", {className: "code", textContent: s.code}) : null, s.output ? el("pre", {textContent: s.output}) : null, s.error ? el("pre", {className: "err", textContent: s.error}) : null));
    const within = calls.filter(c => c.step === s.id);
    if (within.length) out.push(el("details", null, el("summary", {className: "say", textContent: within.length + " calls of this turn"}), ...within.map(call)));
  }
  if (steps.length) for (const c of calls.filter(c => !c.step)) out.push(call(c));
  return out.length ? out : [el("p", {className: "say", textContent: "No model was asked."})];
};

$("close").addEventListener("click", () => { $("drawer").hidden = true });
document.addEventListener("keydown", e => { if (e.key === "Escape") $("drawer").hidden = true });
for (const id of ["a", "b", "by"]) $(id).addEventListener("change", () => { versus(); matrix() });
for (const id of ["kind", "which"]) $(id).addEventListener("change", matrix);
$("find").addEventListener("input", matrix);
versus();
matrix();
document.body.dataset.ready = "1";
