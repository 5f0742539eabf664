// The pages as a person sees them: one page of every kind in every kind of tree, over file://, in a real browser.
// Looks for accessibility faults (axe, WCAG 2.2 AA, light and dark), errors, requests that leave the tree, links that lead nowhere,
// figures that do not lead to what they are counted from, pages wider than the screen, sorting and search by keyboard, and sheets that come out of the printer.
// Run by: npm test (needs target/debug/preread, or PREREAD, and Chromium, or CHROMIUM).
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const root = fileURLToPath(new URL("../../", import.meta.url));
const program = process.env.PREREAD ?? join(root, "target/debug/preread");
const folder = mkdtempSync(join(tmpdir(), "preread-pages-"));

const TREES = ["hr", "managers/hana-kovarova", "people/jane-doe", "company", "committee/2026-q3/engineering"];
const WIDTHS = [390, 1280];
const PEOPLE = new Set(["jane-doe", "tuan-le", "stefan-ilic"]);

// One output a tree: a build writes one audience or all, and all would take a minute.
const outputs = new Map(TREES.map((tree) => [tree, join(folder, tree.replaceAll("/", "-"))]));
const fileOf = (tree, path = "") => join(outputs.get(tree), tree, path);
const addressOf = (tree, path) => pathToFileURL(fileOf(tree, path)).href;

let passed = 0;
const failures = [];
function check(what, faults) {
  if (faults.length === 0) passed += 1;
  else failures.push(`${what}\n  ${faults.join("\n  ")}`);
}

function pagesBelow(folder, at = "") {
  return readdirSync(join(folder, at)).flatMap((name) => {
    const path = join(at, name);
    if (statSync(join(folder, path)).isDirectory()) return pagesBelow(folder, path);
    return name === "index.html" ? [path] : [];
  });
}

// One page of every kind: of people a few, of units and levels one each, of cycles the last.
function oneOfEachKind(tree) {
  const seen = new Set();
  return pagesBelow(fileOf(tree)).sort().reverse().filter((path) => {
    const person = /^people\/([^/]+)/.exec(path)?.[1];
    if (person && !PEOPLE.has(person)) return false;
    const kind = path.replace(/^2026-q[23]/, "cycle").replace(/(teams|levels|managers|goals|pages)\/[^/]+\/index/, "$1/one/index");
    const key = person ? path.replace(/2026-q[23]/, "cycle") : kind;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

// In the dark only colours differ.
const RULES = { light: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], dark: ["color-contrast"] };
const axeRun = (scheme) => `${axe}; axe.run({ preload: false, runOnly: ${JSON.stringify(RULES[scheme])} }).then((report) => JSON.stringify(report.violations.map((each) => each.id + ": " + each.help + " (" + each.nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ") + ")")))`;

/** What the browser complains of and asks for while `page` shows `tree`. */
function watch(page, tree) {
  const home = addressOf(tree, "");
  const faults = [];
  page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(home) && !asked.startsWith("data:")) faults.push(`asks for ${asked}`);
  });
  return faults;
}

async function look(context, scheme, tree, path) {
  const page = await context.newPage();
  const faults = watch(page, tree);
  await page.goto(addressOf(tree, path));
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) faults.push(`at ${width} px the page is ${over} px wider than the screen`);
    // A column of sentences that is squeezed makes rows of many lines, most of them scrolled out of sight.
    const squeezed = await page.evaluate(() => [...document.querySelectorAll("table.data th.wide")].filter((head) => head.checkVisibility() && head.offsetWidth < 200).map((head) => head.innerText));
    if (squeezed.length > 0) faults.push(`at ${width} px ${squeezed.join(", ")} is squeezed`);
  }
  // The page's own policy keeps foreign scripts out, the tester's too; the debugger's world is not the page's.
  const session = await context.newCDPSession(page);
  const { result } = await session.send("Runtime.evaluate", { expression: axeRun(scheme), awaitPromise: true, returnByValue: true });
  faults.push(...JSON.parse(result.value ?? '["axe did not run"]'));
  check(`${tree}/${path} (${scheme})`, faults);
  if (scheme === "light") check(`${tree}/${path}: every link leads somewhere`, await deadLinks(page, tree));
  await page.close();
}

const idsOf = new Map();
function hasId(file, id) {
  if (!idsOf.has(file)) idsOf.set(file, new Set([...readFileSync(file, "utf8").matchAll(/\sid="([^"]*)"/g)].map((match) => match[1])));
  return idsOf.get(file).has(id);
}

/** Links of a page that lead out of its tree, to no file, or to no such place in a page. */
async function deadLinks(page, tree) {
  // By the attribute: a link in a drawing has no address as text.
  const links = await page.evaluate(() => [...new Set([...document.querySelectorAll("a[href]")].map((link) => new URL(link.getAttribute("href"), document.baseURI).href))]);
  return links.flatMap((href) => {
    if (!href.startsWith("file:")) return [];
    const url = new URL(href);
    const file = fileURLToPath(url.origin === "null" ? `file://${url.pathname}` : url);
    if (relative(fileOf(tree), file).startsWith("..")) return [`${href} leads out of the tree`];
    if (!existsSync(file) || statSync(file).isDirectory()) return [`${href} leads to no file`];
    const id = decodeURIComponent(url.hash.slice(1));
    return id && !hasId(file, id) ? [`${href} leads to no place in that page`] : [];
  });
}

async function printed(context, tree, path, format) {
  const page = await context.newPage();
  await page.goto(addressOf(tree, path));
  const pdf = await page.pdf({ format, preferCSSPageSize: false });
  await page.emulateMedia({ media: "print" });
  // A heading that must stay whole and is as tall as its section keeps the section whole, and leaves the sheet before it empty.
  const tall = await page.locator(".entry > header").evaluateAll((headers) =>
    headers.filter((header) => header.offsetHeight > header.querySelector("h2").offsetHeight + 200).map((header) => header.innerText));
  check(`${tree}/${path} breaks its sections on ${format}`, tall.map((title) => `"${title}" is as tall as its section`));
  const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  check(`${tree}/${path} on ${format}`, sheets >= 2 && sheets <= 12 ? [] : [`it takes ${sheets} sheets`]);
  await page.close();
}

/** Both directions, by Enter and by space: the column's figures must stand in that order, not only be said to. */
async function sorted(context, tree, path) {
  const page = await context.newPage();
  const faults = watch(page, tree);
  await page.goto(addressOf(tree, path));
  const column = page.locator("table.data").first().locator("th button").first();
  const names = () => page.locator("table.data").first().locator("tbody tr > :first-child").allInnerTexts();
  if ((await column.count()) === 0) faults.push("no column can be sorted");
  else {
    for (const [key, order] of [["Enter", 1], ["Space", -1]]) {
      await column.focus();
      await page.keyboard.press(key);
      const shown = await names();
      const wanted = [...shown].sort((a, b) => order * a.localeCompare(b, "en", { numeric: true }));
      if (shown.join("|") !== wanted.join("|")) faults.push(`${key} on the first column's head leaves ${shown.slice(0, 4).join(", ")} …`);
    }
  }
  check(`${tree}/${path} sorts with the keyboard`, faults);
  await page.close();
}

/** A name typed on a page deep in the tree leads to that person with two more keys. */
async function searched(context, tree, path, words, person) {
  if (!existsSync(fileOf(tree, "search-index.js"))) {
    console.log(`skipped: ${tree} has no search-index.js to search`);
    return;
  }
  const page = await context.newPage();
  const faults = watch(page, tree);
  await page.goto(addressOf(tree, path));
  await page.locator("#search").pressSequentially(words);
  const wanted = addressOf(tree, `people/${person}/index.html`);
  try {
    await page.locator(".search-results a").first().waitFor({ timeout: 5000 });
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(wanted, { timeout: 5000 });
  } catch {
    faults.push(`"${words}" leads to ${page.url()} and not to ${wanted}`);
  }
  check(`${tree}/${path} finds ${person}`, faults);
  await page.close();
}

// What a figure leads to: from its own cell, from its row, from under its drawing or from the sentence at the head of the page.
const FIGURES = "table.data tbody a[href], table.data tfoot a[href], dl.facts a[href], .behind a[href], svg.chart a[href]";

/** Where figures of a tree lead: of each page, the places on it ("" is the page itself), each with a page that leads there. */
async function targetsOfFigures(page, tree) {
  const targets = new Map();
  for (const path of pagesBelow(fileOf(tree))) {
    const html = readFileSync(fileOf(tree, path), "utf8");
    const find = ([html, figures]) => [...new DOMParser().parseFromString(html, "text/html").querySelectorAll(figures)].map((link) => link.getAttribute("href"));
    for (const link of await page.evaluate(find, [html, FIGURES])) {
      const url = new URL(link, addressOf(tree, path));
      if (url.protocol !== "file:") continue;
      const place = decodeURIComponent(url.hash.slice(1));
      url.hash = "";
      if (!targets.has(url.href)) targets.set(url.href, new Map());
      targets.get(url.href).set(place, path);
    }
  }
  return targets;
}

/** Counts of the completion that lead to no list of exactly so many names that are seen once the link is clicked. */
async function counted(context, tree, path) {
  const page = await context.newPage();
  await page.goto(addressOf(tree, path));
  const links = page.locator("section[aria-labelledby=completion]").locator("table.data tbody td a[href^='#']");
  const faults = (await links.count()) === 0 ? ["no count leads to a list"] : [];
  for (const link of await links.all()) {
    const count = Number((await link.innerText()).replaceAll(",", ""));
    const place = (await link.getAttribute("href")).slice(1);
    await link.click();
    const list = page.locator(`[id="${place}"]`);
    const names = await list.locator("li:visible").count();
    const more = (await list.locator(".table-foot:visible").allInnerTexts()).reduce((sum, text) => sum + parseInt(text.replaceAll(",", ""), 10), 0);
    if (names + more !== count) faults.push(`${count} leads to ${names} names and ${more} more at #${place}`);
  }
  check(`${tree}/${path}: counts lead to lists of exactly so many`, faults);
  await page.close();
}

/** Follows every link of a figure: its page must open, and the place on it be seen, unfolded where it lies in a fold. */
async function followed(context, tree) {
  const page = await context.newPage();
  const targets = await targetsOfFigures(page, tree);
  const faults = targets.size < 100 ? [`figures lead to ${targets.size} pages only`] : [];
  for (const [href, places] of targets) {
    try {
      await page.goto(href);
    } catch (fault) {
      faults.push(`${[...places.values()][0]} leads to ${href}, which does not open: ${fault.message}`);
      continue;
    }
    const unseen = await page.evaluate((places) => {
      const seen = (element) => element !== null && element.checkVisibility() && element.getBoundingClientRect().height > 0;
      const unseen = [];
      for (const place of places) {
        if (place) location.hash = `#${encodeURIComponent(place)}`;
        if (!seen(place ? document.getElementById(place) : document.querySelector("main h1"))) unseen.push(place);
      }
      return unseen;
    }, [...places.keys()]);
    faults.push(...unseen.map((place) => `${places.get(place)} leads to ${href}#${place}, which is not to be seen there`));
  }
  const count = [...targets.values()].reduce((sum, places) => sum + places.size, 0);
  console.log(`figures of ${tree} lead to ${count} places on ${targets.size} pages`);
  check(`${tree}: every figure leads to what it is counted from`, faults);
  await page.close();
}

try {
  for (const tree of TREES) {
    execFileSync(program, ["build", "--root", root, "--output", outputs.get(tree), "--audience", tree], { stdio: ["ignore", "ignore", "pipe"] });
  }
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ colorScheme, reducedMotion: "reduce" });
    for (const tree of TREES) {
      for (const path of oneOfEachKind(tree)) await look(context, colorScheme, tree, path);
    }
    await context.close();
  }
  const context = await browser.newContext();
  for (const format of ["A4", "Letter"]) await printed(context, "hr", "people/jane-doe/2026-q3/index.html", format);
  await sorted(context, "hr", "2026-q3/teams/index.html");
  await searched(context, "hr", "2026-q3/goals/index.html", "jane d", "jane-doe");
  await counted(context, "hr", "2026-q2/index.html");
  await counted(context, "hr", "2026-q3/index.html");
  await followed(context, "hr");
  await browser.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const failure of failures) console.log(`\n${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
