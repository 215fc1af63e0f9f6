// 接続テスト: ④ can only be tried by a browser. A card number that is none never becomes a token; what the token host
// says first tells whether it knows the key.

const line = document.getElementById("token");
const said = line.querySelector("[data-said]");

const WRONG_KEY = "1201";
const NO_NUMBER = "1300";
const WAIT = 15000;

function tell(isGood, text) {
  line.classList.toggle("bad-text", !isGood);
  line.querySelector("use").setAttribute("href", isGood ? "#i-check" : "#i-bad");
  said.textContent = text;
}

function judge({ result }) {
  if (result === NO_NUMBER) tell(true, "つながりました");
  else if (result === WRONG_KEY) tell(false, `違います。通知書のトークン生成鍵を、もう一度入力してください（${result}）`);
  else if (result) tell(false, `トークンサーバーの返答：${result}`);
  else tell(false, "トークンサーバーから応答がありません。トークンのスクリプトのアドレスを確かめてください");
}

function ask() {
  const timer = setTimeout(() => judge({}), WAIT);
  const done = (answer) => {
    clearTimeout(timer);
    judge(answer ?? {});
  };
  try {
    const nothing = { card_number: "", expire_year: "", expire_month: "", cvc: "", name: "" };
    new window.PaygentToken().createToken(line.dataset.merchant, line.dataset.key, nothing, done);
  } catch {
    done();
  }
}

said.textContent = "確かめています";
const script = document.createElement("script");
script.src = line.dataset.script;
script.charset = "utf-8";
script.onload = ask;
script.onerror = () => judge({});
document.head.append(script);
