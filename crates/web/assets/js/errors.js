// Errors of a form with the id "checkout": a summary that takes the focus, and a sentence beside each field. Part of
// every module that enters a card.

const at = (id) => document.getElementById(id);

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
    element("p", at("alert").dataset.comfort),
  );
  at("alert").append(summary);
  summary.focus();
  summary.scrollIntoView({ block: "start" });
}
