// Copies a test card's number; without a clipboard the number can still be selected by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const said = button.textContent;
    button.textContent = "コピーしました";
    setTimeout(() => {
      button.textContent = said;
    }, 1500);
  });
}
