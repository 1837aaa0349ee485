// Registers the worker that keeps the page for visits without network, and offers a newer build once it is there whole. Where browsers have no
// such workers the page works as before.
(() => {
  "use strict";
  const isFramed = window.top !== window;
  const isEmbedded = isFramed || new URLSearchParams(location.search).has("embed");
  if (isEmbedded || !("serviceWorker" in navigator)) return;

  const workers = navigator.serviceWorker;
  let isAsked = false;

  function offer(registration) {
    const { waiting } = registration;
    if (waiting) show(() => waiting.postMessage("take over"));
  }

  function show(reload) {
    const bar = document.getElementById("update");
    if (!bar) return;
    bar.hidden = false;
    document.getElementById("update-now").onclick = () => {
      isAsked = true;
      reload();
    };
  }

  // Another tab may have asked for it: this one goes on with what it has loaded, and what it loads later is gone.
  workers.addEventListener("controllerchange", () => {
    if (isAsked) return location.reload();
    document.getElementById("update-what").textContent = "Nshot was updated in another tab.";
    show(() => location.reload());
  });

  window.addEventListener("load", async () => {
    try {
      const registration = await workers.register("sw.js", { updateViaCache: "none" });
      offer(registration);
      registration.addEventListener("updatefound", () => {
        const { installing } = registration;
        installing?.addEventListener("statechange", () => {
          // Without a controller this is the first build here, and there is nothing to replace.
          if (installing.state === "installed" && workers.controller) offer(registration);
        });
      });
    } catch {
      // Private windows and plain http refuse: the page needs the network then.
    }
  });
})();
