/* What pages do beyond HTML. Each part is an extra: without it menus are open, lists reorder by
   buttons that post, questions open in place, and forms are sent. No dependency, nothing inline. */
(() => {
  "use strict";
  const on = (type, selector, act) =>
    document.addEventListener(type, (event) => {
      const found = event.target.closest?.(selector);
      if (found) act(found, event);
    });

  /* ---- One polite live region: window.say("…"), or HX-Trigger: {"say": "…"} ---- */
  let silence;
  const say = (text) => {
    const live = document.getElementById("live");
    if (!live) return;
    live.textContent = text;
    clearTimeout(silence);
    silence = setTimeout(() => (live.textContent = ""), 5000);
  };
  window.say = say;
  document.addEventListener("say", (event) => say(event.detail?.value ?? event.detail ?? ""));

  /* ---- Menu on narrow screens ---- */
  const openMenu = (button, open) => {
    document.getElementById(button.getAttribute("aria-controls")).classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  on("click", ".nav-toggle", (button) => openMenu(button, button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    const button = document.querySelector(".nav-toggle[aria-expanded='true']");
    if (event.key === "Escape" && button) { openMenu(button, false); button.focus(); }
  });

  /* ---- Light, dark, or as the system says ---- */
  const root = document.documentElement;
  const showScheme = () => {
    const now = root.dataset.scheme || "system";
    for (const button of document.querySelectorAll("[data-choose-scheme]"))
      button.setAttribute("aria-pressed", String(button.dataset.chooseScheme === now));
  };
  on("click", "[data-choose-scheme]", (button) => {
    const scheme = button.dataset.chooseScheme;
    if (scheme === "system") delete root.dataset.scheme; else root.dataset.scheme = scheme;
    try {
      if (scheme === "system") localStorage.removeItem("scheme"); else localStorage.setItem("scheme", scheme);
    } catch { /* not kept, still applied to this page */ }
    showScheme();
  });
  showScheme();

  /* ---- Sortable lists: buttons for everyone, dragging as an extra ----
     <ol class="sortable" data-sortable data-place="{name}: place {n} of {all}"> with a hidden
     <input name="order"> in each li. With data-sortable="post" the buttons post as they are. */
  const local = ".sortable[data-sortable]:not([data-sortable='post'])";
  const changed = (list) => list.dispatchEvent(new Event("change", { bubbles: true }));
  const tellPlace = (item) => {
    const all = [...item.parentNode.children];
    const words = item.parentNode.dataset.place || "{n} / {all}";
    say(words.replace("{name}", item.dataset.name || "").replace("{n}", all.indexOf(item) + 1).replace("{all}", all.length));
  };
  on("click", `${local} [data-move]`, (button, event) => {
    event.preventDefault();
    const item = button.closest("li"), up = button.dataset.move === "up";
    const other = up ? item.previousElementSibling : item.nextElementSibling;
    if (other) { if (up) other.before(item); else other.after(item); changed(item.parentNode); }
    button.focus();
    tellPlace(item);
  });
  let held;
  on("pointerdown", `${local} .grip`, (grip) => (grip.closest("li").draggable = true));
  on("dragstart", `${local} > li`, (item) => { held = item; item.classList.add("dragging"); });
  on("dragover", `${local} > li`, (item, event) => {
    if (!held || held.parentNode !== item.parentNode) return;
    event.preventDefault();
    if (item === held) return;
    const { top, height } = item.getBoundingClientRect();
    if (event.clientY < top + height / 2) item.before(held); else item.after(held);
  });
  document.addEventListener("dragend", () => {
    if (!held) return;
    held.classList.remove("dragging");
    held.draggable = false;
    changed(held.parentNode);
    tellPlace(held);
    held = undefined;
  });

  /* ---- Questions before grave steps: <details class="confirm"> becomes a dialog ---- */
  on("click", ".confirm > summary", (summary, event) => {
    const body = summary.parentNode.querySelector(".confirm-body");
    if (!window.HTMLDialogElement || !body) return;
    event.preventDefault();
    const dialog = document.createElement("dialog"), home = body.parentNode;
    dialog.className = "dialog";
    dialog.setAttribute("aria-labelledby", body.querySelector("[id]").id);
    dialog.append(body);
    document.body.append(dialog);
    dialog.addEventListener("close", () => { home.append(body); dialog.remove(); summary.focus(); });
    dialog.showModal();
    dialog.querySelector(".input, [data-close]").focus(); // the harmless one of the two buttons
  });
  on("click", "[data-close]", (button, event) => {
    event.preventDefault();
    const dialog = button.closest("dialog");
    if (dialog) dialog.close(); else button.closest("details").open = false;
  });

  /* ---- Sent once: the button that asked is busy until the answer is there ---- */
  const rest = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy='true']")) button.removeAttribute("aria-busy");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[data-again], [target]")) return;
    if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.dataset.sent = "yes";
    (event.submitter || form.querySelector("[type='submit']"))?.setAttribute("aria-busy", "true");
    // Another script stopped it, and it was not htmx, which stops every form that it sends itself.
    setTimeout(() => { if (event.defaultPrevented && !form.closest("[hx-post], [data-hx-post]")) rest(form); });
    setTimeout(() => rest(form), 15000);
  }, true);
  const restAll = () => document.querySelectorAll("form[data-sent]").forEach(rest);
  window.addEventListener("pageshow", restAll);
  document.addEventListener("htmx:afterRequest", restAll);

  /* ---- Filters and switches that take effect at once: <form data-auto> ---- */
  on("change", "form[data-auto]", (form) => form.requestSubmit());

  /* ---- Copy: <button data-copy="id of the field" data-copied="Copied"> ---- */
  on("click", "[data-copy]", async (button) => {
    const field = document.getElementById(button.dataset.copy);
    const text = field.value ?? field.textContent.trim();
    try { await navigator.clipboard.writeText(text); say(button.dataset.copied); }
    catch { field.focus(); field.select?.(); }
  });

  /* ---- Focus: errors first; after a swap that removed it, the part's own heading ---- */
  const errors = (within) => within.querySelector?.(".error-summary")?.focus();
  errors(document);
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.target;
    showScheme();
    if (part.querySelector?.(".error-summary")) errors(part);
    else if (document.activeElement === document.body) (part.closest("section") || part).querySelector?.("[tabindex='-1']")?.focus();
  });
  const here = document.querySelector(".subnav [aria-current]");
  if (here) { const row = here.closest(".subnav"); row.scrollLeft = here.offsetLeft - row.clientWidth / 2; }
})();
