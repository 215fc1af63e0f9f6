// Card entry: normalise, check, make a token. Number, expiry and security code live in inputs without a name; they go
// to the token host and nowhere else. Part of every module that enters a card, after errors.js.

const card = at("card");
const NO_ANSWER = "通信できませんでした。接続をご確認のうえ、もう一度お試しください。";
const TOKEN_WAIT = 20000;

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

// The code of the registered card, where that is the one to pay with; its input stands beside the choice.
const usesRegistered = () => document.querySelector("[name=card_use]:checked")?.value === "registered";
const codeInput = () => at(usesRegistered() ? "cc-csc-registered" : "cc-csc");

// The last token and what it was made of: going back to mend the address costs no second one.
let made;

function face() {
  if (usesRegistered()) return `registered|${document.querySelector("[name=registered_shown]").value}`;
  const { card_number, name, expire_month, expire_year } = readCard();
  return [card_number, name, expire_month, expire_year].join("|");
}

function isUsable() {
  // `valid_until` is written in JST; two minutes are left for the confirmation.
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(made?.until) ?? [];
  const end = y && Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}+09:00`);
  return made && !codeInput().value && made.face === face() && Date.now() + 120000 < end;
}

// `call`: the name of the token script's function.
function askToken(call, typed) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ result: "" }), TOKEN_WAIT);
    const done = (answer) => {
      clearTimeout(timer);
      resolve(answer ?? { result: "" });
    };
    try {
      const { merchant, key } = card.dataset;
      new window.PaygentToken()[call](merchant, key, typed, done);
    } catch {
      done();
    }
  });
}

function sayRefused({ result, message }, input) {
  const { field, message: general } = trouble(result);
  // The sandbox says in words what it wants instead.
  const said = result ? `${message ?? general}（${result}）` : NO_ANSWER;
  showErrors([{ field: input ?? field, message: said }]);
}

function keep(name, value) {
  if (at(name)) at(name).value = value ?? "";
}

// true: the hidden inputs hold a token of the registered card's security code.
async function prepareCode() {
  const input = at("cc-csc-registered");
  const cvc = digits(input.value);
  const wrong = cvc ? "1600" : "1601";
  if (!/^\d{3,4}$/.test(cvc)) {
    showErrors([{ field: input.id, message: trouble(wrong).message }]);
    return false;
  }
  const is = face();
  const answer = await askToken("createCvcToken", { cvc });
  input.value = "";
  const token = answer.tokenizedCardObject;
  if (answer.result !== "0000" || !token?.token) {
    sayRefused(answer, input.id);
    return false;
  }
  keep("card_token", token.token);
  keep("card_valid_until", token.valid_until);
  made = { face: is, until: token.valid_until };
  return true;
}

// true: the hidden inputs hold a token that can be used.
async function prepareCard() {
  if (isUsable()) return true;
  if (usesRegistered()) return prepareCode();
  const typed = readCard();
  at("holder_name").value = typed.name;
  const wrong = checkCard(typed);
  if (wrong.length) {
    showErrors(wrong);
    return false;
  }
  // A token is used up by one success: paying and registering take two of the same card.
  const calls = at("save_token") ? 2 : 1;
  const answers = await Promise.all(Array.from({ length: calls }, () => askToken("createToken", typed)));
  at("cc-csc").value = "";
  const [answer, second] = answers;
  const token = answer.tokenizedCardObject;
  if (answer.result !== "0000" || !token?.token) {
    sayRefused(answer);
    return false;
  }
  keep("card_token", token.token);
  keep("card_valid_until", token.valid_until);
  keep("card_masked", token.masked_card_number);
  keep("card_fingerprint", token.fingerprint);
  keep("card_signature", answer.hc);
  const save = second?.result === "0000" ? second.tokenizedCardObject : undefined;
  keep("save_token", save?.token);
  keep("save_valid_until", save?.valid_until);
  keep("save_signature", second?.hc);
  made = { face: face(), until: token.valid_until, masked: token.masked_card_number };
  return true;
}

function loadTokenScript(settle) {
  const script = document.createElement("script");
  script.src = card.dataset.script;
  script.charset = "utf-8";
  const loaded = () => settle(typeof window.PaygentToken === "function");
  script.onload = loaded;
  script.onerror = loaded;
  document.head.append(script);
}

// What the browser kept of a page is old, and it must keep nothing of a card.
function forgetCard() {
  for (const id of ["cc-number", "cc-exp", "cc-exp-year", "cc-csc", "cc-csc-registered"]) {
    if (at(id)) at(id).value = "";
  }
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
