// What takes longer than a moment says so, and for how long already. A file that is too large is not even sent. After a
// download the page tells what is so now.

import { one, show } from "./page.js";

const SECOND = 1_000;

function begin(form) {
  const note = form.querySelector("[data-busy-note]");
  const seconds = form.querySelector("[data-busy-seconds]");
  const button = form.querySelector("button");
  const since = performance.now();
  const tick = setInterval(() => { seconds.textContent = `${Math.round((performance.now() - since) / SECOND)} s`; }, SECOND);
  show(note, true);
  button.setAttribute("aria-disabled", "true");
  return () => {
    clearInterval(tick);
    show(note, false);
    button.removeAttribute("aria-disabled");
  };
}

async function download(form) {
  const end = begin(form);
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (answer.headers.get("content-type")?.startsWith("application/pdf")) {
      keep(await answer.blob(), /filename="([^"]+)"/.exec(answer.headers.get("content-disposition"))?.[1] ?? "kode.pdf");
      renew(await page());
      const done = one("[data-busy-done]");
      show(done, true);
      done.focus();
    } else location.reload();  // nothing was to be made: the page says why
  } catch {
    location.reload();  // whether codes were made, only the server knows
  } finally {
    end();
  }
}

function keep(document_, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(document_);
  link.download = name;
  link.click();
}

/** The page as the server writes it now. */
const page = () => new Promise((done, failed) => {
  const asked = new XMLHttpRequest();
  asked.open("GET", location.href);
  asked.responseType = "document";
  asked.onload = () => done(asked.response);
  asked.onerror = failed;
  asked.send();
});

/** In place of what it said before; to load it would break the download off. */
function renew(now) {
  const fresh = now && one("main", now);
  if (fresh) one("main").replaceChildren(...fresh.childNodes);
  else location.reload();
}

document.addEventListener("change", ({ target }) => {
  const form = target.matches("[data-busy] input[type=file]") && target.form;
  if (!form) return;
  const large = target.files[0]?.size > Number(form.dataset.most) * 1024 * 1024;
  target.setCustomValidity(large ? `> ${form.dataset.most} MB` : "");
  target.reportValidity();
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-busy]")) return;
  if (form.querySelector("[aria-disabled]")) event.preventDefault();
  else if ("download" in form.dataset) {
    event.preventDefault();
    download(form);
  } else begin(form);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();  // the page behind: nothing is under way there any more
});
