import "server-only";
import { oauthProvider } from "./provider";

/** An authorization that waits for its user. */
export type Interaction = NonNullable<Awaited<ReturnType<typeof findInteraction>>>;

/** The authorization with an identifier; null when there is none any more. */
export async function findInteraction(uid: string) {
  if (!/^[\w-]{10,100}$/.test(uid)) return null;
  const provider = await oauthProvider();
  return (await provider.Interaction.find(uid)) ?? null;
}
