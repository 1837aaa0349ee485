// The fault server as a test sees it: addresses under which one fault happens, and the requests that came to this test's own path.
import type { APIRequestContext } from "@playwright/test";

/** A logged request; preflights are not logged. */
export interface LoggedRequest {
  method: string;
  path: string;
  model: string;
  host: string;
  origin: string;
  authorization: string;
  x_api_key: string;
  x_goog_api_key: string;
  headers: string[];
  body: string;
}

export class FaultServer {
  constructor(
    readonly origin: string,
    private readonly test: string,
    private readonly request: APIRequestContext,
  ) {}

  /** A base URL under which `fault` happens; `ok` is none. */
  baseUrl(fault = "ok"): string {
    return `${this.origin}/${fault}/${this.test}/v1`;
  }

  /** Every fault that the server knows. */
  async faults(): Promise<string[]> {
    return (await (await this.request.get(`${this.origin}/_faults`)).json()) as string[];
  }

  /** How often each model was asked; the fault is in the model's name where the address names none. */
  async callsByModel(): Promise<Record<string, number>> {
    const calls: Record<string, number> = {};
    for (const { method, model } of await this.requests()) if (method === "POST") calls[model] = (calls[model] ?? 0) + 1;
    return calls;
  }

  /** The requests of this test, in order. */
  async requests(): Promise<LoggedRequest[]> {
    const log = await this.request.get(`${this.origin}/_log`);
    const { requests } = (await log.json()) as { requests: LoggedRequest[] };
    return requests.filter((request) => request.path.includes(`/${this.test}/`));
  }

  /** How often a model was asked. */
  async calls(): Promise<number> {
    return (await this.requests()).filter((request) => request.method === "POST").length;
  }
}
