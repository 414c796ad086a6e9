// A page that only tells how things stand is read again, as long as somebody looks at it and reads nothing further down.

const EVERY_MS = 15000;

setInterval(() => {
  if (!document.hidden && window.scrollY === 0 && !document.querySelector("details[open]")) location.reload();
}, EVERY_MS);
