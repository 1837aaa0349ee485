// Runs journeys through the built page: `cargo xtask test e2e` builds it, finds a browser and calls this.
import { defineConfig, devices } from "@playwright/test";

// Both servers print the address that the system gave them; Playwright puts it into the environment of the tests.
const page = process.env.PAGE_ADDRESS;

export default defineConfig({
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A journey that passes only the second time is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  workers: process.env.CI ? 2 : undefined,
  reporter: [["list"]],
  timeout: 120_000,
  expect: { timeout: 15_000 },
  outputDir: "test-results",
  webServer: [
    {
      command: "cargo run --quiet --locked --package xtask -- preview --port 0",
      cwd: "../..",
      wait: { stdout: /dist\/ is at (?<PAGE_ADDRESS>http:\/\/\S+)/ },
    },
    {
      command: "cargo run --quiet --locked --package fault_server -- --port 0",
      cwd: "../..",
      wait: { stdout: /listening on (?<FAULT_SERVER>http:\/\/\S+)/ },
    },
  ],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: page,
    // A page that a service worker answers for can't be routed; the journey about it lets one in.
    serviceWorkers: "block",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  projects: [
    { name: "journeys", testDir: "journeys" },
    { name: "screenshots", testDir: "screenshots" },
  ],
});
