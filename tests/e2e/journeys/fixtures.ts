// What every journey uses: a page that may not complain, the app on it, and a fault server whose log can be told apart.
import { randomUUID } from "node:crypto";
import { type BrowserContext, type BrowserContextOptions, test as base } from "@playwright/test";
import { App } from "./app";
import { FaultServer } from "./fault-server";

export { expect } from "@playwright/test";

interface Fixtures {
  /** Violations of the policy, errors on the console and errors that nobody caught; what is left at the end fails the test. */
  violations: string[];
  /** What a test expects to be complained about, such as the browser's own line for every answer with status 401. */
  expected: RegExp[];
  /** Another browser profile under the same watch: a second person, or the same one on another machine. */
  freshContext: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** The app, open and ready. */
  app: App;
  /** The model server, under a path that is this test's own. */
  server: FaultServer;
}

export const test = base.extend<Fixtures>({
  expected: async ({}, use) => use([]),
  violations: [
    async ({ context, expected }, use) => {
      const violations: string[] = [];
      await watch(context, violations);
      await use(violations);
      const left = violations.filter((line) => !expected.some((pattern) => pattern.test(line)));
      if (left.length > 0) throw new Error(`the page complained:\n${left.join("\n")}`);
    },
    { auto: true },
  ],
  freshContext: async ({ browser, violations }, use) => {
    const made: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      made.push(context);
      await watch(context, violations);
      return context;
    });
    await Promise.all(made.map((context) => context.close()));
  },
  app: async ({ page }, use) => {
    const app = new App(page);
    await app.open();
    await use(app);
  },
  server: async ({ request }, use) => {
    const address = process.env.FAULT_SERVER;
    if (address === undefined) throw new Error("FAULT_SERVER is not set: it is the address of the fault server");
    await use(new FaultServer(address, randomUUID(), request));
  },
});

async function watch(context: BrowserContext, violations: string[]): Promise<void> {
  await context.exposeFunction("reportViolation", (line: string) => violations.push(line));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const report = (window as unknown as { reportViolation(line: string): void }).reportViolation;
      report(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
    });
  });
  context.on("console", (message) => {
    if (message.type() === "error") violations.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => violations.push(`pageerror: ${error.error().message}`));
}
