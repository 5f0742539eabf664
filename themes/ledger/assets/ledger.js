// What scripts add to pages that are whole without them: sorting and filtering tables, search within the tree, comparing people.
// No dependencies, no storage, no request but for the tree's own search index, which is a script so that it loads from file:// too.
"use strict";

const el = (name, props = {}, ...children) => {
  const node = Object.assign(document.createElement(name), props);
  node.append(...children);
  return node;
};
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const cellText = (cell) => cell ? cell.textContent.trim().replace(/\s+/g, " ") : "";

// Tables -----------------------------------------------------------------------------------------

const SORTABLE_FROM = 4;
const FILTERABLE_FROM = 10;

/** Rows of a simple table; none where cells span, since moving those would break it. */
function plainRows(table) {
  if (table.tBodies.length !== 1 || table.querySelector("tbody [rowspan], tbody [colspan]")) return [];
  return [...table.tBodies[0].rows];
}

function sortKey(row, column) {
  const cell = row.cells[column];
  const raw = cell?.dataset.v ?? cell?.querySelector("time")?.dateTime ?? cellText(cell);
  if (/^\d{4}-\d\d-\d\d/.test(raw)) return raw;
  const number = Number.parseFloat(raw.replace(/[\s,$€£%+]/g, "").replace("\u2212", "-"));
  return Number.isNaN(number) ? raw : number;
}

/** Numbers before words, nothing last whichever way. */
function compareKeys(a, b, direction) {
  const empty = (key) => key === "" || key === "–";
  if (empty(a) || empty(b)) return empty(a) - empty(b);
  if (typeof a === typeof b && typeof a === "number") return (a - b) * direction;
  return String(a).localeCompare(String(b), document.documentElement.lang, { numeric: true }) * direction;
}

function makeSortable(table) {
  const headers = [...table.tHead.rows[0].cells];
  headers.forEach((th, column) => {
    if (!cellText(th)) return;
    const button = el("button", { type: "button" }, ...th.childNodes);
    button.addEventListener("click", () => {
      const direction = th.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      headers.forEach((other) => other.removeAttribute("aria-sort"));
      th.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
      const rows = plainRows(table).map((row) => [sortKey(row, column), row]);
      rows.sort(([a], [b]) => compareKeys(a, b, direction));
      table.tBodies[0].append(...rows.map(([, row]) => row));
    });
    th.append(button);
  });
}

function makeFilterable(table) {
  const name = cellText(table.caption) || "this table";
  const words = el("input", { type: "search", autocomplete: "off" });
  const status = el("span", { className: "soft" });
  status.setAttribute("role", "status");
  const tools = el("div", { className: "tools" }, el("label", {}, "Filter", words));
  words.setAttribute("aria-label", `Filter ${name}`);

  const choices = [...table.tHead.rows[0].cells].flatMap((th, column) => {
    if (!("choose" in th.dataset)) return [];
    const values = [...new Set(plainRows(table).map((row) => cellText(row.cells[column])))].sort();
    const select = el("select", {}, el("option", { value: "", textContent: "all" }), ...values.map((value) => el("option", { value, textContent: value })));
    tools.append(el("label", {}, cellText(th), select));
    return [{ column, select }];
  });

  const apply = () => {
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    const rows = plainRows(table);
    rows.forEach((row) => {
      const text = fold(row.textContent);
      row.hidden = !wanted.every((word) => text.includes(word))
        || choices.some(({ column, select }) => select.value && cellText(row.cells[column]) !== select.value);
    });
    const left = rows.filter((row) => !row.hidden).length;
    status.textContent = left === rows.length ? "" : `${left} of ${rows.length}`;
  };
  tools.addEventListener("input", apply);
  tools.append(status);
  table.parentElement.before(tools);
}

function setUpTable(table) {
  if (table.closest(".more") || !table.tHead) return;
  const count = plainRows(table).length;
  // Filters first: they read the header's words before the sort buttons wrap them.
  if (count >= FILTERABLE_FROM || (count && "filter" in table.dataset)) makeFilterable(table);
  if (count >= SORTABLE_FROM) makeSortable(table);
}

// Search -----------------------------------------------------------------------------------------
// search-index.js at the tree's root: window.prereadIndex = [[kind, title, address from the root, text], …]

const SHOWN = 12;

function loadIndex(root) {
  return new Promise((resolve) => {
    const script = el("script", { src: `${root}search-index.js` });
    script.addEventListener("load", () => {
      const entries = (window.prereadIndex ?? []).map(([kind, title, href, text]) => ({ kind, title, href, text, title_: fold(title), text_: fold(text) }));
      resolve(entries);
    });
    script.addEventListener("error", () => resolve([]));
    document.head.append(script);
  });
}

/** Titles that begin with the first word come first, then titles that hold it, then texts. */
function search(entries, query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const score = ({ title_, text_ }) => {
    if (!words.every((word) => title_.includes(word) || text_.includes(word))) return 0;
    if (title_.startsWith(words[0])) return 3;
    return title_.includes(words[0]) ? 2 : 1;
  };
  return entries.map((entry) => [score(entry), entry]).filter(([points]) => points).sort(([a], [b]) => b - a).map(([, entry]) => entry);
}

/** The words around the first hit in the text. */
function excerpt({ text, text_ }, query) {
  const at = text_.indexOf(fold(query).split(/\s+/).find(Boolean));
  if (at < 0) return "";
  const from = Math.max(0, at - 40);
  return `${from ? "… " : ""}${text.slice(from, at + 80)}`;
}

function setUpSearch(box) {
  const { root } = box.dataset;
  const input = box.querySelector("input");
  const list = el("ul");
  const status = el("p");
  const panel = el("div", { className: "search-results", hidden: true }, status, list);
  status.setAttribute("role", "status");
  box.append(panel);
  box.hidden = false;

  let entries;
  const show = async () => {
    entries ??= loadIndex(root);
    const query = input.value.trim();
    const found = search(await entries, query);
    if (query !== input.value.trim()) return;
    panel.hidden = !query;
    status.textContent = found.length > SHOWN ? `${found.length} found, the first ${SHOWN} shown` : `${found.length || "Nothing"} found`;
    list.replaceChildren(...found.slice(0, SHOWN).map((entry) => {
      const hit = el("span", { className: "hit", dir: "auto", textContent: excerpt(entry, query) });
      const title = el("bdi", { textContent: entry.title });
      return el("li", {}, el("a", { href: root + entry.href }, title, " ", el("span", { className: "kind", textContent: entry.kind }), hit));
    }));
  };
  input.addEventListener("focus", () => { entries ??= loadIndex(root); });
  input.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    const stops = [input, ...list.querySelectorAll("a")];
    const here = stops.indexOf(document.activeElement);
    if (event.key === "Escape") { panel.hidden = true; input.focus(); return; }
    if (event.key === "Enter" && here === 0) { stops[1]?.click(); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || panel.hidden) return;
    event.preventDefault();
    stops[Math.min(stops.length - 1, Math.max(0, here + step))].focus();
  });
  document.addEventListener("click", (event) => { if (!box.contains(event.target)) panel.hidden = true; });
  box.addEventListener("focusout", (event) => { if (event.relatedTarget && !box.contains(event.relatedTarget)) panel.hidden = true; });
}

// Comparison -------------------------------------------------------------------------------------
// A table with data-compare: each row is a person, its first cell their name.

const AT_MOST = 4;

function setUpComparison(table) {
  const headers = [...table.tHead.rows[0].cells].map(cellText);
  const panel = el("section", { className: "compare", hidden: true });
  panel.setAttribute("aria-label", "Side by side");
  const hint = el("p", { className: "note", textContent: "Pick two to four people to see them side by side." });
  hint.setAttribute("role", "status");
  const picked = new Map();

  const draw = () => {
    const rows = [...picked.values()];
    panel.hidden = rows.length < 2;
    hint.textContent = rows.length === 1 ? "One picked; pick another to see them side by side." : rows.length >= AT_MOST ? "Four picked, as many as fit side by side." : "Pick two to four people to see them side by side.";
    for (const box of table.querySelectorAll("input[type=checkbox]")) box.disabled = !box.checked && rows.length >= AT_MOST;
    const column = (row, index) => [...row.cells[index].childNodes].filter((node) => !node.matches?.("input")).map((node) => node.cloneNode(true));
    const scoped = (scope, ...content) => { const th = el("th", {}, ...content); th.scope = scope; return th; };
    const head = el("tr", {}, el("td"), ...rows.map((row) => scoped("col", ...column(row, 0))));
    const body = headers.slice(1).map((header, index) => el("tr", {}, scoped("row", header), ...rows.map((row) => el("td", {}, ...column(row, index + 1)))));
    panel.replaceChildren(el("div", { className: "table" }, el("table", { className: "data" }, el("caption", { textContent: "Side by side" }), el("thead", {}, head), el("tbody", {}, ...body))));
  };

  for (const row of plainRows(table)) {
    const box = el("input", { type: "checkbox" });
    box.setAttribute("aria-label", `Compare ${cellText(row.cells[0])}`);
    box.addEventListener("change", () => {
      if (box.checked) picked.set(box, row); else picked.delete(box);
      draw();
    });
    row.cells[0].prepend(box, " ");
  }
  table.parentElement.before(hint, panel);
}

// Setting up ------------------------------------------------------------------------------------
// Once when the page is there, and again for what a preview put in its place.

const done = new WeakSet();

function setUp() {
  const each = (selector, set) => document.querySelectorAll(selector).forEach((node) => {
    if (done.has(node)) return;
    set(node);
  });
  each("table.data:not([data-plain])", setUpTable);
  each(".search", setUpSearch);
  each("table[data-compare]", setUpComparison);
  document.querySelectorAll("table, .search").forEach((node) => done.add(node));
}

setUp();
document.addEventListener("preread:patched", setUp);

// Print ------------------------------------------------------------------------------------------
// Paper cannot be clicked: what is folded is opened while printing, but for the figures that a chart already shows.

addEventListener("beforeprint", () => document.querySelectorAll("details:not(.more, [open])").forEach((node) => { node.open = true; node.dataset.folded = ""; }));
addEventListener("afterprint", () => document.querySelectorAll("details[data-folded]").forEach((node) => { node.open = false; delete node.dataset.folded; }));
