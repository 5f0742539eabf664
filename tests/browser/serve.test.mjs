// The preview in a real browser: an edit is seen without a reload of the page, a fault is laid over it and goes when it is mended,
// a deleted page gives way, another audience is one choice away.
// Run by: node --experimental-websocket --test tests/browser/serve.test.mjs
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

import { openBrowser } from "./chromium.mjs";

const program = process.env.PREREAD ?? new URL("../../target/debug/preread", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "preread-serve-"));
const root = join(folder, "reviews");
const record = join(root, "content/pages/edited.md");
const filler = "A line of text that makes the page long.\n\n".repeat(200);
let server, browser, base;

before(async () => {
  execFileSync(program, ["init", root]);
  writeFileSync(record, `# Edited page\n\nFirst words.\n\n${filler}`);
  server = spawn(program, ["serve", "--root", root], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: server.stdout })) {
    base = /http:\/\/[^/]+/.exec(line)?.[0];
    if (base) break;
  }
  server.stdout.resume();
  browser = await openBrowser();
});

after(async () => {
  server?.kill();
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("an edit, a fault, its mending and a deletion are seen where the reader is", async () => {
  const { page } = browser;
  const marked = "window.mark === 1";
  const fault = "document.getElementById('preread-fault')";
  const says = (text) => `document.body.textContent.includes(${JSON.stringify(text)})`;
  await page.go(`${base}/hr/pages/edited/index.html`);
  await page.until("the page is there", `${says("First words")} && document.getElementById("preread-switch")`);
  await page.evaluate("window.mark = 1; scrollTo(0, 900)");

  writeFileSync(record, `# Edited page\n\nSecond words.\n\n${filler}`);
  await page.until("the edit is seen without a reload", `${says("Second words")} && ${marked}`);
  assert.equal(await page.evaluate("scrollY"), 900);

  writeFileSync(record, `+++\nnonsense = 1\n+++\n# Edited page\n`);
  await page.until("the fault is shown", `!!${fault} && ${marked}`);
  assert.match(await page.evaluate(`${fault}.innerText`), /content\/pages\/edited\.md:2:1[^]*nonsense = 1[^]*help:/);
  assert.ok(await page.evaluate(says("Second words")), "the last good state stays below the fault");
  await page.press("Escape");
  await page.until("escape closes it", `${fault}.hidden`);

  writeFileSync(record, `# Edited page\n\nThird words.\n\n${filler}`);
  await page.until("the fault is gone", `${says("Third words")} && !${fault} && ${marked}`);
  assert.equal(await page.evaluate("scrollY"), 900);

  unlinkSync(record);
  await page.until("a deleted page gives way", says("no such page"));
  writeFileSync(record, "# Edited page\n\nBack again.\n");
  await page.until("a new page takes its place", says("Back again"));
  assert.deepEqual(page.faults, []);
});

test("another audience's tree is one choice away and the only one served", async () => {
  const { page } = browser;
  await page.go(`${base}/hr/index.html`);
  await page.until("the switch is there", `document.querySelector("#preread-switch input")`);
  await page.evaluate(`{
    const input = document.querySelector("#preread-switch input");
    input.focus();
    input.value = "company";
    input.dispatchEvent(new Event("change"));
  }`);
  await page.until("the company's tree is shown", `location.pathname === "/company/index.html"`);
  assert.equal(await page.evaluate(`fetch("/hr/index.html").then((answer) => answer.status)`), 404);
});
