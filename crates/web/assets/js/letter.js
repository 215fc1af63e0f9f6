// The editor of a mail works without this file: 差し込み項目 are typed, and a button shows how it comes out.

const PAUSE = 400;
const fields = [...document.querySelectorAll("[data-letter]")];
const form = fields[0].form;
const proof = document.querySelector("[data-proof]");

// Where the cursor was last; a press on a button takes it away.
let last = document.getElementById("body");
for (const field of fields) {
  if (field.matches("#subject, #body")) field.addEventListener("focus", () => { last = field; });
}
for (const button of document.querySelectorAll("[data-insert]")) {
  button.hidden = false;
  button.parentElement.querySelector("[data-plain]").hidden = true;
  button.addEventListener("click", () => {
    last.focus();
    last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// What comes out is asked of the server; an answer that was overtaken is not shown.
let asked = 0;
let timer;
const show = async () => {
  const mine = ++asked;
  const sent = new URLSearchParams(new FormData(form));
  sent.set("act", "preview");
  proof.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.proofAt ?? form.action, { method: "POST", body: sent, headers: { "X-Noren-Fragment": "1" } });
    const html = await answer.text();
    if (mine === asked && answer.ok && !answer.redirected) proof.innerHTML = html;
  } catch {
    // The button still shows it.
  }
  if (mine === asked) proof.removeAttribute("aria-busy");
};
for (const field of fields) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
}
