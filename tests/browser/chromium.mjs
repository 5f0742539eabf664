// One page of a headless Chromium, driven over its own protocol: no dependencies.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const LONGEST_WAIT = 20_000;

/** Opens a browser with one empty page; `close` ends it. */
export async function openBrowser() {
  const profile = mkdtempSync(join(tmpdir(), "preread-chromium-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"];
  const program = spawn("chromium", flags, { stdio: ["ignore", "ignore", "pipe"] });
  const gone = new Promise((resolve) => program.on("exit", resolve));
  const port = await portOf(program.stderr);
  const targets = await (await fetch(`http://127.0.0.1:${port}/json`)).json();
  const page = await connect(targets.find((target) => target.type === "page").webSocketDebuggerUrl);
  const close = async () => {
    program.kill();
    await gone;
    await removed(profile);
  };
  return { page, close };
}

/** Removes a profile. The browser's helpers still write to it for a moment after it has ended. */
async function removed(profile) {
  for (let tries = 0; ; tries += 1) {
    try {
      return rmSync(profile, { recursive: true, force: true });
    } catch (error) {
      if (tries === 40) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function portOf(stream) {
  for await (const line of createInterface({ input: stream })) {
    const port = /^DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(line)?.[1];
    if (port) return port;
  }
  throw new Error("Chromium did not say where it listens");
}

async function connect(url) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
  const waiting = new Map();
  const faults = [];
  socket.onmessage = ({ data }) => {
    const { id, result, error, method, params } = JSON.parse(data);
    if (id) waiting.get(id)(error ?? result);
    else if (method === "Runtime.exceptionThrown") faults.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    else if (method === "Log.entryAdded" && params.entry.source === "security") faults.push(params.entry.text);
  };
  const call = (method, params = {}) => new Promise((resolve) => {
    waiting.set(waiting.size + 1, resolve);
    socket.send(JSON.stringify({ id: waiting.size, method, params }));
  });
  for (const domain of ["Page", "Runtime", "Log"]) await call(`${domain}.enable`);
  const evaluate = async (expression) => (await call("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true })).result?.value;
  /** Waits until an expression holds on the page. */
  const until = async (what, expression) => {
    const end = Date.now() + LONGEST_WAIT;
    while (!await evaluate(expression)) {
      if (Date.now() > end) throw new Error(`never: ${what}`);
      await sleep(10);
    }
  };
  const press = (key) => call("Input.dispatchKeyEvent", { type: "keyDown", key });
  const go = (to) => call("Page.navigate", { url: to });
  return { evaluate, until, press, go, faults };
}
