// Keeps one whole build of the page for visits without network. Everything that a page loads comes from the build that it was started with: a
// newer build is fetched whole beside it and takes over when no page of the old one is left, or when the person asks for it.
"use strict";

// Written in by `cargo xtask precache` after a release build: which build it is, and its files with the checksum of each. Elsewhere nothing is kept.
const BUILD = "";
const FILES = {};
const PREFIX = "nshot-build-";
const CACHE = PREFIX + BUILD;
const SCOPE = new URL("./", self.location.href);
const CHECKSUMS = new Map(Object.entries(FILES).map(([name, checksum]) => [new URL(name, SCOPE).href, checksum]));
// Large and needed for some models alone: kept once they were fetched.
const LARGE = new URL("vocabularies/", SCOPE).href;

// While a newer build is put on the server, some of its files are there before others: a build is kept only when every file is its own.
self.addEventListener("install", (event) => {
  if (BUILD === "") return;
  const first = [...CHECKSUMS].filter(([address]) => !address.startsWith(LARGE));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(first.map(([address, integrity]) => new Request(address, { cache: "reload", integrity })))));
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
  } else if (url.href.startsWith(LARGE) && CHECKSUMS.has(url.href)) {
    event.respondWith(keptOnceFetched(url.href));
  } else if (CHECKSUMS.has(url.href)) {
    event.respondWith(kept(url.href, request));
  }
});

async function kept(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}

async function keptOnceFetched(address) {
  const cache = await caches.open(CACHE);
  const known = await cache.match(address);
  if (known) return known;
  const response = await fetch(address, { cache: "no-cache", integrity: CHECKSUMS.get(address) });
  if (response.ok) await cache.put(address, response.clone());
  return response;
}
