// A page that only tells how things stand is read again while somebody looks at it and reads nothing further down.

const main = document.querySelector("[data-reload]");

if (main) {
  setInterval(() => {
    if (!document.hidden && window.scrollY === 0 && !document.querySelector("details[open]")) location.reload();
  }, Number(main.dataset.reload));
}
