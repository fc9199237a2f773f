import { randomUUID } from "node:crypto";
import { expect, type Page } from "playwright/test";

/** Somebody with an account at a provider's stand-in. */
export type Persona = { name: string; email: string; verified: boolean; account: string };

export function newPersona(change: Partial<Persona> = {}): Persona {
  const account = `octo-${randomUUID().slice(0, 8)}`;
  return { account, name: "Octo Cat", email: `${account}@example.test`, verified: true, ...change };
}

type ProviderName = "GitHub" | "Google" | "Paper Mill";

/** Presses the button of a provider and answers its own page; null cancels there. */
export async function continueWith(page: Page, provider: ProviderName, persona: Persona | null): Promise<void> {
  await page.getByRole("link", { name: `Continue with ${provider}` }).click();
  await answerProvider(page, provider, persona);
}

/** Fills in the provider's own page. */
export async function answerProvider(page: Page, provider: ProviderName, persona: Persona | null): Promise<void> {
  await expect(page.getByRole("heading", { name: provider })).toBeVisible();
  expect(new URL(page.url()).hostname).toBe("127.0.0.1");
  if (!persona) return page.getByRole("button", { name: "Cancel" }).click();
  await page.getByLabel(provider === "GitHub" ? "Username" : "Account").fill(persona.account);
  await page.getByLabel("Name", { exact: true }).fill(persona.name);
  await page.getByLabel(provider === "GitHub" ? "Primary email" : "Email", { exact: true }).fill(persona.email);
  await page.getByLabel("Email is verified").setChecked(persona.verified);
  await page.getByRole("button", { name: provider === "GitHub" ? "Authorize" : "Continue" }).click();
}
