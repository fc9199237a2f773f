import { type ApiAnswer, callApi } from "./call-api";
import type { GitHubPersona } from "./github-stand-in";
import type { GooglePersona } from "./google-stand-in";

/** What tests need of a browser without drawing anything: it keeps cookies and goes where it is led, when told to. */
export type ApiBrowser = {
  cookies: Map<string, string>;
  /** Calls our own API with the cookies. */
  call(target: string, call?: { body?: unknown; headers?: Record<string, string> }): Promise<ApiAnswer>;
  /** Fills in a provider's form and returns the address of ours that it leads back to, as method and path. */
  answerProvider(url: string, persona: GitHubPersona | GooglePersona | null): Promise<string>;
};

/** A fresh browser; `address` is the client's, whose sign-ins are limited. */
export function createApiBrowser(address: string): ApiBrowser {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async call(target, { body, headers } = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await callApi(target, {
        address,
        body,
        headers: { cookie, "sec-fetch-site": "same-origin", ...headers },
      });
      for (const line of answer.headers.getSetCookie()) keep(cookies, line);
      return answer;
    },
    async answerProvider(url, persona) {
      const page = await fetch(url, { redirect: "manual" });
      if (page.status !== 200) throw new Error(`the provider answered ${page.status}`);
      const form = new URLSearchParams(new URL(url).searchParams);
      form.set("decision", persona ? "approve" : "cancel");
      for (const [name, value] of Object.entries(persona ?? {})) {
        if (value !== false) form.set(name, value === true ? "on" : String(value));
      }
      const { origin, pathname } = new URL(url);
      const answer = await fetch(`${origin}${pathname}`, { method: "POST", body: form, redirect: "manual" });
      const back = new URL(answer.headers.get("location") ?? "");
      return `GET ${back.pathname}${back.search}`;
    },
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = ""] = line.split(";");
  const at = pair.indexOf("=");
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
  if (value === "" || /max-age=0/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}
