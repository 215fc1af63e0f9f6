// The checkout page: card entry, 住所を入れる, sums that follow the address, the confirmation as a dialog.
// After errors.js and card.js.

const form = document.getElementById("checkout");
const dialog = document.getElementById("confirmation");

const NO_SCRIPT =
  "カード決済の準備ができませんでした。別のお支払方法をお選びいただくか、時間をおいてページを開き直してください。";

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

function settle(ready) {
  scriptReady = ready;
  at("card-off").textContent = ready ? "" : NO_SCRIPT;
  offerCard(ready);
}

/* The page and the server */

function post(act) {
  const body = new URLSearchParams(new FormData(form));
  body.set("do", act);
  if (act !== "confirm" || body.get("pay") !== "card") {
    for (const one of ["card_token", "card_valid_until", "save_token", "save_valid_until"]) body.delete(one);
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
    const isOldCard = wrong.some(({ field }) => field === "card_use");
    if (isOldCard) return location.assign("/checkout?because=card_changed");
    return isOld ? location.assign("/checkout?because=changed") : showErrors(wrong);
  }
  if (!answer.ok) return showErrors([{ message: NO_ANSWER }], "送信できませんでした");
  clearErrors();
  dialog.innerHTML = await answer.text();
  // There is no such place where the order costs nothing by now.
  const place = isCard && made?.masked && dialog.querySelector("[data-card-digits]");
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
  if (act === "next" || act === "saved") return;
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
  if (card && (event.persisted || type === "back_forward")) forgetCard();
  if (event.persisted) location.reload();
});

if (card) {
  loadTokenScript(settle);
  at("cc-number").addEventListener("input", showBrand);
}
offerOthers();
document.querySelector("#alert [role=alert]")?.focus();
