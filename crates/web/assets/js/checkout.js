// The checkout page: card entry, 住所を入れる, sums that follow the address, the confirmation as a dialog.
// Number, expiry and security code live in inputs without a name; they go to the token host and nowhere else.

const form = document.getElementById("checkout");
const card = document.getElementById("card");
const dialog = document.getElementById("confirmation");
const at = (id) => document.getElementById(id);

const NO_SCRIPT =
  "カード決済の準備ができませんでした。別のお支払方法をお選びいただくか、時間をおいてページを開き直してください。";
const NO_ANSWER = "通信できませんでした。接続をご確認のうえ、もう一度お試しください。";
const TOKEN_WAIT = 20000;

/* Errors: a summary that takes the focus, and a sentence beside each field */

function clearErrors() {
  at("alert").replaceChildren();
  for (const text of document.querySelectorAll("#checkout .error")) text.remove();
  for (const box of document.querySelectorAll("#checkout .bad")) box.classList.remove("bad");
  for (const input of document.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    const rest = (input.getAttribute("aria-describedby") ?? "").replace(`${input.id}-e`, "").trim();
    if (rest) input.setAttribute("aria-describedby", rest);
    else input.removeAttribute("aria-describedby");
  }
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// errors: [{ field: id of the input, message, more }]
function showErrors(errors, heading) {
  clearErrors();
  for (const { field, message, more } of errors) {
    const input = at(field);
    const box = input?.closest(".field");
    if (!box) continue;
    box.classList.add("bad");
    const line = element("p", "", { class: "error", id: `${field}-e` });
    line.append(icon("i-bad"), element("span", message + (more ?? "")));
    box.append(line);
    input.setAttribute("aria-invalid", "true");
    const described = input.getAttribute("aria-describedby") ?? "";
    input.setAttribute("aria-describedby", `${field}-e ${described}`.trim());
  }
  const summary = element("div", "", { class: "error-summary", role: "alert", tabindex: "-1" });
  const title = element("h2", "");
  title.append(icon("i-bad"), heading ?? `${errors.length}か所、ご確認いただきたい点があります`);
  const list = element("ul", "");
  for (const { field, message } of errors) {
    const item = element("li", "");
    item.append(field ? element("a", message, { href: `#${field}` }) : message);
    list.append(item);
  }
  summary.append(title, list);
  summary.append(
    element("p", "ご注文はまだ完了していません。カードへの請求も発生していません。"),
  );
  at("alert").append(summary);
  summary.focus();
  summary.scrollIntoView({ block: "start" });
}

/* The card: normalise, check, make a token */

const half = (text) => text.normalize("NFKC");
const digits = (text) => half(text).replace(/[\s\-‐‑‒–—―−ー]/g, "");
const name = (text) => half(text).replace(/\s+/g, " ").trim().toUpperCase();

// What a code of the token script means, and the input it is about; the page brings the table along, and its last
// row serves the codes that it does not know.
function trouble(code) {
  const rows = [...at("token-trouble").content.children];
  const row = rows.find((one) => one.dataset.code === code) ?? rows.at(-1);
  return { field: row.dataset.field, message: row.textContent };
}

function readCard() {
  const year = digits(at("cc-exp-year").value);
  return {
    card_number: digits(at("cc-number").value),
    name: name(at("holder_name").value),
    expire_month: digits(at("cc-exp").value).padStart(2, "0"),
    expire_year: year.length === 4 && year.startsWith("20") ? year.slice(2) : year,
    cvc: digits(at("cc-csc").value),
  };
}

function checkCard(typed) {
  const wrong = [];
  const say = (code) => wrong.push(trouble(code));
  if (!typed.card_number) say("1300");
  else if (!/^\d{14,16}$/.test(typed.card_number)) say("1301");
  if (!/^[A-Z][A-Z .,'/-]{1,19}$/.test(typed.name)) say("1700");
  const month = Number(typed.expire_month);
  const year = 2000 + Number(typed.expire_year);
  const now = new Date();
  if (!at("cc-exp").value.trim()) say("1500");
  else if (!(month >= 1 && month <= 12)) say("1501");
  else if (!typed.expire_year) say("1400");
  else if (!/^\d\d$/.test(typed.expire_year)) say("1401");
  else if (year * 12 + month < now.getFullYear() * 12 + now.getMonth() + 1) say("1502");
  if (!typed.cvc) say("1601");
  else if (!/^\d{3,4}$/.test(typed.cvc)) say("1600");
  return wrong;
}

// The last token and what it was made of: going back to mend the address costs no second one.
let made;

const face = ({ card_number, name, expire_month, expire_year }) =>
  [card_number, name, expire_month, expire_year].join("|");

function isUsable(typed) {
  // `valid_until` is written in JST; two minutes are left for the confirmation.
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(made?.until) ?? [];
  const end = y && Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}+09:00`);
  return made && !typed.cvc && made.face === face(typed) && Date.now() + 120000 < end;
}

function createToken(typed) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ result: "" }), TOKEN_WAIT);
    const done = (answer) => {
      clearTimeout(timer);
      resolve(answer ?? { result: "" });
    };
    try {
      const { merchant, key } = card.dataset;
      new window.PaygentToken().createToken(merchant, key, typed, done);
    } catch {
      done();
    }
  });
}

// true: the hidden inputs hold a token that can be used.
async function prepareCard() {
  const typed = readCard();
  at("holder_name").value = typed.name;
  if (isUsable(typed)) return true;
  const wrong = checkCard(typed);
  if (wrong.length) {
    showErrors(wrong);
    return false;
  }
  const answer = await createToken(typed);
  at("cc-csc").value = "";
  const token = answer.tokenizedCardObject;
  if (answer.result !== "0000" || !token?.token) {
    const code = answer.result;
    const { field, message } = trouble(code);
    // The sandbox says in words what it wants instead.
    const said = code ? `${answer.message ?? message}（${code}）` : NO_ANSWER;
    showErrors([{ field, message: said }]);
    return false;
  }
  at("card_token").value = token.token;
  at("card_valid_until").value = token.valid_until;
  if (at("card_signature")) {
    at("card_masked").value = token.masked_card_number;
    at("card_fingerprint").value = token.fingerprint;
    at("card_signature").value = answer.hc ?? "";
  }
  made = { face: face(typed), until: token.valid_until, masked: token.masked_card_number };
  return true;
}

/* Whether the card can be chosen: the token script is there, and the order allows it */

function offerCard(ready) {
  at("card-off").hidden = ready;
  const radio = card.querySelector("[name=pay]");
  if (!radio) {
    // Step3: the card is chosen already.
    form.querySelector("button[type=submit]").disabled = !ready;
    return;
  }
  const refused = at("live-card").textContent.trim() !== "";
  radio.disabled = !ready || refused;
}

/** The other methods: only the delivery can stand against them. */
function offerOthers() {
  for (const radio of form.querySelectorAll("[type=radio][name=pay]")) {
    if (card?.contains(radio)) continue;
    radio.disabled = at(`live-${radio.value}`).textContent.trim() !== "";
  }
}

let scriptReady = false;

function loadTokenScript() {
  const script = document.createElement("script");
  script.src = card.dataset.script;
  script.charset = "utf-8";
  const settle = () => {
    scriptReady = typeof window.PaygentToken === "function";
    at("card-off").textContent = scriptReady ? "" : NO_SCRIPT;
    offerCard(scriptReady);
  };
  script.onload = settle;
  script.onerror = settle;
  document.head.append(script);
}

/* The card's brand, by how its number begins */

const BRANDS = [
  ["Visa", /^4/],
  ["Mastercard", /^(5[1-5]|2(2[2-9]|[3-6]|7[01]|720))/],
  ["JCB", /^35(2[89]|[3-8])/],
  ["American Express", /^3[47]/],
  ["Diners Club", /^3(0[0-5]|095|[689])/],
];

function showBrand() {
  const typed = digits(at("cc-number").value);
  const found = BRANDS.find(([, begins]) => begins.test(typed));
  at("cc-brand").textContent = found?.[0] ?? "";
  at("cc-brand").hidden = !found;
}

/* The page and the server */

function post(act) {
  const body = new URLSearchParams(new FormData(form));
  body.set("do", act);
  if (act !== "confirm" || body.get("pay") !== "card") {
    body.delete("card_token");
    body.delete("card_valid_until");
  }
  return fetch(form.action, { method: "POST", body, headers: { "X-Noren-Fragment": "1" } });
}

let asked = 0;

// Puts the parts in the place of the old ones. The focus stays where it was, and so does what was chosen meanwhile, as
// long as it can still be chosen.
function replaceParts(parts) {
  const { id, name, value } = document.activeElement ?? {};
  const wished = ["deliver_on", "slot"].map((one) => [one, at(one)?.value]);
  for (const part of parts) at(part.id)?.replaceWith(part);
  for (const [one, value] of wished) {
    const select = at(one);
    const options = [...(select?.options ?? [])];
    if (options.some((option) => option.value === value)) select.value = value;
  }
  if (document.activeElement === document.body) {
    const twins = [...form.querySelectorAll("[name]")].filter((one) => one.name === name);
    const twin = (id && at(id)) || twins.find((one) => one.value === value);
    twin?.focus({ preventScroll: true });
  }
}

async function refresh() {
  const turn = ++asked;
  try {
    const answer = await post("sums");
    if (answer.redirected || !answer.ok) return;
    const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== asked) return;
    // Another address may have other payments: the page has them, and the draft all that was typed.
    const ids = (part) => [...part.querySelectorAll("span[id^=live-]")].map(({ id }) => id).sort().join();
    if (ids(form) && ids(form) !== ids(parts)) return location.reload();
    const open = at("live-phone").open;
    replaceParts(parts.querySelectorAll("[id^=live-]"));
    at("live-phone").open = open;
    if (card) offerCard(scriptReady);
    offerOthers();
  } catch {
    // The confirmation shows the sums all the same.
  }
}

async function fillAddress(prefix) {
  const code = digits(at(`${prefix}postal`).value);
  const missing = [
    {
      field: `${prefix}postal`,
      message: "この郵便番号の住所が見つかりません。",
      more: "番号をご確認いただくか、住所を直接ご入力ください。",
    },
  ];
  if (!/^\d{7}$/.test(code)) return showErrors(missing);
  let places;
  try {
    places = await (await fetch(`/postal/${code}`)).json();
  } catch {
    return showErrors([{ field: `${prefix}postal`, message: NO_ANSWER }]);
  }
  if (!places.length) return showErrors(missing);
  clearErrors();
  const [first] = places;
  at(`${prefix}prefecture`).value = first.prefecture;
  if (places.every((place) => place.city === first.city)) at(`${prefix}city`).value = first.city;
  const street = at(`${prefix}street`);
  if (places.length === 1 && !street.value.trim()) street.value = first.town;
  street.focus();
  street.setSelectionRange(street.value.length, street.value.length);
  refresh();
}

async function confirmOrder(opener) {
  const isCard = card && new FormData(form).get("pay") === "card";
  if (isCard && !(await prepareCard())) return;
  let answer;
  try {
    answer = await post("confirm");
  } catch {
    return showErrors([{ message: NO_ANSWER }], "送信できませんでした");
  }
  if (answer.redirected) return location.assign(answer.url);
  if (answer.status === 422) {
    const wrong = await answer.json();
    // Another tab has changed the cart, and with it what there is to choose: this page cannot show it.
    const choice = form.querySelector("[type=radio][name=pay]");
    const isOld = wrong.some(({ field }) => !at(field) || (field === "h-pay" && !choice));
    return isOld ? location.assign("/checkout?because=changed") : showErrors(wrong);
  }
  if (!answer.ok) return showErrors([{ message: NO_ANSWER }], "送信できませんでした");
  clearErrors();
  dialog.innerHTML = await answer.text();
  // There is no such place where the order costs nothing by now.
  const place = isCard && made && dialog.querySelector("[data-card-digits]");
  if (place) place.textContent = `下4桁 ${made.masked.slice(-4)}　`;
  dialog.querySelector("[data-close]").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => opener?.focus(), { once: true });
  dialog.showModal();
}

let busy = false;

const isReview = form.dataset.step === "review";

/** Step3: the token first, then the order leaves as a form does. */
async function order() {
  if (card && !(await prepareCard())) return;
  form.submit();
}

form.addEventListener("submit", async (event) => {
  const act = event.submitter?.value ?? "confirm";
  if (act === "next") return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  form.setAttribute("aria-busy", "true");
  try {
    if (act === "postal") await fillAddress("");
    else if (act === "ship_postal") await fillAddress("ship_");
    else if (isReview) await order();
    else await confirmOrder(event.submitter);
  } finally {
    busy = false;
    form.removeAttribute("aria-busy");
  }
});

form.addEventListener("change", ({ target }) => {
  if (isReview) return;
  if (/prefecture$|^elsewhere$|^carrier$|^deliver_on$|^pay$/.test(target.name)) refresh();
});

// Back from the card issuer's page: what the browser kept of this page is old, and it must keep nothing of a card.
addEventListener("pageshow", (event) => {
  const [{ type }] = performance.getEntriesByType("navigation");
  if (card && (event.persisted || type === "back_forward")) {
    for (const id of ["cc-number", "cc-exp", "cc-exp-year", "cc-csc"]) at(id).value = "";
  }
  if (event.persisted) location.reload();
});

if (card) {
  loadTokenScript();
  at("cc-number").addEventListener("input", showBrand);
}
offerOthers();
document.querySelector("#alert [role=alert]")?.focus();
