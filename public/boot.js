// Runs before the app: the Trusted Types policy that lets it mount, and the banner that works when it can't.
(() => {
  "use strict";

  // Markup that could run script or load something. The app's own templates and icons have none of it; text of models never gets here.
  const FORBIDDEN_MARKUP =
    /<(script|iframe|object|embed|base|meta|link|math|foreignobject|animate|set)\b|srcdoc|javascript:|[\s"'/]on\w+\s*=/i;
  // The only scripts that may be started by address: the engine's worker, and the one that keeps the page for visits without network.
  const engine = document.querySelector("meta[name=engine]").content;
  const WORKERS = new Set([engine, "sw.js"].map((name) => new URL(name, document.baseURI).href));

  if (window.trustedTypes) {
    trustedTypes.createPolicy("default", {
      createHTML(markup) {
        return FORBIDDEN_MARKUP.test(markup) ? null : markup;
      },
      createScriptURL(address) {
        return WORKERS.has(new URL(address, document.baseURI).href) ? address : null;
      },
    });
  }

  let broken = false;

  // From here on no event may reach the app: a trapped instance still answers, from memory that can't be trusted.
  function showRecovery(reason) {
    if (broken) return;
    broken = true;
    const banner = document.getElementById("recovery");
    if (!banner) {
      document.addEventListener("DOMContentLoaded", () => { broken = false; showRecovery(reason); }, { once: true });
      return;
    }
    document.getElementById("recovery-reason").textContent = reason;
    const reload = document.getElementById("recovery-reload");
    reload.addEventListener("click", () => location.reload());
    for (const sibling of banner.parentElement.children) {
      if (sibling !== banner) sibling.inert = true;
    }
    banner.hidden = false;
    reload.focus();
  }

  // Browsers report this one for layouts that settle a frame later; it harms nothing.
  const isHarmless = (message) => String(message).startsWith("ResizeObserver loop");
  const isOurs = (address) => !address || address.startsWith(new URL(".", document.baseURI).href);

  window.addEventListener("error", (event) => {
    if (event.target instanceof HTMLScriptElement) {
      showRecovery("A part of the app could not be loaded: check the connection and reload.");
    } else if (event.message && isOurs(event.filename) && !isHarmless(event.message)) {
      showRecovery(event.message);
    }
  }, true);
  window.addEventListener("unhandledrejection", (event) => {
    const reason = event.reason;
    if (reason && reason.name === "AbortError") return;
    showRecovery(reason instanceof Error ? reason.message : "");
  });
})();
