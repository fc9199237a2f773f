import { z } from "zod";
import { ProviderId } from "./provider-contract";

/** Who somebody is at a provider. */
export const ProviderProfile = z.object({
  provider: ProviderId,
  subject: z.string(),
  /** In its canonical form, only where the provider has verified that it is theirs. */
  email: z.string().nullable(),
  name: z.string().nullable(),
});
export type ProviderProfile = z.output<typeof ProviderProfile>;
