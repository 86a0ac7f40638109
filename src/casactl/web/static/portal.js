// Files on their way show how far they are, passwords are shown on request; without it the same forms are sent as they stand.
"use strict";

// A page that the browser kept for its back button may be of somebody who has signed out since: it is asked for anew.
addEventListener("pageshow", (event) => event.persisted && location.reload());

// A second click while the first is on its way would meet what the first has changed: it is left out.
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 3000);
});

function begin() {
  for (const choice of document.querySelectorAll("[data-show]")) offerToShow(choice);
  for (const form of document.querySelectorAll("form[data-progress]")) form.addEventListener("submit", send);
}

// What is typed for a password is shown to whoever wants to see it, and hidden again before it is sent.
function offerToShow(choice) {
  const form = choice.closest("form");
  const fields = [...form.querySelectorAll("input[type=password]")];
  const box = choice.querySelector("input");
  const show = (shown) => fields.forEach((field) => (field.type = shown ? "text" : "password"));
  choice.hidden = false;
  box.addEventListener("change", () => show(box.checked));
  form.addEventListener("submit", () => show(false));
}

async function send(event) {
  const form = event.currentTarget;
  const files = [...form.elements.file.files];
  if (!files.length) return;
  event.preventDefault();
  const line = show(form);
  form.querySelector("button").disabled = true;
  // one by one where the form allows it, so that each has the whole size to itself
  const parts = form.hasAttribute("data-each") ? files.map((file) => [file]) : [files];
  const most = form.dataset.most * 2 ** 20;
  if (parts.some((part) => part.reduce((sum, file) => sum + file.size, 0) > most)) return stop(line, form, form.dataset.large);
  try {
    for (const [n, part] of parts.entries()) {
      const answer = await post(form, part, (done) => tell(line, form, (n + done) / parts.length));
      const last = n === parts.length - 1;
      if (last || answer.status >= 400) return take(answer, form, line);
    }
  } catch {
    stop(line, form, form.dataset.failed);
  }
}

// What was typed and chosen stays where it is.
function stop(line, form, words) {
  line.bar.remove();
  line.status.className = "problem";
  line.status.textContent = words;
  form.querySelector("button").disabled = false;
}

function show(form) {
  form.querySelector(".progress")?.remove();
  const box = document.createElement("div");
  box.className = "progress";
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", form.dataset.label);
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  box.append(bar, status);
  form.append(box);
  return { bar, status };
}

function tell(line, form, done) {
  const quarter = Math.floor(done * 4) * 25;
  line.bar.value = done;
  // a reader of the screen hears each quarter, not each step
  if (line.quarter !== quarter) line.status.textContent = form.dataset.progress.replace("100", quarter);
  line.quarter = quarter;
}

function post(form, files, onDone) {
  const fields = new FormData(form);
  fields.delete("file");
  for (const file of files) fields.append("file", file);
  return new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();
    asked.upload.onprogress = (seen) => seen.lengthComputable && onDone(seen.loaded / seen.total);
    asked.onload = () => resolve(asked);
    asked.onerror = asked.onabort = reject;
    asked.open("POST", form.action);
    asked.send(fields);
  });
}

// The answer is a whole page: what is in the middle of it takes the place of what is here, unless it has no form for what was typed.
function take(answer, form, line) {
  const page = new DOMParser().parseFromString(answer.responseText, "text/html");
  const main = page.querySelector("main");
  const led = new URL(answer.responseURL);
  if (answer.status >= 400 && !main?.querySelector("form")) return stop(line, form, said(answer, main, form));
  if (!main || (answer.status < 400 && led.pathname !== location.pathname)) return location.assign(led);
  if (answer.status < 400) history.replaceState(null, "", led.pathname + led.search);
  document.title = page.title;
  document.querySelector("main").replaceWith(document.adoptNode(main));
  begin();
  (main.querySelector("[role=alert], [role=status]") ?? main).scrollIntoView({ block: "nearest" });
  main.focus({ preventScroll: true });
}

function said(answer, main, form) {
  if (!main && answer.status === 413) return form.dataset.large;
  return [...(main?.querySelectorAll("p") ?? [])].slice(0, -1).map((line) => line.textContent).join(" ") || form.dataset.failed;
}

begin();
