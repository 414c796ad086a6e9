// A page that only tells how things stand is read again while somebody looks at it and neither reads further down
// nor has a hand on something: who goes by keyboard would be thrown back to the top.

const main = document.querySelector("[data-reload]");

if (main) {
  setInterval(() => {
    const { hidden, body, activeElement: held } = document;
    const reading = window.scrollY > 0 || document.querySelector("details[open]") || (held && held !== body);
    if (!hidden && !reading) location.reload();
  }, Number(main.dataset.reload));
}
