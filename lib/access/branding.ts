import type { Branding } from "@/access.config";
import { currentCatalogue, shippedContent } from "./catalogue-snapshot";

/** What counts now. */
export function branding(): Branding {
  return currentCatalogue().branding;
}

/** What the deployment is called. */
export function productName(): string {
  return branding().name;
}

/** Whether the operator gave it a name of theirs. */
export function isRenamed(): boolean {
  return branding().name !== shippedContent.branding.name;
}

/** Where the operator's logo is served; null where there is none. Another state of the catalogue has another address. */
export function logoAddress(): string | null {
  const { revision, branding: brand } = currentCatalogue();
  return brand.logo ? `${logoPath}?v=${revision}` : null;
}

export const logoPath = "/branding/logo";

/** Texts name the deployment by this, and are told with its name as it is then. */
export function withProductName(text: string): string {
  return text.replaceAll("{product}", () => productName());
}
