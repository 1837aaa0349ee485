// Registers the worker that keeps the page for visits without network, and offers a newer build once it is there whole. Where browsers have no
// such workers the page works as before.
(() => {
  "use strict";
  const isFramed = window.top !== window;
  const isEmbedded = isFramed || new URLSearchParams(location.search).has("embed");
  if (isEmbedded || !("serviceWorker" in navigator)) return;

  function offer(registration) {
    const waiting = registration.waiting;
    const bar = document.getElementById("update");
    if (!waiting || !bar) return;
    bar.hidden = false;
    document.getElementById("update-now").addEventListener("click", () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      waiting.postMessage("take over");
    }, { once: true });
  }

  window.addEventListener("load", async () => {
    try {
      const registration = await navigator.serviceWorker.register("sw.js", { updateViaCache: "none" });
      offer(registration);
      registration.addEventListener("updatefound", () => {
        const { installing } = registration;
        installing?.addEventListener("statechange", () => {
          // Without a controller this is the first build here, and there is nothing to replace.
          if (installing.state === "installed" && navigator.serviceWorker.controller) offer(registration);
        });
      });
    } catch {
      // Private windows and plain http refuse: the page needs the network then.
    }
  });
})();
