// Keeps the list fresh: takes list and count out of a new copy of the page, leaves the open mail alone.
const INTERVAL_MS = 2000;

// In the copy a newer mail may be the open one.
function keepMark(list, open) {
  for (const mail of list.querySelectorAll(".mail")) {
    const isOpen = mail.getAttribute("href").split("?")[0] === open;
    if (isOpen) mail.setAttribute("aria-current", "true");
    else mail.removeAttribute("aria-current");
  }
}

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shown = document.getElementById("mail");
  const open = shown?.dataset.path;
  if (open) keepMark(fresh.getElementById("list"), open);
  else if (fresh.getElementById("mail")?.dataset.path) shown?.replaceWith(fresh.getElementById("mail"));
  for (const id of ["list", "count"]) {
    const [now, next] = [document.getElementById(id), fresh.getElementById(id)];
    // Untouched where nothing changed, so that focus and screen readers stay where they are.
    if (now && next && now.innerHTML !== next.innerHTML) now.replaceChildren(...next.childNodes);
  }
}

setInterval(() => refresh().catch(() => {}), INTERVAL_MS);
