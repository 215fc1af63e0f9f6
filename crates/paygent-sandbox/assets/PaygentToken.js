// The sandbox's PaygentToken.js: the public interface of Paygent's script, written for rehearsal.
// It sends a card to the sandbox it was loaded from and hands the answer to a callback. It works
// under a strict Content-Security-Policy: no eval, no inline script, one fetch.
(function (scope) {
  "use strict";

  var PATH = "/n/token/request";

  function scriptAddress() {
    var script = document.currentScript || document.querySelector('script[src*="PaygentToken.js"]');
    return script && script.src ? script.src : scope.location.href;
  }

  var endpoint = new URL(PATH, scriptAddress()).href;

  function text(value) {
    return value === undefined || value === null ? "" : String(value);
  }

  function twoDigits(value) {
    var digits = text(value);
    return digits.length === 1 ? "0" + digits : digits;
  }

  function PaygentToken() {
    this.URL = endpoint;
  }

  // card: { card_number, expire_year (YY), expire_month (MM), cvc, name }
  PaygentToken.prototype.createToken = function (merchantId, tokenGenerateKey, card, callback) {
    var given = card || {};
    send(this.URL, callback, {
      merchant_id: text(merchantId),
      token_generate_key: text(tokenGenerateKey),
      card_number: text(given.card_number),
      card_expire_year: twoDigits(given.expire_year),
      card_expire_month: twoDigits(given.expire_month),
      card_cvc: text(given.cvc),
      card_name: text(given.name),
    });
  };

  // card: { cvc }
  PaygentToken.prototype.createCvcToken = function (merchantId, tokenGenerateKey, card, callback) {
    send(this.URL, callback, {
      merchant_id: text(merchantId),
      token_generate_key: text(tokenGenerateKey),
      card_cvc: text((card || {}).cvc),
      cvc_only_flg: "1",
    });
  };

  function send(address, callback, fields) {
    if (typeof scope.fetch !== "function" || typeof scope.URLSearchParams !== "function") {
      callback({ result: "7000" });
      return;
    }
    var request = {
      method: "POST",
      mode: "cors",
      credentials: "omit",
      cache: "no-store",
      body: new URLSearchParams(fields),
    };
    scope.fetch(address, request).then(read).then(callback, function () {
      callback({ result: "7001" });
    });
  }

  // Paygent's answers are HTTP 200 whatever they say.
  function read(response) {
    if (response.status === 503) {
      return { result: "8000" };
    }
    if (!response.ok) {
      return { result: "9000" };
    }
    return response.json().then(known, function () {
      return { result: "9000" };
    });
  }

  function known(answer) {
    return answer && answer.result ? answer : { result: "9000" };
  }

  scope.PaygentToken = PaygentToken;
})(window);
