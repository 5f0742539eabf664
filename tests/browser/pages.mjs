// The pages as a person sees them: one page of every kind in every kind of tree, over file://, in a real browser.
// Looks for accessibility faults (axe, WCAG 2.2 AA, light and dark), errors, requests that leave the tree, pages wider than the
// screen, and sheets that come out of the printer. Run by: npm test (needs target/debug/preread, or PREREAD, and Chromium).
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const root = fileURLToPath(new URL("../../", import.meta.url));
const program = process.env.PREREAD ?? join(root, "target/debug/preread");
const site = mkdtempSync(join(tmpdir(), "preread-pages-"));

const TREES = ["hr", "managers/hana-kovarova", "people/jane-doe", "company", "committee/2026-q3/engineering"];
const PEOPLE = new Set(["jane-doe", "tuan-le", "stefan-ilic"]);

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
  return pagesBelow(join(site, tree)).sort().reverse().filter((path) => {
    const person = /^people\/([^/]+)/.exec(path)?.[1];
    if (person && !PEOPLE.has(person)) return false;
    const kind = path.replace(/^2026-q[23]/, "cycle").replace(/(teams|levels|managers|goals|pages)\/[^/]+\/index/, "$1/one/index");
    const key = person ? path.replace(/2026-q[23]/, "cycle") : kind;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

async function look(context, scheme, tree, path) {
  const page = await context.newPage();
  const faults = [];
  const url = pathToFileURL(join(site, tree, path)).href;
  const home = pathToFileURL(join(site, tree)).href + "/";
  page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(home) && !asked.startsWith("data:")) faults.push(`asks for ${asked}`);
  });
  await page.goto(url);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 1) faults.push(`the page is ${wide} px wider than the screen`);
  const session = await context.newCDPSession(page);
  // The page's own policy keeps foreign scripts out, the tester's too; the debugger's world is not the page's.
  const { result } = await session.send("Runtime.evaluate", {
    expression: `${axe}; axe.run({ preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then((r) => JSON.stringify(r.violations.map((v) => v.id + ": " + v.help + " (" + v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join("; ") + ")")))`,
    awaitPromise: true,
    returnByValue: true,
  });
  faults.push(...JSON.parse(result.value ?? '["axe did not run"]'));
  check(`${tree}/${path} (${scheme})`, faults);
  await page.close();
}

async function printed(context, tree, path, format) {
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(site, tree, path)).href);
  const pdf = await page.pdf({ format, preferCSSPageSize: false });
  const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  check(`${tree}/${path} on ${format}`, sheets >= 2 && sheets <= 12 ? [] : [`it takes ${sheets} sheets`]);
  await page.close();
}

async function sorted(context, tree, path) {
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(site, tree, path)).href);
  const faults = [];
  const button = page.locator("th button").first();
  if ((await button.count()) === 0) faults.push("no column can be sorted");
  else {
    await button.focus();
    await page.keyboard.press("Enter");
    if (!(await page.locator("th[aria-sort]:not([aria-sort=none])").count())) faults.push("Enter on a column's head does not sort");
  }
  check(`${tree}/${path} sorts with the keyboard`, faults);
  await page.close();
}

execFileSync(program, ["build", "--root", root, "--output", join(site)], { stdio: ["ignore", "ignore", "inherit"] });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
try {
  for (const [scheme, width] of [["light", 1280], ["dark", 390]]) {
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 }, reducedMotion: "reduce" });
    for (const tree of TREES) {
      for (const path of oneOfEachKind(tree)) await look(context, `${scheme}, ${width} px`, tree, path);
    }
    await context.close();
  }
  const context = await browser.newContext();
  for (const format of ["A4", "Letter"]) await printed(context, "hr", "people/jane-doe/2026-q3/index.html", format);
  await sorted(context, "hr", "2026-q3/teams/index.html");
} finally {
  await browser.close();
  rmSync(site, { recursive: true, force: true });
}
for (const failure of failures) console.log(`\n${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
