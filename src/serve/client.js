// What a served page does beside what it does anyway: hears of new builds, takes over what changed in place, shows what is
// wrong over the last good state, and switches between readers. Never part of a built tree.
"use strict";
// A scope of its own, so that no name meets one of the theme's script.
{

const meta = (name, from = document) => from.querySelector(`meta[name="preread-${name}"]`)?.content ?? "";
const own = "/__preread/";
let build = meta("build");
let content = meta("page");
let look = meta("look");
let patching = null;
let dismissed = "";

// Faults -----------------------------------------------------------------------------------------

const fault = () => document.getElementById("preread-fault");

/** A fault that was closed stays closed until it is another one. */
function settleFault() {
  const shown = fault();
  if (shown) shown.hidden = shown.textContent === dismissed;
  else dismissed = "";
}

addEventListener("keydown", (event) => {
  const shown = fault();
  if (event.key !== "Escape" || !shown || shown.hidden) return;
  dismissed = shown.textContent;
  shown.hidden = true;
});

// News -------------------------------------------------------------------------------------------

const detailsKey = (node) => {
  const summary = node.querySelector("summary")?.textContent.trim() ?? "";
  return node.id || `${node.closest("[id]")?.id ?? ""} ${summary}`;
};
const openDetails = (from) => new Map([...from.querySelectorAll("details")].map((node) => [detailsKey(node), node.open]));

/** Takes over the parts of a page that its content may change; what frames them stays, and so does the scroll position. */
function patch(next) {
  const open = openDetails(document);
  const [x, y] = [scrollX, scrollY];
  for (const selector of ["header", "main", "body > footer"]) {
    const [before, after] = [document.querySelector(selector), next.querySelector(selector)];
    if (before && after && before.outerHTML !== after.outerHTML) before.replaceWith(document.adoptNode(after));
  }
  for (const node of document.querySelectorAll("details")) node.open = open.get(detailsKey(node)) ?? node.open;
  document.title = next.title;
  scrollTo(x, y);
  document.dispatchEvent(new CustomEvent("preread:patched"));
}

function patchFault(next) {
  const [before, after] = [fault(), next.getElementById("preread-fault")];
  before?.remove();
  if (after) document.body.append(document.adoptNode(after));
  settleFault();
}

/** Fetches each stylesheet under a new name and drops the old one only when the new one is there, so that nothing flashes. */
function swapStyles(stamp) {
  for (const old of document.querySelectorAll('link[rel="stylesheet"]')) {
    if (old.getAttribute("href").startsWith(own)) continue;
    const link = old.cloneNode();
    // Relative like the others, so that the next page is seen to have the same.
    link.href = `${old.getAttribute("href").replace(/\?.*/, "")}?look=${stamp}`;
    link.addEventListener("load", () => old.remove());
    link.addEventListener("error", () => link.remove());
    old.after(link);
  }
}

// Scripts that the theme fetches later are not deferred, and a stylesheet may be there twice while it is swapped.
const frame = (from) => {
  const nodes = [...from.head.querySelectorAll("script[defer], link")];
  return [...new Set(nodes.map((node) => node.getAttribute("src") ?? node.getAttribute("href").replace(/\?.*/, "")))].join();
};

async function take() {
  const answer = await fetch(location.href, { cache: "no-store" });
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!meta("build", next)) return location.reload();
  const kind = (page) => page.body.className;
  // Another kind of page, or another frame around it: only the browser can put that together.
  if (kind(document) !== kind(next) || frame(document) !== frame(next)) return location.reload();
  // By what the server made, since the theme's script has changed the page meanwhile.
  if (content !== meta("page", next)) patch(next);
  content = meta("page", next);
  patchFault(next);
  if (look !== meta("look", next)) swapStyles(meta("look", next));
  look = meta("look", next);
  build = meta("build", next);
}

/** One after the other; news that come while a page is fetched are asked for once more when it is there. */
async function news(current) {
  if (current === build) return;
  if (patching) return patching.then(() => news(current));
  patching = take().catch(() => {}).finally(() => { patching = null; });
  return patching;
}

function listen() {
  const events = new EventSource(`${own}events`);
  events.onmessage = (event) => news(event.data);
  // The browser gives up where the server answered with an error, and after some sleeps.
  events.onerror = () => {
    if (events.readyState !== EventSource.CLOSED) return;
    setTimeout(listen, 1000);
  };
}

// Readers ----------------------------------------------------------------------------------------

function addSwitch() {
  const tree = meta("tree");
  const box = document.createElement("div");
  box.id = "preread-switch";
  const label = document.createElement("label");
  const input = document.createElement("input");
  const list = document.createElement("datalist");
  list.id = "preread-trees";
  Object.assign(input, { value: tree, autocomplete: "off", spellcheck: false });
  input.setAttribute("list", list.id);
  label.append("Preview as ", input);
  box.append(label, list);
  const fill = async () => {
    const trees = await (await fetch(`${own}trees`)).json();
    list.replaceChildren(...trees.map(([value, text]) => Object.assign(document.createElement("option"), { value, label: text })));
  };
  input.addEventListener("focus", () => {
    input.value = "";
    if (!list.children.length) fill().catch(() => {});
  });
  input.addEventListener("blur", () => { input.value = tree; });
  input.addEventListener("change", () => {
    const chosen = input.value.trim();
    if (!chosen || chosen === tree) return;
    const at = location.pathname.slice(`/${tree}/`.length);
    location.assign(`${own}as/${chosen}?at=${at}`);
  });
  document.body.append(box);
}

addSwitch();
settleFault();
listen();
}
