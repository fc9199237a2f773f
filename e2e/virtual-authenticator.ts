import type { Page } from "playwright/test";

/** A passkey holder that Chromium plays, of which a test says whether somebody is there to unlock it. */
export type VirtualAuthenticator = {
  /** Whether each request is answered at once, as by somebody who unlocks it. */
  answer(enabled: boolean): Promise<void>;
  /** Whether the finger or the PIN is right. */
  verify(isUserVerified: boolean): Promise<void>;
  /** How many passkeys it holds. */
  count(): Promise<number>;
};

/** Adds an authenticator to a page's browser (Chrome DevTools Protocol, domain WebAuthn). */
export async function addAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send("WebAuthn.enable");
  const { authenticatorId } = await devTools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    answer: async (enabled) => {
      await devTools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
    },
    verify: async (isUserVerified) => {
      await devTools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
    },
    count: async () => (await devTools.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length,
  };
}
