import { z } from "zod";
import { ProviderId } from "@/lib/features/accounts/provider-contract";

/** How connecting a provider ended, in the address of the settings. */
export const connectRules = { connected: ProviderId, connect_error: z.string() };
