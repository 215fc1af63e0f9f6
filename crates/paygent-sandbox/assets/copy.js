// Copies a test card's number; without a clipboard the number can still be selected by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  const label = button.querySelector("[data-says]");
  const says = label.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    label.textContent = "コピーしました";
    setTimeout(() => {
      label.textContent = says;
    }, 1500);
  });
}
