// The admin works without this file; it saves steps.

// A button with a confirmation page opens the same confirmation as a dialog.
for (const opener of document.querySelectorAll("[data-dialog]")) {
  const dialog = document.getElementById(opener.dataset.dialog);
  if (!dialog) continue;
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.querySelector("[data-close]").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => opener.focus());
}

// What is wrong is read first.
document.querySelector("[data-focus]")?.focus();

// One press is enough; the server would refuse the second anyway.
for (const form of document.querySelectorAll("[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

// An answer is said once: a reload of the page does not say it again. What was searched for stays.
if (document.querySelector("[data-answer]")) {
  const here = new URL(location);
  for (const name of ["act", "answer", "code"]) here.searchParams.delete(name);
  history.replaceState(null, "", here);
}

// While a telegram is on its way, look again; not over what somebody is typing.
const LOOK_MS = 5000;
const typing = "textarea, select, input:not([type=checkbox], [type=radio], [type=submit])";
const isTouched = (field) => {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.matches(typing) && field.value !== field.defaultValue;
  const at = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(at, 0);
};
// What was refused stands in its field, but is not saved.
const isBusy = () =>
  document.querySelector("dialog[open], [aria-invalid=true]")
  || document.activeElement?.matches(typing)
  || [...document.forms].some((form) => [...form.elements].some(isTouched));
const lookAgain = () => {
  const offer = document.querySelector("[data-look]");
  if (!isBusy()) return location.replace(offer?.querySelector("a").href ?? location.pathname);
  if (offer) offer.hidden = false;
  setTimeout(lookAgain, LOOK_MS);
};
const settling = document.querySelector("[data-settling]");
if (settling) setTimeout(lookAgain, Number(settling.dataset.settling) || LOOK_MS);

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const label = button.querySelector("span");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    label.textContent = "コピーしました";
  });
}

// Keys of one letter can be switched off (WCAG 2.1.4).
const keys = document.querySelector("[data-keys]");
const keySwitch = keys?.querySelector("input");
const KEYS = "noren-admin-keys";
if (keys) {
  keys.hidden = false;
  keySwitch.checked = localStorage.getItem(KEYS) !== "off";
  keySwitch.addEventListener("change", () => {
    localStorage.setItem(KEYS, keySwitch.checked ? "on" : "off");
  });
}

// Rows that are chosen: how many, and their sum.
const ticks = [...document.querySelectorAll("[data-tick]")];
const tickAll = document.querySelector("[data-tick-all]");
const ticked = document.querySelector("[data-ticked]");
const tally = () => {
  const chosen = ticks.filter((tick) => tick.checked);
  const sum = chosen.reduce((total, tick) => total + Number(tick.dataset.tick), 0);
  ticked.querySelector("[data-count]").textContent = chosen.length;
  ticked.querySelector("[data-sum]").textContent = `${sum.toLocaleString("en-US")}円`;
  tickAll.checked = chosen.length === ticks.length;
  tickAll.indeterminate = chosen.length > 0 && !tickAll.checked;
};
if (ticked) {
  ticked.hidden = tickAll.hidden = false;
  tickAll.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = tickAll.checked;
    tally();
  });
  for (const tick of ticks) tick.addEventListener("change", tally);
  // Back brings the boxes as they were left.
  addEventListener("pageshow", tally);
}

const rows = [...document.querySelectorAll("[data-row]")];
const step = (by) => {
  const at = rows.indexOf(document.activeElement?.closest("tr")?.querySelector("[data-row]"));
  const row = at < 0 ? rows[0] : rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  row?.focus();
};
const onKey = {
  "/": () => document.getElementById("q")?.select(),
  j: () => step(1),
  k: () => step(-1),
  o: () => document.activeElement?.closest("tr")?.querySelector("[data-row]")?.click(),
  x: () => document.activeElement?.closest("tr")?.querySelector("[data-tick]")?.click(),
  n: () => document.querySelector("[rel=next]")?.click(),
  p: () => document.querySelector("[rel=prev]")?.click(),
};
// A button may have a key of its own.
const keyed = (key) => {
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  return button && (() => button.click());
};
addEventListener("keydown", (event) => {
  const busy = event.target.closest("input, select, textarea, dialog[open]");
  const act = onKey[event.key] ?? keyed(event.key);
  if (!act || busy || event.ctrlKey || event.metaKey || event.altKey || !keySwitch?.checked) return;
  event.preventDefault();
  act();
});
