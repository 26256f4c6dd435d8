// The service worker: keeps the page, so that it works without a network once it was loaded. The build fills in FILES
// and VERSION.
/* global FILES, VERSION */
const cache = `pack-lsp-playground-${VERSION}`;

self.addEventListener('install', event => {
  event.waitUntil(
    caches
      .open(cache)
      .then(opened => opened.addAll(FILES))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', event => {
  event.waitUntil(
    caches
      .keys()
      .then(names => Promise.all(names.filter(name => name !== cache).map(name => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', event => {
  const { request } = event;
  if (request.method === 'GET' && new URL(request.url).origin === self.location.origin) {
    event.respondWith(caches.match(request, { ignoreSearch: true }).then(found => found ?? fetch(request)));
  }
});
