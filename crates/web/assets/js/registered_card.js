// ご登録カード管理: the card becomes a token here, then the form leaves. After errors.js and card.js.

const form = at("checkout");
const button = form.querySelector("button[type=submit]");
const NO_SCRIPT = "カード登録の準備ができませんでした。時間をおいてページを開き直してください。";

button.disabled = true;
loadTokenScript((ready) => {
  at("card-off").textContent = ready ? "" : NO_SCRIPT;
  at("card-off").hidden = ready;
  button.disabled = !ready;
});
at("cc-number").addEventListener("input", showBrand);

let busy = false;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  form.setAttribute("aria-busy", "true");
  try {
    if (await prepareCard()) form.submit();
  } finally {
    busy = false;
    form.removeAttribute("aria-busy");
  }
});

addEventListener("pageshow", (event) => {
  const [{ type }] = performance.getEntriesByType("navigation");
  if (event.persisted || type === "back_forward") forgetCard();
  if (event.persisted) location.reload();
});

document.querySelector("#alert [role=alert]")?.focus();
