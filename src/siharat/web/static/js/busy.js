// What takes longer than a moment says so, and for how long already. A file that is too large is not even sent.

import { all, show } from "./page.js";

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
    if (!answer.ok || !answer.headers.get("content-type")?.startsWith("application/pdf")) {
      location.reload();
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition"))?.[1] ?? "kode.pdf";
    link.click();
    show(form.querySelector("[data-busy-done]"), true);
  } finally {
    end();
  }
}

for (const form of all("[data-busy]")) {
  const file = form.querySelector("input[type=file]");
  file?.addEventListener("change", () => {
    const large = file.files[0]?.size > Number(form.dataset.most) * 1024 * 1024;
    file.setCustomValidity(large ? `> ${form.dataset.most} MB` : "");
    file.reportValidity();
  });
  form.addEventListener("submit", (event) => {
    if (form.querySelector("[aria-disabled]")) event.preventDefault();
    else if ("download" in form.dataset) {
      event.preventDefault();
      download(form);
    } else begin(form);
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();  // the page behind: nothing is under way there any more
});
