/* All the JavaScript of the app besides htmx. Everything works without it. */
(() => {
  const inside = (root, selector) => (root.matches?.(selector) ? root : root.querySelector?.(selector));

  // 1. Close open menus on Escape and on a click elsewhere; give focus back.
  const menus = () => document.querySelectorAll("details.pop[open], details.menu[open]");
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    menus().forEach((d) => { d.open = false; d.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (e) => {
    menus().forEach((d) => { if (!d.contains(e.target)) d.open = false; });
  });

  // 2. "/" goes to the page's search field, unless someone is typing.
  document.addEventListener("keydown", (e) => {
    if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = document.querySelector("main input[type=search]");
    if (box && box.offsetParent) { e.preventDefault(); box.focus(); }
  });

  // 3. Warn before leaving a form with unsaved text. The form is remembered, not a flag: htmx may have put it away.
  let dirty = null;
  document.addEventListener("input", (e) => { dirty = e.target.closest("form[method=post]") ?? dirty; });
  document.addEventListener("submit", (e) => { if (!e.target.hasAttribute("hx-post")) dirty = null; });
  addEventListener("beforeunload", (e) => { if (dirty?.isConnected) e.preventDefault(); });

  // 4. On arrival and after a swap: focus goes where the server asks, the new heading is announced.
  const arrive = (root) => {
    const news = inside(root, "[data-announce]");
    const live = document.getElementById("live");
    if (news && live) live.textContent = news.dataset.announce || news.textContent;
    inside(root, "[data-autofocus]")?.focus();
  };
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector("main [data-autofocus]")?.focus();
    // What stands on a page from the start is announced by nobody: say it once more, when the page has been read out.
    const said = [...document.querySelectorAll("[data-message]")].map((message) => message.textContent.trim()).join(" ");
    if (said) setTimeout(() => { document.getElementById("live").textContent = said; }, 500);
    document.querySelectorAll("[data-dismiss]").forEach((button) => {
      button.addEventListener("click", () => { button.parentElement.remove(); document.getElementById("main").focus(); });
    });
  });
  document.addEventListener("htmx:afterSwap", (e) => arrive(e.target));

  // 5. A 422 answer is the form with its errors: it takes the place of the form that was sent, wherever success would go.
  document.addEventListener("htmx:beforeSwap", (e) => {
    const { xhr, elt } = e.detail.requestConfig ? { xhr: e.detail.xhr, elt: e.detail.requestConfig.elt } : {};
    if (xhr?.status !== 422) return;
    Object.assign(e.detail, { shouldSwap: true, isError: false, target: elt.closest("form"), swapOverride: "outerHTML" });
  });

  // 6. What was left empty is not part of the page's address.
  document.addEventListener("htmx:configRequest", (e) => {
    if (e.detail.verb !== "get") return;
    [...e.detail.formData].forEach(([name, value]) => { if (value === "") e.detail.formData.delete(name); });
  });

  // 7. A request that failed says so: nothing typed is lost, the form is still there. 401: the sign-in has ended.
  const notice = (id, shown) => document.getElementById(id)?.toggleAttribute("hidden", !shown);
  let stale = false;
  const failed = (e) => {
    const status = e.detail.xhr?.status;
    if (status === 422) return;
    stale ||= status === 401 || status === 403;
    notice(status === 401 ? "signed-out" : "failed", true);
  };
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => document.addEventListener(name, failed));
  document.addEventListener("htmx:beforeRequest", () => ["failed", "signed-out"].forEach((id) => notice(id, false)));

  // 8. Another sign-in makes the tokens of this page too old: before sending again, take fresh ones from the start page.
  const renew = async () => {
    const text = await fetch("/").then((answer) => answer.text());
    const token = new DOMParser().parseFromString(text, "text/html").querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!token) return;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    if (document.body.hasAttribute("hx-headers")) document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    stale = false;
  };
  document.addEventListener("htmx:confirm", (e) => {
    if (!stale || e.detail.verb === "get") return;
    e.preventDefault();
    renew().finally(() => e.detail.issueRequest(true));
  });
  document.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!form.hasAttribute("data-renew")) return;
    e.preventDefault();
    renew().finally(() => form.submit());
  });

  // 9. A long list of choices is narrowed by typing; Enter ticks the first that fits and puts it on top.
  const plain = (text) => text.trim().normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const narrow = (box) => {
    const want = plain(box.value);
    const labels = [...box.parentElement.querySelectorAll(".choices label")];
    labels.forEach((label) => {
      label.hidden = !label.querySelector("input").checked && !plain(label.textContent).includes(want);
    });
    const open = labels.filter((label) => !label.hidden && !label.querySelector("input").checked);
    return open.find((label) => plain(label.textContent).startsWith(want)) ?? open[0];
  };
  document.querySelectorAll("[data-narrow]").forEach((box) => {
    box.hidden = false;
    box.addEventListener("input", () => narrow(box));
    box.addEventListener("keydown", (e) => {
      if (e.key !== "Enter") return;
      e.preventDefault();
      const first = box.value && narrow(box);
      if (!first) return;
      first.querySelector("input").checked = true;
      first.parentElement.prepend(first);
      first.parentElement.scrollTop = 0;
      box.value = "";
      narrow(box);
      document.getElementById("live").textContent = first.textContent;
    });
  });

  // 10. On a phone the form for an entry is one line until somebody goes there.
  document.addEventListener("focusin", (e) => e.target.closest(".quick")?.parentElement.classList.add("is-writing"));

  // 11. Ctrl+Enter sends from within a text of several lines.
  document.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && e.target.matches("form[method=post] textarea")) e.target.form.requestSubmit();
  });
})();
