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
  document.addEventListener("DOMContentLoaded", () => document.querySelector("main [data-autofocus]")?.focus());
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

  // 7. A request that failed says so: nothing typed is lost, the form is still there.
  const failed = (e) => {
    const live = document.getElementById("failed");
    if (live && e.detail.xhr?.status !== 422) live.hidden = false;
  };
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => document.addEventListener(name, failed));
  document.addEventListener("htmx:beforeRequest", () => document.getElementById("failed")?.setAttribute("hidden", ""));
})();
