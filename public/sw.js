// Keeps one whole build of the page for visits without network. Everything that a page loads comes from the build that it was started with: a
// newer build is fetched whole beside it and takes over when no page of the old one is left, or when the person asks for it.
"use strict";

// Written in by `cargo xtask precache` after a release build: what the files are, and their names. Elsewhere nothing is kept.
const BUILD = "";
const FILES = [];
const PREFIX = "nshot-build-";
const CACHE = PREFIX + BUILD;
const SCOPE = new URL("./", self.location.href);
const KEPT = new Set(FILES.map((name) => new URL(name, SCOPE).href));
// Large and needed for some models alone: kept once they were fetched. They are part of BUILD too, so they are of the same build.
const LARGE = new URL("vocabularies/", SCOPE).href;

self.addEventListener("install", (event) => {
  if (BUILD === "") return;
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map((name) => new Request(new URL(name, SCOPE), { cache: "reload" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
    if (BUILD === "") await self.registration.unregister();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // Only this page's own files: what goes to a model or comes from one is never kept.
  if (BUILD === "" || request.method !== "GET" || url.origin !== SCOPE.origin || !url.href.startsWith(SCOPE.href)) return;
  url.search = "";
  url.hash = "";
  if (request.mode === "navigate" && (url.href === SCOPE.href || url.href === SCOPE.href + "index.html")) {
    event.respondWith(kept(new URL("index.html", SCOPE).href, request));
  } else if (KEPT.has(url.href)) {
    event.respondWith(kept(url.href, request));
  } else if (url.href.startsWith(LARGE)) {
    event.respondWith(keptOnceFetched(url.href, request));
  }
});

async function kept(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}

async function keptOnceFetched(address, request) {
  const cache = await caches.open(CACHE);
  const known = await cache.match(address);
  if (known) return known;
  const response = await fetch(request);
  if (response.ok) await cache.put(address, response.clone());
  return response;
}
