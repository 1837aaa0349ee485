// A newer build is put on the server while people have the older one open: nobody sees a mix of both, and everybody learns of it.
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, type Page } from "@playwright/test";
import { App } from "./app";
import { expect, test } from "./fixtures";

const BUILT = fileURLToPath(new URL("../../../dist", import.meta.url));
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml", ".json": "application/json" };

/** A copy of the built page on a server of its own, whose files can be replaced. */
class Site {
  private constructor(readonly folder: string, private readonly server: Server, readonly address: string) {}

  static async open(): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), "nshot-update-"));
    cpSync(BUILT, folder, { recursive: true });
    const server = createServer((request, response) => {
      const name = new URL(request.url ?? "/", "http://site").pathname.slice(1) || "index.html";
      try {
        const bytes = readFileSync(join(folder, name));
        response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" }).end(bytes);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return new Site(folder, server, `http://127.0.0.1:${(server.address() as { port: number }).port}/`);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  close(): void {
    this.server.close();
    rmSync(this.folder, { recursive: true });
  }

  /** The next build: a page that says so, and a worker that lists it. */
  next(): { page: string; worker: string } {
    const page = this.read("index.html").replace("<title>Nshot</title>", '<title>Nshot</title><meta name="build" content="newer">');
    const checksum = `sha256-${createHash("sha256").update(page).digest("base64")}`;
    const worker = this.read("sw.js")
      .replace(/const BUILD = "\w+"/, 'const BUILD = "newer"')
      .replace(/"index\.html": "[^"]+"/, `"index.html": "${checksum}"`);
    return { page, worker };
  }
}

const build = (page: Page) => page.evaluate(() => document.querySelector<HTMLMetaElement>("meta[name=build]")?.content ?? "older");
const update = (page: Page) => page.getByRole("status").filter({ hasText: "Your work is saved." });

/** Looks for a newer build as a browser does by itself now and then; whether one is there whole. */
const look = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update();
    const installing = registration?.installing;
    if (installing) await new Promise<void>((done) => (installing.onstatechange = () => done()));
    return Boolean(registration?.waiting);
  });

async function opened(context: BrowserContext, site: Site): Promise<App> {
  const app = new App(await context.newPage());
  await app.page.goto(site.address);
  await app.ready();
  return app;
}

test("a newer build is never mixed with the older one", async ({ freshContext, expected }) => {
  // The half of a build that is refused; the browser says so for the worker.
  expected.push(/integrity|Failed to find a valid digest|sw\.js/i);
  const site = await Site.open();
  try {
    const context = await freshContext({ serviceWorkers: "allow" });
    const app = await opened(context, site);
    await app.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await app.page.reload();
    await app.ready();
    await app.write("Written in the older build.");
    await app.saved();
    const second = await opened(context, site);

    // Half of the newer build is there: its worker, but not yet its page.
    const { page, worker } = site.next();
    site.write("sw.js", worker);
    expect(await look(app.page)).toBe(false);
    await app.page.reload();
    await app.ready();
    expect(await build(app.page)).toBe("older");
    await expect(update(app.page)).toBeHidden();
    expect(await app.page.evaluate(async () => (await (await caches.open("nshot-build-newer")).keys()).length)).toBe(0);

    // Now it is whole. Who has the older one open keeps it, also after a reload, and is asked.
    site.write("index.html", page);
    expect(await look(app.page)).toBe(true);
    await expect(update(app.page)).toContainText("A newer Nshot is ready.");
    await app.page.reload();
    await app.ready();
    expect(await build(app.page)).toBe("older");
    await expect(update(second.page)).toContainText("A newer Nshot is ready.");
    await update(app.page).getByRole("button", { name: "Reload with it" }).click();
    await expect.poll(() => build(app.page).catch(() => "")).toBe("newer");
    await app.ready();
    expect(await app.text(1)).toBe("Written in the older build.");

    // The other tab is told, and not reloaded under the hands of the person.
    await expect(update(second.page)).toContainText("Nshot was updated in another tab.");
    expect(await build(second.page)).toBe("older");
    await update(second.page).getByRole("button", { name: "Reload with it" }).click();
    await expect.poll(() => build(second.page).catch(() => "")).toBe("newer");

    // The older build is gone from the browser, and the newer one works without network.
    expect(await app.page.evaluate(() => caches.keys())).toEqual(["nshot-build-newer"]);
    await context.setOffline(true);
    await app.page.reload();
    await app.ready();
    expect(await build(app.page)).toBe("newer");
  } finally {
    site.close();
  }
});
